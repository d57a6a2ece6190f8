import { expect, test } from "vitest";
import { deliver, documented } from "./support/documented.ts";
import type { Answer, TestEmulator } from "./support/emulator.ts";
import { eventually, startEmulator } from "./support/emulator.ts";
import { movePackages, packageMove, showOrder } from "./support/order.ts";

const NEWEST = new Map(documented("2024-11-01", "order-mutations").map((each) => [each.name, each]));

/** Sends a documented mutation; ids that the example made up are replaced by real ones. */
async function send(api: TestEmulator, name: string, ids: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const request = NEWEST.get(name);
  if (request === undefined) throw new Error(`There is no documented mutation ${name}.`);
  let variables = JSON.stringify(request.json);
  for (const [example, real] of Object.entries(ids)) variables = variables.replaceAll(example, real);
  return api.graphql(request.text, JSON.parse(variables));
}

async function create(api: TestEmulator, name: string): Promise<string> {
  const answer = await send(api, name);
  expect(answer).toEqual({
    data: { createOrder: { order: { id: expect.stringMatching(/^\d{3}-[A-Z0-9]{4}-[A-Z0-9]{6}$/) } } },
  });
  return answer.data.createOrder.order.id;
}

const updated = (id: string): Answer => ({ data: { updateOrder: { order: { id } } } });

/** An order with one delivered line (2 units at 5) whose cancelled sibling asks for a refund of 10. */
async function refundable(api: TestEmulator): Promise<{ orderId: string; refundId: string; lineId: string }> {
  const orderId = await create(api, "5.1-1");
  const [parcel] = (await showOrder(api, orderId)).packageInformation.details;
  await movePackages(api, orderId, [packageMove(parcel.id, "CANCELLED", { reason: "UNFULFILLABLE" })]);
  const { refunds } = await eventually(async () => {
    const order = await showOrder(api, orderId);
    return order.refunds === null ? undefined : order;
  });
  const lineId = refunds.details[0].refundFor.orderLineItems[0].lineItem.id;
  return { orderId, refundId: refunds.details[0].id, lineId };
}

test("5.1: a minimal Prime order starts at once", async () => {
  const api = await startEmulator();
  const order = await showOrder(api, await create(api, "5.1-1"));
  expect(order.metadata.executionState).toBe("STARTED");
  expect(order.packageInformation.summary.state).toBe("PENDING");
});

test("5.2, 5.5, 5.6: an order with external details waits, is started by its alias, and changes its attributes", async () => {
  const api = await startEmulator();
  const orderId = await create(api, "5.2-1");
  expect((await showOrder(api, orderId)).metadata.executionState).toBe("NOT_STARTED");
  expect(await send(api, "5.5-1")).toEqual(updated(orderId));
  expect((await showOrder(api, orderId)).metadata.executionState).toBe("STARTED");
  expect(await send(api, "5.6-1", { "322-QW12-ZXCVBN": orderId })).toEqual(updated(orderId));
  const query = `query($id: OrderIdentifierInput!) { order(orderIdentifier: $id) {
    aliases { aliasType aliasId } totalPrice { value { amount } } taxes { summary { collectableTaxAmount { amount } } } } }`;
  expect((await api.graphql(query, { id: { orderId } })).data.order).toEqual({
    aliases: [
      { aliasType: "EXTERNAL_ID", aliasId: "shop-900417" },
      { aliasType: "EXTERNAL_DISPLAY_ID", aliasId: "#1417" },
      { aliasType: "OMS_ORDER_ID", aliasId: "oms-77120" },
    ],
    totalPrice: { value: { amount: 66 } },
    taxes: { summary: { collectableTaxAmount: { amount: 6 } } },
  });
});

test("5.3: Prime, Amazon without Prime and merchant lines stand in one order", async () => {
  const api = await startEmulator();
  const orderId = await create(api, "5.3-1");
  const query = `query($id: OrderIdentifierInput!) { order(orderIdentifier: $id) {
    lineItems { product { offerPrime } deliveryOffer { details { deliveryProvider deliveryTerms { isPrimeEligible } } } } } }`;
  const { lineItems } = (await api.graphql(query, { id: { orderId } })).data.order;
  expect(lineItems).toEqual([
    {
      product: { offerPrime: true },
      deliveryOffer: { details: { deliveryProvider: "AMAZON", deliveryTerms: { isPrimeEligible: true } } },
    },
    {
      product: { offerPrime: false },
      deliveryOffer: { details: { deliveryProvider: "AMAZON", deliveryTerms: { isPrimeEligible: false } } },
    },
    { product: null, deliveryOffer: { details: { deliveryProvider: "MERCHANT", deliveryTerms: null } } },
  ]);
});

test("5.7: a refund is reported in two steps with a cumulative total, and an external one is added", async () => {
  const api = await startEmulator();
  const { orderId, refundId, lineId } = await refundable(api);
  const ids = { "322-QW12-ZXCVBN": orderId, "refund-5501": refundId, "line-77a1": lineId, "line-77a2": lineId };
  expect(await send(api, "5.7-1", ids)).toEqual(updated(orderId));
  const first = (await showOrder(api, orderId)).refunds.details[0];
  expect(first).toMatchObject({
    state: "PARTIAL",
    aliases: [{ aliasType: "EXTERNAL_REFUND_ID", aliasId: "oms-refund-12" }],
    refundTotal: { totalAmount: { amount: 4 } },
    paymentDetails: [{ id: "transfer-1", amount: { amount: 4 } }],
  });
  expect(await send(api, "5.7-2", ids)).toEqual(updated(orderId));
  expect(await send(api, "5.7-3", ids)).toEqual(updated(orderId));
  const { refunds } = await showOrder(api, orderId);
  expect(refunds.details[0]).toMatchObject({
    state: "SUCCESS",
    refundTotal: { totalAmount: { amount: 10 } },
    paymentDetails: [{ id: "transfer-1" }, { id: "transfer-2", amount: { amount: 6 } }],
  });
  expect(refunds.details[1]).toMatchObject({
    state: "SUCCESS",
    aliases: [{ aliasType: "EXTERNAL-REFUND-ID", aliasId: "oms-refund-13" }],
    refundRequestReason: "ITEM_MISSING",
    refundTotal: { totalAmount: { amount: 9 } },
  });
});

test("5.8: a cancellation is accepted as PENDING, asked for by the merchant", async () => {
  const api = await startEmulator();
  const orderId = await create(api, "5.1-1");
  const { data } = await send(api, "5.8-1", { "322-QW12-ZXCVBN": orderId });
  expect(data.cancelOrder.cancellation).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{64}$/),
    state: "PENDING",
    reason: "ORDERED_BY_MISTAKE",
    requestedBy: "MERCHANT",
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    updatedAt: expect.any(String),
  });
});

test("5.9: an external return is added, and cancelled by its id and by its alias", async () => {
  const api = await startEmulator();
  const orderId = await create(api, "5.1-1");
  await deliver(api, orderId);
  const order = await showOrder(api, orderId);
  const lineId = order.packageInformation.details[0].packageInformationDetailsFor.orderLineItems[0].lineItem.id;
  const ids = { "322-QW12-ZXCVBN": orderId, "line-77a1": lineId };
  expect(await send(api, "5.9-1", ids)).toEqual(updated(orderId));
  const [added] = (await showOrder(api, orderId)).returns.details;
  expect(added).toMatchObject({
    state: "CREATED",
    aliases: [{ aliasType: "EXTERNAL-RETURN-ID", aliasId: "oms-return-8" }],
  });
  expect(await send(api, "5.9-2", { ...ids, "return-3001": added.id })).toEqual(updated(orderId));
  expect((await showOrder(api, orderId)).returns.details[0].state).toBe("CANCELLED");
  expect(await send(api, "5.9-3", ids)).toEqual(updated(orderId));
  expect((await showOrder(api, orderId)).returns.details).toHaveLength(1);
});

test("each documented mutation of 2024-11-01 is in one of these tests", () => {
  expect([...NEWEST.keys()].toSorted()).toEqual(
    [
      "5.1-1",
      "5.2-1",
      "5.3-1",
      "5.5-1",
      "5.6-1",
      "5.7-1",
      "5.7-2",
      "5.7-3",
      "5.8-1",
      "5.9-1",
      "5.9-2",
      "5.9-3",
    ].toSorted(),
  );
});

test("5.4 and 5.5 of 2024-04-01: a bundle from delivery offers, started by its order id", async () => {
  const api = await startEmulator();
  const version = { "x-api-version": "2024-04-01" };
  const [bundle, start] = documented("2024-04-01", "order-mutations");
  const created = await api.graphql(bundle?.text ?? "", bundle?.json, version);
  expect(created.errors).toBeUndefined();
  const orderId = created.data.createOrder.order.id;
  const input = { ...start?.json.input, orderId };
  expect(await api.graphql(start?.text ?? "", { input }, version)).toEqual(updated(orderId));
  const query = `query($id: OrderIdentifierInput!) { order(orderIdentifier: $id) {
    metadata { executionState } deliveryInformation { summary { state } }
    lineItems { amount { value } product { title price { amount } } deliveryOffer { details { id deliveryProvider } } } } }`;
  expect((await api.graphql(query, { id: { orderId } }, version)).data.order).toEqual({
    metadata: { executionState: "STARTED" },
    deliveryInformation: { summary: { state: "PENDING" } },
    lineItems: [
      {
        amount: { value: 1 },
        product: { title: "Cup", price: { amount: 11 } },
        deliveryOffer: { details: { id: "offer-0301", deliveryProvider: "PRIME" } },
      },
      {
        amount: { value: 2 },
        product: { title: "Saucer", price: { amount: 4.5 } },
        deliveryOffer: { details: { id: "offer-0302", deliveryProvider: "PRIME" } },
      },
    ],
  });
});

test("5.4 of 2024-01-01: a purchased item with a quantity", async () => {
  const api = await startEmulator();
  const version = { "x-api-version": "2024-01-01" };
  const [request] = documented("2024-01-01", "order-mutations");
  const created = await api.graphql(request?.text ?? "", request?.json, version);
  expect(created.errors).toBeUndefined();
  const orderId = created.data.createOrder.order.id;
  const query = `query($id: String) { order(orderId: $id) {
    lineItems {
      quantity { amount unit } lineItemAliases { aliasType aliasId }
      purchasedItem { title price { currentPrice { amount currencyCode } } }
      deliveryInformation { details { state } }
    } } }`;
  expect((await api.graphql(query, { id: orderId }, version)).data.order.lineItems).toEqual([
    {
      quantity: { amount: 1, unit: "ONE" },
      lineItemAliases: [{ aliasType: "EXTERNAL_ITEM_ID", aliasId: "shop-900418-1" }],
      purchasedItem: {
        title: "Blue stoneware mug, 12 oz",
        price: { currentPrice: { amount: 18.5, currencyCode: "USD" } },
      },
      deliveryInformation: { details: [{ state: "PENDING" }] },
    },
  ]);
  const newest = `query($id: OrderIdentifierInput!) { order(orderIdentifier: $id) {
    lineItems { deliveryOffer { details { deliveryProvider deliveryTerms { isPrimeEligible } } } } } }`;
  expect((await api.graphql(newest, { id: { orderId } })).data.order.lineItems[0].deliveryOffer.details).toEqual({
    deliveryProvider: "AMAZON",
    deliveryTerms: { isPrimeEligible: true },
  });
});
