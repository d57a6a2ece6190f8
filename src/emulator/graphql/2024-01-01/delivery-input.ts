import type { ItemIdentifierInput } from "../../domain/catalog/product-identifier.ts";
import { toProductIdentifier } from "../../domain/catalog/product-identifier.ts";
import type { DeliveryPreviewInput, DeliveryProductInput } from "../../domain/delivery/delivery-previews.ts";
import type { OlderTerms } from "../2024-04-01/delivery-input.ts";
import { toDeliveryPreviewInput as fromTerms } from "../2024-04-01/delivery-input.ts";

/** DeliveryPreviewInput of 2024-01-01: items with identifiers in capitals. */
export interface DeliveryPreviewInput20240101 {
  readonly items: readonly DeliveryItem[];
  readonly terms?: OlderTerms;
}

interface DeliveryItem {
  readonly itemIdentifier?: ItemIdentifierInput | null;
  readonly amount?: DeliveryProductInput["amount"];
  readonly quantity?: { readonly amount: number; readonly unit?: string | null } | null;
}

/** What is asked for, in the words of 2024-11-01. */
export function toDeliveryPreviewInput({ items, terms }: DeliveryPreviewInput20240101): DeliveryPreviewInput {
  return fromTerms({ products: items.map(toProduct), terms });
}

function toProduct({ itemIdentifier, amount, quantity }: DeliveryItem): DeliveryProductInput {
  return {
    productIdentifier: toProductIdentifier(itemIdentifier ?? {}),
    amount: amount ?? (quantity && { value: quantity.amount, unit: quantity.unit }),
  };
}
