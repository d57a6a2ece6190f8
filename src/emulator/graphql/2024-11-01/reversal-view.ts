import type { ReversalOffer, ReversalOffers } from "../../domain/returns/reversal-offers.ts";
import type { Fields } from "../context.ts";

const LOCALE = "en-US";
const RETURN_DAYS = 30;

/** Titles and descriptions, of items that can be returned and of others. */
export const REVERSAL_TEXTS = {
  returnable: {
    title: `Free ${RETURN_DAYS}-day returns`,
    description: `You can return this item for free within ${RETURN_DAYS} days of delivery.`,
  },
  final: { title: "Not returnable", description: "This item cannot be returned." },
} as const;

/** `ReversalOffers`. */
export const REVERSAL_OFFERS_FIELDS: Fields<ReversalOffers> = {
  expiresAt: ({ expiresAt }) => expiresAt,
  id: ({ id }) => id,
  reversalOfferCollection: ({ offers }) => offers,
};

/** `ReversalItemOffers`. */
export const REVERSAL_ITEM_FIELDS: Fields<ReversalOffer> = {
  item: ({ item }) => ({ id: item }),
  summary: ({ isReturnable }) => {
    const texts = isReturnable ? REVERSAL_TEXTS.returnable : REVERSAL_TEXTS.final;
    return {
      description: { locale: LOCALE, value: texts.description },
      resolutionTypes: isReturnable ? ["RETURN"] : [],
      title: { locale: LOCALE, value: texts.title },
      window: isReturnable ? { duration: { unit: "day", value: RETURN_DAYS }, endDate: null } : null,
    };
  },
};

/** Type of an item's identifier: only those of SKU and Amazon SKU are documented. */
export function reversalIdentifierType(item: unknown): string {
  const kind = typeof item === "object" && item !== null && "kind" in item ? item.kind : undefined;
  return kind === "amazonSku" ? "MskuReversalItemIdentifier" : "SkuReversalItemIdentifier";
}
