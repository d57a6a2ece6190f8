import { ORDER_LIMITS } from "../../../model/order-limits.ts";
import type { Reader } from "../../store/store.ts";
import { invalidInput, refused } from "../api-error.ts";
import { findProduct } from "../catalog/products.ts";
import type { Caller, Domain } from "../domain.ts";
import type { Order } from "../entities.ts";
import { identifierOf } from "../item-name.ts";
import type { CreateOrderInput, LineItemInput } from "../orders/order-input.ts";
import { checkAliases, checkDiscounts, checkLine } from "../orders/order-input.ts";
import { placeOrder } from "../orders/orders.ts";
import { Issues } from "../validation.ts";
import type { DeliveryPreview, PreviewedOffer, PreviewedProduct } from "./delivery-previews.ts";
import { findOffer } from "./delivery-previews.ts";
import { refuseExpired } from "./order-offers.ts";

/** CreateOrderFromOfferInput, as far as its page shows it. */
export interface CreateOrderFromOfferInput
  extends Pick<CreateOrderInput, "aliases" | "desiredExecutionState" | "discounts" | "orderLinks"> {
  readonly additionalLineItems?: CreateOrderInput["lineItems"] | null;
  readonly baseOfferId: string;
  readonly customer?: CreateOrderInput["customer"] | null;
}

/**
 * Creates an order of all that an offer of a delivery preview is about, for the address and the shopper of the preview. Page:
 * createorderfromofferinput, which shows the beginning of the input and nothing else.
 */
export function createOrderFromOffer(domain: Domain, caller: Caller, input: CreateOrderFromOfferInput): Order {
  checkInput(input);
  return domain.store.transaction((tx) => {
    const found = findOffer(tx, caller.targetId, input.baseOfferId);
    if (found === undefined) {
      throw refused("InvalidDeliveryOfferId", `There is no delivery offer ${input.baseOfferId}.`);
    }
    const { preview, group, offer } = found;
    if (offer.expiresAt === null) {
      const what = "is an estimate; ask for a preview with a shopper and a complete address";
      throw refused("InvalidDeliveryOfferId", `The delivery offer ${offer.id} ${what}.`);
    }
    refuseExpired(offer, domain.clock.now());
    const own = group.products.map((product) => lineOf(tx, preview, offer, product));
    const order: CreateOrderInput = {
      aliases: input.aliases,
      customer: input.customer ?? {},
      desiredExecutionState: input.desiredExecutionState,
      discounts: input.discounts,
      orderLinks: input.orderLinks,
      lineItems: [...own, ...(input.additionalLineItems ?? [])],
      recipient: { deliveryAddress: preview.address },
    };
    return placeOrder(domain, tx, caller, order, () => new Map([[offer.id, offer]]));
  });
}

function checkInput(input: CreateOrderFromOfferInput): void {
  const issues = new Issues("/createOrderFromOffer/input");
  checkAliases(input.aliases, issues.at("aliases"), ORDER_LIMITS.aliasesPerOrder);
  checkDiscounts(input.discounts, issues.at("discounts"));
  issues.at("orderLinks").size(input.orderLinks, 0, ORDER_LIMITS.orderLinks);
  (input.additionalLineItems ?? []).forEach((line, index) => {
    const place = issues.at("additionalLineItems", index);
    if (line == null) return;
    checkLine(line, place, false);
    const previewId = line.selectedDeliveryOffer?.details?.deliveryPreviewId;
    place.check(previewId == null, "must not have an offer of its own");
  });
  if (issues.found.length > 0) throw invalidInput(issues.found);
}

/** The catalog knows titles and prices at best; without them the product's name stands in, and nothing. */
function lineOf(
  reader: Reader,
  preview: DeliveryPreview,
  offer: PreviewedOffer,
  { name, units, unit }: PreviewedProduct,
): LineItemInput {
  const product = findProduct(reader, preview.targetId, name);
  return {
    amount: { value: units, unit },
    product: {
      identifier: identifierOf(name),
      title: product?.title ?? name.value,
      price: product?.price ?? null,
    },
    selectedDeliveryOffer: {
      details: {
        deliveryProvider: "AMAZON",
        deliveryPreviewId: preview.id,
        id: offer.id,
        deliveryTerms: { isPrimeEligible: offer.isPrimeEligible, deliverySpeed: offer.deliverySpeed },
      },
    },
  };
}
