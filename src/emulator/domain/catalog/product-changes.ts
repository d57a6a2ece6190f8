import type { Transaction } from "../../store/store.ts";
import { accessDenied, notFound } from "../api-error.ts";
import type { Caller, Domain } from "../domain.ts";
import { EVENT_SUBSCRIPTIONS } from "../entities.ts";
import { newCatalogId } from "../entity-ids.ts";
import { eventSubscriptionsKey } from "../events/publishing.ts";
import { Issues } from "../validation.ts";
import type { ItemName } from "./catalog.ts";
import { requireNoIssues } from "./catalog-issues.ts";
import type { AmazonSkuInput, ProductIdentifierInput } from "./product-identifier.ts";
import { checkName, readProductIdentifier } from "./product-identifier.ts";
import type { LocalizedText, Product } from "./products.ts";
import {
  findProduct,
  isBuyable,
  namesOf,
  PRODUCT_NAMES,
  PRODUCTS,
  productKey,
  removeProduct,
  saveProduct,
} from "./products.ts";

/** CreateProductInput and UpdateProductInput. */
export interface ProductInput {
  readonly amazonSku?: AmazonSkuInput | null;
  readonly description?: {
    readonly defaultLocale?: string | null;
    readonly values?: readonly ({ readonly locale?: string | null; readonly value?: string | null } | null)[] | null;
  } | null;
  readonly externalId?: string | null;
  readonly image?: { readonly altText?: string | null; readonly sourceUrl?: string | null } | null;
  readonly offerPrime?: boolean | null;
  readonly productDetailPageUrl?: string | null;
  readonly sku?: string | null;
}

/** Units that a new product has in stock. */
const NEW_UNITS = 100;

/** A product that has nothing but its ids and its stock. */
export function newProduct(domain: Domain, targetId: string): Product {
  const now = domain.clock.iso();
  return {
    id: newCatalogId(),
    targetId,
    externalId: null,
    sku: null,
    amazonSku: null,
    offerPrime: false,
    title: null,
    description: null,
    price: null,
    productDetailPageUrl: null,
    image: null,
    inventoryItemId: newCatalogId(),
    units: NEW_UNITS,
    createdAt: now,
    updatedAt: now,
  };
}

/** Adds a product. Page: createproduct. */
export function createProduct(domain: Domain, caller: Caller, input: ProductInput): Product {
  return domain.store.transaction((tx) => addProduct(domain, tx, caller, input, "/createProduct/input"));
}

/** Adds a product as part of a larger change, whose `path` the issues name. */
export function addProduct(
  domain: Domain,
  tx: Transaction,
  caller: Caller,
  input: ProductInput,
  path: string,
): Product {
  const issues = new Issues(path);
  issues.check(input.externalId != null || input.sku != null, "must have externalId or sku");
  const product = withInput(newProduct(domain, caller.targetId), input);
  checkProduct(tx, product, issues);
  requireNoIssues(caller.apiVersion, issues);
  changeProduct(domain, tx, undefined, product);
  return product;
}

/** Changes what is given. Page: updateproduct. */
export function updateProduct(
  domain: Domain,
  caller: Caller,
  identifier: ProductIdentifierInput | null | undefined,
  input: ProductInput,
): Product {
  return domain.store.transaction((tx) => {
    const before = requireProduct(tx, caller, identifier, "/updateProduct/identifier");
    const after = withInput(before, input);
    const issues = new Issues("/updateProduct/input");
    checkProduct(tx, after, issues);
    requireNoIssues(caller.apiVersion, issues);
    changeProduct(domain, tx, before, after);
    return after;
  });
}

/** Removes a product. Page: deleteproduct. */
export function deleteProduct(
  domain: Domain,
  caller: Caller,
  identifier: ProductIdentifierInput | null | undefined,
): Product {
  return domain.store.transaction((tx) => {
    const product = requireProduct(tx, caller, identifier, "/deleteProduct/identifier");
    removeProduct(tx, product);
    publishBuyability(domain, tx, product, isBuyable(product), false);
    return product;
  });
}

/** The product that is meant; it must be there. `path` is that of the identifier. */
export function requireProduct(
  tx: Transaction,
  caller: Caller,
  identifier: ProductIdentifierInput | null | undefined,
  path: string,
): Product {
  const issues = new Issues(path);
  const name = readProductIdentifier(identifier, issues);
  requireNoIssues(caller.apiVersion, issues);
  const product = findProduct(tx, caller.targetId, name);
  if (product === undefined) throw notFound(`the target has no product with ${name.kind} ${name.value}`);
  return product;
}

/**
 * Writes a product, and publishes BUYABILITY_CHANGED if it can be bought now and could not before, or the other way round.
 * Whoever changes a product or its stock does it here.
 */
export function changeProduct(domain: Domain, tx: Transaction, before: Product | undefined, after: Product): void {
  // A product of the default catalog is there without being stored.
  const stored = tx.get(PRODUCTS, after.id);
  saveProduct(tx, stored, { ...after, updatedAt: domain.clock.iso() });
  publishBuyability(domain, tx, after, before !== undefined && isBuyable(before), isBuyable(after));
}

/** Sets what a product has in stock, as Amazon's warehouses would. Its sandbox publishes no INVENTORY_CHANGED. */
export function setStock(domain: Domain, targetId: string, name: ItemName, units: number): Product {
  return domain.store.transaction((tx) => {
    const before = findProduct(tx, targetId, name);
    if (before === undefined) throw accessDenied(`the catalog has no product with ${name.kind} ${name.value}`);
    const after = { ...before, units };
    changeProduct(domain, tx, before, after);
    return after;
  });
}

function publishBuyability(domain: Domain, tx: Transaction, product: Product, was: boolean, is: boolean): void {
  if (was === is) return;
  const { targetId, id } = product;
  // An import changes thousands of products: that nobody listens is not worth as many lines of the log.
  const subscribers = tx.get(EVENT_SUBSCRIPTIONS, eventSubscriptionsKey(targetId, "BUYABILITY_CHANGED")) ?? [];
  if (subscribers.length === 0) return;
  domain.publisher.publish(tx, { type: "BUYABILITY_CHANGED", targetId, ids: { itemId: id } });
}

function withInput(base: Product, input: ProductInput): Product {
  const { amazonSku, description, externalId, image, offerPrime, productDetailPageUrl, sku } = input;
  return {
    ...base,
    ...(amazonSku == null
      ? {}
      : { amazonSku: { value: amazonSku.value ?? "", marketplaceId: amazonSku.marketplaceId ?? null } }),
    ...(description == null ? {} : { description: toText(description) }),
    ...(externalId == null ? {} : { externalId }),
    ...(image == null ? {} : { image: { sourceUrl: image.sourceUrl ?? null, altText: image.altText ?? null } }),
    ...(offerPrime == null ? {} : { offerPrime }),
    ...(productDetailPageUrl == null ? {} : { productDetailPageUrl }),
    ...(sku == null ? {} : { sku }),
  };
}

function toText({ defaultLocale, values }: NonNullable<ProductInput["description"]>): LocalizedText {
  return {
    defaultLocale: defaultLocale ?? null,
    values: (values ?? []).map((each) => ({ locale: each?.locale ?? null, value: each?.value ?? null })),
  };
}

/** Names must have the right length, and external id and SKU belong to one product. */
function checkProduct(tx: Transaction, product: Product, issues: Issues): void {
  for (const name of namesOf(product)) {
    const place = issues.at(name.kind);
    checkName(name, place);
    const holder = tx.get(PRODUCT_NAMES, productKey(product.targetId, name));
    const isFree = holder === undefined || holder === product.id || name.kind === "amazonSku";
    place.check(isFree, "must be unique in the catalog");
  }
}
