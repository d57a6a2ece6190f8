import type { OrderIdentifier } from "../../domain/orders/find-order.ts";
import type { CreateOrderInput, DiscountsInput, LineItemInput } from "../../domain/orders/order-input.ts";
import type { UpdateOrderInput } from "../../domain/orders/orders.ts";

/** Inputs of 2024-04-01 that are worded otherwise than in 2024-11-01, and how they read there. */

type Maybe<T> = T | null | undefined;

/** A discount, which may name its promotion in the older way. */
export interface OlderDiscounts {
  readonly details?: Maybe<
    readonly {
      readonly aliases?: unknown;
      readonly promotionAliases?: unknown;
      readonly couponCode?: Maybe<string>;
    }[]
  >;
  readonly summary?: unknown;
}

/** DeliveryOfferInput until 2024-04-01. */
export interface OlderDeliveryOffer {
  readonly details?: Maybe<{
    readonly deliveryCharge?: NonNullable<
      NonNullable<LineItemInput["selectedDeliveryOffer"]>["details"]
    >["deliveryCharge"];
    readonly deliveryPreviewId?: Maybe<string>;
    readonly deliveryProvider?: Maybe<"BUY_WITH_PRIME" | "MERCHANT">;
    readonly discounts?: Maybe<OlderDiscounts>;
    readonly id?: Maybe<string>;
    readonly taxes?: unknown;
  }>;
  readonly summary?: unknown;
}

/** LineItemInput of 2024-04-01. */
interface LineItem {
  readonly amount: LineItemInput["amount"];
  readonly discounts?: Maybe<OlderDiscounts>;
  readonly selectedDeliveryOffer?: Maybe<OlderDeliveryOffer>;
}

/** CreateOrderInput of 2024-04-01. */
export type CreateOrderInput20240401 = Omit<CreateOrderInput, "lineItems" | "discounts"> & {
  readonly discounts?: Maybe<OlderDiscounts>;
  readonly lineItems: readonly Maybe<Omit<LineItemInput, keyof LineItem> & LineItem>[];
};

/** UpdateOrderInput until 2024-04-01: it names the order itself. */
export type OlderUpdateOrderInput = Omit<UpdateOrderInput, "discounts"> & {
  readonly orderId?: Maybe<string>;
  readonly discounts?: Maybe<OlderDiscounts>;
};

/** CancelOrderInput of 2024-04-01. */
export interface CancelOrderInput20240401 {
  readonly orderIdentifier: OrderIdentifier;
}

export function toCreateOrderInput(input: CreateOrderInput20240401): CreateOrderInput {
  const lineItems = input.lineItems.map(
    (line) =>
      line && {
        ...line,
        discounts: toDiscounts(line.discounts),
        selectedDeliveryOffer: toDeliveryOffer(line.selectedDeliveryOffer),
      },
  );
  return { ...input, discounts: toDiscounts(input.discounts), lineItems };
}

export function toUpdateOrderInput({ orderId: _, ...input }: OlderUpdateOrderInput): UpdateOrderInput {
  return { ...input, discounts: toDiscounts(input.discounts) };
}

/** BUY_WITH_PRIME is Amazon with Prime; an offer without provider stays incomplete and is refused. */
export function toDeliveryOffer(offer: Maybe<OlderDeliveryOffer>): LineItemInput["selectedDeliveryOffer"] {
  if (offer?.details == null) return offer as LineItemInput["selectedDeliveryOffer"];
  const { deliveryProvider, discounts, ...details } = offer.details;
  if (deliveryProvider == null) return { ...offer, details: null };
  const provider =
    deliveryProvider === "MERCHANT"
      ? { deliveryProvider }
      : { deliveryProvider: "AMAZON" as const, deliveryTerms: { isPrimeEligible: true } };
  return { ...offer, details: { ...details, ...provider, discounts: toDiscounts(discounts) } };
}

/** `promotionAliases` are called `aliases` later. */
export function toDiscounts(discounts: Maybe<OlderDiscounts>): Maybe<DiscountsInput> {
  if (discounts?.details == null) return discounts as Maybe<DiscountsInput>;
  const details = discounts.details.map(({ promotionAliases, aliases, ...discount }) => ({
    ...discount,
    aliases: aliases ?? promotionAliases,
  }));
  return { ...discounts, details };
}
