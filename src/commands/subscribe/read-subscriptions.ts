import type { EventSubscriptionQuery } from "../../client/dialects/dialect.ts";
import { PermissionError } from "../../errors.ts";
import type { SubscriptionView } from "../../formatters/subscription.ts";
import type { Context } from "../../kernel/context.ts";

const PAGE_SIZE = 100;
const CONCURRENCY = 6;

/** A subscription as the API answers it. */
export type Subscription = NonNullable<EventSubscriptionQuery["eventSubscription"]>;

/** The ids of all subscriptions, or that the API denied the list. */
export type SubscriptionIds =
  | { readonly ids: readonly string[]; readonly denied?: undefined }
  | { readonly ids?: undefined; readonly denied: PermissionError };

/**
 * Reads the ids of all subscriptions of the client, page by page. A client without any is answered with AccessDeniedError,
 * as is one without the permission. Page: eventsubscriptions.
 */
export async function readSubscriptionIds(context: Context): Promise<SubscriptionIds> {
  const [api, dialect] = await Promise.all([context.api(), context.dialect()]);
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const { operation, variables } = dialect.eventSubscriptions({ first: PAGE_SIZE, after });
    try {
      const { eventSubscriptions } = await api.request(operation, variables, { signal: context.signal });
      ids.push(...(eventSubscriptions?.edges ?? []).flatMap((edge) => edge?.node?.id ?? []));
      const { pageInfo } = eventSubscriptions ?? {};
      const next = pageInfo?.hasNextPage === true ? (pageInfo.endCursor ?? undefined) : undefined;
      // A cursor that does not move would go round for ever.
      after = next === after ? undefined : next;
    } catch (error) {
      if (error instanceof PermissionError && after === undefined) return { denied: error };
      throw error;
    }
  } while (after !== undefined);
  return { ids: [...new Set(ids)] };
}

/** Reads the details of subscriptions, six at a time, in the order of the ids. One that is gone meanwhile has only its id. */
export async function readSubscriptions(context: Context, ids: readonly string[]): Promise<readonly Subscription[]> {
  const [api, dialect] = await Promise.all([context.api(), context.dialect()]);
  const progress = ids.length > 1 ? context.notices.progress("Reading subscriptions") : undefined;
  const found = new Map<string, Subscription>();
  const queue = ids.values();
  let failed = false;
  const work = async (): Promise<void> => {
    for (const subscriptionId of queue) {
      if (failed) return;
      const { operation, variables } = dialect.eventSubscription(subscriptionId);
      const answer = await api.request(operation, variables, { signal: context.signal }).catch((error: unknown) => {
        if (error instanceof PermissionError) return { eventSubscription: null };
        failed = true;
        throw error;
      });
      found.set(subscriptionId, answer.eventSubscription ?? { subscriptionId });
      progress?.update(`Reading subscriptions (${found.size} of ${ids.length})`);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(CONCURRENCY, ids.length) }, work));
  } finally {
    progress?.stop();
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** A subscription as views show it. */
export function toSubscriptionView(subscription: Subscription): SubscriptionView {
  const details = subscription.eventSubscriptionDetails;
  const destination = details?.destination;
  return {
    subscriptionId: subscription.subscriptionId ?? "",
    eventType: details?.eventType ?? undefined,
    arn: destination?.arn ?? undefined,
    destinationType: destination?.__typename,
  };
}

/** What "denied" on the list can mean; the API does not tell the two apart. */
export const NONE_OR_DENIED =
  "This client has no subscriptions yet, or its credentials may not see them: the API answers both with AccessDeniedError.";
