import { expect, test } from "vitest";
import { drainQueue, wireQueue } from "./support/aws.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { clientOf, startEmulator } from "./support/emulator.ts";
import { movePackages, packageMove, showOrder, startedOrder } from "./support/order.ts";
import { subscribe } from "./support/subscribe.ts";

// Page: change-the-state-of-an-outbound-package-in-the-sandbox, with packageTrackerState. The name of the field with the
// milestone is the emulator's; the rules and codes are the page's.

const MINUTE = 60_000;

/** Shipped under a clock that stands still, with its tracker. */
async function shipped(api: TestEmulator): Promise<{ orderId: string; packageId: string; trackingNumber: string }> {
  const { orderId, packageId } = await startedOrder(api, [2]);
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  await pass(api, 13);
  const { packageTracker } = await parcelOf(api, orderId);
  return { orderId, packageId, trackingNumber: packageTracker.packageTrackerIdentifier.trackingNumber };
}

async function pass(api: TestEmulator, minutes: number): Promise<void> {
  await api.control("POST", "clock", { advanceMs: minutes * MINUTE + 1000 });
}

async function parcelOf(api: TestEmulator, orderId: string) {
  return (await showOrder(later(api), orderId)).packageInformation.details[0];
}

/** Access tokens age with the clock: a client with a new one. */
function later(api: TestEmulator): TestEmulator {
  return clientOf(api.emulator);
}

function milestone(id: string, trackingNumber: string, code?: string, more: Record<string, unknown> = {}): unknown {
  const packageTrackerState = {
    packageTrackerIdentifier: { trackingNumber },
    ...(code === undefined ? {} : { packageMilestoneStatusCode: code }),
  };
  return { id, packageState: { packageTrackerState, ...more } };
}

async function codeOf(answer: ReturnType<typeof movePackages>): Promise<unknown> {
  const { type, code } = (await answer).errors?.[0]?.extensions.classification ?? {};
  return code ?? type;
}

test("the answer is the unchanged order; then the milestone shows, and DELIVERED takes the package along", async () => {
  const api = await startEmulator({ speed: "real" });
  for (const type of ["PACKAGE_TRACKER_MILESTONE_CHANGED", "PACKAGE_DELIVERED"]) await subscribe(api, type, "trackers");
  const queue = await wireQueue(api.emulator.url, "trackers");
  const { orderId, packageId, trackingNumber } = await shipped(api);
  await drainQueue(api.emulator.url, queue);
  const move = (code: string) => movePackages(later(api), orderId, [milestone(packageId, trackingNumber, code)]);

  expect((await move("OUT_FOR_DELIVERY")).errors).toBeUndefined();
  expect((await parcelOf(api, orderId)).packageTracker.latestMilestone.status.code).toBe("IN_TRANSIT");
  expect(await codeOf(move("DELIVERED"))).toBe("ConflictException");
  await pass(api, 2);
  expect(await parcelOf(api, orderId)).toMatchObject({
    state: "IN_TRANSIT",
    packageTracker: { latestMilestone: { status: { code: "OUT_FOR_DELIVERY" } } },
  });

  expect((await move("DELIVERED")).errors).toBeUndefined();
  await pass(api, 2);
  expect(await parcelOf(api, orderId)).toMatchObject({
    id: packageId,
    state: "DELIVERED",
    packageTracker: { latestMilestone: { status: { code: "DELIVERED" } } },
  });
  const events = await drainQueue(api.emulator.url, queue);
  expect(events.map((event) => event["detail-type"])).toEqual([
    "PACKAGE_TRACKER_MILESTONE_CHANGED",
    "PACKAGE_TRACKER_MILESTONE_CHANGED",
    "PACKAGE_DELIVERED",
  ]);
  expect(events[0]).toMatchObject({ resources: [expect.stringMatching(`/carrier/ups/tracker/${trackingNumber}$`)] });
});

test("each code of the sandbox page that is about trackers", async () => {
  const api = await startEmulator({ speed: "real" });
  const { orderId, packageId } = await startedOrder(api, [1]);
  const move = (...details: unknown[]) => codeOf(movePackages(later(api), orderId, details));
  expect(await move(milestone(packageId, "EMU1", "DELIVERED"))).toBe("PackageTrackerNotAvailableForUpdate");
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  await pass(api, 8);
  // In transit, but the five minutes to the tracker are not over.
  expect(await move(milestone(packageId, "EMU1", "DELIVERED"))).toBe("PackageTrackerNotAvailableForUpdate");
  await pass(api, 5);
  const { trackingNumber } = (await parcelOf(api, orderId)).packageTracker.packageTrackerIdentifier;

  expect(await move(milestone("nobody", trackingNumber, "DELIVERED"))).toBe("PackageInformationDetailIdNotFound");
  expect(await move(milestone(packageId, "EMU1", "DELIVERED"))).toBe("PackageTrackerNotFound");
  const otherCarrier = { packageTrackerIdentifier: { trackingNumber, carrierCode: "usps" } };
  expect(await move({ id: packageId, packageState: { packageTrackerState: otherCarrier } })).toBe(
    "PackageTrackerNotFound",
  );
  const state = { packageInformationState: { state: "DELIVERED" } };
  expect(await move(milestone(packageId, trackingNumber, "DELIVERED", state))).toBe("ConflictingPackageStateInput");
  expect(await move(milestone(packageId, trackingNumber, "DELIVERED"), packageMove(packageId, "DELIVERED"))).toBe(
    "ConflictingPackageStateInput",
  );
  expect(await move(milestone(packageId, trackingNumber))).toBe("ValidationError");
  const twice = milestone(packageId, trackingNumber, "DELAYED");
  expect(await move(twice, twice)).toBe("ValidationError");
  expect((await parcelOf(api, orderId)).packageTracker.latestMilestone.status.code).toBe("IN_TRANSIT");

  await movePackages(later(api), orderId, [milestone(packageId, trackingNumber, "LOST")]);
  await pass(api, 2);
  expect((await parcelOf(api, orderId)).state).toBe("IN_TRANSIT");
  expect(await move(milestone(packageId, trackingNumber, "DELIVERED"))).toBe("UpdatePackageTrackerLimitExceeded");
});

test("PENDING cannot be set: the enum of the input does not know it", async () => {
  const api = await startEmulator();
  const { orderId, packageId } = await startedOrder(api, [1]);
  const answer = await movePackages(api, orderId, [milestone(packageId, "EMU1", "PENDING")]);
  expect(answer.errors?.[0].message).toContain("PackageMilestoneStatusCodeInput");
});

test("a tracking number expires after 90 days", async () => {
  const api = await startEmulator({ speed: "real" });
  const { orderId, packageId, trackingNumber } = await shipped(api);
  const move = (code: string) =>
    codeOf(movePackages(later(api), orderId, [milestone(packageId, trackingNumber, code)]));
  await pass(api, 89 * 24 * 60);
  expect(await move("DELAYED")).toBeUndefined();
  await pass(api, 24 * 60);
  expect(await move("DELIVERED")).toBe("PackageTrackerNotFound");
});

test("a milestone that waits is part of an export, and takes effect after the import", async () => {
  const api = await startEmulator({ speed: "real" });
  const { orderId, packageId, trackingNumber } = await shipped(api);
  await movePackages(api, orderId, [milestone(packageId, trackingNumber, "DELIVERED")]);
  const state = await (await api.control("GET", "export")).json();
  const other = await startEmulator({ speed: "real" });
  expect((await other.control("POST", "import", state)).status).toBe(200);
  await pass(other, 2);
  const order = await other.control("GET", `orders/${orderId}`);
  expect(await order.text()).toContain("DELIVERED");
});
