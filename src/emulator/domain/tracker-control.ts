import type { MilestoneCode } from "../../model/package-states.ts";
import { MILESTONE_CODES } from "../../model/package-states.ts";
import { RETURN_PACKAGE_MACHINE } from "../../model/return-states.ts";
import { findTransition } from "../../model/transitions.ts";
import type { Transaction } from "../store/store.ts";
import { invalidInput, refused } from "./api-error.ts";
import type { Domain } from "./domain.ts";
import type { Order, Tracker } from "./entities.ts";
import { ORDERS, TRACKERS } from "./entities.ts";
import type { OrderIdentifier } from "./find-order.ts";
import { findOrder } from "./find-order.ts";
import { saveOrder } from "./orders.ts";
import { requireNoPendingChange, runSteps } from "./sandbox.ts";
import { addMilestone, isTrackerExpired } from "./trackers.ts";
import type { SandboxStep } from "./work.ts";

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

/** Milestones after which nothing more is to be expected. */
const FINAL_CODES: readonly MilestoneCode[] = ["DELIVERED", "LOST", "UNDELIVERABLE", "RETURN_TO_SENDER"];
/** The sandbox has a limit that is not documented; this one is the emulator's. */
const MOST_MILESTONES = 50;

/**
 * Gives a tracker its next milestone, as the carrier would: the emulator's own way, since the field of packageTrackerState
 * that carries the milestone is not documented. PACKAGE_TRACKER_MILESTONE_CHANGED is published; DELIVERED moves the package
 * as well, with the events of that step. Throws the documented errors of packageTrackerState.
 */
export function advanceTracker(domain: Domain, targetId: string, request: MilestoneRequest): MovedTracker {
  return domain.store.transaction((tx) => {
    const code = MILESTONE_CODES.find((each) => each === request.code && each !== "PENDING");
    if (code === undefined) {
      throw invalidInput([`/code must be one of ${MILESTONE_CODES.filter((each) => each !== "PENDING").join(", ")}`]);
    }
    const tracker = findTracked(domain, tx, targetId, request);
    const order = tx.get(ORDERS, tracker.orderId);
    if (order === undefined) throw refused("PackageTrackerNotFound", "The order of the tracker does not exist.");
    requireNoPendingChange(domain, tx, order);
    requireOpen(tracker);
    const after = addMilestone(domain, tx, tracker, code);
    const moved = code === "DELIVERED" ? deliver(domain, tx, order, after) : order;
    const parcel = parcelsOf(moved).find((each) => each.tracker === keyOf(after));
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
  if (parcel.tracker === null) {
    throw refused("PackageTrackerNotAvailableForUpdate", `The package ${parcel.id} has no tracker yet.`);
  }
  return parcel.tracker;
}

function requireOpen(tracker: Tracker): void {
  const last = tracker.milestones.at(-1)?.code;
  const ended = FINAL_CODES.find((code) => code === last);
  if (ended === undefined && tracker.milestones.length < MOST_MILESTONES) return;
  const why = ended === undefined ? `it has ${MOST_MILESTONES} milestones` : `its last milestone is ${ended}`;
  throw refused("UpdatePackageTrackerLimitExceeded", `The tracker cannot be updated any more: ${why}.`);
}

function deliver(domain: Domain, tx: Transaction, order: Order, tracker: Tracker): Order {
  const at = domain.clock.iso();
  const progress = runSteps(order, deliverySteps(order, keyOf(tracker)), at);
  const delivered = { ...progress.order, updatedAt: at };
  saveOrder(tx, delivered);
  for (const event of progress.events) domain.publisher.publish(tx, { ...event, targetId: order.targetId });
  return delivered;
}

function deliverySteps(order: Order, key: string): readonly SandboxStep[] {
  const outbound = order.packages
    .filter((parcel) => parcel.tracker === key && parcel.state === "IN_TRANSIT")
    .map(({ id }) => ({
      kind: "package" as const,
      packageId: id,
      to: "DELIVERED" as const,
      reason: null,
      units: null,
    }));
  const returned = order.returns.flatMap((each) =>
    each.packages
      .filter((parcel) => parcel.tracker === key)
      .filter((parcel) => findTransition(RETURN_PACKAGE_MACHINE, parcel.state, "DELIVERED") !== undefined)
      .map(({ id }) => ({
        kind: "returnPackage" as const,
        returnId: each.id,
        returnPackageId: id,
        to: "DELIVERED" as const,
      })),
  );
  return [...outbound, ...returned];
}

function parcelsOf(order: Order): readonly { id: string; state: string; tracker: string | null }[] {
  return [...order.packages, ...order.returns.flatMap((each) => each.packages)];
}

function keyOf({ carrierCode, trackingNumber }: Tracker): string {
  return `${carrierCode}/${trackingNumber}`;
}
