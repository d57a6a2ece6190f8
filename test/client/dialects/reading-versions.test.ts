import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dialectFor } from "../../../src/client/dialects/dialects.ts";
import type { OrderView } from "../../../src/model/order.ts";
import { API_VERSIONS, type ApiVersion } from "../../../src/model/versions.ts";
import { documentedData } from "./sendable.ts";

const FIXTURES = join(import.meta.dirname, "..", "..", "fixtures", "api", "order-queries");

async function view(version: ApiVersion, data: unknown): Promise<OrderView | undefined> {
  return (await dialectFor(version)).readOrder(data);
}

const path = (version: ApiVersion, name: string): string => (version === "2024-11-01" ? name : `${version}/${name}`);

async function documented(version: ApiVersion, name: string): Promise<OrderView> {
  const order = await view(version, documentedData(path(version, name)));
  if (order === undefined) throw new Error(`${version} ${name} holds no order`);
  return order;
}

/** The examples of two versions were written down at different times. */
function timeless(order: OrderView): unknown {
  return JSON.parse(JSON.stringify(order).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "some time"));
}

describe("the documented answers of one order", () => {
  it.each([
    ["5.1-1-safe", "amounts of lines: quantity, amount"],
    ["5.4-1-safe", "products: purchasedItem, product"],
    ["5.5-1-safe", "the customer"],
    ["5.6-1-safe", "discounts and taxes"],
    ["5.7-1-safe", "discounts in detail"],
  ])("%s reads the same in 2024-01-01 and 2024-11-01: %s", async (name) => {
    expect(timeless(await documented("2024-01-01", name))).toEqual(timeless(await documented("2024-11-01", name)));
  });

  it("5.2 reads its names", async () => {
    expect((await documented("2024-01-01", "5.2-1-safe")).aliases).toEqual([
      { aliasType: "EXTERNAL_ID", aliasId: "shop-1001" },
    ]);
  });

  it("5.9 reads deliveries as packages, with what hangs below which line", async () => {
    const order = await documented("2024-01-01", "5.9-1-safe");
    expect(order.packages).toMatchObject([
      { id: "delivery-1", state: "IN_TRANSIT", reason: undefined, contents: [{ lineItemId: "0a1b2c3d4e-5f60718293" }] },
      {
        id: "delivery-2",
        state: "CANCELLED",
        reason: "UNFULFILLABLE",
        contents: [{ lineItemId: "1b2c3d4e5f-60718293a4" }],
      },
    ]);
  });

  it("5.9 reads the content of a delivery where it is told, as of the package of 2024-11-01", async () => {
    const [delivery] = (await documented("2024-01-01", "5.9-2-inferred")).packages;
    const [parcel] = (await documented("2024-11-01", "5.9-2-live")).packages;
    expect(delivery?.contents).toEqual(parcel?.contents);
  });

  it("5.10 reads what is returned from the return itself", async () => {
    const [older] = (await documented("2024-01-01", "5.10-1-safe")).returns;
    const [newest] = (await documented("2024-11-01", "5.10-1-safe")).returns;
    expect(older).toMatchObject({ id: "return-1", state: "COMPLETED", packages: [] });
    expect(older?.lineItems.map(({ contents }) => contents)).toEqual([
      [{ lineItemId: "0a1b2c3d4e-5f60718293", amount: { value: "1", unit: "ONE" } }],
    ]);
    expect(newest?.lineItems[0]?.contents[0]?.lineItemId).toBe(older?.lineItems[0]?.contents[0]?.lineItemId);
  });

  it("5.12 reads what is refunded: refundedQuantity, amount", async () => {
    const [older] = (await documented("2024-01-01", "5.12-1-safe")).refunds;
    const [newest] = (await documented("2024-11-01", "5.12-1-safe")).refunds;
    expect(older?.contents).toEqual([{ lineItemId: "0a1b2c3d4e-5f60718293", amount: { value: "1", unit: undefined } }]);
    expect(older?.total).toEqual(newest?.total);
    expect(older).toMatchObject({ state: "PENDING", aliases: [], payments: [] });
  });

  it("5.14 reads total and state of 2024-04-01", async () => {
    expect(await documented("2024-04-01", "5.14-1-safe")).toEqual(await documented("2024-11-01", "5.14-1-safe"));
  });

  it("5.16 reads PRIME as AMAZON with Prime", async () => {
    const [older] = (await documented("2024-01-01", "5.16-1-inferred")).lineItems;
    const [newest] = (await documented("2024-11-01", "5.16-1-live")).lineItems;
    expect(older?.deliveryProvider).toBe("AMAZON");
    expect(older?.isPrimeEligible).toBe(true);
    expect(newest).toMatchObject({ deliveryProvider: older?.deliveryProvider, isPrimeEligible: true });
  });

  const all = API_VERSIONS.flatMap((version) => {
    const folder = version === "2024-11-01" ? FIXTURES : join(FIXTURES, version);
    const names = existsSync(folder) ? readdirSync(folder) : [];
    return names.flatMap((name) => (name.endsWith(".json") ? [[version, name.replace(".json", "")] as const] : []));
  });

  it.each(all)("%s %s can be read", async (version, name) => {
    await expect(documented(version, name)).resolves.toBeDefined();
  });
});

// ---- one order, written as each version answers it (order-queries.md, sections 1 and 4)

interface Facts {
  readonly id: string;
  readonly alias: { readonly aliasType: string; readonly aliasId: string };
  readonly lines: readonly {
    readonly id: string;
    readonly units: number;
    readonly title: string;
    readonly cents: number;
    readonly prime: boolean;
    readonly packageState: string;
    readonly returned: number | undefined;
    readonly refunded: number | undefined;
  }[];
}

const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const facts: fc.Arbitrary<Facts> = fc.record({
  id: fc.stringMatching(/^\d{3}-[A-Z0-9]{4}-[A-Z0-9]{6}$/),
  alias: fc.record({ aliasType: word, aliasId: word }),
  lines: fc.uniqueArray(
    fc.record({
      id: word,
      units: fc.integer({ min: 1, max: 99 }),
      title: fc.string(),
      cents: fc.integer({ min: 0, max: 99_999 }),
      prime: fc.boolean(),
      packageState: fc.constantFrom("PENDING", "IN_TRANSIT", "DELIVERED", "CANCELLED"),
      returned: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
      refunded: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    }),
    { selector: ({ id }) => id, maxLength: 5 },
  ),
});

const money = (cents: number) => ({ amount: cents / 100, currencyCode: "USD" });
const amount = (value: number) => ({ value, unit: "ONE" });
const quantity = (value: number) => ({ amount: value, unit: "ONE" });
const lineItem = (id: string) => ({ id });
const time = "2024-05-02T09:30:00.120Z";

const WRITERS: Readonly<Record<ApiVersion, (facts: Facts) => unknown>> = {
  "2024-01-01": ({ id, alias, lines }) => ({
    order: {
      id,
      orderAliases: [alias],
      lineItems: lines.map((line) => ({
        id: line.id,
        lineItemAliases: [alias],
        quantity: quantity(line.units),
        createdAt: time,
        purchasedItem: { title: line.title, price: { currentPrice: money(line.cents) } },
        deliveryOffer: { details: { deliveryProvider: line.prime ? "PRIME" : "MERCHANT" } },
        deliveryInformation: { details: [{ id: `d-${line.id}`, state: line.packageState, reason: null }] },
      })),
      returns: {
        details: lines.flatMap(({ id: lineId, returned }) =>
          returned === undefined
            ? []
            : {
                id: `r-${lineId}`,
                state: "CREATED",
                createdAt: time,
                updatedAt: time,
                returnFor: { orderLineItems: [{ lineItem: lineItem(lineId), returnedQuantity: quantity(returned) }] },
              },
        ),
      },
      refunds: {
        details: lines.flatMap(({ id: lineId, refunded }) =>
          refunded === undefined
            ? []
            : {
                id: `f-${lineId}`,
                state: "PENDING",
                aliases: [],
                refundFor: { orderLineItems: [{ lineItem: lineItem(lineId), refundedQuantity: quantity(refunded) }] },
              },
        ),
      },
    },
  }),
  "2024-04-01": ({ id, alias, lines }) => ({
    order: {
      id,
      aliases: [alias],
      lineItems: lines.map((line) => ({
        id: line.id,
        aliases: [alias],
        amount: amount(line.units),
        createdAt: time,
        product: { title: line.title, price: money(line.cents) },
        deliveryOffer: { details: { deliveryProvider: line.prime ? "PRIME" : "MERCHANT" } },
        deliveryInformation: { details: [{ id: `d-${line.id}`, state: line.packageState, reason: null }] },
      })),
      returns: {
        details: lines.flatMap(({ id: lineId, returned }) =>
          returned === undefined ? [] : newerReturn(lineId, returned),
        ),
      },
      refunds: {
        details: lines.flatMap(({ id: lineId, refunded }) =>
          refunded === undefined ? [] : newerRefund(lineId, refunded),
        ),
      },
    },
  }),
  "2024-11-01": ({ id, alias, lines }) => ({
    order: {
      id,
      aliases: [alias],
      lineItems: lines.map((line) => ({
        id: line.id,
        aliases: [alias],
        amount: amount(line.units),
        createdAt: time,
        product: { title: line.title, price: money(line.cents) },
        deliveryOffer: {
          details: line.prime
            ? { deliveryProvider: "AMAZON", deliveryTerms: { isPrimeEligible: true } }
            : { deliveryProvider: "MERCHANT" },
        },
      })),
      packageInformation: {
        details: lines.map((line) => ({
          id: `d-${line.id}`,
          state: line.packageState,
          packageInformationDetailsFor: {
            orderLineItems: [{ lineItem: lineItem(line.id), amount: amount(line.units) }],
          },
        })),
      },
      returns: {
        details: lines.flatMap(({ id: lineId, returned }) =>
          returned === undefined ? [] : newerReturn(lineId, returned),
        ),
      },
      refunds: {
        details: lines.flatMap(({ id: lineId, refunded }) =>
          refunded === undefined ? [] : newerRefund(lineId, refunded),
        ),
      },
    },
  }),
};

function newerReturn(lineId: string, returned: number) {
  const orderLineItemAmounts = [{ lineItem: lineItem(lineId), amount: amount(returned) }];
  return {
    id: `r-${lineId}`,
    state: "CREATED",
    createdAt: time,
    updatedAt: time,
    returnLineItems: [{ returnFor: { orderLineItemAmounts } }],
  };
}

function newerRefund(lineId: string, refunded: number) {
  const orderLineItems = [{ lineItem: lineItem(lineId), amount: amount(refunded) }];
  return { id: `f-${lineId}`, state: "PENDING", aliases: [], refundFor: { orderLineItems } };
}

describe("any order", () => {
  it("looks the same whatever version answered", async () => {
    await fc.assert(
      fc.asyncProperty(facts, async (order) => {
        const newest = await view("2024-11-01", WRITERS["2024-11-01"](order));
        expect(newest?.lineItems.map(({ title }) => title)).toEqual(order.lines.map(({ title }) => title));
        expect(newest?.packages.map(({ state }) => state)).toEqual(order.lines.map(({ packageState }) => packageState));
        for (const version of ["2024-01-01", "2024-04-01"] as const) {
          expect(await view(version, WRITERS[version](order))).toEqual(newest);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("answers of mutations", () => {
  it.each([
    ["2024-01-01", { updateOrder: { id: "322-AB12-CD34EF" } }],
    ["2024-01-01", { updateOrderDeliveryInformation: { order: { id: "322-AB12-CD34EF" } } }],
    ["2024-04-01", { createOrder: { order: { id: "322-AB12-CD34EF" } } }],
    ["2024-11-01", { updateOrder: { order: { id: "322-AB12-CD34EF" } } }],
  ] as const)("%s %j holds the order", async (version, data) => {
    expect((await view(version, data))?.id).toBe("322-AB12-CD34EF");
  });

  it.each([{ order: null }, {}, null, { updateOrder: null }, { createOrder: { order: null } }])(
    "%j holds none, in any version",
    async (data) => {
      for (const version of API_VERSIONS) expect(await view(version, data)).toBeUndefined();
    },
  );

  it("read a cancellation", async () => {
    const cancellation = {
      id: "c",
      state: "PENDING",
      reason: "ORDERED_BY_MISTAKE",
      requestedBy: "MERCHANT",
      canceledFor: { orderLineItems: [{ lineItem: { id: "l" }, amount: { value: 1, unit: "ONE" } }] },
    };
    for (const version of ["2024-04-01", "2024-11-01"] as const) {
      expect((await dialectFor(version)).readCancellation({ cancelOrder: { cancellation } })).toMatchObject({
        id: "c",
        state: "PENDING",
        contents: [{ lineItemId: "l", amount: { value: "1" } }],
      });
    }
  });

  it("read reversal offers: groups with plain texts, then a collection with localised ones", async () => {
    const id = { __typename: "SkuReversalItemIdentifier", value: "MUG" };
    const older = {
      generateReversalOffers: {
        id: "1",
        expiresAt: "2024-06-01T00:00:00.000000Z",
        reversalOfferGroups: [{ item: { id }, summary: { title: "Free 30-day returns", description: "..." } }],
      },
    };
    const newest = {
      reversalOffers: {
        id: "1",
        expiresAt: "2025-06-01T00:00:00.000000Z",
        reversalOfferCollection: [
          {
            item: { id },
            summary: {
              title: { locale: "en-US", value: "Free 30-day returns" },
              description: { locale: "en-US", value: "..." },
              resolutionTypes: ["RETURN"],
              window: { endDate: null, duration: { unit: "day", value: 30 } },
            },
          },
        ],
      },
    };
    expect((await dialectFor("2024-01-01")).readReversalOffers(older)).toMatchObject([
      { item: "MUG", title: "Free 30-day returns", resolutionTypes: undefined, duration: undefined },
    ]);
    expect((await dialectFor("2024-11-01")).readReversalOffers(newest)).toMatchObject([
      {
        item: "MUG",
        title: "Free 30-day returns",
        resolutionTypes: ["RETURN"],
        duration: { value: "30", unit: "day" },
      },
    ]);
  });
});
