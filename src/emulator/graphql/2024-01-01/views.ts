import type { Product } from "../../domain/catalog/products.ts";
import type { DeliveryOffer, Order } from "../../domain/entities.ts";
import type { ReversalOffer, ReversalOffers } from "../../domain/returns/reversal-offers.ts";
import {
  OLDER_AMOUNT_FIELDS,
  OLDER_LINE_FIELDS,
  OLDER_OFFER_FIELDS,
  OLDER_ORDER_FIELDS,
  VIEWS_2024_04_01,
} from "../2024-04-01/views.ts";
import { COMMON_PRODUCT_FIELDS, wrapped } from "../2024-11-01/catalog-view.ts";
import { DELIVERY_PRODUCT_FIELDS, identifierTypes } from "../2024-11-01/delivery-view.ts";
import type { LineSource } from "../2024-11-01/line-amounts.ts";
import { lineAmounts } from "../2024-11-01/line-amounts.ts";
import type { ReturnSource } from "../2024-11-01/return-view.ts";
import { RETURN_FIELDS } from "../2024-11-01/return-view.ts";
import { REVERSAL_TEXTS } from "../2024-11-01/reversal-view.ts";
import type { Fields } from "../context.ts";
import type { VersionViews } from "../schema.ts";

const ORDER_FIELDS: Fields<Order> = { ...OLDER_ORDER_FIELDS, orderAliases: ({ aliases }) => aliases };

/** `LineItem` of 2024-01-01: the product is a purchased item, the amount a quantity. */
const LINE_ITEM_FIELDS: Fields<LineSource> = {
  ...OLDER_LINE_FIELDS,
  lineItemAliases: ({ line }) => line.aliases,
  purchasedItem: ({ line }) => {
    if (line.product === null) return null;
    const { image, price, productDetailPageUrl, title } = line.product;
    return {
      altText: image?.altText ?? null,
      imageUrl: image?.sourceUrl ?? null,
      price: { currentPrice: price },
      productDetailPageUrl,
      title,
    };
  },
  quantity: ({ line }) => ({ amount: line.units, unit: line.unit }),
};

const OFFER_FIELDS: Fields<DeliveryOffer> = {
  ...OLDER_OFFER_FIELDS,
  deliveryCharge: ({ price }) => price?.totalPrice ?? null,
  estimatedDeliveryDate: ({ date }) => date,
};

const RETURN_FIELDS_2024_01_01: Fields<ReturnSource> = {
  ...RETURN_FIELDS,
  returnFor: ({ order, each }) => ({ orderLineItems: lineAmounts(order, each.lines) }),
};

const REVERSAL_OFFERS_FIELDS: Fields<ReversalOffers> = { reversalOfferGroups: ({ offers }) => offers };

/** `ReversalOfferGroup`: plain texts, which are one sentence for what cannot be returned. */
const REVERSAL_GROUP_FIELDS: Fields<ReversalOffer> = {
  item: ({ item }) => ({ id: item }),
  summary: ({ isReturnable }) => {
    const { title, description } = REVERSAL_TEXTS.returnable;
    const final = REVERSAL_TEXTS.final.description;
    return isReturnable ? { title, description } : { title: final, description: final };
  },
};

/** `MappingProduct`: a product in older words, and in still older ones. */
const MAPPING_PRODUCT_FIELDS: Fields<Product> = {
  ...COMMON_PRODUCT_FIELDS,
  externalId: ({ externalId }) => wrapped(externalId),
  isPrimeIntended: ({ offerPrime }) => offerPrime,
  mSku: ({ amazonSku }) => amazonSku,
  productExternalId: ({ externalId }) => wrapped(externalId),
  productMsku: ({ amazonSku }) => amazonSku,
  productSku: ({ sku }) => wrapped(sku),
  sku: ({ sku }) => wrapped(sku),
  url: ({ productDetailPageUrl }) => productDetailPageUrl,
};

/** How entities look in version 2024-01-01. */
export const VIEWS_2024_01_01: VersionViews = {
  types: {
    ...VIEWS_2024_04_01.types,
    DeliveryItem: DELIVERY_PRODUCT_FIELDS,
    DeliveryOfferDetails: OFFER_FIELDS,
    LineItem: LINE_ITEM_FIELDS,
    MappingProduct: MAPPING_PRODUCT_FIELDS,
    Order: ORDER_FIELDS,
    ReturnDetails: RETURN_FIELDS_2024_01_01,
    ReturnOrderLineItem: OLDER_AMOUNT_FIELDS,
    ReversalOfferGroup: REVERSAL_GROUP_FIELDS,
    ReversalOffers: REVERSAL_OFFERS_FIELDS,
  },
  abstractTypes: {
    ...VIEWS_2024_04_01.abstractTypes,
    ItemIdentifier: identifierTypes({
      sku: "SkuItemIdentifier",
      externalId: "ExternalItemIdentifier",
      amazonSku: "MskuItemIdentifier",
    }),
  },
};
