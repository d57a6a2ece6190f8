import { expect, test } from "vitest";
import { EVENT_TYPES } from "../../src/model/event-types.ts";
import { API_VERSIONS } from "../../src/model/versions.ts";
import { drainQueue, wireQueue } from "./support/aws.ts";
import { deliver, documentedOrder, moveReturn, openReturnOf } from "./support/documented.ts";
import type { Answer, TestEmulator } from "./support/emulator.ts";
import { eventually, startEmulator } from "./support/emulator.ts";
import { movePackages, packageMove, showOrder, startedOrder } from "./support/order.ts";
import { subscribe } from "./support/subscribe.ts";

const OLDEST = { "x-api-version": "2024-01-01" };
const MIDDLE = { "x-api-version": "2024-04-01" };

const CREATE = `mutation($input: CreateOrderInput!) { createOrder(input: $input) { order { id } } }`;
const CUSTOMER = { contact: { emailData: { name: "Nora Quist", email: "nora@example.com" } } };
const TO = { deliveryAddress: { name: "Nora Quist", streetAddress: "12 Harbor Lane", countryCode: "US" } };
const SHOPPER = { lwaAccessToken: { value: "LWA" } };

function oldestInput(more: Record<string, unknown> = {}, line: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    desiredExecutionState: "STARTED",
    lineItems: [
      {
        purchasedItem: {
          itemId: { SKU: "MUG" },
          title: "Mug",
          price: { currentPrice: { amount: 18.5, currencyCode: "USD" } },
        },
        quantity: { amount: 2 },
        selectedDeliveryOffer: { details: { id: "o", deliveryPreviewId: "EMU-p", deliveryProvider: "BUY_WITH_PRIME" } },
        ...line,
      },
    ],
    customer: CUSTOMER,
    recipient: TO,
    shopperIdentity: SHOPPER,
    ...more,
  };
}

async function oldestOrder(api: TestEmulator): Promise<{ orderId: string; lineId: string; deliveryId: string }> {
  const created = await api.graphql(CREATE, { input: oldestInput() }, OLDEST);
  expect(created.errors).toBeUndefined();
  const orderId = created.data.createOrder.order.id;
  const query = `query($id: String) { order(orderId: $id) { lineItems { id deliveryInformation { details { id } } } } }`;
  const [line] = (await api.graphql(query, { id: orderId }, OLDEST)).data.order.lineItems;
  return { orderId, lineId: line.id, deliveryId: line.deliveryInformation.details[0].id };
}

function moveDelivery(
  api: TestEmulator,
  orderId: string,
  id: string,
  state: Record<string, string>,
  units?: Record<string, number>,
): Promise<Answer> {
  const mutation = `mutation updateOrderDeliveryInformation($input: UpdateOrderDeliveryInformationInput!) {
    updateOrderDeliveryInformation(input: $input) { order { id } } }`;
  const orderLineItems = Object.entries(units ?? {}).map(([lineItemId, value]) => ({
    lineItemId: { lineItemId },
    amount: { value },
  }));
  const content = units === undefined ? {} : { deliveryInformationDetailsFor: { orderLineItems } };
  const input = { orderId, details: [{ id, deliveryInformationState: state, ...content }] };
  return api.graphql(mutation, { input }, OLDEST);
}

test("without x-api-version the newest answers; a version that is none is refused in the emulator's own words", async () => {
  const api = await startEmulator();
  const { orderId } = await startedOrder(api, [1]);
  const token = await api.token();
  const headers = {
    "content-type": "application/json",
    authorization: `Bearer ${token}`,
    "x-api-target-id": api.emulator.credentials.targetId,
  };
  const body = JSON.stringify({
    query: `{ order(orderIdentifier: { orderId: "${orderId}" }) { packageInformation { summary { state } } } }`,
  });
  const absent = await fetch(`${api.emulator.url}/graphql`, { method: "POST", headers, body });
  expect((await absent.json()).data.order.packageInformation.summary.state).toBe("PENDING");
  const unknown = await api.graphql("{ __typename }", {}, { "x-api-version": "2023-01-01" });
  expect(unknown.errors?.[0].message).toContain("it speaks 2024-01-01, 2024-04-01, 2024-11-01");
});

test("2024-01-01 names an order by orderId or by orderIdentifier, in exactly one way", async () => {
  const api = await startEmulator();
  const { orderId } = await documentedOrder(api);
  const alias = `{ aliasType: "EXTERNAL_ID", aliasId: "shop-1001" }`;
  const ask = (words: string) => api.graphql(`{ order${words} { id } }`, {}, OLDEST);
  for (const words of [
    `(orderId: "${orderId}")`,
    `(orderIdentifier: { orderId: "${orderId}" })`,
    `(orderIdentifier: { orderAlias: ${alias} })`,
  ]) {
    expect(await ask(words), words).toEqual({ data: { order: { id: orderId } } });
  }
  for (const words of [
    "",
    "(orderIdentifier: {})",
    `(orderId: "${orderId}", orderIdentifier: { orderId: "${orderId}" })`,
    `(orderIdentifier: { orderId: "${orderId}", orderAlias: ${alias} })`,
  ]) {
    const { errors, data } = await ask(words);
    expect(errors?.[0].message, words).toContain("/order/orderIdentifier must have exactly one of orderId and alias");
    expect(data).toEqual({ order: null });
  }
});

test("one order looks alike in all versions, each in its own words", async () => {
  const api = await startEmulator();
  const { orderId } = await documentedOrder(api);
  const show = async (version: string, fields: string) =>
    (
      await api.graphql(
        `{ order(orderIdentifier: { orderId: "${orderId}" }) { ${fields} } }`,
        {},
        { "x-api-version": version },
      )
    ).data.order;
  const oldest = await show(
    "2024-01-01",
    "orderAliases { aliasId } aliases { aliasId } discounts { details { promotionAliases { aliasId } } } totalPrice { totalPrice { amount } } lineItems { quantity { amount } amount { value } deliveryOffer { details { deliveryProvider deliveryCharge { amount } } } }",
  );
  const middle = await show(
    "2024-04-01",
    "aliases { aliasId } discounts { details { aliases { aliasId } promotionAliases { aliasId } } } lineItems { amount { value } product { title } deliveryOffer { details { deliveryProvider } } }",
  );
  const newest = await show(
    "2024-11-01",
    "aliases { aliasId } discounts { details { aliases { aliasId } } } lineItems { amount { value } deliveryOffer { details { deliveryProvider } } }",
  );
  expect(oldest.orderAliases).toEqual(newest.aliases);
  expect(oldest.aliases).toEqual(middle.aliases);
  expect(oldest.discounts.details).toEqual([{ promotionAliases: [{ aliasId: "promo-9" }] }]);
  expect(middle.discounts.details).toEqual([
    { aliases: [{ aliasId: "promo-9" }], promotionAliases: [{ aliasId: "promo-9" }] },
  ]);
  expect(oldest.totalPrice.totalPrice.amount).toBe(36.1);
  expect(oldest.lineItems).toEqual([
    {
      quantity: { amount: 2 },
      amount: { value: 2 },
      deliveryOffer: { details: { deliveryProvider: "PRIME", deliveryCharge: { amount: 0 } } },
    },
  ]);
  expect(middle.lineItems[0].deliveryOffer.details.deliveryProvider).toBe("PRIME");
  expect(newest.lineItems[0].deliveryOffer.details.deliveryProvider).toBe("AMAZON");
});

test("2024-01-01: orderAliases, customer and attributes of an update; the answer has the order's id", async () => {
  const api = await startEmulator();
  const orderAliases = [{ aliasType: "EXTERNAL_ID", aliasId: "old-1" }];
  const created = await api.graphql(CREATE, { input: oldestInput({ orderAliases }) }, OLDEST);
  const orderId = created.data.createOrder.order.id;
  const update = `mutation($input: UpdateOrderInput!) { updateOrder(input: $input) { id } }`;
  const customer = { contact: { emailData: { name: "Kim Roe", email: "kim@example.com" } } };
  const input = { orderId, customer, aliases: [{ aliasType: "OMS_ORDER_ID", aliasId: "oms-1" }] };
  expect(await api.graphql(update, { input }, OLDEST)).toEqual({ data: { updateOrder: { id: orderId } } });
  const query = `{ order(orderIdentifier: { orderAlias: { aliasType: "OMS_ORDER_ID", aliasId: "oms-1" } }) {
    id orderAliases { aliasId } customer { contact { name email } } } }`;
  expect((await api.graphql(query, {}, OLDEST)).data.order).toEqual({
    id: orderId,
    orderAliases: [{ aliasId: "old-1" }, { aliasId: "oms-1" }],
    customer: { contact: { name: "Kim Roe", email: "kim@example.com" } },
  });
  const clash = await api.graphql(CREATE, { input: oldestInput({ orderAliases }) }, OLDEST);
  expect(clash.errors?.[0].extensions.classification.type).toBe("ConflictError");
});

test("2024-04-01: input.orderId may be the id of any alias", async () => {
  const api = await startEmulator();
  const { orderId } = await documentedOrder(api, { started: false });
  const update = `mutation($input: UpdateOrderInput!) { updateOrder(input: $input) { order { id metadata { executionState } } } }`;
  const answer = await api.graphql(update, { input: { orderId: "1001", desiredExecutionState: "STARTED" } }, MIDDLE);
  expect(answer.data.updateOrder.order).toEqual({ id: orderId, metadata: { executionState: "STARTED" } });
  const unknown = await api.graphql(update, { input: { orderId: "nobody" } }, MIDDLE);
  expect(unknown.errors?.[0].extensions.classification.type).toBe("AccessDeniedError");
});

test("until 2024-04-01 a merchant's line needs its product as well, and every line an amount", async () => {
  const api = await startEmulator();
  const merchant = { selectedDeliveryOffer: { details: { deliveryProvider: "MERCHANT" } } };
  const bare = await api.graphql(CREATE, { input: oldestInput({}, { ...merchant, purchasedItem: null }) }, OLDEST);
  expect(bare.errors?.[0].message).toContain("/createOrder/input/lineItems/0/product/title must be set");
  const whole = await api.graphql(CREATE, { input: oldestInput({}, merchant) }, OLDEST);
  expect(whole.errors).toBeUndefined();
  const countless = await api.graphql(CREATE, { input: oldestInput({}, { quantity: null }) }, OLDEST);
  expect(countless.errors?.[0].message).toContain("amount/value must be a whole number above 0");
  const noOffer = await api.graphql(CREATE, { input: oldestInput({}, { selectedDeliveryOffer: null }) }, OLDEST);
  expect(noOffer.errors?.[0].message).toContain("selectedDeliveryOffer must have exactly one of details and summary");
});

test("2024-01-01 knows no external refunds", async () => {
  const api = await startEmulator();
  const { orderId, lineId } = await oldestOrder(api);
  const update = `mutation($input: UpdateOrderInput!) { updateOrder(input: $input) { id } }`;
  const details = [
    {
      aliases: [{ aliasType: "EXTERNAL_REFUND_ID", aliasId: "r-1" }],
      refundTotal: { totalAmount: { amount: 1, currencyCode: "USD" } },
      refundFor: { orderLineItems: [{ lineItemId: { lineItemId: lineId } }] },
    },
  ];
  const { errors } = await api.graphql(update, { input: { orderId, refunds: { details } } }, OLDEST);
  expect(errors?.[0].extensions.classification.code).toBe("MissingRefundId");
});

test("2024-01-01: a delivery is split, shipped, delivered, and the states that do not follow are refused", async () => {
  const api = await startEmulator();
  const { orderId, lineId, deliveryId } = await oldestOrder(api);
  const done = { data: { updateOrderDeliveryInformation: { order: { id: orderId } } } };
  const refusals: [Record<string, string>, string][] = [
    [{ state: "DELIVERED" }, "InvalidPackageDeliveryDetailStateTransition"],
    [{ state: "CANCELLED" }, "MissingCancellationReason"],
    [{ state: "CANCELLED", reason: "UNDELIVERABLE" }, "InvalidPackageDeliveryDetailStateTransition"],
  ];
  for (const [state, code] of refusals) {
    const { errors } = await moveDelivery(api, orderId, deliveryId, state);
    expect(errors?.[0].extensions.classification.code).toBe(code);
  }
  // The example of 2024-01-01 sends a reason with IN_TRANSIT: it is ignored.
  const shipped = { state: "IN_TRANSIT", reason: "CUSTOMER_REQUESTED" };
  expect(await moveDelivery(api, orderId, deliveryId, shipped, { [lineId]: 1 })).toEqual(done);
  const query = `query($id: String) { order(orderId: $id) { deliveryInformation {
    details { id state reason deliveryInformationDetailsFor { orderLineItems { lineItem { id } amount { value } } } } } } }`;
  const details = await eventually(async () => {
    const { order } = (await api.graphql(query, { id: orderId }, OLDEST)).data;
    return order.deliveryInformation.details.length === 2 && order.deliveryInformation.details;
  });
  const content = { orderLineItems: [{ lineItem: { id: lineId }, amount: { value: 1 } }] };
  expect(details).toEqual([
    { id: expect.any(String), state: "IN_TRANSIT", reason: null, deliveryInformationDetailsFor: content },
    { id: deliveryId, state: "PENDING", reason: null, deliveryInformationDetailsFor: content },
  ]);
  expect(await moveDelivery(api, orderId, details[0].id, { state: "DELIVERED" }, { [lineId]: 1 })).toEqual(done);
  await eventually(async () => {
    const { order } = (await api.graphql(query, { id: orderId }, OLDEST)).data;
    return order.deliveryInformation.details[0].state === "DELIVERED";
  });
});

test("2024-01-01: a return is completed as a whole, after two minutes, with its refund; nothing leads out of COMPLETED", async () => {
  const api = await startEmulator({ speed: "real" });
  for (const type of ["RETURN_DELIVERY_COMPLETED", "REFUND_REQUESTED", "RETURN_COMPLETED"]) {
    await subscribe(api, type, "source", "2024-01-01");
  }
  const queue = await wireQueue(api.emulator.url, "source");
  const { orderId, lineId, deliveryId } = await oldestOrder(api);
  for (const state of ["IN_TRANSIT", "DELIVERED"]) {
    await moveDelivery(api, orderId, deliveryId, { state });
    await api.control("POST", "clock", { advanceMs: 8 * 60_000 });
  }
  const renewed = { ...OLDEST, authorization: `Bearer ${await api.token()}` };
  const opened = await openReturnOf(api, orderId, lineId);
  const mutation = `mutation($input: UpdateOrderReturnsInput!) { updateOrderReturns(input: $input) { order { id } } }`;
  const complete = (state: string, id = opened.returnId) =>
    api.graphql(mutation, { input: { orderId, details: [{ id, state }] } }, renewed);
  expect((await complete("CREATED")).errors?.[0].message).toContain("must be a state that follows CREATED");
  expect((await complete("COMPLETED", "nobody")).errors?.[0].message).toContain(
    "names a return that the order does not have",
  );
  expect((await complete("COMPLETED")).data.updateOrderReturns.order.id).toBe(orderId);
  expect((await complete("COMPLETED")).errors?.[0].extensions.classification.type).toBe("ConflictException");
  await api.control("POST", "clock", { advanceMs: 2 * 60_000 });
  const query = `query($id: String) { order(orderId: $id) {
    returns { details { state } } refunds { details { state refundFor { orderLineItems { refundedQuantity { amount unit } } } } } } }`;
  expect((await api.graphql(query, { id: orderId }, renewed)).data.order).toEqual({
    returns: { details: [{ state: "COMPLETED" }] },
    refunds: {
      details: [
        { state: "PENDING", refundFor: { orderLineItems: [{ refundedQuantity: { amount: 1, unit: "ONE" } }] } },
      ],
    },
  });
  expect((await complete("COMPLETED")).errors?.[0].message).toContain("must be a state that follows COMPLETED");
  const events = await drainQueue(api.emulator.url, queue);
  expect(events.map((event) => event["detail-type"])).toEqual(["RETURN_DELIVERY_COMPLETED", "REFUND_REQUESTED"]);
});

test("sandbox mutations belong to their version", async () => {
  const api = await startEmulator();
  for (const [version, mutation] of [
    ["2024-01-01", "updateOrderPackageInformation"],
    ["2024-04-01", "updateOrderDeliveryInformation"],
    ["2024-04-01", "updateOrderPackageInformation"],
    ["2024-04-01", "updateOrderReturns"],
    ["2024-11-01", "updateOrderDeliveryInformation"],
  ] as const) {
    const { errors } = await api.graphql(`mutation { ${mutation} { order { id } } }`, {}, { "x-api-version": version });
    expect(errors?.[0].message).toContain(`Cannot query field "${mutation}"`);
  }
});

test("2024-04-01 shows return packages as deliveries that begin as PENDING", async () => {
  const api = await startEmulator();
  const { orderId, lines } = await documentedOrder(api);
  await deliver(api, orderId);
  const opened = await openReturnOf(api, orderId, lines[0] ?? "");
  const query = `{ order(orderIdentifier: { orderId: "${orderId}" }) { returns { details {
    state returnDeliveryDetails { id state } returnLineItems { returnFor { orderLineItemAmounts { amount { value } } } } } } } }`;
  const show = async () => (await api.graphql(query, {}, MIDDLE)).data.order.returns.details[0];
  expect(await show()).toEqual({
    state: "CREATED",
    returnDeliveryDetails: [{ id: opened.returnPackageId, state: "PENDING" }],
    returnLineItems: [{ returnFor: { orderLineItemAmounts: [{ amount: { value: 1 } }] } }],
  });
  await moveReturn(api, orderId, opened, "IN_TRANSIT");
  expect((await show()).returnDeliveryDetails[0].state).toBe("IN_TRANSIT");
});

/** The events of a package and of a return, by the version of the subscriptions: their names there. */
const EXPECTED = {
  "2024-01-01": [
    "DELIVERY_IN_TRANSIT",
    "ITEM_IN_TRANSIT",
    "DELIVERY_COMPLETED",
    "ITEM_DELIVERED",
    "RETURN_STARTED",
    "RETURN_DELIVERY_IN_TRANSIT",
    "RETURN_DELIVERY_COMPLETED",
    "REFUND_REQUESTED",
  ],
  "2024-04-01": [
    "DELIVERY_IN_TRANSIT",
    "DELIVERY_COMPLETED",
    "RETURN_STARTED",
    "RETURN_DELIVERY_IN_TRANSIT",
    "RETURN_DELIVERY_COMPLETED",
    "REFUND_REQUESTED",
  ],
  "2024-11-01": [
    "PACKAGE_DELIVERY_IN_TRANSIT",
    "PACKAGE_DELIVERED",
    "RETURN_STARTED",
    "RETURN_PACKAGE_IN_TRANSIT",
    "RETURN_PACKAGE_DELIVERED",
    "REFUND_REQUESTED",
  ],
} as const;

for (const version of API_VERSIONS) {
  test(`subscriptions of ${version} get its names, and its form of the envelope`, async () => {
    const api = await startEmulator();
    const wanted: readonly string[] = EXPECTED[version];
    for (const type of wanted) await subscribe(api, type, "source", version);
    const queue = await wireQueue(api.emulator.url, "source");
    const { orderId, packageId, lines } = await startedOrder(api, [1]);
    for (const state of ["IN_TRANSIT", "DELIVERED"]) {
      await movePackages(api, orderId, [packageMove(packageId, state)]);
      await eventually(async () => (await showOrder(api, orderId)).packageInformation.summary.state === state);
    }
    const opened = await openReturnOf(api, orderId, lines[0] ?? "");
    await moveReturn(api, orderId, opened, "IN_TRANSIT", "DELIVERED");
    const events = await drainQueue(api.emulator.url, queue);
    expect(events.map((event) => event["detail-type"])).toEqual(wanted);
    for (const event of events) {
      expect(Object.keys(event)).toEqual([
        "version",
        "id",
        "detail-type",
        "source",
        "account",
        "time",
        "region",
        "resources",
        "detail",
      ]);
      if (version === "2024-11-01") {
        expect(event.detail).toMatchObject({ apiVersion: version, eventDescriptor: event["detail-type"], data: {} });
      } else {
        expect(event.detail).toEqual({});
      }
    }
  });

  test(`${version} refuses event types of other versions with the access error`, async () => {
    const api = await startEmulator();
    const mutation = `mutation($input: CreateEventSubscriptionInput!) { createEventSubscription(input: $input) { subscriptionId } }`;
    for (const type of EVENT_TYPES) {
      const partnerEventSource = { account: "000000000000", name: type.name };
      const input = { eventType: type.name, destination: { eventBridge: { region: "us-east-1", partnerEventSource } } };
      const { errors } = await api.graphql(mutation, { input }, { "x-api-version": version });
      const until: string = "until" in type ? type.until : "9999";
      const exists = type.since <= version && version <= until;
      expect(errors?.[0].extensions.classification.type, type.name).toBe(exists ? undefined : "AccessDeniedError");
    }
  });
}
