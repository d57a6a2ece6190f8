import type { FidelityEntry } from "./entry.ts";
import { entry } from "./entry.ts";

/** Returns of the sandbox, external returns, and refunds. */
export const RETURN_FIDELITY: readonly FidelityEntry[] = [
  // Returns
  entry(
    "return-open",
    "sandbox returns",
    "decided",
    "A return is opened by a control of the emulator; one return package over all its units.",
    "No documented operation opens one in the sandbox.",
  ),
  entry(
    "return-errors",
    "updateOrderReturns",
    "decided",
    "Every refusal is a generic ValidationError.",
    "The error codes are unseen.",
  ),
  entry(
    "return-failed-event",
    "updateOrderReturns",
    "inferred",
    "FAILED publishes RETURN_PACKAGE_DELIVERY_FAILED.",
    "The event's own definition; the table's cell is empty.",
  ),
  entry(
    "return-failed-reason",
    "updateOrderReturns",
    "documented",
    "A failed return package gets UNDELIVERABLE whatever was sent.",
    "Limits of the sandbox.",
  ),
  entry(
    "return-refund-once",
    "updateOrderReturns",
    "decided",
    "A return asks for its refund once: at DROPPED_OFF, else at DELIVERED.",
    "The table lists REFUND_REQUESTED at both.",
  ),
  entry(
    "return-grading-input",
    "updateOrderReturns",
    "inferred",
    "The grading input mirrors the output.",
    "Its shape is unseen.",
  ),
  entry(
    "return-grading-when",
    "updateOrderReturns",
    "decided",
    "Only units that arrived can be graded; a new grading replaces the former.",
    "Prerequisites are unseen.",
  ),
  entry(
    "return-completed",
    "updateOrderReturns",
    "decided",
    "A return is COMPLETED when its packages are terminal and all units that arrived are graded; RETURN_COMPLETED follows.",
    "Unseen.",
  ),
  entry("return-external-sandbox", "updateOrderReturns", "decided", "External returns cannot be moved.", "Unseen."),
  entry(
    "return-external-units",
    "updateOrder",
    "decided",
    "All returns of a line together take at most the units that were bought; cancelled ones and drafts leave theirs free.",
    "The page's further errors are unseen.",
  ),
  entry(
    "return-external-states",
    "updateOrder",
    "decided",
    "External returns take any of their states at any time.",
    "Allowed transitions are unseen.",
  ),

  // Refunds
  entry(
    "refund-external",
    "updateOrder",
    "inferred",
    "A refund without id but with an alias is external: a known alias updates, a new one adds.",
    "The guide; how MissingRefundId fits is unseen.",
  ),
  entry(
    "refund-rejected",
    "updateOrder",
    "decided",
    "REJECTED is an invalid transition for requested refunds.",
    "Its transitions are unseen.",
  ),
  entry(
    "refund-payments",
    "updateOrder",
    "decided",
    "Payments of each report are added to the refund's list; one with a known id replaces it.",
    "Each report holds only its own payments.",
  ),
  entry(
    "refund-cause",
    "order",
    "inferred",
    "refundFor.causedBy is the return, or null for a package.",
    "Selected by public code; other members unknown.",
  ),
];
