/** Kinds of payment method: `PaymentMethodTypeInput`. All but AMAZON_PAY are values of the output, concluded for the input. */
export const PAYMENT_METHOD_TYPES = [
  "AMAZON_PAY",
  "AMAZON_PAY_EXPRESS",
  "PAYPAL",
  "PAYPAL_EXPRESS",
  "CARD",
  "GIFT_CARD",
  "SHOPIFY_PAYMENTS",
] as const;
export type PaymentMethodType = (typeof PAYMENT_METHOD_TYPES)[number];

/** States of a payment: `PaymentStateInput`, without the deprecated ones. */
export const PAYMENT_STATES = [
  "NOT_STARTED",
  "CREATED",
  "CLIENT_ACTION_REQUIRED",
  "READY_FOR_CONFIRMATION",
  "IN_PROGRESS",
  "AUTHORIZED",
  "CAPTURED",
  "SUCCESS",
  "FAILED",
  "CANCELLED",
] as const;

/** Payment states in which no money has moved and none will. */
export const FAILED_PAYMENT_STATES: readonly string[] = ["FAILED", "CANCELLED"];
