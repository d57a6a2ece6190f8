/**
 * States of a cancellation: PENDING while Amazon tries, SUCCESS when the items will not come, REJECTED when they could not be
 * stopped. Page: cancellationdetails.
 */
export type CancellationState = "PENDING" | "SUCCESS" | "REJECTED";

/** Who asked for a cancellation; cancelOrder always answers MERCHANT. Page: cancellationdetails. */
export type CancellationRequester = "SHOPPER" | "MERCHANT" | "BWP_CUSTOMER_SERVICE_AGENT";

/** Why an order is cancelled: `CancellationReasonInput`. Page: cancellationreasoninput. */
export const CANCELLATION_REASONS = [
  "ORDERED_BY_MISTAKE",
  "ITEMS_ARRIVING_LATE",
  "INCORRECT_SHIPPING_ADDRESS",
  "OUT_OF_STOCK",
  "PAYMENT_ISSUE",
  "OTHER",
] as const;
