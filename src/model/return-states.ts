import type { StateMachine } from "./transitions.ts";

/** States of a return package: `returns.details[].returnPackageDetails[].state`. */
export const RETURN_PACKAGE_STATES = ["CREATED", "DROPPED_OFF", "IN_TRANSIT", "DELIVERED", "FAILED"] as const;
export type ReturnPackageState = (typeof RETURN_PACKAGE_STATES)[number];

/** Why a return package failed: `ReturnPackageDetailsReasonInput`. The sandbox stores UNDELIVERABLE whatever is sent. */
export const RETURN_PACKAGE_FAILURE_REASONS = [
  "CARRIER_REJECTED",
  "EXCEPTION",
  "PICKUP_MISSED",
  "SHIPMENT_LOST",
  "UNDELIVERABLE",
] as const;
export type ReturnPackageFailureReason = (typeof RETURN_PACKAGE_FAILURE_REASONS)[number];

/** The reason that the sandbox stores for every failed return package. */
export const SANDBOX_RETURN_FAILURE_REASON: ReturnPackageFailureReason = "UNDELIVERABLE";

const MINUTE = 60_000;

/**
 * How the sandbox moves a return package (updateOrderReturns, 2024-11-01). Page:
 * change-the-state-of-a-return-package-in-the-sandbox; the waits are from an older revision of it. For FAILED the table
 * lists no event; RETURN_PACKAGE_DELIVERY_FAILED is inferred from that event's own definition.
 */
export const RETURN_PACKAGE_MACHINE: StateMachine<ReturnPackageState, ReturnPackageFailureReason> = {
  entity: "return package",
  states: RETURN_PACKAGE_STATES,
  initial: "CREATED",
  page: "change-the-state-of-a-return-package-in-the-sandbox",
  transitions: [
    {
      from: "CREATED",
      to: "IN_TRANSIT",
      events: ["RETURN_PACKAGE_IN_TRANSIT"],
      waitMs: 2 * MINUTE,
    },
    {
      from: "CREATED",
      to: "DROPPED_OFF",
      events: ["REFUND_REQUESTED"],
      waitMs: 2 * MINUTE,
      only: "returns through a drop-off location (no box or label needed)",
    },
    {
      from: "DROPPED_OFF",
      to: "IN_TRANSIT",
      events: ["RETURN_PACKAGE_IN_TRANSIT"],
      waitMs: 2 * MINUTE,
    },
    {
      from: "IN_TRANSIT",
      to: "DELIVERED",
      events: ["RETURN_PACKAGE_DELIVERED", "REFUND_REQUESTED"],
      waitMs: 2 * MINUTE,
    },
    {
      from: "IN_TRANSIT",
      to: "FAILED",
      reasons: RETURN_PACKAGE_FAILURE_REASONS,
      reasonOptional: true,
      events: ["RETURN_PACKAGE_DELIVERY_FAILED"],
      eventsAre: "inferred",
      waitMs: 2 * MINUTE,
    },
  ],
};

/** States of a return: `returns.details[].state`. DRAFT is being negotiated; CANCELLED is for external returns only. */
export const RETURN_STATES = ["DRAFT", "CREATED", "COMPLETED", "CANCELLED"] as const;
export type ReturnState = (typeof RETURN_STATES)[number];

/** Conditions of a graded item: `grading.summary.unitWiseCondition[].condition`. */
export const GRADING_CONDITIONS = ["SELLABLE", "DEFECTIVE", "DAMAGED", "FULFILLMENT_EXPIRED"] as const;
export type GradingCondition = (typeof GRADING_CONDITIONS)[number];

/** Documented wait until a grading shows, in milliseconds; RETURN_ITEM_GRADED is published then. */
export const GRADING_WAIT_MS = 2 * MINUTE;

/**
 * Documented wait until a return that the sandbox of 2024-01-01 moved shows as COMPLETED, in milliseconds; the events are
 * RETURN_DELIVERY_COMPLETED and REFUND_REQUESTED. Page: change-the-state-of-a-return-in-the-sandbox.
 */
export const RETURN_COMPLETION_WAIT_MS = 2 * MINUTE;
