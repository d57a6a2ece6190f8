import type { ItemKind, ItemName } from "./catalog/catalog.ts";

/** The names that an identifier gives a product; it should be one. */
export function itemNamesIn(identifier: Readonly<Record<string, unknown>> | null | undefined): readonly ItemName[] {
  const { productId, sku, amazonSku, externalId } = identifier ?? {};
  const amazon = typeof amazonSku === "object" && amazonSku !== null && "value" in amazonSku ? amazonSku.value : null;
  const values: readonly (readonly [ItemKind, unknown])[] = [
    ["productId", productId],
    ["sku", sku],
    ["externalId", externalId],
    ["amazonSku", amazon],
  ];
  return values.flatMap(([kind, value]) => (typeof value === "string" ? [{ kind, value }] : []));
}

/** The identifier that gives a product that name. */
export function identifierOf({ kind, value }: ItemName): Readonly<Record<string, unknown>> {
  return { [kind]: kind === "amazonSku" ? { value } : value };
}
