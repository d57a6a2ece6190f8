import type { DeliveryPreviewInput } from "../../domain/delivery/delivery-previews.ts";
import { deliveryPreview } from "../../domain/delivery/delivery-previews.ts";
import { shopperEligibility } from "../../domain/delivery/shoppers.ts";
import type { IdentityInput } from "../../domain/orders/order-input.ts";
import type { Operation } from "../operations.ts";
import { operation } from "../operations.ts";

/** Queries of the Delivery Preview interface, whose input a version words in its own way. */
export function deliveryOperations<Input>(toInput: (input: Input) => DeliveryPreviewInput): readonly Operation[] {
  return [
    operation("deliveryPreview", "viewDeliveryPreview", (domain, caller, args: { input: Input }) =>
      deliveryPreview(domain, caller, toInput(args.input)),
    ),
    operation(
      "shopperBwPEligibility",
      "viewShopperEligibility",
      (_domain, caller, args: { identityToken: IdentityInput }) => shopperEligibility(caller, args.identityToken),
    ),
  ];
}
