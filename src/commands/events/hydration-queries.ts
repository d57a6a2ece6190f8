import { readOrder, readTracker } from "../../client/dialects/2024-11-01.ts";
import type { HydrationQueries } from "../../events/hydrate.ts";
import { orderOperation, packageTrackerOperation } from "../../generated/operations/2024-11-01.ts";
import type { Context } from "../../kernel/context.ts";

/**
 * The queries that the documented handling of events makes, through the API of the profile. Only the second signal ends them:
 * after the first one what is in hand is finished.
 * @throws {AuthenticationError} at once if there are no credentials.
 */
export async function openHydrationQueries(context: Context): Promise<HydrationQueries> {
  const api = await context.api();
  const options = { signal: context.forced };
  return {
    async order(orderId) {
      const { order } = await api.request(orderOperation, { orderIdentifier: { orderId } }, options);
      return order ? readOrder(order) : undefined;
    },
    async packageTracker(packageTrackerIdentifier) {
      const variables = { packageTrackerInput: { packageTrackerIdentifier } };
      const { packageTracker } = await api.request(packageTrackerOperation, variables, options);
      return readTracker(packageTracker);
    },
  };
}
