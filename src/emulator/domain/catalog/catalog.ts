import type { Reader, Transaction } from "../../store/store.ts";
import { ITEMS } from "../entities.ts";
import type { LineItemInput } from "../orders/order-input.ts";
import { isPrimeLine } from "../orders/order-input.ts";
import { findProduct } from "./products.ts";

/** How an item is named; one spelling for the identifiers of all interfaces. */
export type ItemKind = "productId" | "sku" | "amazonSku" | "externalId";

/** Names one item of the catalog. */
export interface ItemName {
  readonly kind: ItemKind;
  readonly value: string;
}

/** Identifiers with this beginning cannot be returned. */
const NOT_RETURNABLE = "EMU-FINAL-";

/**
 * What the catalog knows of an item; undefined if it is not there. Besides the products it holds the items that orders had:
 * orders may name products that nobody put into the catalog.
 */
export function findItem(
  reader: Reader,
  targetId: string,
  item: ItemName,
): { readonly isReturnable: boolean } | undefined {
  const known = findProduct(reader, targetId, item) ?? reader.get(ITEMS, itemKey(targetId, item));
  if (known === undefined) return undefined;
  return { isReturnable: known.offerPrime && !item.value.toUpperCase().startsWith(NOT_RETURNABLE) };
}

/** Remembers the item of an order's line. */
export function addToCatalog(tx: Transaction, targetId: string, line: LineItemInput | null | undefined): void {
  const { productId, sku, amazonSku, externalId } = line?.product?.identifier ?? {};
  const values: Readonly<Record<ItemKind, unknown>> = { productId, sku, externalId, amazonSku: innerValue(amazonSku) };
  for (const kind of ["productId", "sku", "amazonSku", "externalId"] as const) {
    const value = values[kind];
    if (line == null || typeof value !== "string") continue;
    const key = itemKey(targetId, { kind, value });
    const offerPrime = isPrimeLine(line);
    if (tx.get(ITEMS, key)?.offerPrime !== offerPrime) tx.put(ITEMS, key, { offerPrime });
  }
}

function itemKey(targetId: string, { kind, value }: ItemName): string {
  return JSON.stringify([targetId, kind, value]);
}

function innerValue(identifier: unknown): unknown {
  return typeof identifier === "object" && identifier !== null && "value" in identifier ? identifier.value : undefined;
}
