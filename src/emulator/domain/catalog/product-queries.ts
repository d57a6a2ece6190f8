import { CATALOG_LIMITS } from "../../../model/catalog.ts";
import { ApiError, notEmulated, notFound } from "../api-error.ts";
import type { Caller, Domain } from "../domain.ts";
import { Issues } from "../validation.ts";
import { requireNoIssues } from "./catalog-issues.ts";
import { requireProduct } from "./product-changes.ts";
import type { ProductIdentifierInput } from "./product-identifier.ts";
import type { Product } from "./products.ts";
import { INVENTORY_ITEMS, isAtAmazon, PRODUCTS, saveProduct } from "./products.ts";

/** A page of products. */
export interface ProductPage {
  readonly products: readonly Product[];
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
}

const CURSOR = "catalogid#";
const LONGEST_CURSOR = 65_535;

/** One product by any of its names. Pages: product, mappingproduct. */
export function getProduct(
  domain: Domain,
  caller: Caller,
  operation: string,
  identifier: ProductIdentifierInput | null | undefined,
): Product {
  return domain.store.transaction((tx) => {
    const product = requireProduct(tx, caller, identifier, `/${operation}/identifier`);
    // One of the default catalog is remembered, so that the ids of the answer lead to it from now on.
    if (tx.get(PRODUCTS, product.id) === undefined) saveProduct(tx, undefined, product);
    return product;
  });
}

/** Products in the order in which they came into the catalog. Page: products. */
export function listProducts(
  domain: Domain,
  caller: Caller,
  {
    after,
    filter,
    first,
  }: { readonly after?: string | null; readonly filter?: unknown; readonly first?: number | null },
): ProductPage {
  if (filter != null) throw notEmulated("filters of products (their language is not documented)");
  const issues = new Issues("/products");
  const most = CATALOG_LIMITS.page;
  const size = first ?? most;
  issues.at("first").check(size >= 0, "must be greater than or equal to 0");
  issues.at("first").check(size <= most, `must be less than or equal to ${most}`);
  issues.at("after").size(after, 0, LONGEST_CURSOR);
  const page = pageAfter(domain, caller, after == null || after === "" ? undefined : after, size);
  issues.at("after").check(page !== undefined, "is not a valid cursor");
  requireNoIssues(caller.apiVersion, issues);
  return page ?? { products: [], hasPrevious: false, hasNext: false };
}

/** The page behind a cursor, or the first one; undefined if there is no product of that cursor. */
function pageAfter(
  { store }: Domain,
  { targetId }: Caller,
  cursor: string | undefined,
  size: number,
): ProductPage | undefined {
  const products: Product[] = [];
  let started = cursor === undefined;
  for (const [, product] of store.list(PRODUCTS)) {
    if (product.targetId !== targetId) continue;
    if (!started) started = cursorOf(product) === cursor;
    else if (products.length < size) products.push(product);
    else return { products, hasPrevious: cursor !== undefined, hasNext: true };
  }
  return started ? { products, hasPrevious: cursor !== undefined, hasNext: false } : undefined;
}

/** `catalogid#<product id>`, as in the examples. */
export function cursorOf({ id }: Product): string {
  return `${CURSOR}${id}`;
}

/** The product of a stock record. Page: inventoryitem. */
export function getInventoryItem(domain: Domain, caller: Caller, inventoryItemId: string): Product {
  const issues = new Issues("/inventoryItem/inventoryItemId");
  issues.size(inventoryItemId, 1, CATALOG_LIMITS.inventoryItemId);
  requireNoIssues(caller.apiVersion, issues);
  const productId = domain.store.get(INVENTORY_ITEMS, inventoryItemId);
  const product = productId === undefined ? undefined : domain.store.get(PRODUCTS, productId);
  if (product?.targetId !== caller.targetId) throw notFound(`the target has no stock record ${inventoryItemId}`);
  return product;
}

/** Why the stock of a product cannot be told, to the letter; undefined if it can. Page: troubleshoot-catalog-errors. */
export function stockFault({ amazonSku }: Product): ApiError | undefined {
  if (amazonSku !== null && isAtAmazon(amazonSku.value)) return undefined;
  const [code, what] =
    amazonSku === null
      ? ["MissingAmazonSkuConfiguration", "not associated with an MSKU"]
      : ["InvalidAmazonSkuConfiguration", "associated with an invalid MSKU"];
  const message = `The buyable quantity cannot be determined because this item is ${what}.`;
  return new ApiError("ValidationError", message, { code, details: { message }, loses: "part" });
}
