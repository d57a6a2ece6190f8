import { UsageError } from "../../errors.ts";
import { type LineFlags, parseLine } from "./line-flags.ts";
import type { OrderFlagValues } from "./order-flags.ts";

/** Flags of a single line that name its product. */
type ProductFlags = Pick<OrderFlagValues, "sku" | "externalId" | "amazonSku" | "productId">;
/** All flags of a single line. */
type SingleLineFlags = ProductFlags & Partial<Record<(typeof OTHERS)[number], string | undefined>>;

const PRODUCTS = ["sku", "externalId", "amazonSku", "productId"] as const;
const OTHERS = ["title", "price", "quantity", "discount", "coupon", "tax"] as const;

/**
 * The lines that `--line` describes; undefined if it was not given.
 * @throws {UsageError} if a single line is described beside them.
 */
export function readLines(
  flags: SingleLineFlags & { readonly line: readonly string[] },
): readonly LineFlags[] | undefined {
  if (flags.line.length === 0) return undefined;
  if ([...PRODUCTS, ...OTHERS].every((key) => flags[key] === undefined)) return flags.line.map(parseLine);
  throw new UsageError(
    "Describe lines with --line, or a single one with --sku, --title, --price and --quantity; not both.",
    { code: "two_ways" },
  );
}

/** True if a flag of a single line names its product. */
export function namesProduct(flags: ProductFlags): boolean {
  return PRODUCTS.some((key) => flags[key] !== undefined);
}

/** The single line that flags describe. */
export function singleLine(flags: SingleLineFlags): LineFlags {
  return {
    ...pick("sku", flags.sku),
    ...pick("external-id", flags.externalId),
    ...pick("amazon-sku", flags.amazonSku),
    ...pick("product-id", flags.productId),
    ...pick("title", flags.title),
    ...pick("price", flags.price),
    ...pick("qty", flags.quantity),
    ...pick("discount", flags.discount),
    ...pick("coupon", flags.coupon),
    ...pick("tax", flags.tax),
  };
}

/** An object with the member, or without it if there is no value. */
export function pick<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  const made: Partial<Record<K, string>> = {};
  if (value !== undefined) made[key] = value;
  return made;
}
