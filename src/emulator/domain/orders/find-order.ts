import type { Reader } from "../../store/store.ts";
import { accessDenied, invalidInput } from "../api-error.ts";
import type { Alias, Order } from "../entities.ts";
import { ORDER_ALIASES, ORDERS } from "../entities.ts";
import { Issues } from "../validation.ts";

/** Names an order; exactly one member is to be set. */
export interface OrderIdentifier {
  readonly orderId?: string | null;
  readonly alias?: Alias | null;
}

/** Key of an alias in {@link ORDER_ALIASES}: type and id are unique among the orders of one target. */
export function orderAliasKey(targetId: string, alias: Alias): string {
  return JSON.stringify([targetId, alias.aliasType, alias.aliasId]);
}

/** The order of that id, or the first one that has it as the id of any alias, as `input.orderId` of 2024-04-01 may say it. */
export function findOrderByAnyId(reader: Reader, targetId: string, id: string): OrderIdentifier {
  if (reader.get(ORDERS, id) !== undefined) return { orderId: id };
  for (const [key, orderId] of reader.list(ORDER_ALIASES)) {
    // The scan is cheap: only keys that can match are parsed.
    if (!key.includes(JSON.stringify(id))) continue;
    const [owner, , aliasId]: unknown[] = JSON.parse(key);
    if (owner === targetId && aliasId === id) return { orderId };
  }
  return { orderId: id };
}

/**
 * The order of the caller's target by id or alias. Throws a validation error unless exactly one is given, and an access
 * error for an unknown order, as the sandbox page has it.
 */
export function findOrder(reader: Reader, operation: string, targetId: string, identifier: OrderIdentifier): Order {
  const { orderId, alias } = identifier;
  if ((orderId == null) === (alias == null)) {
    const issues = new Issues(`/${operation}/orderIdentifier`);
    issues.add("must have exactly one of orderId and alias");
    throw invalidInput(issues.found);
  }
  const id = orderId ?? (alias == null ? undefined : reader.get(ORDER_ALIASES, orderAliasKey(targetId, alias)));
  const order = id === undefined ? undefined : reader.get(ORDERS, id);
  if (order === undefined || order.targetId !== targetId) {
    throw accessDenied(
      `the target has no order ${orderId ?? `with the alias ${alias?.aliasType ?? ""}:${alias?.aliasId ?? ""}`}`,
    );
  }
  return order;
}
