import { createHash } from "node:crypto";
import type { Collection, Reader, Transaction } from "../../store/store.ts";
import { collection } from "../../store/store.ts";
import type { Money } from "../entities.ts";
import type { ItemKind, ItemName } from "./catalog.ts";

/** One product of the catalog, in the words of 2024-11-01; stored under its id. */
export interface Product {
  /** 14 characters of a-z and 0-9, as in the examples. */
  readonly id: string;
  /** Business product id (target id) that it belongs to. */
  readonly targetId: string;
  readonly externalId: string | null;
  readonly sku: string | null;
  readonly amazonSku: { readonly value: string; readonly marketplaceId: string | null } | null;
  readonly offerPrime: boolean;
  readonly title: string | null;
  readonly description: LocalizedText | null;
  readonly price: Money | null;
  readonly productDetailPageUrl: string | null;
  readonly image: { readonly sourceUrl: string | null; readonly altText: string | null } | null;
  /** 1 to 14 characters. */
  readonly inventoryItemId: string;
  /** Units that can be bought. */
  readonly units: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Text in several languages, as `description` of a product is sent. */
export interface LocalizedText {
  readonly defaultLocale: string | null;
  readonly values: readonly { readonly locale: string | null; readonly value: string | null }[];
}

/** Products by id. */
export const PRODUCTS: Collection<Product> = collection("products");
/** Ids of products by their other names; key by {@link productKey}. */
export const PRODUCT_NAMES: Collection<string> = collection("productNames");

/** Ids of products by the id of their stock record. */
export const INVENTORY_ITEMS: Collection<string> = collection("inventoryItems");

/** Key of a name in {@link PRODUCT_NAMES}: each kind of identifier is unique in the catalog of one target. */
export function productKey(targetId: string, { kind, value }: ItemName): string {
  return JSON.stringify([targetId, kind, value]);
}

/** Identifiers with this beginning are always in the catalog, in capitals or not. */
export const ALWAYS_THERE = "EMU-";

/** What a product has in stock that nobody put there. */
const DEFAULT_UNITS = 100;

/** The product of that name in the catalog of a target; the default catalog holds every name that begins with EMU-. */
export function findProduct(reader: Reader, targetId: string, name: ItemName): Product | undefined {
  const id = name.kind === "productId" ? name.value : reader.get(PRODUCT_NAMES, productKey(targetId, name));
  const product = id === undefined ? undefined : reader.get(PRODUCTS, id);
  if (product?.targetId === targetId) return product;
  return name.value.toUpperCase().startsWith(ALWAYS_THERE) ? defaultProduct(targetId, name) : undefined;
}

/** A product that the default catalog has without anybody having made it; written once something about it changes. */
function defaultProduct(targetId: string, { kind, value }: ItemName): Product {
  const id = kind === "productId" ? value : shortId(`${targetId} ${kind} ${value}`);
  return {
    id,
    targetId,
    externalId: kind === "externalId" ? value : null,
    sku: kind === "sku" ? value : null,
    amazonSku: { value: kind === "amazonSku" ? value : `AMZ-${value}`, marketplaceId: null },
    offerPrime: true,
    title: null,
    description: null,
    price: null,
    productDetailPageUrl: null,
    image: null,
    inventoryItemId: shortId(`inventory ${id}`),
    units: DEFAULT_UNITS,
    createdAt: DEFAULT_TIME,
    updatedAt: DEFAULT_TIME,
  };
}

/** Day of the oldest version of the API. */
const DEFAULT_TIME = "2024-01-01T00:00:00.000Z";

/** 14 characters of a-z and 0-9, the same for the same text. */
function shortId(text: string): string {
  return BigInt(`0x${createHash("sha256").update(text).digest("hex")}`)
    .toString(36)
    .slice(0, 14);
}

/** All names of a product but its id. */
export function namesOf(product: Product): readonly ItemName[] {
  const values: readonly (readonly [ItemKind, string | null | undefined])[] = [
    ["externalId", product.externalId],
    ["sku", product.sku],
    ["amazonSku", product.amazonSku?.value],
  ];
  return values.flatMap(([kind, value]) => (value == null ? [] : [{ kind, value }]));
}

/** Amazon SKUs with this beginning are not in the merchant's Amazon catalog. */
const NOT_AT_AMAZON = "INVALID-";

/** Whether the merchant's Amazon catalog has an item of that SKU. */
export function isAtAmazon(amazonSku: string): boolean {
  return !amazonSku.toUpperCase().startsWith(NOT_AT_AMAZON);
}

/** Whether a shopper can buy it with Prime now. */
export function isBuyable({ offerPrime, amazonSku, units }: Product): boolean {
  return offerPrime && amazonSku !== null && isAtAmazon(amazonSku.value) && units > 0;
}

/** Writes a product and its names; `before` is what it was, if it was there. */
export function saveProduct(tx: Transaction, before: Product | undefined, after: Product): void {
  if (before !== undefined) forgetNames(tx, before);
  for (const name of namesOf(after)) tx.put(PRODUCT_NAMES, productKey(after.targetId, name), after.id);
  tx.put(INVENTORY_ITEMS, after.inventoryItemId, after.id);
  tx.put(PRODUCTS, after.id, after);
}

/** Removes a product and its names. */
export function removeProduct(tx: Transaction, product: Product): void {
  forgetNames(tx, product);
  tx.delete(INVENTORY_ITEMS, product.inventoryItemId);
  tx.delete(PRODUCTS, product.id);
}

/** Several products can have one Amazon SKU; it leads to the one that took it last. */
function forgetNames(tx: Transaction, product: Product): void {
  for (const name of namesOf(product)) {
    const key = productKey(product.targetId, name);
    if (tx.get(PRODUCT_NAMES, key) === product.id) tx.delete(PRODUCT_NAMES, key);
  }
}
