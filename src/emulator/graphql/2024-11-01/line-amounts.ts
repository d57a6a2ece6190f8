import type { LineItem, LineItemUnits, Order } from "../../domain/entities.ts";
import { TRACKERS } from "../../domain/entities.ts";
import type { GraphqlContext } from "../context.ts";

/** A line item together with the order that it belongs to. */
export interface LineSource {
  readonly order: Order;
  readonly line: LineItem;
}

/** Line items with units, as `OrderLineItemAmount`. */
export function lineAmounts(order: Order, contents: readonly LineItemUnits[]): unknown[] {
  return contents.flatMap(({ lineItemId, units }) => {
    const line = order.lineItems.find((candidate) => candidate.id === lineItemId);
    if (line === undefined) return [];
    return [{ lineItem: { order, line } satisfies LineSource, amount: { unit: line.unit, value: units } }];
  });
}

/** The tracker behind a key, or null while the package has none. */
export function trackerOf(key: string | null, context: GraphqlContext): unknown {
  return key === null ? null : context.domain.store.get(TRACKERS, key);
}
