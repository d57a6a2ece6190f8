import { SETTABLE_MILESTONE_CODES } from "../../../model/package-states.ts";
import type { Transaction } from "../../store/store.ts";
import { invalidInput, refused } from "../api-error.ts";
import type { Domain } from "../domain.ts";
import type { Order, Tracker } from "../entities.ts";
import { ORDERS, TRACKERS } from "../entities.ts";
import type { OrderIdentifier } from "./find-order.ts";
import { findOrder } from "./find-order.ts";
import { moveTracker } from "./move-tracker.ts";
import { requireNoPendingChange } from "./sandbox.ts";
import { refuseUntracked, requireOpen } from "./tracker-state.ts";
import { isTrackerExpired, trackerKey } from "./trackers.ts";

/** The next milestone of a tracker, named by its number or by its package. */
export interface MilestoneRequest extends OrderIdentifier {
  readonly code: string;
  readonly carrierCode?: string | undefined;
  readonly trackingNumber?: string | undefined;
  /** Outbound or return package of the order that `orderId` or `alias` names. */
  readonly packageId?: string | undefined;
}

/** The tracker after its milestone, and the package behind it. */
export interface MovedTracker {
  readonly tracker: Tracker;
  readonly order: Order;
  readonly packageId: string;
  readonly packageState: string;
}

/**
 * Gives a tracker its next milestone at once, as the carrier would: the emulator's own way, which moves trackers of return
 * packages as well. PACKAGE_TRACKER_MILESTONE_CHANGED is published; DELIVERED moves the package
 * as well, with the events of that step. Throws the documented errors of packageTrackerState.
 */
export function advanceTracker(domain: Domain, targetId: string, request: MilestoneRequest): MovedTracker {
  return domain.store.transaction((tx) => {
    const code = SETTABLE_MILESTONE_CODES.find((each) => each === request.code);
    if (code === undefined) {
      throw invalidInput([`/code must be one of ${SETTABLE_MILESTONE_CODES.join(", ")}`]);
    }
    const tracker = findTracked(domain, tx, targetId, request);
    const order = tx.get(ORDERS, tracker.orderId);
    if (order === undefined) throw refused("PackageTrackerNotFound", "The order of the tracker does not exist.");
    requireNoPendingChange(domain, tx, order);
    requireOpen(tracker);
    moveTracker(domain, tx, trackerKey(tracker), code);
    const after = tx.get(TRACKERS, trackerKey(tracker)) ?? tracker;
    const moved = tx.get(ORDERS, tracker.orderId) ?? order;
    const parcel = parcelsOf(moved).find((each) => each.tracker === trackerKey(after));
    return { tracker: after, order: moved, packageId: parcel?.id ?? "", packageState: parcel?.state ?? "" };
  });
}

function findTracked(domain: Domain, tx: Transaction, targetId: string, request: MilestoneRequest): Tracker {
  const key = request.packageId === undefined ? undefined : keyOfPackage(tx, targetId, request, request.packageId);
  const { trackingNumber, carrierCode } = request;
  if (key === undefined && trackingNumber === undefined) {
    throw invalidInput(["/ must have trackingNumber, or packageId with orderId or alias"]);
  }
  const found = key === undefined ? undefined : tx.get(TRACKERS, key);
  const tracker = found ?? findByNumber(tx, trackingNumber, carrierCode);
  if (tracker === undefined || tracker.targetId !== targetId || isTrackerExpired(domain, tracker)) {
    throw refused("PackageTrackerNotFound", `There is no tracker ${trackingNumber ?? ""}, or it has expired.`);
  }
  return tracker;
}

function findByNumber(tx: Transaction, number: string | undefined, carrier: string | undefined): Tracker | undefined {
  for (const [, tracker] of tx.list(TRACKERS)) {
    if (tracker.trackingNumber === number && (carrier ?? tracker.carrierCode) === tracker.carrierCode) return tracker;
  }
  return undefined;
}

function keyOfPackage(tx: Transaction, targetId: string, identifier: OrderIdentifier, packageId: string): string {
  const order = findOrder(tx, "updateOrderPackageInformation", targetId, identifier);
  const parcel = parcelsOf(order).find((each) => each.id === packageId);
  if (parcel === undefined) {
    throw refused("PackageInformationDetailIdNotFound", `The order has no package ${JSON.stringify(packageId)}.`);
  }
  if (parcel.tracker === null) throw refuseUntracked(parcel.id);
  return parcel.tracker;
}

function parcelsOf(order: Order): readonly { id: string; state: string; tracker: string | null }[] {
  return [...order.packages, ...order.returns.flatMap((each) => each.packages)];
}
