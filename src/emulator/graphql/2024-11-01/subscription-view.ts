import { partnerEventSourceArn } from "../../../model/event-source.ts";
import type { Subscription } from "../../domain/entities.ts";
import { isWebhook } from "../../domain/entities.ts";
import type { SubscriptionPage } from "../../domain/events/subscriptions.ts";
import { cursorOf } from "../../domain/events/subscriptions.ts";
import type { AuthProfile } from "../../domain/events/webhooks/entities.ts";
import type { Fields } from "../context.ts";

/** `EventSubscription`; create and delete answer the same id. */
export const SUBSCRIPTION_FIELDS: Fields<Subscription> = {
  subscriptionId: (subscription) => subscription.id,
  eventSubscriptionDetails: (subscription) => subscription,
};

/** `EventSubscriptionDetails`. */
export const SUBSCRIPTION_DETAILS_FIELDS: Fields<Subscription> = {
  // How a webhook is read back is not known: its member of the union is in no page.
  destination: ({ destination }) =>
    isWebhook(destination) ? null : { arn: partnerEventSourceArn(destination.region, destination.name) },
};

/** `CreateAuthProfileResponse`, and those of update and delete. */
export const AUTH_PROFILE_FIELDS: Fields<AuthProfile> = {
  authProfileId: ({ id }) => id,
};

/** `EventSubscriptionConnection`. */
export const SUBSCRIPTION_PAGE_FIELDS: Fields<SubscriptionPage> = {
  edges: ({ ids, start }) => ids.map((id, index) => ({ node: { id }, cursor: cursorOf(start + index) })),
  pageInfo: ({ ids, start, total }) => ({
    startCursor: ids.length === 0 ? null : cursorOf(start),
    endCursor: ids.length === 0 ? null : cursorOf(start + ids.length - 1),
    hasNextPage: start + ids.length < total,
    hasPreviousPage: start > 0,
  }),
  totalCount: ({ total }) => total,
};
