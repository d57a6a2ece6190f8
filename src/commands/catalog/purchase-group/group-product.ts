import type { ProductIdentifier } from "../../../client/dialects/catalog.ts";
import { UsageError } from "../../../errors.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { type DecimalValue, parseDecimal } from "../../../model/decimal.ts";

const KEYS = ["sku", "external-id", "amazon-sku", "product-id", "amount"] as const;

/** How to write a product of a bundle, for help and errors. */
export const GROUP_FORMAT = "sku=LAMP-OAK-01,amount=2";

/**
 * Reads `sku=LAMP-OAK-01,amount=2`.
 * @throws {UsageError} code `invalid_product` for an unknown key, no or several products, or an amount that is none.
 */
export function parseGroupProduct(
  text: string,
  flag: string,
): { readonly product: ProductIdentifier; readonly amount: DecimalValue } {
  const refuse = (problem: string, suggestion = `Write it as ${GROUP_FORMAT}`): UsageError =>
    new UsageError(`${flag}${flag === "" ? "" : ": "}${problem}`, { code: "invalid_product", suggestion });
  const values = new Map<string, string>();
  for (const part of text.split(",")) {
    const equals = part.indexOf("=");
    const [key, value] = [part.slice(0, Math.max(0, equals)).trim(), part.slice(equals + 1).trim()];
    if (!KEYS.some((known) => known === key) || value === "") {
      throw refuse(`"${part.trim()}" is not one of ${KEYS.join("=, ")}=.`, didYouMean(key, KEYS));
    }
    if (values.has(key)) throw refuse(`${key} is given twice.`);
    values.set(key, value);
  }
  const { amount = "1", ...names } = Object.fromEntries(values);
  const decimal = /^\d+(\.\d+)?$/.test(amount) && Number(amount) > 0 ? parseDecimal(amount) : undefined;
  if (decimal === undefined) throw refuse(`amount must be a number above 0, not "${amount}".`);
  const [name, ...others] = Object.entries(names);
  if (name === undefined || others.length > 0) throw refuse("name one product, in one way.");
  return { product: identifierOf(...name), amount: decimal };
}

function identifierOf(key: string, value: string): ProductIdentifier {
  if (key === "sku") return { sku: value };
  if (key === "external-id") return { externalId: value };
  if (key === "product-id") return { productId: value };
  return { amazonSku: { value } };
}
