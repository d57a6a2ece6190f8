import { UsageError } from "../../errors.ts";
import type { LineItemInput, ProductIdentifierInput } from "../../generated/operations/2024-11-01.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { compareDecimals, type Decimal, parseDecimal } from "../../model/decimal.ts";
import { parseUnits } from "../../model/units.ts";
import { parseAlias } from "./order-identifier.ts";

const KEYS = [
  "sku",
  "external-id",
  "amazon-sku",
  "product-id",
  "qty",
  "title",
  "price",
  "merchant",
  "preview",
  "offer",
  "speed",
  "alias",
  "discount",
  "coupon",
  "tax",
] as const;

/** One line of an order as flags describe it; all values are text. */
export type LineFlags = Readonly<Partial<Record<(typeof KEYS)[number], string>>>;

/** What holds for every line that says nothing else. */
export interface LineDefaults {
  readonly currency: string;
  /** True: the merchant delivers. */
  readonly merchant: boolean;
  readonly previewId: string | undefined;
  readonly offerId: string | undefined;
  readonly speed: string;
}

/** How to write `--line`, for help and errors. */
export const LINE_FORMAT = "sku=MUG,qty=2,title=Blue mug,price=18.50";

function isKey(text: string): text is (typeof KEYS)[number] {
  return (KEYS as readonly string[]).includes(text);
}

/**
 * Reads `sku=MUG,qty=2,title="Mug, blue",price=18.50`; a value with commas stands in double quotes.
 * @throws {UsageError} for an unknown key or a part without `=`.
 */
export function parseLine(text: string): LineFlags {
  const parts = text.match(/(?:"[^"]*"|[^,"])+/g) ?? [];
  const entries = parts.map((part) => {
    const equals = part.indexOf("=");
    const key = part.slice(0, Math.max(0, equals)).trim();
    if (!isKey(key)) {
      const hint = equals < 1 ? undefined : didYouMean(key, KEYS);
      throw new UsageError(equals < 1 ? `--line: "${part.trim()}" is no key=value.` : `--line: unknown key "${key}".`, {
        code: "invalid_line",
        suggestion: hint ?? `Known keys: ${KEYS.join(", ")}. Example: --line '${LINE_FORMAT}'`,
      });
    }
    return [
      key,
      part
        .slice(equals + 1)
        .trim()
        .replace(/^"(.*)"$/, "$1"),
    ] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * The text of which {@link parseLine} makes that line again.
 * @throws {UsageError} for a value with a double quote, which has no place in it.
 */
export function lineText(line: LineFlags): string {
  return Object.entries(line)
    .map(([key, value]) => {
      if (!value.includes('"') && value === value.trim()) return `${key}=${value.includes(",") ? `"${value}"` : value}`;
      throw new UsageError(`--line cannot say ${key}=${value}.`, {
        code: "invalid_line",
        suggestion: "Write such a value into a file for bwp order create --file.",
      });
    })
    .join(",");
}

/** True if the merchant delivers the line, by its own word or by the default. */
export function isMerchantLine(line: LineFlags, defaults: Pick<LineDefaults, "merchant">): boolean {
  return line.merchant === undefined ? defaults.merchant : line.merchant !== "false";
}

/**
 * Makes the line for createOrder: with preview and offer id it is delivered with Prime, unless it names a speed itself; with
 * `merchant` by the merchant, else by Amazon without Prime. Page: lineiteminput, deliveryofferdetailsinput.
 * @throws {UsageError} for numbers that are none and for several product identifiers.
 */
export function toLineItem(line: LineFlags, defaults: LineDefaults): LineItemInput {
  const identifier = identifierOf(line);
  const price = line.price === undefined ? undefined : parseAmount(line.price, "price", { zero: true });
  const product = {
    ...(identifier === undefined ? {} : { identifier }),
    ...(line.title === undefined ? {} : { title: line.title }),
    ...(price === undefined ? {} : { price: { amount: price, currencyCode: defaults.currency } }),
  };
  return {
    ...(line.alias === undefined ? {} : { aliases: [parseAlias(line.alias)] }),
    ...(Object.keys(product).length === 0 ? {} : { product }),
    amount: { value: readUnits(line.qty ?? "1") },
    ...discountsOf(line, defaults.currency),
    ...taxesOf(line, defaults.currency),
    selectedDeliveryOffer: { details: deliveryOf(line, defaults) },
  };
}

/** A summary is enough unless there is a coupon code, which only details take. */
function discountsOf({ discount, coupon }: LineFlags, currencyCode: string): Pick<LineItemInput, "discounts"> {
  if (discount === undefined) {
    if (coupon === undefined) return {};
    throw new UsageError("A coupon needs the discount that it gave: discount=AMOUNT.", { code: "missing_input" });
  }
  const amount = { amount: parseAmount(discount, "discount", { zero: true }), currencyCode };
  if (coupon === undefined) return { discounts: { summary: { amount } } };
  return { discounts: { details: [{ amount, couponCode: coupon }] } };
}

function taxesOf({ tax }: LineFlags, currencyCode: string): Pick<LineItemInput, "taxes"> {
  if (tax === undefined) return {};
  const amount = parseAmount(tax, "tax", { zero: true });
  return { taxes: { summary: { collectableTaxAmount: { amount, currencyCode } } } };
}

function deliveryOf(line: LineFlags, defaults: LineDefaults) {
  if (isMerchantLine(line, defaults)) return { deliveryProvider: "MERCHANT" } as const;
  const previewId = line.preview ?? defaults.previewId;
  const offerId = line.offer ?? defaults.offerId;
  if (previewId === undefined && offerId === undefined) {
    return {
      deliveryProvider: "AMAZON",
      deliveryTerms: { isPrimeEligible: false, deliverySpeed: line.speed ?? defaults.speed },
    } as const;
  }
  return {
    deliveryProvider: "AMAZON",
    ...(previewId === undefined ? {} : { deliveryPreviewId: previewId }),
    ...(offerId === undefined ? {} : { id: offerId }),
    deliveryTerms:
      line.speed === undefined ? { isPrimeEligible: true } : { isPrimeEligible: false, deliverySpeed: line.speed },
  } as const;
}

/** How a line names its product; undefined if it does not. @throws {UsageError} if it does so more than once. */
export function identifierOf(line: LineFlags): ProductIdentifierInput | undefined {
  const given: readonly ProductIdentifierInput[] = [
    ...(line.sku === undefined ? [] : [{ sku: line.sku }]),
    ...(line["external-id"] === undefined ? [] : [{ externalId: line["external-id"] }]),
    ...(line["amazon-sku"] === undefined ? [] : [{ amazonSku: { value: line["amazon-sku"] } }]),
    ...(line["product-id"] === undefined ? [] : [{ productId: line["product-id"] }]),
  ];
  if (given.length <= 1) return given[0];
  throw new UsageError("A line names its product once: by sku, external-id, amazon-sku or product-id.", {
    code: "two_products",
  });
}

/** The units of a line: flags have no unit of measure, they are counted. @throws {UsageError} if it is no count. */
export function readUnits(text: string): Decimal {
  const units = parseUnits(text);
  if (units !== undefined) return units;
  throw new UsageError(`quantity: "${text}" is no whole number greater than 0.`, {
    code: "invalid_amount",
    suggestion: "Write how many units, for example 2.",
  });
}

/** Reads a decimal number of a flag; @throws {UsageError} if it is none or not positive. */
export function parseAmount(text: string, name: string, { zero }: { readonly zero: boolean }): Decimal {
  const value = parseDecimal(text);
  if (value !== undefined && compareDecimals(value.text, "0") >= (zero ? 0 : 1)) return value;
  throw new UsageError(`${name}: "${text}" is no ${zero ? "amount" : "number greater than 0"}.`, {
    code: "invalid_amount",
    suggestion: "Write it as a decimal number, for example 18.50.",
  });
}
