import type { DeliveryPreviewInput } from "../../domain/delivery/delivery-previews.ts";

/** DeliveryPreviewInput of 2024-04-01: where to and for whom stand in the terms. */
export interface DeliveryPreviewInput20240401 {
  readonly products: DeliveryPreviewInput["products"];
  readonly terms?: OlderTerms;
}

/** DeliveryPreviewTermsInput. */
export type OlderTerms = Pick<DeliveryPreviewInput, "location" | "shopperIdentity"> | null | undefined;

/** What is asked for, in the words of 2024-11-01. */
export function toDeliveryPreviewInput({ products, terms }: DeliveryPreviewInput20240401): DeliveryPreviewInput {
  return { products, location: terms?.location, shopperIdentity: terms?.shopperIdentity };
}
