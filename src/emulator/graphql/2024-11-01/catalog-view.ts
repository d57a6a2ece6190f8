import type { Feed, FeedSignal } from "../../domain/catalog/feeds.ts";
import type { ProductPage } from "../../domain/catalog/product-queries.ts";
import { cursorOf, stockFault } from "../../domain/catalog/product-queries.ts";
import type { Product } from "../../domain/catalog/products.ts";
import { isBuyable } from "../../domain/catalog/products.ts";
import { membershipsOf } from "../../domain/catalog/purchase-groups.ts";
import type { Fields } from "../context.ts";

const LOCALE = "en-US";

/** A stock record: a part of its product, or what a query asked for. */
export interface InventorySource {
  readonly product: Product;
  /** True in the answer of inventoryItem, where a stock that cannot be told is an error. */
  readonly isAskedFor: boolean;
}

/** An identifier on output: an object with a value. */
export function wrapped(value: string | null): { readonly value: string } | null {
  return value === null ? null : { value };
}

/** `CatalogFeed`. */
export const FEED_FIELDS: Fields<Feed> = {
  result: ({ reportFileId, signals }) => ({
    resultReport: reportFileId === null ? null : { fileId: reportFileId },
    signals,
  }),
};

/** `Signal`. */
export const SIGNAL_FIELDS: Fields<FeedSignal> = {
  impactSummary: ({ impact }) => ({ locale: LOCALE, message: impact }),
  reactionSummary: ({ reaction }) => ({ locale: LOCALE, message: reaction }),
  signalMessage: ({ message }) => ({ locale: LOCALE, message }),
};

/** What a product has in all versions. */
export const COMMON_PRODUCT_FIELDS: Fields<Product> = {
  buyability: (product) => ({ status: isBuyable(product) ? "BUYABLE" : "NOT_BUYABLE" }),
  image: ({ image }) => (image === null ? null : { ...image, displayReadyUrl: image.sourceUrl }),
  inventoryItem: (product): InventorySource => ({ product, isAskedFor: false }),
};

/** `Product`. */
export const PRODUCT_FIELDS: Fields<Product> = {
  ...COMMON_PRODUCT_FIELDS,
  advertisedPrice: ({ price }) => (price === null ? null : { currentPrice: price }),
  externalId: ({ externalId }) => wrapped(externalId),
  externalVersion: () => null,
  purchaseGroupMemberships: (product, _, { domain }) =>
    membershipsOf(domain.store, product).map(({ amount }) => ({
      memberAmount: amount,
      price: product.price === null ? null : { currentPrice: product.price },
    })),
  sku: ({ sku }) => wrapped(sku),
  title: ({ title }) => (title === null ? null : { defaultLocale: LOCALE, values: [{ locale: LOCALE, value: title }] }),
};

/** `InventoryItem`. */
export const INVENTORY_FIELDS: Fields<InventorySource> = {
  inventoryItemId: ({ product }) => product.inventoryItemId,
  buyableQuantity: ({ product, isAskedFor }) => {
    const fault = stockFault(product);
    if (fault === undefined) return { amount: product.units, unit: "UNIT" };
    if (isAskedFor) throw fault;
    return null;
  },
};

/** `ProductConnection`. */
export const PRODUCT_PAGE_FIELDS: Fields<ProductPage> = {
  edges: ({ products }) => products.map((node) => ({ cursor: cursorOf(node), node })),
  pageInfo: ({ products, hasPrevious, hasNext }) => {
    const [first, last] = [products[0], products.at(-1)];
    return {
      startCursor: first === undefined ? null : cursorOf(first),
      endCursor: last === undefined ? null : cursorOf(last),
      hasNextPage: hasNext,
      hasPreviousPage: hasPrevious,
    };
  },
};
