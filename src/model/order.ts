/**
 * The order as views show it, in the words of the newest version whatever version answered. Amounts are decimal text exactly
 * as the API wrote them (`10.10`), times are ISO 8601 in UTC, states the API's own words. What an answer left out or gave as
 * null is undefined or an empty list.
 */

/** An amount of money. */
export interface Money {
  /** Decimal text. */
  readonly amount: string;
  /** ISO 4217. */
  readonly currencyCode: string | undefined;
}

/** A number with a unit; ONE stands for plain counts. */
export interface Amount {
  /** Decimal text. */
  readonly value: string;
  readonly unit: string | undefined;
}

/** A name that the client gave. */
export interface Alias {
  readonly aliasType: string;
  readonly aliasId: string;
}

/** One purchased line. */
export interface LineItem {
  readonly id: string;
  readonly aliases: readonly Alias[];
  readonly amount: Amount | undefined;
  readonly createdAt: string | undefined;
  readonly title: string | undefined;
  readonly productId: string | undefined;
  /** Price of one unit. */
  readonly price: Money | undefined;
  readonly offerPrime: boolean | undefined;
  /** Chosen variant, for example `{dimension: "size", value: "medium"}`. */
  readonly variations: readonly { readonly dimension: string; readonly value: string }[];
  /** AMAZON or MERCHANT. */
  readonly deliveryProvider: string | undefined;
  readonly isPrimeEligible: boolean | undefined;
  readonly packageState: string | undefined;
  readonly tax: Money | undefined;
  readonly discount: Discount | undefined;
  readonly cancellations: readonly Cancellation[];
}

/** Discounts of an order or line, added up. */
export interface Discount {
  readonly amount: Money | undefined;
  readonly reason: string | undefined;
}

/** How much of which line. */
export interface LineItemAmount {
  readonly lineItemId: string;
  readonly amount: Amount | undefined;
}

/** One step of a package on its way. */
export interface Milestone {
  readonly code: string;
  readonly message: string | undefined;
  /** City, region and country, as far as given. */
  readonly place: string | undefined;
  readonly occurredAt: string | undefined;
}

/** Tracking of a package. */
export interface Tracker {
  readonly carrierCode: string | undefined;
  readonly trackingNumber: string | undefined;
  readonly trackingUrl: string | undefined;
  readonly earliestDelivery: string | undefined;
  readonly latestDelivery: string | undefined;
  readonly latestMilestone: Milestone | undefined;
  /** As the API orders them. */
  readonly milestones: readonly Milestone[];
}

/** One outbound package. */
export interface Package {
  /** The delivery id of events. */
  readonly id: string;
  readonly state: string;
  /** Only of cancelled packages. */
  readonly reason: string | undefined;
  readonly aliases: readonly Alias[];
  readonly contents: readonly LineItemAmount[];
  readonly tracker: Tracker | undefined;
}

/** One returned line. */
export interface ReturnLineItem {
  readonly id: string | undefined;
  readonly contents: readonly LineItemAmount[];
  readonly reasonCode: string | undefined;
  readonly refundIds: readonly string[];
  /** Result of the inspection; undefined before it. */
  readonly grading:
    | {
        readonly gradedAmount: Amount | undefined;
        readonly conditions: readonly { readonly condition: string; readonly amount: Amount | undefined }[];
      }
    | undefined;
}

/** One package on its way back. */
export interface ReturnPackage {
  readonly id: string;
  readonly state: string;
  /** Only of failed packages. */
  readonly reason: string | undefined;
  readonly contents: readonly LineItemAmount[];
  readonly tracker: Tracker | undefined;
}

/** One return. */
export interface ReturnDetails {
  readonly id: string;
  readonly state: string | undefined;
  readonly createdAt: string | undefined;
  readonly updatedAt: string | undefined;
  readonly aliases: readonly Alias[];
  readonly lineItems: readonly ReturnLineItem[];
  readonly packages: readonly ReturnPackage[];
}

/** One payment, or one disbursement of a refund. */
export interface Payment {
  readonly id: string | undefined;
  readonly amount: Money | undefined;
  readonly method: string | undefined;
  readonly methodType: string | undefined;
  readonly state: string | undefined;
  readonly createdAt: string | undefined;
  readonly updatedAt: string | undefined;
}

/** One refund. */
export interface Refund {
  readonly id: string;
  readonly state: string | undefined;
  readonly aliases: readonly Alias[];
  readonly requestReason: string | undefined;
  readonly statusReason: string | undefined;
  readonly createdAt: string | undefined;
  readonly updatedAt: string | undefined;
  /** An estimate while the refund is PENDING. */
  readonly total: Money | undefined;
  readonly contents: readonly LineItemAmount[];
  readonly payments: readonly Payment[];
}

/** One part of the order's total. */
export interface Charge {
  readonly type: string | undefined;
  readonly text: string | undefined;
  readonly amount: Money | undefined;
}

/** One request to cancel an order. */
export interface Cancellation {
  /** Only in the answer of cancelOrder. */
  readonly id: string | undefined;
  /** PENDING, SUCCESS or REJECTED. */
  readonly state: string | undefined;
  readonly reason: string | undefined;
  /** SHOPPER, MERCHANT or BWP_CUSTOMER_SERVICE_AGENT. */
  readonly requestedBy: string | undefined;
  readonly comments: string | undefined;
  readonly aliases: readonly Alias[];
  /** Empty where the answer does not say. */
  readonly contents: readonly LineItemAmount[];
  readonly refundIds: readonly string[];
  readonly createdAt: string | undefined;
  readonly updatedAt: string | undefined;
}

/** Whether one product can be returned, and for how long. */
export interface ReversalOffer {
  /** Value of the identifier that was asked for. */
  readonly item: string | undefined;
  readonly title: string | undefined;
  readonly description: string | undefined;
  /** Holds RETURN if the product can be returned; undefined in 2024-01-01, which does not tell. */
  readonly resolutionTypes: readonly string[] | undefined;
  /** How long after the delivery. */
  readonly duration: Amount | undefined;
  readonly endDate: string | undefined;
  /** ISO 8601, of the whole answer. */
  readonly expiresAt: string | undefined;
}

/** A link for managing the order. */
export interface OrderLink {
  readonly destinationType: string;
  readonly url: string;
  readonly displayMessage: string | undefined;
}

/** One order. */
export interface OrderView {
  readonly id: string;
  readonly aliases: readonly Alias[];
  /** NOT_STARTED or STARTED. */
  readonly executionState: string | undefined;
  readonly createdAt: string | undefined;
  readonly updatedAt: string | undefined;
  readonly customer:
    | { readonly id: string | undefined; readonly name: string | undefined; readonly email: string | undefined }
    | undefined;
  readonly lineItems: readonly LineItem[];
  /** All packages together. */
  readonly packageState: string | undefined;
  readonly packages: readonly Package[];
  readonly total: Money | undefined;
  /** False: the numbers came from the client and may not add up. */
  readonly totalVerified: boolean | undefined;
  readonly charges: readonly Charge[];
  readonly tax: Money | undefined;
  readonly discount: Discount | undefined;
  /** Payments that do not belong to one line; a single one without id when only a summary is given. */
  readonly payments: readonly Payment[];
  readonly returns: readonly ReturnDetails[];
  /** Of all lines, each once. */
  readonly cancellations: readonly Cancellation[];
  readonly refundTotal: Money | undefined;
  readonly refunds: readonly Refund[];
  readonly links: readonly OrderLink[];
}
