import type { FeedColumn } from "../../../model/catalog.ts";
import { CATALOG_LIMITS } from "../../../model/catalog.ts";
import type { Transaction } from "../../store/store.ts";
import type { Domain } from "../domain.ts";
import type { ItemName } from "./catalog.ts";
import type { FeedRow } from "./feed-file.ts";
import type { Feed } from "./feeds.ts";
import { changeProduct, newProduct } from "./product-changes.ts";
import type { Product } from "./products.ts";
import { findProduct, isAtAmazon, PRODUCT_NAMES, productKey } from "./products.ts";

/** What became of one row. */
export interface RowOutcome {
  readonly row: FeedRow;
  readonly status: "SUCCESS" | "SKIPPED" | "FAILED";
  readonly code: string;
  readonly message: string;
}

type Values = Readonly<Record<FeedColumn, string>>;
type Problem = readonly [code: string, message: string];

/** Imports the rows one after the other; a row that fails does not keep the others from being imported. */
export function importRows(
  domain: Domain,
  tx: Transaction,
  feed: Pick<Feed, "targetId" | "overwrite">,
  rows: readonly FeedRow[],
): readonly RowOutcome[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const fail = ([code, message]: Problem): RowOutcome => ({ row, status: "FAILED", code, message });
    if (row.values === null)
      return fail(["InvalidColumnCount", "The row has another number of columns than the header."]);
    const values = row.values;
    const problem = problemOfValues(values) ?? problemOfRepetition(seen, row.line, values);
    if (problem !== undefined) return fail(problem);
    const before = findProduct(tx, feed.targetId, { kind: "externalId", value: values["External ID"] });
    if (before !== undefined && !feed.overwrite) {
      const message = "The product exists, and existing products are not to be overwritten.";
      return { row, status: "SKIPPED", code: "ProductExists", message };
    }
    const conflict = problemOfProduct(tx, feed.targetId, before, values);
    if (conflict !== undefined) return fail(conflict);
    const after = productOf(values, before ?? newProduct(domain, feed.targetId));
    changeProduct(domain, tx, before, after);
    if (after.amazonSku === null || isAtAmazon(after.amazonSku.value)) {
      return { row, status: "SUCCESS", code: "", message: "" };
    }
    // As documented, such a product is stored, and is not eligible.
    return fail(["AmazonSkuNotFound", "Amazon SKU not found: stored, but not eligible."]);
  });
}

function problemOfValues(values: Values): Problem | undefined {
  const tooLong = (column: FeedColumn, most: number): Problem | undefined =>
    values[column].length <= most ? undefined : ["ValueTooLong", `${column} is longer than ${most} characters.`];
  if (values["External ID"] === "") return ["MissingValue", "External ID is missing."];
  if (!/^(true|false)?$/.test(values["Offer Prime"])) return ["InvalidValue", "Offer Prime must be true or false."];
  return (
    tooLong("External ID", CATALOG_LIMITS.externalId) ??
    tooLong("Updated External ID", CATALOG_LIMITS.externalId) ??
    tooLong("SKU", CATALOG_LIMITS.sku)
  );
}

/** Remembers what names a product, and finds what an earlier row of the file has named already. */
function problemOfRepetition(seen: Map<string, number>, line: number, values: Values): Problem | undefined {
  for (const column of ["External ID", "SKU"] as const) {
    const key = `${column} ${values[column]}`;
    const earlier = seen.get(key);
    if (earlier !== undefined) return ["DuplicateValue", `${column} is that of line ${earlier} already.`];
    if (values[column] !== "") seen.set(key, line);
  }
  return undefined;
}

/** What a row cannot do to the catalog as it is. */
function problemOfProduct(
  tx: Transaction,
  targetId: string,
  before: Product | undefined,
  values: Values,
): Problem | undefined {
  const isTaken = (name: ItemName): boolean => {
    const holder = name.value === "" ? undefined : tx.get(PRODUCT_NAMES, productKey(targetId, name));
    return holder !== undefined && holder !== before?.id;
  };
  const renamed = values["Updated External ID"];
  if (before === undefined && values.SKU === "") return ["MissingValue", "SKU is missing."];
  if (before === undefined && renamed !== "")
    return ["InvalidValue", "Updated External ID needs a product that exists."];
  if (isTaken({ kind: "sku", value: values.SKU })) return ["DuplicateValue", "SKU is that of another product."];
  if (isTaken({ kind: "externalId", value: renamed })) {
    return ["DuplicateValue", "Updated External ID is that of another product."];
  }
  return undefined;
}

/** The product that a row makes of another one; empty values change nothing. */
function productOf(values: Values, base: Product): Product {
  const amazonSku = values["Amazon SKU"];
  const image = values["Image URL"];
  const offerPrime = values["Offer Prime"];
  return {
    ...base,
    externalId: values["Updated External ID"] || values["External ID"],
    sku: values.SKU || base.sku,
    amazonSku: amazonSku === "" ? base.amazonSku : { value: amazonSku, marketplaceId: null },
    offerPrime: offerPrime === "" ? base.offerPrime : offerPrime === "true",
    image: image === "" ? base.image : { sourceUrl: image, altText: null },
    productDetailPageUrl: values["Product Detail Page URL"] || base.productDetailPageUrl,
  };
}
