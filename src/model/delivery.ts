import type { Amount, Money } from "./order.ts";

/**
 * A delivery preview as views show it, in the words of the newest version whatever version answered. What an answer left out or
 * gave as null is undefined or an empty list.
 */
export interface DeliveryPreviewView {
  readonly id: string;
  readonly groups: readonly DeliveryGroupView[];
}

/** What is packed and delivered together. */
export interface DeliveryGroupView {
  readonly id: string;
  readonly products: readonly PreviewedProduct[];
  readonly offers: readonly DeliveryOfferView[];
}

/** One product of a group. */
export interface PreviewedProduct {
  /** Undefined in 2024-01-01, whose answer does not say which product it is. */
  readonly name: string | undefined;
  /** Type of its identifier: `SkuProductIdentifier`. */
  readonly type: string | undefined;
  readonly amount: Amount | undefined;
}

/** One way to deliver a group. */
export interface DeliveryOfferView {
  readonly id: string;
  /** ISO 8601. */
  readonly earliest: string | undefined;
  readonly latest: string | undefined;
  /** Undefined: an estimate, which must not become an order. */
  readonly expiresAt: string | undefined;
  readonly price: Money | undefined;
  /** Text to show to the shopper. */
  readonly message: string | undefined;
  /** PRIME: show the Prime badge. NONE: show none. */
  readonly badge: string | undefined;
  readonly productMessages: readonly { readonly text: string; readonly products: readonly string[] }[];
  /** Undefined before 2024-11-01. */
  readonly isPrimeEligible: boolean | undefined;
  readonly deliverySpeed: string | undefined;
}

/** Whether a shopper can use Prime benefits. */
export interface ShopperEligibility {
  readonly shopperId: string | undefined;
  /** PRIME or NON_PRIME. */
  readonly status: string | undefined;
}
