import type { CancellationState } from "../../model/cancellation-states.ts";
import type { OrderExecutionState } from "../../model/order-limits.ts";
import type { MilestoneCode, PackageCancellationReason, PackageState } from "../../model/package-states.ts";
import type { RefundState } from "../../model/refund-states.ts";
import type {
  GradingCondition,
  ReturnPackageFailureReason,
  ReturnPackageState,
  ReturnState,
} from "../../model/return-states.ts";
import type { ApiVersion } from "../../model/versions.ts";
import type { Collection } from "../store/store.ts";
import { collection } from "../store/store.ts";

/**
 * What the emulator remembers, in the words of the newest version. Entities are plain immutable JSON: a change makes a new
 * object. Times are ISO 8601 with milliseconds unless a member says otherwise; amounts are counts of units.
 */

/** A client-managed name. */
export interface Alias {
  readonly aliasType: string;
  readonly aliasId: string;
}

/** A sum of money, as it was sent. */
export interface Money {
  readonly amount: number | null;
  readonly currencyCode: string | null;
}

/** Units of one line item. */
export interface LineItemUnits {
  readonly lineItemId: string;
  readonly units: number;
}

/** What was sent and is handed back unchanged, already in the shape of the answer. */
export type Echo = unknown;

/** One order with all that belongs to it; stored under its id. */
export interface Order {
  readonly id: string;
  /** Business product id (target id) that it belongs to. */
  readonly targetId: string;
  readonly aliases: readonly Alias[];
  readonly executionState: OrderExecutionState;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly customer: { readonly contactId: string; readonly name: string | null; readonly email: string | null };
  readonly recipientAddress: Readonly<Record<string, unknown>> | null;
  readonly lineItems: readonly LineItem[];
  readonly orderLinks: readonly { destinationType: string; url: string; displayMessage: string | null }[];
  readonly discounts: Echo;
  readonly payments: Echo;
  readonly taxes: Echo;
  readonly totalPrice: Echo;
  readonly packages: readonly Package[];
  readonly returns: readonly Return[];
  readonly refunds: readonly Refund[];
  readonly cancellations: readonly Cancellation[];
}

/** One line of an order. */
export interface LineItem {
  readonly id: string;
  readonly aliases: readonly Alias[];
  readonly units: number;
  readonly unit: string;
  readonly createdAt: string;
  /** Unit price; null if none was sent. */
  readonly price: Money | null;
  readonly product: OrderedProduct | null;
  readonly deliveryOffer: { readonly details: DeliveryOffer | null };
  readonly deliveryProvider: "AMAZON" | "MERCHANT";
  readonly discounts: Echo;
  readonly payments: Echo;
  readonly taxes: Echo;
}

/** Snapshot of a product when the order was placed. */
export interface OrderedProduct {
  readonly image: Readonly<Record<"altText" | "displayReadyUrl" | "sourceUrl", string | null>> | null;
  readonly offerPrime: boolean;
  readonly price: Money | null;
  readonly productDetailPageUrl: string | null;
  readonly productId: { readonly value: string } | null;
  readonly title: string | null;
}

/** What the shopper was promised at checkout. */
export interface DeliveryOffer {
  /** Null unless the offer came from a delivery preview. */
  readonly date: { readonly earliest: string; readonly latest: string } | null;
  readonly deliveryPreviewId: string | null;
  readonly deliveryProvider: "AMAZON" | "MERCHANT";
  readonly deliveryTerms: Echo;
  readonly discounts: Echo;
  readonly id: string | null;
  readonly price: { readonly totalPrice: Money | null } | null;
  readonly recipient: { readonly deliveryAddress: Order["recipientAddress"] };
  readonly taxes: Echo;
}

/** One outbound package. */
export interface Package {
  readonly id: string;
  readonly state: PackageState;
  readonly reason: PackageCancellationReason | null;
  readonly contents: readonly LineItemUnits[];
  /** Key in {@link TRACKERS}; null until the tracker appears. */
  readonly tracker: string | null;
}

/** One return, made through Buy with Prime or added by updateOrder (external). */
export interface Return {
  readonly id: string;
  readonly external: boolean;
  /** True for a return through a drop-off location. */
  readonly dropOff: boolean;
  readonly aliases: readonly Alias[];
  readonly state: ReturnState;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly lines: readonly ReturnLine[];
  readonly packages: readonly ReturnPackage[];
  /** What is under negotiation; absent unless createReturn made the return. */
  readonly negotiation?: { readonly expiresAt: string; readonly deliveryOfferId: string };
}

/** One returned line; it never covers more than one line item. */
export interface ReturnLine extends LineItemUnits {
  readonly id: string;
  readonly grading: readonly { condition: GradingCondition; units: number }[] | null;
}

/** One package on its way back. */
export interface ReturnPackage {
  readonly id: string;
  readonly state: ReturnPackageState;
  readonly reason: ReturnPackageFailureReason | null;
  readonly contents: readonly LineItemUnits[];
  readonly tracker: string | null;
}

/** One refund. */
export interface Refund {
  readonly id: string;
  /** True if it was started outside and reported by updateOrder. */
  readonly external: boolean;
  readonly aliases: readonly Alias[];
  readonly state: RefundState;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly requestReason: string | null;
  readonly statusReason: string | null;
  readonly total: Money | null;
  readonly contents: readonly { lineItemId: string; units: number | null }[];
  /** The return that led to it. */
  readonly returnId: string | null;
  readonly paymentDetails: readonly Echo[];
}

/** One request to cancel the whole order. */
export interface Cancellation {
  readonly id: string;
  readonly aliases: readonly Alias[];
  readonly state: CancellationState;
  readonly reason: string | null;
  readonly additionalComments: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly refundIds: readonly string[];
}

/** Tracking of one package, outbound or return; stored under `<carrierCode>/<trackingNumber>`. */
export interface Tracker {
  readonly carrierCode: string;
  readonly trackingNumber: string;
  readonly orderId: string;
  readonly targetId: string;
  readonly createdAt: string;
  /** Without fraction, as trackers have it. */
  readonly estimatedEarliest: string;
  readonly estimatedLatest: string;
  readonly milestones: readonly { code: MilestoneCode; occurredAt: string }[];
}

/** One event subscription; stored under its id. */
export interface Subscription {
  readonly id: string;
  readonly clientId: string;
  readonly targetId: string;
  readonly eventType: string;
  /** Version through which it was made: decides the form of its events. */
  readonly apiVersion: ApiVersion;
  readonly destination: SourceDestination | WebhookDestination;
}

/** A partner event source. */
export interface SourceDestination {
  readonly region: string;
  readonly account: string;
  readonly name: string;
}

/** A webhook; its credentials are kept apart, in domain/webhooks/entities.ts. */
export interface WebhookDestination {
  readonly url: string;
  readonly auth: { readonly kind: "none" | "inline" } | { readonly kind: "profile"; readonly profileId: string };
}

/** Tells the two kinds of destination apart. */
export function isWebhook(destination: Subscription["destination"]): destination is WebhookDestination {
  return "url" in destination;
}

/** Who holds a partner event source name; stored under the name. */
export interface SourceHolder {
  readonly clientId: string;
  readonly account: string;
  readonly region: string;
  /** Subscriptions that publish to it. */
  readonly subscriptionIds: readonly string[];
}

export const ORDERS: Collection<Order> = collection("orders");
/** `targetId`, `aliasType` and `aliasId` as JSON, to the order id. */
export const ORDER_ALIASES: Collection<string> = collection("orderAliases");
export const TRACKERS: Collection<Tracker> = collection("trackers");
export const SUBSCRIPTIONS: Collection<Subscription> = collection("subscriptions");
/** Subscription ids of a client, in the order of creation. */
export const CLIENT_SUBSCRIPTIONS: Collection<readonly string[]> = collection("clientSubscriptions");
/** Subscription ids of a target and event type: `<targetId> <eventType>`. */
export const EVENT_SUBSCRIPTIONS: Collection<readonly string[]> = collection("eventSubscriptions");
export const SOURCE_HOLDERS: Collection<SourceHolder> = collection("sourceHolders");
/** Items that are in the catalog because an order had them; key by `itemKey`. */
export const ITEMS: Collection<{ readonly offerPrime: boolean }> = collection("items");
/** Events that an event fault holds back until the next one went out, by id; each has a timer as well. */
export const HELD_EVENTS: Collection<true> = collection("heldEvents");
/** Settings of the emulator itself, such as the key of the access tokens. */
export const SETTINGS: Collection<string | number> = collection("settings");
