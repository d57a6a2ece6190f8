import type {
  DeliveryGroup,
  DeliveryPreview,
  PreviewedOffer,
  PreviewedProduct,
} from "../../domain/delivery/delivery-previews.ts";
import type { Fields } from "../context.ts";

const LOCALE = "en-US";
/** `Tue, Mar 4`. */
const DAY = new Intl.DateTimeFormat(LOCALE, { weekday: "short", month: "short", day: "numeric", timeZone: "UTC" });
const NOTHING_TO_PAY = { currencyCode: "USD", amount: 0 };

/** `DeliveryPreview`. */
export const DELIVERY_PREVIEW_FIELDS: Fields<DeliveryPreview> = { deliveryGroups: ({ groups }) => groups };

/** `DeliveryGroup`; until 2024-01-01 its products are items. */
export const DELIVERY_GROUP_FIELDS: Fields<DeliveryGroup> = {
  deliveryOffers: ({ offers }) => offers,
  items: ({ products }) => products,
  products: ({ products }) => products,
};

/** `DeliveryProduct`, and `DeliveryItem` of 2024-01-01. */
export const DELIVERY_PRODUCT_FIELDS: Fields<PreviewedProduct> = {
  amount: ({ unit, units }) => ({ unit, value: units }),
  itemIdentifier: ({ name }) => name,
  productIdentifier: ({ name }) => name,
  quantity: ({ unit, units }) => ({ unit, amount: units }),
};

/** `DeliveryOffer`. */
export const DELIVERY_OFFER_FIELDS: Fields<PreviewedOffer> = {
  policy: ({ date, isPrimeEligible }) => ({
    messaging: {
      messageText: `Get it on ${DAY.format(new Date(date.latest))}`,
      locale: LOCALE,
      badge: isPrimeEligible ? "PRIME" : "NONE",
    },
    itemMessaging: [],
    productMessaging: [],
  }),
  price: () => ({ totalPrice: NOTHING_TO_PAY, rollupPrices: [] }),
  terms: ({ deliverySpeed, isPrimeEligible }) => ({ deliverySpeed, isPrimeEligible }),
};

/** Types of identifiers by their kind; which one shows a product id is not documented. */
export function identifierTypes(words: {
  readonly sku: string;
  readonly externalId: string;
  readonly amazonSku: string;
}): (identifier: unknown) => string {
  return (identifier) => {
    const kind =
      typeof identifier === "object" && identifier !== null && "kind" in identifier ? identifier.kind : "sku";
    return kind === "externalId" ? words.externalId : kind === "amazonSku" ? words.amazonSku : words.sku;
  };
}
