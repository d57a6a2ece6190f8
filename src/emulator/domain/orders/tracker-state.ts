import type { MilestoneCode, SettableMilestoneCode } from "../../../model/package-states.ts";
import { invalidInput, refused } from "../api-error.ts";
import type { Package, Tracker } from "../entities.ts";
import type { Issues } from "../validation.ts";
import type { TrackerStep } from "../work.ts";

/** `packageTrackerState` as far as the rules look at it. */
export interface TrackerStateInput {
  readonly packageTrackerIdentifier?: {
    readonly carrierCode?: string | null;
    readonly trackingNumber?: string | null;
  } | null;
  /** The field's name is ours: the documentation names its type only. */
  readonly packageMilestoneStatusCode?: SettableMilestoneCode | null;
}

/** No page names the wait of a tracker; this is the one of a package that has left. */
const TRACKER_STEP_WAIT_MS = 2 * 60_000;

/** Milestones after which nothing more is to be expected. */
const FINAL_CODES: readonly MilestoneCode[] = ["DELIVERED", "LOST", "UNDELIVERABLE", "RETURN_TO_SENDER"];

/** The sandbox has a limit that is not documented; this one is the emulator's. */
const MOST_MILESTONES = 50;

/**
 * Checks what `packageTrackerState` asks for, in the order: the package has a tracker, it is the one that is named and has not
 * expired, milestone, end of the tracker. Page: troubleshoot-sandbox-errors.
 * @param tracker the tracker of the package, unless it has expired.
 */
export function planTrackerStep(
  parcel: Package,
  tracker: Tracker | undefined,
  wanted: TrackerStateInput,
  issues: Issues,
): readonly [waitMs: number, step: TrackerStep] {
  if (parcel.tracker === null) throw refuseUntracked(parcel.id);
  const { carrierCode, trackingNumber } = wanted.packageTrackerIdentifier ?? {};
  const isNamed =
    trackingNumber === tracker?.trackingNumber && (carrierCode ?? tracker?.carrierCode) === tracker?.carrierCode;
  if (tracker === undefined || !isNamed) {
    const number = trackingNumber ?? "without a number";
    throw refused("PackageTrackerNotFound", `The package ${parcel.id} has no tracker ${number}, or it has expired.`);
  }
  const code = wanted.packageMilestoneStatusCode ?? undefined;
  if (code === undefined) {
    issues.add("must have packageMilestoneStatusCode");
    throw invalidInput(issues.found);
  }
  requireOpen(tracker);
  return [TRACKER_STEP_WAIT_MS, { kind: "tracker", tracker: parcel.tracker, code }];
}

/** The documented refusal while a package has no tracker. */
export function refuseUntracked(packageId: string): Error {
  return refused("PackageTrackerNotAvailableForUpdate", `The package ${packageId} has no tracker yet.`);
}

/** Refuses a tracker that has come to its end. */
export function requireOpen(tracker: Tracker): void {
  const why = endOf(tracker);
  if (why === undefined) return;
  throw refused("UpdatePackageTrackerLimitExceeded", `The tracker cannot be updated any more: ${why}.`);
}

/** Why a tracker takes no more; undefined while it does. */
export function endOf({ milestones }: Tracker): string | undefined {
  const last = milestones.at(-1)?.code;
  if (FINAL_CODES.some((code) => code === last)) return `its last milestone is ${last}`;
  return milestones.length < MOST_MILESTONES ? undefined : `it has ${MOST_MILESTONES} milestones`;
}
