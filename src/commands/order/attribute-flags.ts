import { UsageError } from "../../errors.ts";
import type { OptionSpec, OptionValues } from "../../kernel/command.ts";
import { ORDER_LIMITS, ORDER_LINK_TYPES } from "../../model/order-limits.ts";
import { parseAmount } from "./line-flags.ts";

const ATTRIBUTES = "Attributes";

/** Options for attributes of a whole order, the same for creating and for changing it. */
export const ATTRIBUTE_FLAGS = {
  link: {
    type: "string",
    value: "TYPE=URL",
    multiple: true,
    commas: false,
    group: ATTRIBUTES,
    summary: `Add a link for the shopper: ${ORDER_LINK_TYPES.join(" or ")}; at most 5`,
  },
  total: { type: "string", value: "AMOUNT", group: ATTRIBUTES, summary: "What the shopper pays in all" },
  tax: { type: "string", value: "AMOUNT", group: ATTRIBUTES, summary: "Taxes of the whole order" },
  discount: {
    type: "string",
    value: "AMOUNT",
    group: ATTRIBUTES,
    summary: "Discount of the whole order; better on its lines. Cannot be changed later",
  },
  currency: { type: "string", value: "CODE", default: "USD", group: ATTRIBUTES, summary: "Currency of these amounts" },
} as const satisfies Record<string, OptionSpec>;

/**
 * What the attribute flags say, as UpdateOrderInput and CreateOrderInput take it; what was not given is left out. Pages:
 * updateorderinput, update-an-order.
 * @throws {UsageError} for an amount or a link that is none.
 */
export function attributesOf(flags: OptionValues<typeof ATTRIBUTE_FLAGS>) {
  const money = (text: string, flag: string) => ({
    amount: parseAmount(text, flag, { zero: true }),
    currencyCode: flags.currency,
  });
  return {
    ...(flags.link.length === 0 ? {} : { orderLinks: linksOf(flags.link) }),
    ...(flags.total === undefined ? {} : { totalPrice: { value: money(flags.total, "--total") } }),
    ...(flags.tax === undefined ? {} : { taxes: { summary: { collectableTaxAmount: money(flags.tax, "--tax") } } }),
    ...(flags.discount === undefined
      ? {}
      : { discounts: { summary: { amount: money(flags.discount, "--discount") } } }),
  };
}

/** Reads `--link TYPE=URL`. @throws {UsageError} for another type, no URL, or too many. */
export function linksOf(texts: readonly string[]) {
  if (texts.length > ORDER_LIMITS.orderLinks) {
    throw new UsageError(`An order has at most ${ORDER_LIMITS.orderLinks} links.`, { code: "too_many_links" });
  }
  return texts.map((text) => {
    const [name = "", ...rest] = text.split("=");
    const url = rest.join("=").trim();
    const destinationType = ORDER_LINK_TYPES.find((type) => type === name.trim());
    if (destinationType !== undefined && URL.canParse(url)) return { destinationType, url };
    throw new UsageError(`"${text}" is no link.`, {
      code: "invalid_link",
      suggestion: `Write it as TYPE=URL with one of ${ORDER_LINK_TYPES.join(", ")}.`,
    });
  });
}
