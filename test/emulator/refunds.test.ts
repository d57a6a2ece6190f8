import { expect, test } from "vitest";
import type { TestEmulator } from "./support/emulator.ts";
import { eventually, startEmulator } from "./support/emulator.ts";
import { movePackages, packageMove, showOrder, startedOrder } from "./support/order.ts";

const UPDATE = `mutation UpdateOrder($orderIdentifier: OrderIdentifierInput!, $input: UpdateOrderInput!) {
  updateOrder(orderIdentifier: $orderIdentifier, input: $input) { order { id } }
}`;

function update(api: TestEmulator, orderId: string, input: unknown) {
  return api.graphql(UPDATE, { orderIdentifier: { orderId }, input });
}

async function orderWithRefund(api: TestEmulator): Promise<{ orderId: string; refundId: string; line: string }> {
  const { orderId, packageId, lines } = await startedOrder(api, [1]);
  await movePackages(api, orderId, [packageMove(packageId, "CANCELLED", { reason: "CUSTOMER_REQUESTED" })]);
  const refundId = await eventually(async () => (await showOrder(api, orderId)).refunds?.details[0].id);
  return { orderId, refundId, line: lines[0] ?? "" };
}

const total = (amount: number) => ({ totalAmount: { amount, currencyCode: "USD" } });
const payment = (id: string, amount: number) => ({
  id,
  amount: { amount, currencyCode: "USD" },
  paymentMethod: { displayString: "Visa ending in 4821", type: "CARD" },
  state: "SUCCESS",
});

test("a refund is reported in two steps: the total is cumulative, each report brings its own payments", async () => {
  const api = await startEmulator();
  const { orderId, refundId } = await orderWithRefund(api);
  const report = (state: string, amount: number, pay: unknown) =>
    update(api, orderId, {
      refunds: {
        details: [
          {
            id: refundId,
            state,
            refundTotal: total(amount),
            paymentDetails: [pay],
            aliases: [{ aliasType: "EXTERNAL_REFUND_ID", aliasId: "oms-refund-12" }],
          },
        ],
      },
    });
  expect((await report("PARTIAL", 4, payment("transfer-1", 4))).errors).toBeUndefined();
  expect((await report("SUCCESS", 10, payment("transfer-2", 6))).errors).toBeUndefined();
  expect((await showOrder(api, orderId)).refunds.details).toMatchObject([
    {
      id: refundId,
      state: "SUCCESS",
      aliases: [{ aliasType: "EXTERNAL_REFUND_ID", aliasId: "oms-refund-12" }],
      refundTotal: total(10),
      paymentDetails: [
        { id: "transfer-1", amount: { amount: 4 } },
        { id: "transfer-2", amount: { amount: 6 } },
      ],
    },
  ]);
  expect((await report("PARTIAL", 10, payment("transfer-3", 1))).errors?.[0].extensions.classification).toMatchObject({
    type: "ValidationError",
    code: "InvalidRefundStateTransition",
  });
});

test("an external refund is added by its alias and found again by it", async () => {
  const api = await startEmulator();
  const { orderId, line } = await orderWithRefund(api);
  const alias = { aliasType: "EXTERNAL_REFUND_ID", aliasId: "oms-refund-13" };
  const report = (state: string) =>
    update(api, orderId, {
      refunds: {
        details: [
          {
            aliases: [alias],
            state,
            refundTotal: total(9),
            refundRequestReason: "ITEM_MISSING",
            refundFor: { orderLineItems: [{ lineItemId: { lineItemId: line } }] },
          },
        ],
      },
    });
  expect((await report("PENDING")).errors).toBeUndefined();
  expect((await report("SUCCESS")).errors).toBeUndefined();
  const { details } = (await showOrder(api, orderId)).refunds;
  expect(details).toHaveLength(2);
  expect(details[1]).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f]{64}$/),
    state: "SUCCESS",
    refundRequestReason: "ITEM_MISSING",
    aliases: [alias],
    refundFor: { orderLineItems: [{ lineItem: { id: line }, amount: null }] },
  });
});

test("each error code of the refund table", async () => {
  const api = await startEmulator();
  const { orderId, refundId } = await orderWithRefund(api);
  const codeOf = async (...details: object[]) => {
    const refunds = { details: details.map((each) => ({ refundTotal: total(1), ...each })) };
    return (await update(api, orderId, { refunds })).errors?.[0].extensions.classification.code;
  };
  const aliases = [{ aliasType: "EXTERNAL_REFUND_ID", aliasId: "a" }];
  expect(await codeOf({ id: "0".repeat(64) })).toBe("InvalidRefundId");
  expect(await codeOf({ state: "SUCCESS" })).toBe("MissingRefundId");
  expect(await codeOf({ id: refundId }, { id: refundId })).toBe("DuplicateRefundId");
  expect(await codeOf({ id: refundId, aliases }, { aliases })).toBe("DuplicateAliasId");
  expect(await codeOf({ id: refundId, refundRequestReason: "OTHERS" })).toBe("InvalidRefundRequestReasonUpdate");
  expect(await codeOf({ aliases })).toBeUndefined();
  expect(await codeOf({ id: refundId, aliases })).toBe("InvalidAliasId");
  expect(await codeOf({ id: refundId, state: "FAILURE" })).toBeUndefined();
  expect(await codeOf({ id: refundId, state: "PENDING" })).toBe("InvalidRefundStateTransition");
});

test("an external return is added, cancelled by its alias, and limited in aliases", async () => {
  const api = await startEmulator();
  const { orderId, lines } = await startedOrder(api, [2]);
  const alias = (aliasId: string) => ({ aliasType: "EXTERNAL-RETURN-ID", aliasId });
  const returnLineItems = [
    { returnFor: { orderLineItemAmounts: [{ lineItemId: { lineItemId: lines[0] }, amount: { value: 1 } }] } },
  ];
  const send = (detail: object) => update(api, orderId, { returns: { details: [detail] } });
  const added = await send({ aliases: [alias("oms-8")], state: "CREATED", returnLineItems });
  expect(added.errors).toBeUndefined();
  const cancelled = await send({ returnIdentifier: { alias: alias("oms-8") }, state: "CANCELLED" });
  expect(cancelled.errors).toBeUndefined();
  expect((await showOrder(api, orderId)).returns.details).toMatchObject([
    { state: "CANCELLED", aliases: [alias("oms-8")] },
  ]);
  const many = await send({ aliases: ["a", "b", "c"].map(alias), returnLineItems });
  expect(many.errors?.[0].extensions.classification.code).toBe("AliasLimitExceeded");
  const taken = await send({ aliases: [alias("oms-8")], returnLineItems });
  expect(taken.errors?.[0].extensions.classification.code).toBe("AliasValueAlreadyExists");
});

test("external returns of a line together take no more units than were bought", async () => {
  const api = await startEmulator();
  const { orderId, lines } = await startedOrder(api, [2]);
  const of = (value: number) => [
    { returnFor: { orderLineItemAmounts: [{ lineItemId: { lineItemId: lines[0] }, amount: { value } }] } },
  ];
  const send = (...details: object[]) => update(api, orderId, { returns: { details } });
  const alias = (aliasId: string) => ({ aliasType: "EXTERNAL-RETURN-ID", aliasId });
  const refusal = /returnLineItems must not return more than the 2 units of the line/;
  expect((await send({ aliases: [alias("a")], returnLineItems: of(1) })).errors).toBeUndefined();
  expect((await send({ returnLineItems: of(2) })).errors?.[0].message).toMatch(refusal);
  expect((await send({ returnLineItems: of(1) }, { returnLineItems: of(1) })).errors?.[0].message).toMatch(refusal);
  expect((await showOrder(api, orderId)).returns.details).toHaveLength(1);
  const first = { returnIdentifier: { alias: alias("a") } };
  expect((await send({ ...first, returnLineItems: of(2) })).errors).toBeUndefined();
  expect((await send({ ...first, state: "CANCELLED" })).errors).toBeUndefined();
  expect((await send({ aliases: [alias("b")], returnLineItems: of(2) })).errors).toBeUndefined();
  expect((await send({ ...first, state: "CREATED" })).errors?.[0].message).toMatch(refusal);
});

const STATES = ["PENDING", "PARTIAL", "FAILURE", "SUCCESS", "REJECTED"] as const;

/** The table of update-refund-details; REJECTED is in no row. */
const FOLLOWS: Readonly<Record<string, readonly string[]>> = {
  PENDING: ["PENDING", "PARTIAL", "FAILURE", "SUCCESS"],
  FAILURE: ["PARTIAL", "FAILURE", "SUCCESS"],
  PARTIAL: ["PARTIAL", "SUCCESS"],
  SUCCESS: ["SUCCESS"],
};

test.each(Object.keys(FOLLOWS))("from %s a refund goes where the table says, and nowhere else", async (from) => {
  const api = await startEmulator();
  for (const to of STATES) {
    const { orderId, refundId } = await orderWithRefund(api);
    const report = (state: string) =>
      update(api, orderId, { refunds: { details: [{ id: refundId, state, refundTotal: total(1) }] } });
    expect((await report(from)).errors).toBeUndefined();
    const { errors } = await report(to);
    const wanted = FOLLOWS[from]?.includes(to) ? undefined : "InvalidRefundStateTransition";
    expect(errors?.[0].extensions.classification.code, `${from} to ${to}`).toBe(wanted);
    const { state } = (await showOrder(api, orderId)).refunds.details[0];
    expect(state).toBe(wanted === undefined ? to : from);
  }
});

test("a return of Buy with Prime cannot be changed by updateOrder, nor one that is not there", async () => {
  const api = await startEmulator();
  const { orderId, packageId } = await startedOrder(api, [1]);
  for (const state of ["IN_TRANSIT", "DELIVERED"]) {
    await movePackages(api, orderId, [packageMove(packageId, state)]);
    await eventually(async () => (await showOrder(api, orderId)).packageInformation.summary.state === state);
  }
  const { returnId } = await (await api.control("POST", "returns", { orderId })).json();
  for (const [id, message] of [
    [returnId, "must name an external return"],
    ["nobody", "names a return that the order does not have"],
  ]) {
    const details = [{ returnIdentifier: { id }, state: "CANCELLED" }];
    const { errors } = await update(api, orderId, { returns: { details } });
    expect(errors?.[0].message).toContain(message);
  }
  expect((await showOrder(api, orderId)).returns.details[0].state).toBe("CREATED");
});
