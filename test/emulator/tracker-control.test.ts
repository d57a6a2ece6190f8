import { expect, test } from "vitest";
import { drainQueue, wireQueue } from "./support/aws.ts";
import { deliver, documentedOrder, moveReturn, openReturnOf } from "./support/documented.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { eventually, startEmulator } from "./support/emulator.ts";
import { movePackages, packageMove, showOrder, startedOrder } from "./support/order.ts";
import { subscribe } from "./support/subscribe.ts";

async function shipped(api: TestEmulator) {
  const { orderId, packageId } = await startedOrder(api, [1]);
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  const trackingNumber: string = await eventually(async () => {
    const [parcel] = (await showOrder(api, orderId)).packageInformation.details;
    return parcel.packageTracker?.packageTrackerIdentifier.trackingNumber;
  });
  return { orderId, packageId, trackingNumber };
}

async function advance(api: TestEmulator, body: unknown): Promise<{ status: number; answer: Record<string, unknown> }> {
  const response = await api.control("POST", "trackers", body);
  return { status: response.status, answer: await response.json() };
}

test("a milestone shows and is published; DELIVERED moves the package with its event, after the tracker's", async () => {
  const api = await startEmulator();
  for (const type of ["PACKAGE_TRACKER_MILESTONE_CHANGED", "PACKAGE_DELIVERED"]) await subscribe(api, type, "trackers");
  const queue = await wireQueue(api.emulator.url, "trackers");
  const { orderId, packageId, trackingNumber } = await shipped(api);
  await drainQueue(api.emulator.url, queue);
  const out = await advance(api, { orderId, packageId, code: "OUT_FOR_DELIVERY" });
  expect(out.answer).toMatchObject({
    carrierCode: "ups",
    trackingNumber,
    orderId,
    packageId,
    packageState: "IN_TRANSIT",
  });
  const { answer } = await advance(api, { trackingNumber, code: "DELIVERED" });
  expect(answer).toMatchObject({ packageState: "DELIVERED" });
  expect(answer.milestones).toMatchObject([
    { code: "IN_TRANSIT" },
    { code: "OUT_FOR_DELIVERY" },
    { code: "DELIVERED" },
  ]);
  expect((await showOrder(api, orderId)).packageInformation.summary.state).toBe("DELIVERED");
  const events = await drainQueue(api.emulator.url, queue);
  expect(events.map((event) => event["detail-type"])).toEqual([
    "PACKAGE_TRACKER_MILESTONE_CHANGED",
    "PACKAGE_TRACKER_MILESTONE_CHANGED",
    "PACKAGE_DELIVERED",
  ]);
});

test("the tracker of a return package moves it as well", async () => {
  const api = await startEmulator();
  const { orderId, lines } = await documentedOrder(api);
  await deliver(api, orderId);
  const opened = await openReturnOf(api, orderId, lines[0] ?? "");
  await moveReturn(api, orderId, opened, "IN_TRANSIT");
  await eventually(
    async () => (await advance(api, { orderId, packageId: opened.returnPackageId, code: "DELIVERED" })).status === 200,
  );
  expect((await showOrder(api, orderId)).returns.details[0].returnPackageDetails[0].state).toBe("DELIVERED");
  expect((await showOrder(api, orderId)).refunds.details).toHaveLength(1);
});

test("a lost parcel stays as it is, and its tracker takes no more", async () => {
  const api = await startEmulator();
  const { orderId, trackingNumber } = await shipped(api);
  expect((await advance(api, { trackingNumber, code: "LOST" })).answer).toMatchObject({ packageState: "IN_TRANSIT" });
  const { status, answer } = await advance(api, { trackingNumber, code: "DELIVERED" });
  expect(status).toBe(400);
  expect(answer.code).toBe("UpdatePackageTrackerLimitExceeded");
  expect((await showOrder(api, orderId)).packageInformation.summary.state).toBe("IN_TRANSIT");
});

test("refusals carry the documented codes", async () => {
  const api = await startEmulator({ speed: "real" });
  const { orderId, packageId } = await startedOrder(api, [1]);
  const codes: [unknown, number, string | undefined][] = [
    [{ orderId, packageId, code: "DELIVERED" }, 400, "PackageTrackerNotAvailableForUpdate"],
    [{ orderId, packageId: "nobody", code: "DELIVERED" }, 400, "PackageInformationDetailIdNotFound"],
    [{ trackingNumber: "EMU000000000000", code: "DELIVERED" }, 400, "PackageTrackerNotFound"],
    [{ trackingNumber: "EMU000000000000", code: "PENDING" }, 400, "ValidationError"],
    [{ code: "DELIVERED" }, 400, "ValidationError"],
    [{ orderId: "000-0000-000000", packageId, code: "DELIVERED" }, 404, undefined],
  ];
  for (const [body, status, code] of codes)
    expect(await advance(api, body)).toMatchObject({ status, answer: code === undefined ? {} : { code } });
  await movePackages(api, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  await api.control("POST", "clock", { advanceMs: 13 * 60_000 + 1000 });
  await movePackages(api, orderId, [packageMove(packageId, "DELIVERED")]);
  const busy = await advance(api, { orderId, packageId, code: "OUT_FOR_DELIVERY" });
  expect(busy.answer.type).toBe("ConflictException");
});
