import { FEED_STATES } from "../../../model/catalog.ts";
import type { CollectionChecks } from "./check.ts";
import { count, flag, list, number, object, oneOf, orNull, sameAsId, text, time, times } from "./check.ts";

/** Products, what groups them, and the feeds that they arrive by. */
export const CATALOG_CHECKS: CollectionChecks = {
  catalogFeeds: object({
    id: sameAsId,
    targetId: text,
    fileId: text,
    overwrite: flag,
    status: oneOf(FEED_STATES),
    reportFileId: orNull(text),
    signals: orNull(list(object({ code: text, message: text, impact: text, reaction: text }))),
    ...times,
  }),
  catalogFiles: object({ targetId: text, createdAt: time }),
  inventoryItems: text,
  items: object({ offerPrime: flag }),
  productNames: text,
  products: object({
    id: sameAsId,
    targetId: text,
    externalId: orNull(text),
    sku: orNull(text),
    amazonSku: orNull(object({ value: text, marketplaceId: orNull(text) })),
    offerPrime: flag,
    title: orNull(text),
    description: orNull(object({ defaultLocale: orNull(text), values: list(object({})) })),
    price: orNull(object({ amount: orNull(number), currencyCode: orNull(text) })),
    productDetailPageUrl: orNull(text),
    image: orNull(object({ sourceUrl: orNull(text), altText: orNull(text) })),
    inventoryItemId: text,
    units: count,
    ...times,
  }),
  purchaseGroups: object({
    id: sameAsId,
    targetId: text,
    representativeProductId: text,
    members: list(object({ productId: text, amount: object({ value: number, unit: orNull(text) }) })),
    createdAt: time,
  }),
  runningCatalogFeeds: text,
};
