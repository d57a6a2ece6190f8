import type { PackageCancellationReason, PackageState } from "../../../model/package-states.ts";
import { PACKAGE_MACHINE } from "../../../model/package-states.ts";
import type { Transition } from "../../../model/transitions.ts";
import { findTransition } from "../../../model/transitions.ts";
import { invalidInput, refused } from "../api-error.ts";
import type { LineItemUnits, Order, Package, Tracker } from "../entities.ts";
import { newId } from "../entity-ids.ts";
import { Issues } from "../validation.ts";
import type { PackageStep, TrackerStep } from "../work.ts";
import type { UnitsInput } from "./line-item-units.ts";
import { readUnits, unitsByLine, withoutUnits } from "./line-item-units.ts";
import type { MovedPackage, Progress } from "./progress.ts";
import { proceed } from "./progress.ts";
import type { RefundCauseReason } from "./refunds.ts";
import { requestRefund } from "./refunds.ts";
import type { TrackerStateInput } from "./tracker-state.ts";
import { planTrackerStep } from "./tracker-state.ts";

/** UpdateOrderPackageInformationInput as far as the rules look at it. */
export interface PackageInformationInput {
  readonly packageInformation?: { readonly details?: readonly PackageDetailsInput[] | null } | null;
}

export interface PackageDetailsInput {
  readonly id?: string | null;
  readonly packageState?: {
    readonly packageInformationState?: PackageStateInput | null;
    readonly packageTrackerState?: TrackerStateInput | null;
  } | null;
}

export interface PackageStateInput {
  readonly state: PackageState;
  readonly reason?: PackageCancellationReason | null;
  readonly packageInformationDetailsFor?: { readonly orderLineItemAmounts?: readonly UnitsInput[] | null } | null;
}

/** Why a cancelled package is refunded. */
const REFUND_REASONS: Readonly<Record<PackageCancellationReason, RefundCauseReason>> = {
  CUSTOMER_REQUESTED: "CANCELLED_ORDER",
  UNFULFILLABLE: "NOT_DELIVERED",
  UNDELIVERABLE: "LOST_IN_TRANSIT",
};

/**
 * Checks what updateOrderPackageInformation asks for, in the order: ids, both states, reason, transition, units. Page:
 * change-the-state-of-an-outbound-package-in-the-sandbox, troubleshoot-sandbox-errors.
 * @param trackerOf finds the tracker of a package, unless it has expired.
 */
export function planPackageSteps(
  order: Order,
  input: PackageInformationInput,
  trackerOf: (parcel: Package) => Tracker | undefined,
  path = "/updateOrderPackageInformation/input/packageInformation/details",
): (readonly [number, PackageStep | TrackerStep])[] {
  const details = input.packageInformation?.details ?? [];
  const issues = new Issues(path);
  if (!issues.check(details.length > 0, "must not be empty")) throw invalidInput(issues.found);
  const packages = details.map((entry) => findPackage(order, entry));
  const timed = details.map((entry, index) => {
    const at = issues.at(index, "packageState");
    const found = packages[index];
    if (found === undefined) throw unknownPackage(entry);
    requireOneWay(details, entry, at);
    const { packageInformationState: wanted, packageTrackerState: milestone } = entry.packageState ?? {};
    if (milestone != null) return planTrackerStep(found, trackerOf(found), milestone, at.at("packageTrackerState"));
    if (wanted == null) throw invalidInput(at.found);
    const step = requireTransition(found, wanted);
    return [step.waitMs, toStep(found, wanted, at)] as const;
  });
  for (const parcel of new Set(packages)) requireUnitsAtMostOnce(parcel, timed, issues);
  if (issues.found.length > 0) throw invalidInput(issues.found);
  return timed;
}

function findPackage(order: Order, entry: PackageDetailsInput): Package {
  const found = order.packages.find((parcel) => parcel.id === entry.id);
  if (found === undefined) throw unknownPackage(entry);
  return found;
}

function unknownPackage(entry: PackageDetailsInput): Error {
  return refused("PackageInformationDetailIdNotFound", `The order has no package ${JSON.stringify(entry.id ?? null)}.`);
}

/** One entry moves the package or its tracker; both in one call, even in two entries, conflict. */
function requireOneWay(details: readonly PackageDetailsInput[], entry: PackageDetailsInput, issues: Issues): void {
  const ofPackage = details.filter(({ id }) => id === entry.id).map(({ packageState }) => packageState);
  const withState = ofPackage.filter((state) => state?.packageInformationState != null).length;
  const withTracker = ofPackage.filter((state) => state?.packageTrackerState != null).length;
  if (withState > 0 && withTracker > 0) {
    throw refused("ConflictingPackageStateInput", "Give packageInformationState or packageTrackerState, not both.");
  }
  issues.check(withTracker <= 1, "must name a package only once with packageTrackerState");
  const { packageInformationState, packageTrackerState } = entry.packageState ?? {};
  const isGiven = packageInformationState != null || packageTrackerState != null;
  issues.check(isGiven, "must have exactly one of packageInformationState and packageTrackerState");
  if (issues.found.length > 0) throw invalidInput(issues.found);
}

function requireTransition(
  parcel: Package,
  wanted: PackageStateInput,
): Transition<PackageState, PackageCancellationReason> {
  if (wanted.state === "CANCELLED" && wanted.reason == null) {
    throw refused("MissingCancellationReason", "A cancellation needs a reason.");
  }
  const reason = wanted.reason ?? undefined;
  const step = findTransition(PACKAGE_MACHINE, parcel.state, wanted.state, reason);
  const reasonFits = step?.reasons === undefined || step.reasons.some((each) => each === reason);
  if (step === undefined || !reasonFits) {
    const why = step === undefined ? "" : ` with the reason ${reason ?? "none"}`;
    throw refused(
      "InvalidPackageDeliveryDetailStateTransition",
      `A package in ${parcel.state} cannot become ${wanted.state}${why}.`,
    );
  }
  return step;
}

function toStep(parcel: Package, wanted: PackageStateInput, issues: Issues): PackageStep {
  const at = issues.at("packageInformationState", "packageInformationDetailsFor");
  const amounts = wanted.packageInformationDetailsFor?.orderLineItemAmounts;
  const named = amounts == null ? null : readUnits(amounts, unitsByLine(parcel.contents), at);
  const units = named !== null && withoutUnits(parcel.contents, named).length === 0 ? null : named;
  at.check(named === null || named.length > 0, "must name at least one line item");
  at.check(units === null || parcel.state === "PENDING", "must cover the whole package once it is in transit");
  const reason = wanted.state === "CANCELLED" ? (wanted.reason ?? null) : null;
  return { kind: "package", packageId: parcel.id, to: wanted.state, reason, units };
}

/** Parts of one package must not claim more units than it has. */
function requireUnitsAtMostOnce(
  parcel: Package,
  timed: readonly (readonly [number, PackageStep | TrackerStep])[],
  issues: Issues,
): void {
  const steps = timed
    .map(([, step]) => step)
    .filter((step) => step.kind === "package")
    .filter((step) => step.packageId === parcel.id);
  const claimed = unitsByLine(steps.flatMap((step) => step.units ?? parcel.contents));
  const fits = parcel.contents.every(({ lineItemId, units }) => (claimed.get(lineItemId) ?? 0) <= units);
  issues.check(fits, `must not move more units than the package ${parcel.id} has`);
}

/**
 * Moves packages. A step over some units of a package splits them off with a new id; what is left stays pending and keeps
 * the id.
 */
export function applyPackageSteps(progress: Progress, steps: readonly PackageStep[], at: string): Progress {
  let next = progress;
  for (const step of steps) {
    const parcel = next.order.packages.find((candidate) => candidate.id === step.packageId);
    if (parcel === undefined) continue;
    const moving = step.units === null ? parcel : { ...parcel, id: newId(), contents: step.units };
    const moved: Package = { ...moving, state: step.to, reason: step.reason };
    const rest = step.units === null ? [] : withoutUnits(parcel.contents, step.units);
    const parts = rest.length === 0 ? [moved] : [moved, { ...parcel, contents: rest }];
    const packages = next.order.packages.flatMap((candidate) => (candidate === parcel ? parts : [candidate]));
    next = announce({ ...next, order: { ...next.order, packages } }, parcel.state, moved, at);
  }
  return next;
}

function announce(progress: Progress, from: PackageState, moved: Package, at: string): Progress {
  const step = findTransition(PACKAGE_MACHINE, from, moved.state, moved.reason ?? undefined);
  let { order } = progress;
  const events: Progress["events"][number][] = [];
  for (const type of step?.events ?? []) {
    if (type === "REFUND_REQUESTED") {
      const refund = requestRefund(order, moved.contents, REFUND_REASONS[moved.reason ?? "UNFULFILLABLE"], at);
      order = { ...order, refunds: [...order.refunds, refund] };
      events.push({ type, ids: { orderId: order.id, refundId: refund.id } });
    } else {
      events.push({ type, ids: { orderId: order.id, deliveryId: moved.id } });
    }
  }
  return proceed(progress, order, events, trackerMoves(from, moved));
}

function trackerMoves(from: PackageState, moved: Package): readonly MovedPackage[] {
  if (moved.state === "CANCELLED" && from === "PENDING") return [];
  if (moved.state === "PENDING") return [];
  const to = moved.state === "CANCELLED" ? "UNDELIVERABLE" : moved.state;
  return [{ packageId: moved.id, tracker: moved.tracker, to }];
}

/** Units of each line that arrived at the shopper. */
export function deliveredUnits(order: Order): readonly LineItemUnits[] {
  const delivered = order.packages
    .filter((parcel) => parcel.state === "DELIVERED")
    .flatMap((parcel) => parcel.contents);
  return [...unitsByLine(delivered)].map(([lineItemId, units]) => ({ lineItemId, units }));
}
