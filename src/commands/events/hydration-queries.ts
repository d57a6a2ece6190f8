import type { HydrationQueries } from "../../events/hydrate.ts";
import type { Context } from "../../kernel/context.ts";

/**
 * The queries that the documented handling of events makes, through the API of the profile. Only the second signal ends them:
 * after the first one what is in hand is finished.
 * @throws {AuthenticationError} at once if there are no credentials.
 */
export async function openHydrationQueries(context: Context): Promise<HydrationQueries> {
  const [api, dialect] = await Promise.all([context.api(), context.dialect()]);
  const options = { signal: context.forced };
  // Loaded with the first event of a product: most tails see orders only.
  const catalog = () => import("../../client/dialects/catalog.ts");
  return {
    async product(productId) {
      const { catalogCalls, readProduct } = await catalog();
      const { operation, variables } = catalogCalls(dialect.version).product({ productId });
      return readProduct(await api.request(operation, variables, options));
    },
    async inventoryItem(inventoryItemId) {
      const { catalogCalls, readInventory } = await catalog();
      const { operation, variables } = catalogCalls(dialect.version).inventoryItem(inventoryItemId);
      return readInventory(await api.request(operation, variables, options));
    },
    async order(orderId) {
      const { operation, variables } = dialect.order({ orderId });
      return dialect.readOrder(await api.request(operation, variables, options));
    },
    async packageTracker(packageTrackerIdentifier) {
      const { operation, variables } = dialect.packageTracker(packageTrackerIdentifier);
      return dialect.readTracker(await api.request(operation, variables, options));
    },
    async privacyTask(kind, taskId) {
      const { privacyCalls, readPrivacyTask } = await import("../../client/dialects/privacy.ts");
      const { operation, variables } = (await privacyCalls(dialect.version)).task(kind, taskId);
      return readPrivacyTask(kind, await api.request(operation, variables, options));
    },
  };
}
