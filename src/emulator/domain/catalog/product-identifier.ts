import { CATALOG_LIMITS } from "../../../model/catalog.ts";
import type { Issues } from "../validation.ts";
import type { ItemKind, ItemName } from "./catalog.ts";

/** ProductIdentifierInput; exactly one member is to be set. */
export interface ProductIdentifierInput {
  readonly amazonSku?: AmazonSkuInput | null;
  readonly externalId?: string | null;
  readonly productId?: string | null;
  readonly sku?: string | null;
}

/** AmazonProductIdentifierInput. */
export interface AmazonSkuInput {
  readonly marketplaceId?: string | null;
  readonly value?: string | null;
}

/** ItemIdentifierInput of 2024-01-01. Mind the capitals. */
export interface ItemIdentifierInput {
  readonly ExternalId?: string | null;
  readonly ID?: string | null;
  readonly SKU?: string | null;
  readonly mSKU?: AmazonSkuInput | null;
}

/** What 2024-01-01 says, in the newer words. */
export function toProductIdentifier({ ExternalId, ID, SKU, mSKU }: ItemIdentifierInput): ProductIdentifierInput {
  return {
    ...(ExternalId == null ? {} : { externalId: ExternalId }),
    ...(ID == null ? {} : { productId: ID }),
    ...(SKU == null ? {} : { sku: SKU }),
    ...(mSKU == null ? {} : { amazonSku: mSKU }),
  };
}

/** Reads which product is meant; adds an issue unless there is exactly one name. */
export function readProductIdentifier(input: ProductIdentifierInput | null | undefined, issues: Issues): ItemName {
  const { amazonSku, externalId, productId, sku } = input ?? {};
  const values: readonly (readonly [ItemKind, string | null | undefined])[] = [
    ["amazonSku", amazonSku == null ? undefined : (amazonSku.value ?? "")],
    ["externalId", externalId],
    ["productId", productId],
    ["sku", sku],
  ];
  const given = values.flatMap(([kind, value]) => (value == null ? [] : [{ kind, value }]));
  const [name = { kind: "sku", value: "" } as const] = given;
  if (issues.check(given.length === 1, "must have exactly one of amazonSku, externalId, productId and sku")) {
    checkName(name, issues.at(name.kind));
  }
  return name;
}

/** Adds an issue for a name that is empty or too long. */
export function checkName({ kind, value }: ItemName, issues: Issues): void {
  issues.size(value, 1, kind === "sku" ? CATALOG_LIMITS.sku : CATALOG_LIMITS.externalId);
}
