import type { StateMachine } from "./transitions.ts";

/** States of an outbound package: `packageInformation.details[].state`. */
export const PACKAGE_STATES = ["PENDING", "IN_TRANSIT", "DELIVERED", "CANCELLED"] as const;
export type PackageState = (typeof PACKAGE_STATES)[number];

/** Why a package is cancelled: `PackageInformationDetailsReasonInput`. */
export const PACKAGE_CANCELLATION_REASONS = ["UNFULFILLABLE", "CUSTOMER_REQUESTED", "UNDELIVERABLE"] as const;
export type PackageCancellationReason = (typeof PACKAGE_CANCELLATION_REASONS)[number];

const MINUTE = 60_000;

/**
 * How the sandbox moves an outbound package (updateOrderPackageInformation, 2024-11-01). Page:
 * change-the-state-of-an-outbound-package-in-the-sandbox; the waits are from an older revision of it.
 */
export const PACKAGE_MACHINE: StateMachine<PackageState, PackageCancellationReason> = {
  entity: "package",
  states: PACKAGE_STATES,
  initial: "PENDING",
  page: "change-the-state-of-an-outbound-package-in-the-sandbox",
  transitions: [
    {
      from: "PENDING",
      to: "IN_TRANSIT",
      events: ["PACKAGE_DELIVERY_IN_TRANSIT"],
      waitMs: 8 * MINUTE,
    },
    {
      from: "PENDING",
      to: "CANCELLED",
      reasons: ["UNFULFILLABLE", "CUSTOMER_REQUESTED"],
      events: ["PACKAGE_DELIVERY_CANCELLED", "REFUND_REQUESTED"],
      waitMs: 8 * MINUTE,
    },
    {
      from: "IN_TRANSIT",
      to: "DELIVERED",
      events: ["PACKAGE_DELIVERED"],
      waitMs: 2 * MINUTE,
    },
    {
      from: "IN_TRANSIT",
      to: "CANCELLED",
      reasons: ["UNDELIVERABLE"],
      events: ["PACKAGE_DELIVERY_CANCELLED", "REFUND_REQUESTED"],
      waitMs: 2 * MINUTE,
    },
  ],
};

/**
 * The one state that stands for several packages (`packageInformation.summary.state`): PENDING if any is pending, CANCELLED
 * if all are, DELIVERED if all are finished and at least one arrived, else IN_TRANSIT. Undefined without packages.
 */
export function summarisePackageStates(states: readonly string[]): PackageState | undefined {
  if (states.length === 0) return undefined;
  if (states.includes("PENDING")) return "PENDING";
  if (states.every((state) => state === "CANCELLED")) return "CANCELLED";
  return states.every((state) => state === "CANCELLED" || state === "DELIVERED") ? "DELIVERED" : "IN_TRANSIT";
}

/** Codes of a tracker milestone (`packageTracker…status.code`), in the order of life. */
export const MILESTONE_CODES = [
  "PENDING",
  "INFO_RECEIVED",
  "IN_TRANSIT",
  "DELAYED",
  "OUT_FOR_DELIVERY",
  "AVAILABLE_FOR_PICKUP",
  "DELIVERY_ATTEMPTED",
  "DELIVERED",
  "EXCEPTION",
  "LOST",
  "UNDELIVERABLE",
  "RETURN_TO_SENDER",
  "CUSTOMER_ACTION",
] as const;
export type MilestoneCode = (typeof MILESTONE_CODES)[number];

/** Codes that a sandbox call may set: `PackageMilestoneStatusCodeInput`. PENDING can only be read. */
export type SettableMilestoneCode = Exclude<MilestoneCode, "PENDING">;
export const SETTABLE_MILESTONE_CODES: readonly SettableMilestoneCode[] = MILESTONE_CODES.filter(
  (code) => code !== "PENDING",
);
