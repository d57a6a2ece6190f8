import { expect, test } from "vitest";
import type { TestEmulator } from "./support/emulator.ts";
import { eventually, startEmulator } from "./support/emulator.ts";
import { movePackages, moveReturns, packageMove, showOrder, startedOrder } from "./support/order.ts";

async function deliveredOrder(
  api: TestEmulator,
  units: readonly number[],
): Promise<{ orderId: string; lines: string[] }> {
  const { orderId, packageId, lines } = await startedOrder(api, units);
  for (const state of ["IN_TRANSIT", "DELIVERED"]) {
    await movePackages(api, orderId, [packageMove(packageId, state)]);
    await eventually(async () => (await showOrder(api, orderId)).packageInformation.summary.state === state);
  }
  return { orderId, lines };
}

interface Opened {
  readonly returnId: string;
  readonly returnPackageId: string;
  readonly returnLineItems: readonly { id: string; lineItemId: string; amount: number }[];
}

async function open(api: TestEmulator, body: unknown): Promise<Opened> {
  const response = await api.control("POST", "returns", body);
  expect(response.status).toBe(200);
  return response.json();
}

async function move(api: TestEmulator, orderId: string, opened: Opened, state: string, reason?: string) {
  const returnPackageDetails = [{ id: opened.returnPackageId, state, ...(reason === undefined ? {} : { reason }) }];
  const answer = await moveReturns(api, orderId, [{ returnIdentifier: { id: opened.returnId }, returnPackageDetails }]);
  if (answer.errors === undefined) {
    await eventually(async () => {
      const found = (await showOrder(api, orderId)).returns.details.find(
        (each: { id: string }) => each.id === opened.returnId,
      );
      return found.returnPackageDetails[0].state === state;
    });
  }
  return answer;
}

function grade(api: TestEmulator, orderId: string, opened: Opened, conditions: Record<string, number>) {
  const unitWiseCondition = Object.entries(conditions).map(([condition, value]) => ({ condition, amount: { value } }));
  return moveReturns(api, orderId, [
    {
      returnIdentifier: { id: opened.returnId },
      returnLineItems: [{ id: opened.returnLineItems[0]?.id, grading: { summary: { unitWiseCondition } } }],
    },
  ]);
}

test("a return goes the whole way: in transit, delivered, refund asked for, graded, completed", async () => {
  const api = await startEmulator();
  const { orderId, lines } = await deliveredOrder(api, [2]);
  const opened = await open(api, { orderId });
  expect(opened.returnLineItems).toEqual([{ id: expect.any(String), lineItemId: lines[0], amount: 2 }]);
  const answer = await move(api, orderId, opened, "IN_TRANSIT");
  expect(answer.data.updateOrderReturns.order.id).toBe(orderId);
  expect((await showOrder(api, orderId)).refunds).toBeNull();
  await move(api, orderId, opened, "DELIVERED");
  const arrived = await showOrder(api, orderId);
  expect(arrived.returns.details[0]).toMatchObject({ state: "CREATED", returnLineItems: [{ grading: null }] });
  expect(arrived.refunds.details).toMatchObject([
    {
      state: "PENDING",
      refundRequestReason: "RETURN_RECEIVED",
      refundTotal: { totalAmount: { amount: 36.2, currencyCode: "USD" } },
      refundFor: {
        causedBy: { __typename: "ReturnDetails", id: opened.returnId, state: "CREATED" },
        orderLineItems: [{ lineItem: { id: lines[0] }, amount: { unit: "ONE", value: 2 } }],
      },
    },
  ]);
  await grade(api, orderId, opened, { SELLABLE: 1 });
  const half = await eventually(async () => {
    const [each] = (await showOrder(api, orderId)).returns.details;
    return each.returnLineItems[0].grading !== null && each;
  });
  expect(half.state).toBe("CREATED");
  await grade(api, orderId, opened, { SELLABLE: 1, DAMAGED: 1 });
  const done = await eventually(async () => {
    const [each] = (await showOrder(api, orderId)).returns.details;
    return each.state === "COMPLETED" && each;
  });
  expect(done.returnLineItems[0].grading.summary).toEqual({
    gradedAmount: { unit: "ONE", value: 2 },
    unitWiseCondition: [
      { condition: "SELLABLE", amount: { unit: "ONE", value: 1 } },
      { condition: "DAMAGED", amount: { unit: "ONE", value: 1 } },
    ],
  });
  expect(done.returnDeliveryDetails).toEqual(done.returnPackageDetails);
});

test("a drop-off return asks for its refund when it is dropped off, and not again", async () => {
  const api = await startEmulator();
  const { orderId, lines } = await deliveredOrder(api, [2]);
  const dropOff = await open(api, { orderId, lineItems: [{ lineItemId: lines[0], amount: 1 }], dropOff: true });
  await move(api, orderId, dropOff, "DROPPED_OFF");
  expect((await showOrder(api, orderId)).refunds.details).toHaveLength(1);
  await move(api, orderId, dropOff, "IN_TRANSIT");
  await move(api, orderId, dropOff, "DELIVERED");
  expect((await showOrder(api, orderId)).refunds.details).toHaveLength(1);
  const boxed = await open(api, { orderId });
  expect(boxed.returnLineItems).toMatchObject([{ amount: 1 }]);
  const refused = await move(api, orderId, boxed, "DROPPED_OFF");
  expect(refused.errors?.[0].extensions.classification.type).toBe("ValidationError");
});

test("a failed return package always has the reason UNDELIVERABLE, and is terminal", async () => {
  const api = await startEmulator();
  const { orderId } = await deliveredOrder(api, [1]);
  const opened = await open(api, { orderId });
  await move(api, orderId, opened, "IN_TRANSIT");
  await move(api, orderId, opened, "FAILED", "SHIPMENT_LOST");
  const [each] = (await showOrder(api, orderId)).returns.details;
  expect(each.returnPackageDetails).toEqual([{ id: opened.returnPackageId, state: "FAILED", reason: "UNDELIVERABLE" }]);
  expect((await move(api, orderId, opened, "IN_TRANSIT")).errors?.[0].message).toMatch(/follows FAILED/);
});

test("what has not arrived cannot be graded, and conditions must be known", async () => {
  const api = await startEmulator();
  const { orderId } = await deliveredOrder(api, [1]);
  const opened = await open(api, { orderId });
  expect((await grade(api, orderId, opened, { SELLABLE: 1 })).errors?.[0].message).toMatch(
    /more units than have arrived/,
  );
  await move(api, orderId, opened, "IN_TRANSIT");
  await move(api, orderId, opened, "DELIVERED");
  expect((await grade(api, orderId, opened, { BROKEN: 1 })).errors?.[0].message).toMatch(/one of the conditions/);
  expect((await grade(api, orderId, opened, { SELLABLE: 2 })).errors?.[0].message).toMatch(/more units/);
});

test("a return needs delivered units that are in no other return", async () => {
  const api = await startEmulator();
  const { orderId: pending } = await startedOrder(api, [1]);
  expect((await api.control("POST", "returns", { orderId: pending })).status).toBe(400);
  const { orderId } = await deliveredOrder(api, [1]);
  await open(api, { orderId });
  const again = await api.control("POST", "returns", { orderId });
  expect(again.status).toBe(400);
  expect((await again.json()).error).toMatch(/delivered and are not in a return yet/);
  expect((await api.control("POST", "returns", { orderId: "322-AB12-CD34EF" })).status).toBe(404);
});
