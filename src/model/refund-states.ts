/** States of a refund: `refunds.details[].state`. */
export const REFUND_STATES = ["PENDING", "PARTIAL", "SUCCESS", "FAILURE", "REJECTED"] as const;
export type RefundState = (typeof REFUND_STATES)[number];

/**
 * What updateOrder may report next for a refund. Page: update-refund-details. The transitions of REJECTED are not
 * documented, so it appears on neither side. Anything else answers InvalidRefundStateTransition.
 */
export const REFUND_TRANSITIONS: Readonly<Partial<Record<RefundState, readonly RefundState[]>>> = {
  PENDING: ["PENDING", "PARTIAL", "FAILURE", "SUCCESS"],
  FAILURE: ["PARTIAL", "FAILURE", "SUCCESS"],
  PARTIAL: ["PARTIAL", "SUCCESS"],
  SUCCESS: ["SUCCESS"],
};
