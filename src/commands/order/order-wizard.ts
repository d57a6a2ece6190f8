import type { CreateOrderInput, MoneyInput } from "../../generated/operations/2024-11-01.ts";
import type { Context } from "../../kernel/context.ts";
import { compareDecimals, decimalText, formatMoney, parseDecimal } from "../../model/decimal.ts";
import { DEFAULT_ORDER_ALIAS_TYPE, ORDER_LIMITS } from "../../model/order-limits.ts";
import type { LineFlags } from "./line-flags.ts";
import { paymentSummary } from "./order-from-flags.ts";

/** What the last questions add to an order. */
export interface WizardExtras {
  readonly input: Pick<CreateOrderInput, "payments" | "recipient">;
  /** `TYPE:ID`; empty: one is made up. */
  readonly alias: readonly string[];
  readonly start: boolean;
}

const IDENTIFIERS = [
  { value: "sku", label: "Your SKU", hint: "for example MUG-BLUE-12" },
  { value: "external-id", label: "Your own product id", hint: "externalId, for example prod-5521" },
  { value: "amazon-sku", label: "Its Amazon SKU", hint: "MSKU" },
  { value: "product-id", label: "Its Buy with Prime product id", hint: "productId" },
] as const;

const DELIVERIES = [
  { value: "amazon", label: "Amazon, without Prime", hint: "needs nothing more" },
  {
    value: "prime",
    label: "Amazon, with Prime",
    hint: "needs an offer of a delivery preview: bwp delivery preview --use ask",
  },
  { value: "merchant", label: "You (the merchant)", hint: "Buy with Prime only notes the line" },
] as const;

const needed = (text: string): string | undefined => (text === "" ? "It is needed." : undefined);
const amount = (text: string): string | undefined => {
  const value = parseDecimal(text);
  return value === undefined || compareDecimals(value.text, "0") < 0
    ? "A decimal number, for example 18.50."
    : undefined;
};
const units = (text: string): string | undefined => {
  const value = parseDecimal(text);
  const counts = value !== undefined && compareDecimals(value.text, "0") > 0 && !value.text.includes(".");
  return counts ? undefined : "A whole number greater than 0.";
};

/** Asks for the products of an order, one after the other: what, how many, who delivers, discount and taxes. */
export async function askLines(context: Context): Promise<readonly LineFlags[]> {
  const lines: LineFlags[] = [];
  let previewId: string | undefined;
  do {
    const line = await askLine(context, lines.length + 1, previewId);
    previewId = line.preview ?? previewId;
    lines.push(line);
  } while (await context.prompt.confirm("Another product?", false));
  return lines;
}

async function askLine(context: Context, number: number, previewId: string | undefined): Promise<LineFlags> {
  const { prompt } = context;
  const key = await prompt.select(`Product ${number}: by which id is it known?`, IDENTIFIERS);
  const identifier = await prompt.input(IDENTIFIERS.find(({ value }) => value === key)?.label ?? key, {
    check: needed,
  });
  const title = await prompt.input("Title of the product", { check: needed });
  const price = await prompt.input("Price of one unit", { check: amount });
  const qty = await prompt.input("How many", { preset: "1", check: units });
  const delivery = await prompt.select("Who delivers it?", DELIVERIES);
  const offer =
    delivery !== "prime"
      ? {}
      : {
          preview: await prompt.input("Delivery preview id", {
            ...(previewId === undefined ? {} : { preset: previewId }),
            check: needed,
          }),
          offer: await prompt.input("Id of the chosen delivery offer", { check: needed }),
        };
  const money = (await prompt.confirm("A discount or taxes on this line?", false)) ? await askMoney(context) : {};
  return {
    [key]: identifier,
    title,
    price,
    qty,
    ...offer,
    ...(delivery === "merchant" ? { merchant: "true" } : {}),
    ...money,
  };
}

async function askMoney({ prompt }: Context): Promise<LineFlags> {
  const discount = await prompt.input("Discount on this line", { preset: "0", check: amount });
  const coupon = isZero(discount)
    ? ""
    : await prompt.input("Coupon code, if there was one (Enter: none)", {
        check: (text) =>
          text.length > ORDER_LIMITS.couponCodeLength
            ? `At most ${ORDER_LIMITS.couponCodeLength} characters.`
            : undefined,
      });
  const tax = await prompt.input("Taxes on this line", { preset: "0", check: amount });
  return {
    ...(isZero(discount) ? {} : { discount }),
    ...(coupon === "" ? {} : { coupon }),
    ...(isZero(tax) ? {} : { tax }),
  };
}

function isZero(text: string): boolean {
  return compareDecimals(text, "0") === 0;
}

/** Asks for what is left once lines, customer and address are known: recipient, payment, alias, start. */
export async function askExtras(context: Context, input: CreateOrderInput): Promise<WizardExtras> {
  const { prompt } = context;
  const recipient = await askRecipient(context, input);
  const total = input.totalPrice?.value;
  const payments = await askPayment(context, total);
  const alias = await prompt.input(`Your own order id (${DEFAULT_ORDER_ALIAS_TYPE}; Enter: a new one)`, {
    check: (text) => (/^:|:$/.test(text) ? "An id, or TYPE:ID." : undefined),
  });
  const start = await prompt.confirm("Start fulfilment at once?", true);
  return {
    input: { ...(recipient === undefined ? {} : { recipient }), ...(payments === undefined ? {} : { payments }) },
    alias: alias === "" ? [] : [alias.includes(":") ? alias : `${DEFAULT_ORDER_ALIAS_TYPE}:${alias}`],
    start,
  };
}

async function askRecipient(
  { prompt }: Context,
  { recipient }: CreateOrderInput,
): Promise<CreateOrderInput["recipient"]> {
  const address = recipient?.deliveryAddress;
  if (!address) return undefined;
  const name = await prompt.input("Who receives it", { preset: address.name ?? "", check: needed });
  return { deliveryAddress: { ...address, name } };
}

async function askPayment(
  { prompt }: Context,
  total: MoneyInput | null | undefined,
): Promise<CreateOrderInput["payments"]> {
  const value = total?.amount;
  if (value === undefined || value === null) return undefined;
  const text = formatMoney(decimalText(value), total?.currencyCode);
  if (!(await prompt.confirm(`Say how the ${text} are paid?`, false))) return undefined;
  const method = await prompt.input("How, for example: Visa ending in 4821", { check: needed });
  const state = await prompt.select("State of the payment", [
    { value: "AUTHORIZED", label: "AUTHORIZED", hint: "reserved, not taken yet" },
    { value: "CAPTURED", label: "CAPTURED", hint: "taken" },
    { value: "SUCCESS", label: "SUCCESS", hint: "paid" },
  ] as const);
  return { summary: paymentSummary(method, state, { amount: value, currencyCode: total?.currencyCode ?? null }) };
}
