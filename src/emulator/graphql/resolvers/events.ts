import type { SubscriptionInput } from "../../domain/events/subscriptions.ts";
import {
  createSubscription,
  deleteSubscription,
  getSubscription,
  listSubscriptions,
} from "../../domain/events/subscriptions.ts";
import { operation } from "../operations.ts";

/** Queries and mutations of the Events interface. */
export const EVENT_OPERATIONS = [
  operation("createEventSubscription", "eventSubscriptions", (domain, caller, args: { input: SubscriptionInput }) =>
    createSubscription(domain, caller, args.input),
  ),
  operation("deleteEventSubscription", "eventSubscriptions", (domain, caller, args: { subscriptionId: string }) =>
    deleteSubscription(domain, caller, args.subscriptionId),
  ),
  operation("eventSubscription", "eventSubscriptions", (domain, caller, args: { subscriptionId: string }) =>
    getSubscription(domain, caller, args.subscriptionId),
  ),
  operation(
    "eventSubscriptions",
    "eventSubscriptions",
    (domain, caller, args: { after?: string | null; first?: number | null }) =>
      listSubscriptions(domain, caller, args.after, args.first),
  ),
];
