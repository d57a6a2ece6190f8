import type { FidelityEntry } from "./entry.ts";
import { entry } from "./entry.ts";

/** Packages of the sandbox, and their trackers. */
export const PACKAGE_FIDELITY: readonly FidelityEntry[] = [
  // Packages
  entry(
    "package-check-order",
    "updateOrderPackageInformation",
    "inferred",
    "Checks: order, pending change, ids, both states, reason, transition, units.",
    "The order is unseen.",
  ),
  entry(
    "package-pending",
    "updateOrderPackageInformation, updateOrderReturns",
    "decided",
    "While a change of the order is pending any other one answers ConflictException.",
    "The page: the order is being updated already.",
  ),
  entry(
    "package-speed",
    "sandbox",
    "decided",
    "With --speed instant changes show right after the answer; the answer itself has the old state.",
    "A documented wait of 8 or 2 minutes, scaled.",
  ),
  entry(
    "package-waits",
    "updateOrderPackageInformation",
    "documented",
    "8 minutes out of PENDING, 2 minutes else.",
    "An older revision of the page.",
  ),
  entry(
    "package-split-ids",
    "updateOrderPackageInformation",
    "decided",
    "Parts that move get new ids; what stays pending keeps the id; a whole package keeps its id.",
    "Which part keeps the id is unseen.",
  ),
  entry(
    "package-partial-transit",
    "updateOrderPackageInformation",
    "decided",
    "Some units of a package in transit are refused.",
    "The page: it moves as a whole.",
  ),
  entry(
    "package-extra-reason",
    "updateOrderPackageInformation",
    "documented",
    "A reason with a state other than CANCELLED is ignored.",
    "The example of 2024-01-01 sends one.",
  ),
  entry(
    "package-tracker-state",
    "updateOrderPackageInformation",
    "inferred",
    "packageTrackerState takes the milestone in packageMilestoneStatusCode; PACKAGE_TRACKER_MILESTONE_CHANGED is published.",
    "Such a field must exist; its name is unseen, this one follows its type.",
  ),
  entry(
    "package-tracker-errors",
    "updateOrderPackageInformation",
    "documented",
    "ConflictingPackageStateInput, PackageTrackerNotAvailableForUpdate, PackageTrackerNotFound (also after 90 days) and UpdatePackageTrackerLimitExceeded.",
    "The table of the sandbox page; the messages are ours.",
  ),
  entry(
    "package-tracker-once",
    "updateOrderPackageInformation",
    "decided",
    "A call moves a package by its state or by its tracker, even in two entries, and names it once with a tracker state.",
    "The page says it of one entry.",
  ),
  entry(
    "package-tracker-delivered",
    "updateOrderPackageInformation",
    "documented",
    "DELIVERED makes the package DELIVERED too.",
    "The page: a terminal tracker state such as DELIVERED moves the package.",
  ),
  entry(
    "package-tracker-steps",
    "updateOrderPackageInformation",
    "decided",
    "Any milestone may follow any other after 2 minutes; LOST, UNDELIVERABLE and RETURN_TO_SENDER leave the package as it is.",
    "The table of steps is unseen.",
  ),
  entry(
    "package-refund",
    "updateOrderPackageInformation",
    "decided",
    "The refund of a cancelled package is PENDING over its units at price times units.",
    "An estimate, as the page says; taxes and discounts are left out.",
  ),
  entry(
    "package-refund-reason",
    "updateOrderPackageInformation",
    "decided",
    "refundRequestReason: CANCELLED_ORDER, NOT_DELIVERED or LOST_IN_TRANSIT by the package's reason.",
    "The list of reasons is documented, its use is not.",
  ),

  // Trackers
  entry(
    "tracker-number",
    "packageTracker",
    "decided",
    "Carrier ups, number EMU and 12 digits.",
    "Nobody shall take it for a real parcel.",
  ),
  entry(
    "tracker-wait",
    "packageTracker",
    "documented",
    "The tracker appears 5 minutes after IN_TRANSIT.",
    "Troubleshoot sandbox errors: wait 5 minutes.",
  ),
  entry(
    "tracker-milestones",
    "packageTracker",
    "decided",
    "IN_TRANSIT when it appears, then DELIVERED or UNDELIVERABLE with its package; one event each.",
    "The milestones of the sandbox are unseen.",
  ),
  entry("tracker-estimate", "packageTracker", "decided", "Expected 2 to 4 days after it appears.", "Unseen."),
  entry(
    "tracker-invalid",
    "packageTracker",
    "decided",
    "InvalidTrackingNumber and InvalidCarrierCode for missing values and for other characters than letters, digits and dashes.",
    "The patterns are unseen.",
  ),
  entry("tracker-other-target", "packageTracker", "decided", "A tracker of another target is unknown.", "Unseen."),
];
