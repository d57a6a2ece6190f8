import { expect, test } from "vitest";
import type { Answer, TestEmulator } from "./support/emulator.ts";
import { eventually, startEmulator } from "./support/emulator.ts";
import { CREATE_ORDER, movePackages, packageMove, primeOrder, showOrder, startedOrder } from "./support/order.ts";

const CANCEL = `mutation($id: OrderIdentifierInput!, $input: CancelOrderInput) {
  cancelOrder(orderIdentifier: $id, input: $input) {
    cancellation { id state aliases { aliasId } canceledFor { orderLineItems { lineItem { id } amount { unit value } } } }
  }
}`;

const SHOW = `query($id: OrderIdentifierInput!) { order(orderIdentifier: $id) {
  lineItems { id cancellations { details { state updatedAt createdAt refundDetails { id state } } } } } }`;

function cancel(api: TestEmulator, orderId: string, input?: unknown): Promise<Answer> {
  return api.graphql(CANCEL, { id: { orderId }, input });
}

async function cancellations(api: TestEmulator, orderId: string) {
  return (await api.graphql(SHOW, { id: { orderId } })).data.order.lineItems[0].cancellations?.details;
}

test("the answer is PENDING over every line in full; then every package is cancelled and refunded", async () => {
  const api = await startEmulator();
  const { orderId, lines } = await startedOrder(api, [2, 1]);
  const { cancellation } = (await cancel(api, orderId)).data.cancelOrder;
  expect(cancellation).toEqual({
    id: expect.any(String),
    state: "PENDING",
    aliases: [],
    canceledFor: {
      orderLineItems: [
        { lineItem: { id: lines[0] }, amount: { unit: "ONE", value: 2 } },
        { lineItem: { id: lines[1] }, amount: { unit: "ONE", value: 1 } },
      ],
    },
  });
  const [done] = await eventually(async () => {
    const all = await cancellations(api, orderId);
    return all[0].state === "SUCCESS" && all;
  });
  const order = await showOrder(api, orderId);
  expect(order.packageInformation.details).toMatchObject([{ state: "CANCELLED", reason: "CUSTOMER_REQUESTED" }]);
  expect(done.refundDetails).toEqual([{ id: order.refunds.details[0].id, state: "PENDING" }]);
  expect(order.refunds.details[0].refundTotal.totalAmount).toEqual({ amount: 54.3, currencyCode: "USD" });
});

test("a cancellation takes its time on the clock, and ends at that time", async () => {
  const api = await startEmulator({ speed: "real" });
  const { orderId } = await startedOrder(api, [1]);
  await cancel(api, orderId);
  expect((await cancellations(api, orderId))[0].state).toBe("PENDING");
  await api.control("POST", "clock", { advanceMs: 10 * 60_000 });
  const [done] = await cancellations(api, orderId);
  expect(done.state).toBe("SUCCESS");
  const took = Date.parse(done.updatedAt) - Date.parse(done.createdAt);
  expect(took).toBeGreaterThanOrEqual(8 * 60_000);
  expect(took).toBeLessThan(9 * 60_000);
});

test("it is refused once a package has left PENDING, and changes nothing", async () => {
  const api = await startEmulator();
  const { orderId, packageId, lines } = await startedOrder(api, [2]);
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT", { units: { [lines[0] ?? ""]: 1 } })]);
  await eventually(async () => (await showOrder(api, orderId)).packageInformation.details.length === 2);
  const { errors, data } = await cancel(api, orderId);
  expect(data).toEqual({ cancelOrder: null });
  expect(errors?.[0].extensions.classification).toMatchObject({ type: "ValidationError", errorCode: 400 });
  expect(errors?.[0].message).toContain("every package is PENDING");
  expect(await cancellations(api, orderId)).toBeUndefined();
});

test("it is REJECTED if a package leaves PENDING meanwhile", async () => {
  const api = await startEmulator({ speed: "real" });
  const { orderId, packageId } = await startedOrder(api, [1]);
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  expect((await cancel(api, orderId)).data.cancelOrder.cancellation.state).toBe("PENDING");
  await api.control("POST", "clock", { advanceMs: 10 * 60_000 });
  expect(await cancellations(api, orderId)).toMatchObject([{ state: "REJECTED", refundDetails: [] }]);
  expect((await showOrder(api, orderId)).packageInformation.summary.state).toBe("IN_TRANSIT");
});

test("a second request answers ConflictException while the first is open, and is refused after it", async () => {
  const api = await startEmulator({ speed: "real" });
  const { orderId } = await startedOrder(api, [1]);
  await cancel(api, orderId);
  expect((await cancel(api, orderId)).errors?.[0].extensions.classification).toMatchObject({
    type: "ConflictException",
    errorCode: 409,
  });
  await api.control("POST", "clock", { advanceMs: 10 * 60_000 });
  expect((await cancel(api, orderId)).errors?.[0].extensions.classification.type).toBe("ValidationError");
});

test("five aliases are taken, six are not", async () => {
  const api = await startEmulator();
  const aliases = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ aliasType: "EXT_CANCEL_ID", aliasId: `oms-${index}` }));
  const { orderId } = await startedOrder(api, [1]);
  expect((await cancel(api, orderId, { aliases: aliases(6) })).errors?.[0].message).toContain(
    "/cancelOrder/input/aliases size must be between 0 and 5",
  );
  expect((await cancel(api, orderId, { aliases: aliases(5) })).data.cancelOrder.cancellation.aliases).toHaveLength(5);
});

test("an order that waits can be cancelled, without refund, and never starts", async () => {
  const api = await startEmulator();
  const { order } = (await api.graphql(CREATE_ORDER, { input: primeOrder([1]) })).data.createOrder;
  await cancel(api, order.id);
  await eventually(async () => (await cancellations(api, order.id))[0].state === "SUCCESS");
  expect((await showOrder(api, order.id)).refunds).toBeNull();
  const start = `mutation($id: OrderIdentifierInput!) {
    updateOrder(orderIdentifier: $id, input: { desiredExecutionState: STARTED }) { order { id } } }`;
  const { errors } = await api.graphql(start, { id: { orderId: order.id } });
  expect(errors?.[0].message).toContain("must not start an order that was cancelled");
});

test("2024-04-01 names the order inside the input, 2024-01-01 has no cancelOrder", async () => {
  const api = await startEmulator();
  const { orderId } = await startedOrder(api, [1]);
  const older = `mutation($input: CancelOrderInput!) { cancelOrder(input: $input) { cancellation { state reason } } }`;
  const input = { orderIdentifier: { orderId }, reason: "OUT_OF_STOCK" };
  expect(await api.graphql(older, { input }, { "x-api-version": "2024-04-01" })).toEqual({
    data: { cancelOrder: { cancellation: { state: "PENDING", reason: "OUT_OF_STOCK" } } },
  });
  const oldest = await api.graphql("mutation { cancelOrder { id } }", {}, { "x-api-version": "2024-01-01" });
  expect(oldest.errors?.[0].extensions.classification).toBe("ValidationError");
});
