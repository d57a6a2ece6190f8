import type { ItemIdentifierInput } from "../../generated/operations/2024-01-01.ts";
import type { ProductIdentifierInput } from "../../generated/operations/2024-11-01.ts";
import { at, type Json } from "./reading.ts";

/** A product's identifier as 2024-01-01 takes it; mind the capitals. */
export function toItemIdentifier(identifier: ProductIdentifierInput): ItemIdentifierInput {
  return {
    ...(identifier.sku ? { SKU: identifier.sku } : {}),
    ...(identifier.externalId ? { ExternalId: identifier.externalId } : {}),
    ...(identifier.productId ? { ID: identifier.productId } : {}),
    ...(identifier.amazonSku ? { mSKU: identifier.amazonSku } : {}),
  };
}

/** The same the other way round. */
export function toNewestIdentifier(identifier: unknown): Json {
  const { SKU, ExternalId, ID, mSKU } = at(identifier);
  const members = Object.entries({ sku: SKU, externalId: ExternalId, productId: ID, amazonSku: mSKU });
  return Object.fromEntries(members.filter(([, value]) => value !== undefined));
}
