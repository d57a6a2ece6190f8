import type { DeliveryOffer, LineItem, Money, Order } from "../../domain/entities.ts";
import { PRODUCT_FIELDS } from "../2024-11-01/catalog-view.ts";
import {
  LINE_ITEM_FIELDS,
  ORDER_FIELDS,
  PACKAGE_FIELDS,
  PACKAGE_INFORMATION_FIELDS,
} from "../2024-11-01/order-view.ts";
import { RETURN_DELIVERY_FIELDS } from "../2024-11-01/return-view.ts";
import { VIEWS_2024_11_01 } from "../2024-11-01/views.ts";
import type { Fields } from "../context.ts";
import type { VersionViews } from "../schema.ts";

const { packageInformation: deliveriesOfOrder, returns: returnsOfOrder, ...SAME_ORDER_FIELDS } = ORDER_FIELDS;
const { packageInformation: deliveriesOfLine, ...SAME_LINE_FIELDS } = LINE_ITEM_FIELDS;
const { packageInformationDetailsFor: contentOfDelivery, ...SAME_DELIVERY_FIELDS } = PACKAGE_FIELDS;

/** `Order` until 2024-04-01: packages are deliveries, and drafts of returns do not exist. */
export const OLDER_ORDER_FIELDS: Fields<Order> = {
  ...SAME_ORDER_FIELDS,
  deliveryInformation: deliveriesOfOrder,
  returns: (order) => returnsOfOrder({ ...order, returns: order.returns.filter((each) => each.state !== "DRAFT") }),
};

/** `LineItem` until 2024-04-01. */
export const OLDER_LINE_FIELDS = { ...SAME_LINE_FIELDS, deliveryInformation: deliveriesOfLine };

/** `DeliveryInformationDetails`. */
export const DELIVERY_FIELDS = { ...SAME_DELIVERY_FIELDS, deliveryInformationDetailsFor: contentOfDelivery };

/** `DeliveryOfferDetails` until 2024-04-01: whatever Amazon delivers is PRIME. */
export const OLDER_OFFER_FIELDS: Fields<DeliveryOffer> = {
  deliveryProvider: ({ deliveryProvider }) => (deliveryProvider === "AMAZON" ? "PRIME" : deliveryProvider),
};

/** `DiscountAllocationDetails` until 2024-04-01. */
export const OLDER_DISCOUNT_FIELDS: Fields<{ readonly aliases?: unknown }> = {
  promotionAliases: ({ aliases }) => aliases,
};

/** `OrderTotalSummary` until 2024-04-01. */
export const OLDER_TOTAL_FIELDS: Fields<{ readonly value: Money | null }> = { totalPrice: ({ value }) => value };

/** A line item with an amount of it. */
interface LineAmount {
  readonly lineItem: { readonly order: Order; readonly line: LineItem };
  readonly amount: { readonly unit: string; readonly value: number } | null;
}

function toQuantity({ amount }: LineAmount): unknown {
  return amount === null ? null : { amount: amount.value, unit: amount.unit };
}

/** `RefundedOrderLineItem` and `ReturnOrderLineItem`: amounts are quantities. */
export const OLDER_AMOUNT_FIELDS: Fields<LineAmount> = { refundedQuantity: toQuantity, returnedQuantity: toQuantity };

/** `ReturnDeliveryDetails` of 2024-04-01 begin as PENDING. */
const RETURN_DELIVERY_FIELDS_2024_04_01: typeof RETURN_DELIVERY_FIELDS = {
  ...RETURN_DELIVERY_FIELDS,
  state: (source) => (source.parcel.state === "CREATED" ? "PENDING" : source.parcel.state),
};

/** How entities look in version 2024-04-01. */
export const VIEWS_2024_04_01: VersionViews = {
  types: {
    ...VIEWS_2024_11_01.types,
    DeliveryInformation: PACKAGE_INFORMATION_FIELDS,
    DeliveryInformationDetails: DELIVERY_FIELDS,
    DeliveryOfferDetails: OLDER_OFFER_FIELDS,
    DiscountAllocationDetails: OLDER_DISCOUNT_FIELDS,
    LineItem: OLDER_LINE_FIELDS,
    Order: OLDER_ORDER_FIELDS,
    OrderTotalSummary: OLDER_TOTAL_FIELDS,
    Product: { ...PRODUCT_FIELDS, asin: () => null },
    RefundedOrderLineItem: OLDER_AMOUNT_FIELDS,
    ReturnDeliveryDetails: RETURN_DELIVERY_FIELDS_2024_04_01,
  },
  abstractTypes: VIEWS_2024_11_01.abstractTypes,
};
