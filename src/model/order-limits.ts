/** Limits of the Order interface that the documentation names. Pages: createorderinput, best-practices-for-orders. */
export const ORDER_LIMITS = {
  /** Aliases an order may carry in all, and in one request. */
  aliasesPerOrder: 5,
  aliasesPerReturn: 2,
  aliasesPerPackage: 5,
  aliasesPerCancellation: 5,
  orderLinks: 5,
  /** Line items of an order in 2024-11-01: 20 eligible for Buy with Prime and 20 not. */
  lineItems: 40,
  couponCodeLength: 50,
} as const;

/** States in which an order is executed: NOT_STARTED holds fulfilment, STARTED begins it. */
export const ORDER_EXECUTION_STATES = ["NOT_STARTED", "STARTED"] as const;
export type OrderExecutionState = (typeof ORDER_EXECUTION_STATES)[number];

/** Who delivers a line item in 2024-11-01 (`DeliveryProviderInput`). */
export const DELIVERY_PROVIDERS = ["AMAZON", "MERCHANT"] as const;

/** The alias type that `bwp order create` sets by default; the type is free text, this one stands in the documentation. */
export const DEFAULT_ORDER_ALIAS_TYPE = "EXTERNAL_ID";

/** Where a link that a client adds to an order leads to: `OrderLinkTypeInput`. The output knows two more, which Amazon adds. */
export const ORDER_LINK_TYPES = ["EXTERNAL_ORDER_MANAGEMENT", "EXTERNAL_ORDER_TRACKING"] as const;
