import type { FidelityEntry } from "./entry.ts";
import { entry } from "./entry.ts";

/** Subscriptions, and the events that they bring. */
export const EVENT_FIDELITY: readonly FidelityEntry[] = [
  entry(
    "subscription-order",
    "createEventSubscription",
    "decided",
    "Values are checked first, then the event type, then the name, then duplicates.",
    "The order is unseen.",
  ),
  entry(
    "subscription-account",
    "createEventSubscription",
    "decided",
    "The account must have 12 digits.",
    "Pattern unseen; AWS rule.",
  ),
  entry(
    "subscription-name",
    "createEventSubscription",
    "inferred",
    "The name has letters, digits, . - _ and fits into 256 characters with its prefix.",
    "AWS limits of partner event source names.",
  ),
  entry(
    "subscription-name-taken",
    "createEventSubscription",
    "decided",
    "A client may use its name again for the same account and region; anyone else gets DestinationNameAlreadyExists.",
    "Otherwise SubscriptionAlreadyExists could not happen.",
  ),
  entry(
    "subscription-version",
    "createEventSubscription",
    "inferred",
    "Event types of other versions only are unknown, that is, AccessDeniedError.",
    "Lists of event types by version.",
  ),
  entry(
    "subscriptions-page",
    "eventSubscriptions",
    "decided",
    "100 ids a page unless first says otherwise, in the order of creation; first: 0 is an empty page.",
    "Default and order unseen.",
  ),
  entry(
    "subscriptions-cursor",
    "eventSubscriptions",
    "inferred",
    "A cursor is base64 of the zero-based position.",
    "The example MA== for the first one.",
  ),
  entry(
    "event-envelope",
    "events",
    "inferred",
    "Subscriptions of 2024-11-01 get the second EventBridge form, detail with the full body; older ones the first, detail empty.",
    "The coupling to the version is a guess.",
  ),
  entry(
    "event-idempotency-key",
    "events",
    "inferred",
    "idempotencyKey is base64 of <subscriptionId>#<eventId>.",
    "Production samples, with the id masked.",
  ),
  entry(
    "event-tracker-path",
    "events",
    "documented",
    "The tracker event names no order in its resource.",
    "The event's page; one public parser expects an order before the carrier.",
  ),
  entry(
    "event-old-names",
    "events",
    "decided",
    "An event goes out under the name that was subscribed, old or new.",
    "What is published after the renaming is unseen.",
  ),
  entry(
    "event-order-confirmed",
    "createOrder",
    "inferred",
    "ORDER_CONFIRMED is published at creation.",
    "The event's page: a new order was placed.",
  ),
  entry(
    "event-refund-completed",
    "updateOrder",
    "decided",
    "REFUND_COMPLETED is published when a refund becomes SUCCESS.",
    "The event's page: the refund went through.",
  ),
  entry(
    "event-no-subscription",
    "events",
    "decided",
    "An event without a subscription is mentioned in the log.",
    "Help for the user.",
  ),
];
