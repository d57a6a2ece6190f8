import { expect, test } from "vitest";
import { eventually, startEmulator } from "./support/emulator.ts";
import { movePackages, packageMove, showOrder, startedOrder } from "./support/order.ts";

function codeOf(answer: { errors?: readonly { extensions: { classification: { code?: string } } }[] }): unknown {
  return answer.errors?.[0]?.extensions.classification.code;
}

test("the answer is the unchanged order; then the package is in transit, has a tracker and is delivered", async () => {
  const api = await startEmulator();
  const { orderId, packageId } = await startedOrder(api, [2]);
  const answer = await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  expect(answer).toEqual({
    data: {
      updateOrderPackageInformation: {
        order: { id: orderId, packageInformation: { details: [{ id: packageId, state: "PENDING" }] } },
      },
    },
  });
  const tracker = await eventually(async () => {
    const [parcel] = (await showOrder(api, orderId)).packageInformation.details;
    return parcel.state === "IN_TRANSIT" && parcel.packageTracker;
  });
  expect(tracker).toEqual({
    packageTrackerIdentifier: { trackingNumber: expect.stringMatching(/^EMU\d{12}$/), carrierCode: "ups" },
    latestMilestone: { status: { code: "IN_TRANSIT" } },
  });
  await movePackages(api, orderId, [packageMove(packageId, "DELIVERED")]);
  const delivered = await eventually(async () => {
    const order = await showOrder(api, orderId);
    return order.packageInformation.summary.state === "DELIVERED" && order;
  });
  const { trackingNumber } = tracker.packageTrackerIdentifier;
  const asked = await api.graphql(`{
    packageTracker(packageTrackerInput: { packageTrackerIdentifier: { carrierCode: "ups", trackingNumber: "${trackingNumber}" } }) {
      packageTrackerIdentifier { carrierCode trackingNumber }
      latestMilestone { status { code message { locale value } } occurredAt }
      milestones { status { code } }
    }
  }`);
  expect(asked.data.packageTracker).toEqual({
    packageTrackerIdentifier: { carrierCode: "ups", trackingNumber },
    latestMilestone: {
      status: { code: "DELIVERED", message: { locale: "en-US", value: expect.any(String) } },
      occurredAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    },
    milestones: [{ status: { code: "IN_TRANSIT" } }, { status: { code: "DELIVERED" } }],
  });
  expect(delivered.refunds).toBeNull();
});

test("one unit is cancelled and one shipped in one call, as in the reference example", async () => {
  const api = await startEmulator();
  const { orderId, packageId, lines } = await startedOrder(api, [3]);
  const line = lines[0] ?? "";
  await movePackages(api, orderId, [
    packageMove(packageId, "CANCELLED", { reason: "UNFULFILLABLE", units: { [line]: 1 } }),
    packageMove(packageId, "IN_TRANSIT", { units: { [line]: 1 } }),
  ]);
  const order = await eventually(async () => {
    const shown = await showOrder(api, orderId);
    return shown.packageInformation.details.length === 3 && shown;
  });
  const byState = Object.fromEntries(
    order.packageInformation.details.map((parcel: { state: string }) => [parcel.state, parcel]),
  );
  for (const state of ["CANCELLED", "IN_TRANSIT", "PENDING"]) {
    expect(byState[state].packageInformationDetailsFor.orderLineItems).toEqual([
      { lineItem: { id: line }, amount: { unit: "ONE", value: 1 } },
    ]);
  }
  expect(byState.PENDING.id).toBe(packageId);
  expect(new Set(order.packageInformation.details.map((parcel: { id: string }) => parcel.id)).size).toBe(3);
  expect(byState.CANCELLED.reason).toBe("UNFULFILLABLE");
  expect(order.packageInformation.summary).toEqual({ state: "PENDING" });
  expect(order.refunds.details).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      state: "PENDING",
      aliases: [],
      refundRequestReason: expect.any(String),
      refundTotal: { totalAmount: { currencyCode: "USD", amount: 18.1 } },
      refundFor: {
        causedBy: null,
        orderLineItems: [{ lineItem: { id: line }, amount: { unit: "ONE", value: 1 } }],
      },
      paymentDetails: [],
    },
  ]);
});

test("the estimate of a refund is price times units, exact in decimal", async () => {
  const api = await startEmulator();
  const { orderId, packageId } = await startedOrder(api, [3, 1]);
  await movePackages(api, orderId, [packageMove(packageId, "CANCELLED", { reason: "CUSTOMER_REQUESTED" })]);
  const order = await eventually(async () => {
    const shown = await showOrder(api, orderId);
    return shown.refunds !== null && shown;
  });
  // In binary floating point 18.1 * 3 is 54.300000000000004.
  expect(order.refunds.details[0].refundTotal.totalAmount).toEqual({ amount: 72.4, currencyCode: "USD" });
  expect(order.refunds.summary.refundTotal.totalAmount.amount).toBe(72.4);
});

test("each error code of the sandbox page that is not about trackers", async () => {
  const api = await startEmulator();
  const { orderId, packageId } = await startedOrder(api, [1]);
  const move = (id: string, state: string, reason?: string) =>
    movePackages(api, orderId, [packageMove(id, state, reason === undefined ? {} : { reason })]);
  expect(codeOf(await move("unknown", "IN_TRANSIT"))).toBe("PackageInformationDetailIdNotFound");
  expect(codeOf(await move(packageId, "CANCELLED"))).toBe("MissingCancellationReason");
  const transition = "InvalidPackageDeliveryDetailStateTransition";
  expect(codeOf(await move(packageId, "DELIVERED"))).toBe(transition);
  expect(codeOf(await move(packageId, "PENDING"))).toBe(transition);
  expect(codeOf(await move(packageId, "CANCELLED", "UNDELIVERABLE"))).toBe(transition);
  const denied = await movePackages(api, "322-AB12-CD34EF", [packageMove(packageId, "IN_TRANSIT")]);
  expect(denied.errors?.[0].extensions.classification.type).toBe("AccessDeniedError");

  await move(packageId, "IN_TRANSIT");
  await eventually(async () => (await showOrder(api, orderId)).packageInformation.details[0].packageTracker !== null);
  expect(codeOf(await move(packageId, "CANCELLED", "UNFULFILLABLE"))).toBe(transition);
  await move(packageId, "CANCELLED", "UNDELIVERABLE");
  await eventually(async () => (await showOrder(api, orderId)).packageInformation.summary.state === "CANCELLED");
  expect(codeOf(await move(packageId, "IN_TRANSIT"))).toBe(transition);
});

test("more units than the package has, a strange line, or a part of a package in transit are refused", async () => {
  const api = await startEmulator();
  const { orderId, packageId, lines } = await startedOrder(api, [2]);
  const line = lines[0] ?? "";
  const part = (units: Record<string, number>) => packageMove(packageId, "IN_TRANSIT", { units });
  for (const details of [[part({ [line]: 3 })], [part({ other: 1 })], [part({ [line]: 1 }), part({ [line]: 2 })]]) {
    const answer = await movePackages(api, orderId, details);
    expect(answer.errors?.[0].message).toMatch(/^Input request is not valid/);
  }
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  await eventually(async () => (await showOrder(api, orderId)).packageInformation.summary.state === "IN_TRANSIT");
  const split = await movePackages(api, orderId, [packageMove(packageId, "DELIVERED", { units: { [line]: 1 } })]);
  expect(split.errors?.[0].message).toMatch(/must cover the whole package/);
});

test("the waits are 8 minutes out of PENDING, 5 to the tracker, 2 to DELIVERED; meanwhile a change answers ConflictException", async () => {
  let now = Date.parse("2025-01-20T12:00:00Z");
  const api = await startEmulator({ now: () => now, speed: 60_000 });
  const { orderId, packageId } = await startedOrder(api, [1]);
  const state = async () => (await showOrder(api, orderId)).packageInformation.details[0];
  // At 60,000 times the speed a minute is a millisecond of the clock under our hand.
  const pass = async (minutes: number) => {
    now += minutes;
    await new Promise((resolve) => setTimeout(resolve, 40));
  };
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  const conflict = await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  expect(conflict.errors?.[0].extensions.classification).toEqual({
    type: "ConflictException",
    errorType: "ConflictException",
    errorCode: 409,
  });
  await pass(7);
  expect((await state()).state).toBe("PENDING");
  await pass(1);
  expect(await state()).toMatchObject({ state: "IN_TRANSIT", packageTracker: null });
  await pass(4);
  expect((await state()).packageTracker).toBeNull();
  await pass(1);
  expect((await state()).packageTracker).not.toBeNull();
  await movePackages(api, orderId, [packageMove(packageId, "DELIVERED")]);
  await pass(1);
  expect((await state()).state).toBe("IN_TRANSIT");
  await pass(1);
  expect((await state()).state).toBe("DELIVERED");
});

test("a tracking number that is unknown or malformed", async () => {
  const api = await startEmulator();
  const ask = (carrierCode: string, trackingNumber: string) =>
    api.graphql(`{
  packageTracker(packageTrackerInput: { packageTrackerIdentifier: { carrierCode: "${carrierCode}", trackingNumber: "${trackingNumber}" } }) { trackingUrl }
}`);
  expect(await ask("ups", "1Z999")).toEqual({
    errors: [
      {
        message: "Request references a resource which does not exist.",
        locations: [{ line: 2, column: 3 }],
        path: ["packageTracker"],
        extensions: {
          classification: { type: "ResourceNotFoundError", errorType: "ResourceNotFoundException", errorCode: 404 },
        },
      },
    ],
    data: { packageTracker: null },
  });
  expect(codeOf(await ask("ups", ""))).toBe("InvalidTrackingNumber");
  expect(codeOf(await ask("", "1Z999"))).toBe("InvalidCarrierCode");
});
