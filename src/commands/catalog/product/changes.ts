import type { ProductInput } from "../../../client/dialects/catalog.ts";
import type { ProductView } from "../../../model/catalog.ts";

/** One thing that a change makes different. */
export interface Change {
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

/** What an input changes of a product as it is; what it sets to the same value is no change. */
export function changesOf(product: ProductView, input: ProductInput): readonly Change[] {
  const rows: readonly (readonly [what: string, from: unknown, to: unknown])[] = [
    ["SKU", product.sku, input.sku],
    ["external id", product.externalId, input.externalId],
    ["Amazon SKU", product.amazonSku, input.amazonSku?.value],
    ["offer Prime", product.offerPrime, input.offerPrime],
    ["page", product.url, input.productDetailPageUrl],
    ["image", product.imageUrl, input.image?.sourceUrl],
    ["description", product.description, input.description?.values?.[0]?.value],
    ["variation group", undefined, input.variationGroupMembership],
  ];
  return rows.flatMap(([what, from, to]) =>
    to === undefined || to === null || to === from ? [] : [{ what, from: textOf(from), to: textOf(to) }],
  );
}

/** The changes in one line, as the end of "change product …". */
export function changesText(changes: readonly Change[]): string {
  if (changes.length === 0) return "";
  return `: ${changes.map(({ what, from, to }) => `${what} ${from} -> ${to}`).join(", ")}`;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "(none)";
  if (typeof value === "object") return "(given)";
  const text = String(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
