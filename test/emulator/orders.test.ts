import { expect, test } from "vitest";
import { DEFAULT_CREDENTIAL } from "../../src/emulator/credentials.ts";
import { startEmulator } from "./support/emulator.ts";
import { CREATE_ORDER, primeOrder, showOrder, startedOrder } from "./support/order.ts";

const UPDATE = `mutation UpdateOrder($orderIdentifier: OrderIdentifierInput!, $input: UpdateOrderInput!) {
  updateOrder(orderIdentifier: $orderIdentifier, input: $input) { order { id metadata { executionState } } }
}`;
const ALIAS = { aliasType: "EXTERNAL_ID", aliasId: "shop-1001" };

test("an order is found by its alias, with units ONE although none were sent", async () => {
  const api = await startEmulator();
  const input = primeOrder([2], { aliases: [ALIAS] });
  const { id } = (await api.graphql(CREATE_ORDER, { input })).data.createOrder.order;
  expect(id).toMatch(/^\d{3}-[A-Z0-9]{4}-[A-Z0-9]{6}$/);
  const answer = await api.graphql(`query order {
  order(orderIdentifier: { alias: { aliasType: "EXTERNAL_ID", aliasId: "shop-1001" } }) {
    id
    lineItems { id amount { unit value } product { title price { currencyCode amount } } }
    customer { contact { name email } }
    metadata { executionState }
    aliases { aliasId aliasType }
    orderLinks { destinationType url }
    packageInformation { details { id } }
    returns { details { id } }
  }
}`);
  expect(answer).toEqual({
    data: {
      order: {
        id,
        lineItems: [
          {
            id: expect.stringMatching(/^[0-9a-f]{10}-[0-9a-f]{10}$/),
            amount: { unit: "ONE", value: 2 },
            product: { title: "Blue stoneware mug, 12 oz", price: { currencyCode: "USD", amount: 18.1 } },
          },
        ],
        customer: { contact: { name: "Nora Quist", email: "nora@example.com" } },
        metadata: { executionState: "NOT_STARTED" },
        aliases: [{ aliasId: "shop-1001", aliasType: "EXTERNAL_ID" }],
        orderLinks: [{ destinationType: "BWP_STOREFRONT", url: `${api.emulator.url}/_emulator/orders/${id}` }],
        packageInformation: null,
        returns: null,
      },
    },
  });
});

test("discounts, taxes and payments come back as they were sent", async () => {
  const api = await startEmulator();
  const usd = (amount: number) => ({ amount, currencyCode: "USD" });
  const discounts = {
    details: [
      {
        amount: usd(3),
        displayString: "Spring sale",
        couponCode: "SPRING",
        aliases: [{ aliasType: "EXTERNAL_ID", aliasId: "promo-9" }],
      },
    ],
  };
  const taxes = { summary: { collectableTaxAmount: usd(3.1) } };
  const payment = {
    id: "pay-1",
    amount: usd(36.1),
    paymentMethod: { displayString: "Visa ending in 0000", type: "AMAZON_PAY" },
    state: "CAPTURED",
  };
  const input = primeOrder([1], { discounts, taxes, payments: { details: [payment] } });
  const { id } = (await api.graphql(CREATE_ORDER, { input })).data.createOrder.order;
  const answer = await api.graphql(
    `query order($orderIdentifier: OrderIdentifierInput!) {
      order(orderIdentifier: $orderIdentifier) {
        discounts { details { amount { amount currencyCode } displayString couponCode aliases { aliasType aliasId } } summary { displayString } }
        taxes { summary { collectableTaxAmount { amount currencyCode } } }
        payments { summary { state } details { id amount { amount currencyCode } paymentMethod { displayString type } state } }
        totalPrice { value { amount } verified }
        lineItems { discounts { summary { displayString } } payments { summary { state } } }
      }
    }`,
    { orderIdentifier: { orderId: id } },
  );
  expect(answer.data.order).toEqual({
    discounts: { ...discounts, summary: null },
    taxes,
    payments: { summary: null, details: [payment] },
    totalPrice: { value: { amount: 18.1 }, verified: false },
    lineItems: [{ discounts: null, payments: null }],
  });
});

test("the same alias again answers ConflictError and creates nothing", async () => {
  const api = await startEmulator();
  await api.graphql(CREATE_ORDER, { input: primeOrder([1], { aliases: [ALIAS] }) });
  const again = await api.graphql(CREATE_ORDER, { input: primeOrder([1], { aliases: [ALIAS] }) });
  expect(again.data).toEqual({ createOrder: null });
  expect(again.errors?.[0].extensions.classification).toEqual({
    type: "ConflictError",
    errorType: "ConflictException",
    errorCode: 409,
  });
  expect(api.emulator.status().counts.orders).toBe(1);
});

const line = (details: unknown, more: object = {}) => ({
  lineItems: [{ amount: { value: 1 }, selectedDeliveryOffer: { details }, ...more }],
});

test.each([
  ["no line items", { lineItems: [] }, "lineItems size must be between 1 and 40"],
  [
    "six aliases",
    { aliases: Array.from({ length: 6 }, (_, n) => ({ aliasType: "T", aliasId: `${n}` })) },
    "aliases size must be between 0 and 5",
  ],
  ["the same alias twice", { aliases: [ALIAS, ALIAS] }, "aliases must not contain the same alias twice"],
  [
    "a part of a unit",
    line({ deliveryProvider: "MERCHANT" }, { amount: { value: 1.5 } }),
    "lineItems/0/amount/value must be a whole number above 0",
  ],
  ["no delivery choice", line(null), "selectedDeliveryOffer must have exactly one of details and summary"],
  [
    "Prime without preview",
    line({ deliveryProvider: "AMAZON", deliveryTerms: { isPrimeEligible: true } }),
    "deliveryPreviewId must be set for Prime delivery",
  ],
  [
    "Amazon without a product",
    line({ deliveryProvider: "AMAZON", deliveryTerms: { isPrimeEligible: false } }),
    "product/title must be set when AMAZON delivers",
  ],
  ["Prime without a shopper", { shopperIdentity: null }, "shopperIdentity must name the shopper for Prime delivery"],
])("createOrder with %s is refused", async (_name, more, issue) => {
  const api = await startEmulator();
  const answer = await api.graphql(CREATE_ORDER, { input: primeOrder([1], more) });
  expect(answer.errors?.[0].message).toMatch(/^Input request is not valid, the following issues were encountered: \[/);
  expect(answer.errors?.[0].message).toContain(issue);
  expect(answer.errors?.[0].extensions.classification.type).toBe("ValidationError");
});

test("21 Prime lines are too many, 20 and 20 others are not", async () => {
  const api = await startEmulator();
  const tooMany = await api.graphql(CREATE_ORDER, { input: primeOrder(Array(21).fill(1)) });
  expect(tooMany.errors?.[0].message).toContain("at most 20 items that are eligible");
  const input = primeOrder(Array(20).fill(1));
  const merchant = { amount: { value: 1 }, selectedDeliveryOffer: { details: { deliveryProvider: "MERCHANT" } } };
  (input.lineItems as unknown[]).push(...Array(20).fill(merchant));
  expect((await api.graphql(CREATE_ORDER, { input })).errors).toBeUndefined();
});

test("updateOrder by alias starts the order, which gets its package", async () => {
  const api = await startEmulator();
  const { id } = (await api.graphql(CREATE_ORDER, { input: primeOrder([2, 1], { aliases: [ALIAS] }) })).data.createOrder
    .order;
  const answer = await api.graphql(UPDATE, {
    orderIdentifier: { alias: ALIAS },
    input: { desiredExecutionState: "STARTED", aliases: [{ aliasType: "OMS_ORDER_ID", aliasId: "oms-1" }] },
  });
  expect(answer.data.updateOrder.order).toEqual({ id, metadata: { executionState: "STARTED" } });
  const byNewAlias = await api.graphql(
    'query { order(orderIdentifier: { alias: { aliasType: "OMS_ORDER_ID", aliasId: "oms-1" } }) { packageInformation { summary { state } details { state } } } }',
  );
  expect(byNewAlias.data.order.packageInformation).toEqual({
    summary: { state: "PENDING" },
    details: [{ state: "PENDING" }],
  });
  const back = await api.graphql(UPDATE, {
    orderIdentifier: { orderId: id },
    input: { desiredExecutionState: "NOT_STARTED" },
  });
  expect(back.errors?.[0].extensions.classification.type).toBe("ValidationError");
});

test("updateOrder refuses an alias of another order and a sixth alias, and then changes nothing", async () => {
  const api = await startEmulator();
  await api.graphql(CREATE_ORDER, { input: primeOrder([1], { aliases: [ALIAS] }) });
  const four = Array.from({ length: 4 }, (_, n) => ({ aliasType: `T${n}`, aliasId: "x" }));
  const { id } = (await api.graphql(CREATE_ORDER, { input: primeOrder([1], { aliases: four }) })).data.createOrder
    .order;
  const update = (aliases: unknown) =>
    api.graphql(UPDATE, { orderIdentifier: { orderId: id }, input: { aliases, desiredExecutionState: "STARTED" } });
  expect((await update([ALIAS])).errors?.[0].extensions.classification.code).toBe("AliasValueAlreadyExists");
  const two = [
    { aliasType: "A", aliasId: "1" },
    { aliasType: "B", aliasId: "1" },
  ];
  expect((await update(two)).errors?.[0].extensions.classification.type).toBe("ValidationError");
  expect((await showOrder(api, id)).metadata.executionState).toBe("NOT_STARTED");
});

test("an unknown order answers the access error, two names or none a validation error", async () => {
  const api = await startEmulator();
  const query = "query($i: OrderIdentifierInput!) {\n  order(orderIdentifier: $i) { id }\n}";
  expect(await api.graphql(query, { i: { orderId: "322-AB12-CD34EF" } })).toEqual({
    errors: [
      {
        message: "You do not have sufficient access to perform this action.",
        locations: [{ line: 2, column: 3 }],
        path: ["order"],
        extensions: {
          classification: { type: "AccessDeniedError", errorType: "AccessDeniedException", errorCode: 403 },
        },
      },
    ],
    data: { order: null },
  });
  for (const i of [{}, { orderId: "x", alias: ALIAS }]) {
    expect((await api.graphql(query, { i })).errors?.[0].extensions.classification.type).toBe("ValidationError");
  }
});

test("orders of another target cannot be seen", async () => {
  const other = {
    ...DEFAULT_CREDENTIAL,
    clientId: "emu-other",
    targetId: "bp-11111111-0000-4000-8000-000000000000",
  };
  const api = await startEmulator({ credentials: [DEFAULT_CREDENTIAL, other] });
  const { orderId } = await startedOrder(api, [1]);
  const { clientOf } = await import("./support/emulator.ts");
  const answer = await clientOf({ ...api.emulator, credentials: other }).graphql(
    `{ order(orderIdentifier: { orderId: "${orderId}" }) { id } }`,
  );
  expect(answer.errors?.[0].extensions.classification.type).toBe("AccessDeniedError");
});
