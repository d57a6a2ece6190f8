import type { DeliveryPreviewInput } from "../../domain/delivery/delivery-previews.ts";

/** DeliveryPreviewInput of 2024-04-01: where to and for whom stand in the terms. */
export interface DeliveryPreviewInput20240401 {
  readonly products: DeliveryPreviewInput["products"];
  readonly terms?: OlderTerms;
}

/** DeliveryPreviewTermsInput. */
export type OlderTerms = Pick<DeliveryPreviewInput, "location" | "shopperIdentity"> | null | undefined;

export function toDeliveryPreviewInput({ products, terms }: DeliveryPreviewInput20240401): DeliveryPreviewInput {
  return { products, location: terms?.location, shopperIdentity: terms?.shopperIdentity };
}
