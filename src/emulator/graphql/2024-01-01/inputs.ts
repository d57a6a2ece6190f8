import type { Alias } from "../../domain/entities.ts";
import type { OrderIdentifier } from "../../domain/orders/find-order.ts";
import type { UnitsInput } from "../../domain/orders/line-item-units.ts";
import type { CreateOrderInput, LineItemInput, MoneyInput, ProductInput } from "../../domain/orders/order-input.ts";
import type { PackageDetailsInput, PackageInformationInput } from "../../domain/orders/packages.ts";
import type { WholeReturnInput } from "../../domain/returns/returns.ts";
import type { OlderDeliveryOffer, OlderDiscounts, OlderUpdateOrderInput } from "../2024-04-01/inputs.ts";
import { toDeliveryOffer, toDiscounts } from "../2024-04-01/inputs.ts";

/** Inputs of 2024-01-01, and how they read in 2024-11-01. */

type Maybe<T> = T | null | undefined;

/** OrderIdentifierInput of 2024-01-01. */
export interface OrderIdentifier20240101 {
  readonly orderId?: Maybe<string>;
  readonly orderAlias?: Maybe<Alias>;
}

/** ItemIdentifierInput. */
type ItemIdentifier = Readonly<Partial<Record<"ID" | "SKU" | "mSKU" | "ExternalId", unknown>>>;

interface LineItem {
  readonly aliases?: Maybe<readonly Alias[]>;
  readonly amount?: Maybe<LineItemInput["amount"]>;
  readonly discounts?: Maybe<OlderDiscounts>;
  readonly lineItemAliases?: Maybe<readonly Alias[]>;
  readonly payments?: LineItemInput["payments"];
  readonly purchasedItem?: Maybe<
    Omit<ProductInput, "identifier" | "price"> & {
      readonly itemId?: Maybe<ItemIdentifier>;
      readonly price?: Maybe<{ readonly currentPrice?: Maybe<MoneyInput> }>;
    }
  >;
  readonly quantity?: Maybe<{ readonly amount: number; readonly unit?: Maybe<string> }>;
  readonly selectedDeliveryOffer?: Maybe<OlderDeliveryOffer>;
  readonly taxes?: unknown;
}

/** CreateOrderInput of 2024-01-01. */
export type CreateOrderInput20240101 = Omit<CreateOrderInput, "lineItems" | "discounts"> & {
  readonly discounts?: Maybe<OlderDiscounts>;
  readonly lineItems: readonly Maybe<LineItem>[];
  readonly orderAliases?: Maybe<readonly Alias[]>;
};

/** UpdateOrderInput of 2024-01-01. */
export type UpdateOrderInput20240101 = OlderUpdateOrderInput & { readonly deliveryInformationDetailsAliases?: unknown };

/** UpdateOrderDeliveryInformationInput. */
export interface DeliveryInformationInput {
  readonly orderId?: Maybe<string>;
  readonly details?: Maybe<
    readonly {
      readonly id?: Maybe<string>;
      readonly deliveryInformationState?: Maybe<Omit<PackageState, "packageInformationDetailsFor">>;
      readonly deliveryInformationDetailsFor?: Maybe<{ readonly orderLineItems?: Maybe<readonly UnitsInput[]> }>;
    }[]
  >;
}

type PackageState = NonNullable<NonNullable<PackageDetailsInput["packageState"]>["packageInformationState"]>;

/** UpdateOrderReturnsInput of 2024-01-01. */
export interface WholeReturnsInput {
  readonly orderId?: Maybe<string>;
  readonly details?: Maybe<readonly WholeReturnInput[]>;
}

export function toOrderIdentifier({ orderId, orderAlias }: OrderIdentifier20240101): OrderIdentifier {
  return { ...(orderId == null ? {} : { orderId }), ...(orderAlias == null ? {} : { alias: orderAlias }) };
}

/** Aliases under the older name count as well. */
export function toCreateOrderInput({ orderAliases, ...input }: CreateOrderInput20240101): CreateOrderInput {
  return {
    ...input,
    aliases: [...(input.aliases ?? []), ...(orderAliases ?? [])],
    discounts: toDiscounts(input.discounts),
    lineItems: input.lineItems.map((line) => line && toLineItem(line)),
  };
}

function toLineItem(line: LineItem): LineItemInput {
  const { lineItemAliases, purchasedItem, quantity, amount, aliases, selectedDeliveryOffer, discounts, ...same } = line;
  return {
    ...same,
    aliases: [...(aliases ?? []), ...(lineItemAliases ?? [])],
    // A line without either is refused by the check of amounts.
    amount: amount ?? { value: quantity?.amount ?? 0, unit: quantity?.unit },
    discounts: toDiscounts(discounts),
    product: purchasedItem && toProduct(purchasedItem),
    selectedDeliveryOffer: toDeliveryOffer(selectedDeliveryOffer),
  };
}

function toProduct({ itemId, price, ...same }: NonNullable<LineItem["purchasedItem"]>): ProductInput {
  return { ...same, identifier: toProductIdentifier(itemId), price: price?.currentPrice };
}

/** The capitals of ItemIdentifierInput in the newest words. */
export function toProductIdentifier(itemId: Maybe<ItemIdentifier>) {
  const { ID: productId, SKU: sku, mSKU: amazonSku, ExternalId: externalId } = itemId ?? {};
  return { productId, sku, amazonSku, externalId };
}

export function toPackageInformation(input: DeliveryInformationInput): PackageInformationInput {
  const details = (input.details ?? []).map((entry): PackageDetailsInput => {
    const { id, deliveryInformationState: state, deliveryInformationDetailsFor: content } = entry;
    const packageInformationDetailsFor =
      content?.orderLineItems == null ? null : { orderLineItemAmounts: content.orderLineItems };
    return {
      id: id ?? null,
      packageState: {
        packageInformationState: state == null ? null : { ...state, packageInformationDetailsFor },
      },
    };
  });
  return { packageInformation: { details } };
}
