import type { MilestoneCode } from "../../../model/package-states.ts";
import type { Transaction } from "../../store/store.ts";
import { notFound, refused } from "../api-error.ts";
import type { Caller, Domain } from "../domain.ts";
import type { Order, Tracker } from "../entities.ts";
import { TRACKERS } from "../entities.ts";
import { newTrackingNumber } from "../entity-ids.ts";
import { saveOrder } from "./orders.ts";
import type { MovedPackage } from "./progress.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Documented wait between IN_TRANSIT and the tracker. Page: troubleshoot-sandbox-errors. */
const TRACKER_WAIT_MS = 5 * MINUTE;

/** Tracking numbers expire. Page: packagetracker. */
const TRACKER_LIFE_MS = 90 * DAY;

const CARRIER = "ups";

/** Days after the start of the journey between which the package is expected. */
const ESTIMATE_DAYS = [2, 4] as const;

/** Lets a tracker appear for a package that is in transit. */
export function scheduleTracker(domain: Domain, tx: Transaction, order: Order, packageId: string): void {
  domain.timers.set(tx, `tracker/${packageId}`, {
    dueAt: domain.clock.now() + domain.clock.wait(TRACKER_WAIT_MS),
    work: { kind: "tracker", orderId: order.id, packageId },
  });
}

/** Makes the tracker of a package, with the milestones that the package has reached meanwhile. */
export function showTracker(domain: Domain, tx: Transaction, order: Order, packageId: string): void {
  const outbound = order.packages.find((parcel) => parcel.id === packageId);
  const returned = order.returns.flatMap((each) => each.packages).find((parcel) => parcel.id === packageId);
  const state = (outbound ?? returned)?.state;
  if (state === undefined) return;
  const now = domain.clock.now();
  const codes: MilestoneCode[] = ["IN_TRANSIT"];
  if (state === "DELIVERED") codes.push("DELIVERED");
  if (state === "CANCELLED" || state === "FAILED") codes.push("UNDELIVERABLE");
  const tracker: Tracker = {
    carrierCode: CARRIER,
    trackingNumber: newTrackingNumber(),
    orderId: order.id,
    targetId: order.targetId,
    createdAt: seconds(now),
    estimatedEarliest: seconds(now + ESTIMATE_DAYS[0] * DAY),
    estimatedLatest: seconds(now + ESTIMATE_DAYS[1] * DAY),
    milestones: codes.map((code) => ({ code, occurredAt: seconds(now) })),
  };
  const key = trackerKey(tracker);
  tx.put(TRACKERS, key, tracker);
  const withTracker = <Parcel extends { readonly id: string }>(parcel: Parcel): Parcel =>
    parcel.id === packageId ? { ...parcel, tracker: key } : parcel;
  saveOrder(tx, {
    ...order,
    packages: order.packages.map(withTracker),
    returns: order.returns.map((each) => ({ ...each, packages: each.packages.map(withTracker) })),
  });
  for (const _ of codes) publishMilestone(domain, tx, tracker);
}

/** Adds the final milestone of a package that arrived or was given up, and publishes it. */
export function publishTrackerMilestones(domain: Domain, tx: Transaction, moved: MovedPackage): void {
  const tracker = moved.tracker === null ? undefined : tx.get(TRACKERS, moved.tracker);
  if (tracker === undefined) return;
  addMilestone(domain, tx, tracker, moved.to);
}

/** Writes the next milestone of a tracker and publishes it. */
export function addMilestone(domain: Domain, tx: Transaction, tracker: Tracker, code: MilestoneCode): Tracker {
  const milestone = { code, occurredAt: seconds(domain.clock.now()) };
  const after = { ...tracker, milestones: [...tracker.milestones, milestone] };
  tx.put(TRACKERS, trackerKey(tracker), after);
  publishMilestone(domain, tx, tracker);
  return after;
}

/** True once the tracking number is older than 90 days. */
export function isTrackerExpired(domain: Domain, tracker: Tracker): boolean {
  return Date.parse(tracker.createdAt) + TRACKER_LIFE_MS < domain.clock.now();
}

/** Finds a tracker that has not expired by the key that a package holds. */
export function liveTracker(domain: Domain, tx: Transaction, key: string | null): Tracker | undefined {
  const tracker = key === null ? undefined : tx.get(TRACKERS, key);
  return tracker === undefined || isTrackerExpired(domain, tracker) ? undefined : tracker;
}

/** One tracker by carrier and number. Page: tracking-queries-packagetracker. */
export function findTracker(
  domain: Domain,
  caller: Caller,
  identifier: { readonly carrierCode?: string | null; readonly trackingNumber?: string | null },
): Tracker {
  const { carrierCode, trackingNumber } = identifier;
  if (trackingNumber == null || !/^[A-Za-z0-9-]+$/.test(trackingNumber)) {
    throw refused("InvalidTrackingNumber", `${JSON.stringify(trackingNumber ?? null)} is not a tracking number.`);
  }
  if (carrierCode == null || !/^[A-Za-z0-9_-]+$/.test(carrierCode)) {
    throw refused("InvalidCarrierCode", `${JSON.stringify(carrierCode ?? null)} is not a carrier code.`);
  }
  const tracker = domain.store.get(TRACKERS, trackerKey({ carrierCode, trackingNumber }));
  const expired = tracker !== undefined && isTrackerExpired(domain, tracker);
  if (tracker === undefined || tracker.targetId !== caller.targetId || expired) {
    throw notFound(`there is no tracker ${carrierCode} ${trackingNumber}${expired ? " any more" : ""}`);
  }
  return tracker;
}

/** Key of a tracker in the store. */
export function trackerKey(tracker: Pick<Tracker, "carrierCode" | "trackingNumber">): string {
  return `${tracker.carrierCode}/${tracker.trackingNumber}`;
}

function publishMilestone(domain: Domain, tx: Transaction, tracker: Tracker): void {
  domain.publisher.publish(tx, {
    type: "PACKAGE_TRACKER_MILESTONE_CHANGED",
    targetId: tracker.targetId,
    ids: { carrierCode: tracker.carrierCode, trackingNumber: tracker.trackingNumber },
  });
}

/** ISO 8601 without fraction, as tracker times are. */
function seconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
