import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readOrder, readTracker } from "../../../src/client/dialects/2024-11-01.ts";
import { parseJson } from "../../../src/model/json.ts";
import type { OrderView } from "../../../src/model/order.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "fixtures", "api", "order-queries");

function documented(name: string): OrderView {
  const answer = parseJson(readFileSync(join(FOLDER, `${name}.json`), "utf8"));
  const data = typeof answer === "object" && answer !== null && "data" in answer ? answer.data : undefined;
  return readOrder(typeof data === "object" && data !== null && "order" in data ? data.order : undefined);
}

const IN_TRANSIT = {
  code: "IN_TRANSIT",
  message: "Handed to the carrier.",
  place: "Springfield, OR, US",
  occurredAt: "2025-02-03T09:58:00Z",
};

describe("documented answers of 2024-11-01", () => {
  it("reads lines and prices", () => {
    expect(documented("5.4-1-safe").lineItems[0]).toMatchObject({
      id: "0a1b2c3d4e-5f60718293",
      amount: { value: "2", unit: "ONE" },
      title: "Blue mug",
      price: { amount: "12.5", currencyCode: "USD" },
    });
  });

  it("reads names and customer", () => {
    expect(documented("5.2-1-safe").aliases).toEqual([
      { aliasType: "EXTERNAL_ID", aliasId: "shop-1001" },
      { aliasType: "EXTERNAL_DISPLAY_ID", aliasId: "1001" },
    ]);
    expect(documented("5.5-1-safe").customer).toEqual({
      id: "contact-7",
      name: "Kim Roe",
      email: "kim.roe@example.com",
    });
  });

  it("reads packages below the order with their contents", () => {
    const order = documented("5.9-2-live");
    expect(order.packageState).toBe("PENDING");
    expect(order.packages.map(({ id, state, contents }) => [id, state, contents])).toEqual([
      ["delivery-1", "IN_TRANSIT", [{ lineItemId: "0a1b2c3d4e-5f60718293", amount: { value: "2", unit: "ONE" } }]],
      ["delivery-2", "PENDING", [{ lineItemId: "1b2c3d4e5f-60718293a4", amount: { value: "1", unit: "ONE" } }]],
    ]);
  });

  it("reads packages and trackers below the lines", () => {
    const order = documented("5.9-1-safe");
    expect(order.packages.map(({ id }) => id)).toEqual(["delivery-1", "delivery-2"]);
    expect(order.packages[0]?.tracker).toMatchObject({
      carrierCode: "ups",
      trackingNumber: "TRACK0001",
      earliestDelivery: "2025-01-23T09:00:00Z",
      latestDelivery: "2025-01-24T21:00:00Z",
      latestMilestone: { code: "OUT_FOR_DELIVERY", place: "Springfield, OR, US" },
    });
    expect(order.packages[1]?.tracker).toBeUndefined();
  });

  it("reads returns, their packages and milestones", () => {
    const [entry] = documented("5.10-1-safe").returns;
    expect(entry).toMatchObject({
      id: "return-1",
      state: "CREATED",
      lineItems: [
        {
          id: "return-line-1",
          contents: [{ lineItemId: "0a1b2c3d4e-5f60718293", amount: { value: "1" } }],
          grading: undefined,
        },
      ],
      packages: [
        {
          id: "return-package-1",
          state: "IN_TRANSIT",
          reason: undefined,
          tracker: { trackingNumber: "TRACK0002", latestMilestone: IN_TRANSIT, milestones: [IN_TRANSIT] },
        },
      ],
    });
  });

  it("reads gradings, and the deprecated return deliveries where there is nothing else", () => {
    const [entry] = documented("5.11-1-safe").returns;
    expect(entry?.lineItems[0]?.grading).toEqual({
      gradedAmount: { value: "1", unit: "ONE" },
      conditions: [{ condition: "SELLABLE", amount: { value: "1", unit: "ONE" } }],
    });
    expect(entry?.packages).toMatchObject([
      { id: "return-package-1", state: "DELIVERED", contents: [{ amount: { value: "1" } }] },
    ]);
  });

  it("reads refunds", () => {
    const order = documented("5.12-1-safe");
    expect(order.refundTotal).toEqual({ amount: "12.5", currencyCode: "USD" });
    expect(order.refunds[0]).toMatchObject({
      state: "SUCCESS",
      requestReason: "RETURN_RECEIVED",
      total: { amount: "12.5", currencyCode: "USD" },
      contents: [{ lineItemId: "0a1b2c3d4e-5f60718293", amount: { value: "1" } }],
      payments: [{ id: "pay-2", method: "Visa ending in 0000", methodType: "AMAZON_PAY", state: "SUCCESS" }],
    });
  });

  it("reads totals, taxes, discounts, payments and links", () => {
    const total = documented("5.14-1-safe");
    expect(total).toMatchObject({
      total: { amount: "36.1" },
      totalVerified: false,
      executionState: "STARTED",
      updatedAt: "2025-01-21T08:00:00.000Z",
    });
    expect(total.charges.map(({ type, amount }) => [type, amount?.amount])).toEqual([
      ["ORDER_SUB_TOTAL", "33"],
      ["ORDER_TAX", "3.1"],
    ]);
    expect(documented("5.6-1-safe")).toMatchObject({
      tax: { amount: "3.1" },
      discount: { amount: { amount: "3" }, reason: "Spring sale" },
    });
    expect(documented("5.8-1-live").payments).toMatchObject([
      { id: "pay-1", amount: { amount: "36.1" }, state: "CAPTURED" },
    ]);
    expect(documented("5.15-1-safe").links[1]).toEqual({
      destinationType: "BWP_STOREFRONT",
      url: "https://bwp.example/orders/322-AB12-CD34EF",
      displayMessage: undefined,
    });
    expect(documented("5.16-1-live").lineItems[0]).toMatchObject({ deliveryProvider: "AMAZON", isPrimeEligible: true });
  });

  it.each(readdirSync(FOLDER).filter((name) => name.endsWith(".json")))("reads %s", (name) => {
    expect(() => documented(name.replace(".json", ""))).not.toThrow();
  });
});

describe("odd answers", () => {
  it("keeps the digits of money", () => {
    const order = readOrder(parseJson('{"id":"1","totalPrice":{"value":{"amount":10.10,"currencyCode":"USD"}}}'));
    expect(order.total).toEqual({ amount: "10.10", currencyCode: "USD" });
  });

  it("takes null, empty lists, single objects and other kinds", () => {
    for (const odd of [
      null,
      undefined,
      "text",
      7,
      [],
      { returns: null, refunds: [], lineItems: null, packageInformation: { details: null } },
    ]) {
      expect(readOrder(odd)).toMatchObject({
        lineItems: [],
        packages: [],
        returns: [],
        refunds: [],
        links: [],
        total: undefined,
      });
    }
    expect(readOrder({ returns: { details: { id: "r", state: "CREATED" } } }).returns).toMatchObject([
      { id: "r", state: "CREATED" },
    ]);
    expect(readOrder({ lineItems: [null, { id: 7, amount: { amount: 2 } }] }).lineItems).toMatchObject([
      { id: "7", amount: { value: "2" } },
    ]);
  });

  it("shows a summary of payments where there are no details", () => {
    const summary = {
      amount: { amount: 3, currencyCode: "USD" },
      paymentMethodDisplayString: "Visa",
      state: "CAPTURED",
    };
    expect(readOrder({ payments: { summary, details: [] } }).payments).toMatchObject([
      { id: undefined, amount: { amount: "3" }, method: "Visa", state: "CAPTURED" },
    ]);
  });

  it("knows a tracker without content from one with", () => {
    expect(readTracker({ packageTrackerIdentifier: null, milestones: null })).toBeUndefined();
    expect(readTracker({ trackingUrl: "https://x" })?.trackingUrl).toBe("https://x");
  });
});
