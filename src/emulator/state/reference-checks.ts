import { MESSAGES, QUEUES } from "../aws/sqs/entities.ts";
import { FEEDS, RUNNING_FEEDS } from "../domain/catalog/feeds.ts";
import { INVENTORY_ITEMS, PRODUCT_NAMES, PRODUCTS } from "../domain/catalog/products.ts";
import {
  CLIENT_SUBSCRIPTIONS,
  EVENT_SUBSCRIPTIONS,
  ORDER_ALIASES,
  ORDERS,
  SOURCE_HOLDERS,
  SUBSCRIPTIONS,
  TRACKERS,
} from "../domain/entities.ts";
import type { Collection } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";

/** What is wrong between the entries of a document, as a sentence; undefined if nothing is. The entries themselves are good. */
export function problemOfReferences(tables: Tables): string | undefined {
  const rowsOf = <T>(collection: Collection<T>): ReadonlyMap<string, T> =>
    // The entries were checked: they have the type of their collection.
    (tables.get(collection.name) ?? new Map()) as ReadonlyMap<string, T>;
  const orders = rowsOf(ORDERS);
  const subscriptions = rowsOf(SUBSCRIPTIONS);
  const dangling = (name: string, id: string, to: string): string =>
    `collections.${name} names ${JSON.stringify(to)} under ${JSON.stringify(id)}, which is not in the document.`;

  for (const [id, orderId] of rowsOf(ORDER_ALIASES))
    if (!orders.has(orderId)) return dangling("orderAliases", id, orderId);
  for (const [id, { orderId }] of rowsOf(TRACKERS)) if (!orders.has(orderId)) return dangling("trackers", id, orderId);
  for (const [id, order] of orders) {
    const problem = problemOfOrder(order);
    if (problem !== undefined) return `collections.orders ${JSON.stringify(id)} ${problem}.`;
  }
  for (const collection of [CLIENT_SUBSCRIPTIONS, EVENT_SUBSCRIPTIONS]) {
    for (const [id, ids] of rowsOf(collection)) {
      const missing = ids.find((each) => !subscriptions.has(each));
      if (missing !== undefined) return dangling(collection.name, id, missing);
    }
  }
  for (const [id, { subscriptionIds }] of rowsOf(SOURCE_HOLDERS)) {
    const missing = subscriptionIds.find((each) => !subscriptions.has(each));
    if (missing !== undefined) return dangling(SOURCE_HOLDERS.name, id, missing);
  }
  for (const [names, things] of [
    [PRODUCT_NAMES, PRODUCTS],
    [INVENTORY_ITEMS, PRODUCTS],
    [RUNNING_FEEDS, FEEDS],
  ] as const) {
    for (const [key, id] of rowsOf(names)) if (!rowsOf<unknown>(things).has(id)) return dangling(names.name, key, id);
  }
  for (const [id, { queue }] of rowsOf(MESSAGES))
    if (!rowsOf(QUEUES).has(queue)) return dangling(MESSAGES.name, id, queue);
  return undefined;
}

/** Packages, returns and refunds must be about lines that the order has. */
function problemOfOrder(order: NonNullable<(typeof ORDERS)["entity"]>): string | undefined {
  const lines = new Set(order.lineItems.map((line) => line.id));
  const named = [
    ...order.packages.flatMap((parcel) => parcel.contents),
    ...order.returns.flatMap((each) => [...each.lines, ...each.packages.flatMap((parcel) => parcel.contents)]),
    ...order.refunds.flatMap((refund) => refund.contents),
  ];
  const stranger = named.find(({ lineItemId }) => !lines.has(lineItemId));
  return stranger === undefined
    ? undefined
    : `names the line item ${JSON.stringify(stranger.lineItemId)}, which it does not have`;
}
