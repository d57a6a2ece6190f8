import type { InventoryView, ProductView } from "../model/catalog.ts";
import { type Block, type Cell, fields, line, type Span, span, table } from "./blocks.ts";

/** One product, whole. */
export function productCard(product: ProductView): readonly Block[] {
  return [fields(productRows(product))];
}

/** The rows of a product's card; what the service did not answer is left out. */
export function productRows(product: ProductView): readonly (readonly [string, Cell])[] {
  return [
    ["Product", span(product.id, "strong")],
    ["Buyability", buyabilitySpan(product.buyability)],
    ["Offer Prime", product.offerPrime === undefined ? undefined : yesOrNo(product.offerPrime)],
    ["SKU", product.sku],
    ["External id", product.externalId],
    ["Amazon SKU", product.amazonSku ?? span("none: it cannot be bought", "warn")],
    ...inventoryRows(product.inventory),
    ["Page", product.url],
    ["Image", product.imageUrl],
    ["Description", product.description],
  ];
}

/** Products, a line each. */
export function productsTable(products: readonly ProductView[]): readonly Block[] {
  if (products.length === 0) return [line(span("No products.", "dim"))];
  return [
    table(
      ["SKU", "External id", "Amazon SKU", "Prime", "Buyability", "Product id"],
      products.map((product) => [
        product.sku,
        product.externalId,
        product.amazonSku,
        product.offerPrime === undefined ? undefined : yesOrNo(product.offerPrime),
        buyabilitySpan(product.buyability),
        product.id,
      ]),
    ),
  ];
}

/** One stock record. */
export function inventoryCard(item: InventoryView): readonly Block[] {
  return [fields(inventoryItemRows(item))];
}

/** The rows of a stock record's card. */
export function inventoryItemRows(item: InventoryView): readonly (readonly [string, Cell])[] {
  return [...inventoryRows(item), ["SKU", item.sku]];
}

function inventoryRows(item: InventoryView | undefined): readonly (readonly [string, Cell])[] {
  if (item === undefined) return [];
  const stock: Cell = item.amount === undefined ? span("unknown", "warn") : [span(item.amount, "strong"), " in stock"];
  return [
    ["Stock", stock],
    ["Inventory item", item.id],
  ];
}

/** What became of a change of a product. */
export function changedProduct(what: string, id: string | undefined): readonly Block[] {
  return [line([span(what, "good"), ` product ${id ?? "?"}.`])];
}

function buyabilitySpan(status: string | undefined): Span | undefined {
  if (status === undefined) return undefined;
  return span(status, status === "BUYABLE" ? "good" : status === "NOT_BUYABLE" ? "bad" : "warn");
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}
