import { expect, test } from "vitest";
import { dialectFor } from "../../src/client/dialects/dialects.ts";
import { renderBlocks } from "../../src/formatters/render.ts";
import { PLAIN_THEME } from "../../src/formatters/theme.ts";
import { timelineBlocks } from "../../src/formatters/timeline.ts";

async function draw(order: object, width = 80, unicode = true): Promise<string> {
  const view = (await dialectFor("2024-11-01")).readOrder({ order });
  if (view === undefined) throw new Error("no order");
  const facts = { now: Date.parse("2025-02-10T12:00:00Z") };
  return renderBlocks(timelineBlocks(view, facts), { theme: PLAIN_THEME, width, unicode });
}

function milestone(code: string, occurredAt: string, message?: string) {
  return { status: { code, ...(message === undefined ? {} : { message: { value: message } }) }, occurredAt };
}

const ORDER = {
  id: "322-AB12-CD34EF",
  metadata: { executionState: "STARTED", createdAt: "2025-01-20T12:00:00.000Z" },
  totalPrice: { value: { amount: 33, currencyCode: "USD" } },
  lineItems: [{ id: "l1", amount: { value: 2 }, product: { title: "Blue mug" } }],
  packageInformation: {
    details: [
      {
        id: "delivery-1",
        state: "DELIVERED",
        packageInformationDetailsFor: { orderLineItems: [{ lineItem: { id: "l1" }, amount: { value: 2 } }] },
        packageTracker: {
          packageTrackerIdentifier: { trackingNumber: "T" },
          milestones: [
            milestone("DELIVERED", "2025-01-23T10:00:00Z"),
            milestone(
              "IN_TRANSIT",
              "2025-01-21T08:00:00Z",
              "Left the facility, and this text is too long for one row.",
            ),
          ],
        },
      },
      {
        id: "delivery-2",
        state: "IN_TRANSIT",
        packageTracker: {
          estimatedDeliveryDate: { latest: "2025-02-20T21:00:00Z" },
          milestones: [milestone("IN_TRANSIT", "2025-01-22T08:00:00Z")],
        },
      },
      { id: "delivery-3", state: "CANCELLED" },
    ],
  },
  refunds: {
    details: [
      {
        id: "4f1d",
        state: "SUCCESS",
        createdAt: "2025-01-24T10:00:01.000Z",
        updatedAt: "2025-01-25T10:00:01.000Z",
        refundTotal: { totalAmount: { amount: 8, currencyCode: "USD" } },
      },
    ],
  },
};

test("a lane for each thing, a row for each moment, the earliest first", async () => {
  expect(await draw(ORDER)).toBe(`
Timeline (UTC)
  2025-01-20 12:00:00  ●      Order created, 33.00 USD
  2025-01-21 08:00:00  │ ●    Package 1 IN_TRANSIT Left the facility, and this
                       │ │    text is too long for one row.
    +1 day             │ │
  2025-01-22 08:00:00  │ │ ●  Package 2 IN_TRANSIT
    +1 day             │ │ │
  2025-01-23 10:00:00  │ ● │  Package 1 DELIVERED
    +1 day             │   │
  2025-01-24 10:00:01  │ ● │  Refund asked for
    +1 day             │ │ │
  2025-01-25 10:00:01  │ ● │  Refund SUCCESS 8.00 USD in all
    +26 days           │   │
  2025-02-20 21:00:00  │   ○  Package 2 expected at the latest

Lanes
  Package 1  DELIVERED 2 × Blue mug delivery-1
  Package 2  IN_TRANSIT delivery-2
  Package 3  CANCELLED (the API gives no times) delivery-3
  Refund     SUCCESS 8.00 USD 4f1d
`);
});

test("plain characters where Unicode does not show; nothing is cut in a pipe", async () => {
  const ascii = await draw(ORDER, Number.POSITIVE_INFINITY, false);
  expect(ascii).toContain(
    "  2025-01-21 08:00:00  | *    Package 1 IN_TRANSIT Left the facility, and this text is too long",
  );
  expect(ascii).not.toMatch(/[●│○]/);
});

test("texts of others cannot draw: controls become visible", async () => {
  const hostile = {
    id: "1",
    metadata: { createdAt: "2025-01-20T12:00:00.000Z" },
    lineItems: [{ id: "l1", product: { title: "\u001b[2Jboo\nnew row" } }],
    returns: {
      details: [
        {
          id: "r",
          state: "CREATED",
          createdAt: "2025-01-21T12:00:00.000Z",
          returnLineItems: [
            { returnFor: { orderLineItemAmounts: [{ lineItem: { id: "l1" }, amount: { value: 1 } }] } },
          ],
        },
      ],
    },
  };
  const text = await draw(hostile);
  expect(text).not.toContain("\u001b");
  expect(text).toContain("\\u001b[2Jboo\\nnew row");
});

test("more things than lanes still fit 80 columns; no times at all is said", async () => {
  const refunds = Array.from({ length: 40 }, (_, index) => ({
    id: `f${index}`,
    state: "PENDING",
    createdAt: `2025-01-24T10:00:${String(index).padStart(2, "0")}.000Z`,
  }));
  const text = await draw({ ...ORDER, refunds: { details: refunds } });
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  expect(await draw({ id: "1" })).toContain("The API gave no times.");
});
