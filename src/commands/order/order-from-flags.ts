import { UsageError } from "../../errors.ts";
import type {
  CreateOrderInput,
  IdentityTokenInput,
  LineItemInput,
  MoneyInput,
  PaymentSummaryInput,
  PaymentsInput,
  RecipientInput,
} from "../../generated/operations/2024-11-01.ts";
import { complete, type Wanted } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import {
  addDecimals,
  type Decimal,
  decimalText,
  multiplyDecimals,
  parseDecimal,
  subtractDecimals,
} from "../../model/decimal.ts";
import { SANDBOX_PRIME_SHOPPER_TOKEN } from "../../model/sandbox-shoppers.ts";
import { ADDRESS_FORMAT, addressOf, parseAddressLine } from "./address-line.ts";
import { linksOf } from "./attribute-flags.ts";
import { namesProduct, pick, readLines, singleLine } from "./given-lines.ts";
import { identityOf } from "./identity-flags.ts";
import { isMerchantLine, type LineFlags, parseAmount, toLineItem } from "./line-flags.ts";
import type { OrderFlagValues } from "./order-flags.ts";

/** Sample data of the documentation's kind: nobody lives there. */
const SAMPLE = {
  sku: "MUG-BLUE-12",
  title: "Blue stoneware mug, 12 oz",
  price: "18.50",
  name: "Nora Quist",
  email: "nora@example.com",
  address: ADDRESS_FORMAT,
} as const;

type Part = keyof typeof SAMPLE;

interface Question {
  readonly flag: string;
  readonly question: string;
  /** Answers a sentence if the text cannot be used. */
  check?(text: string): string | undefined;
}

const QUESTIONS: Readonly<Record<Part, Question>> = {
  sku: { flag: "--line <KEY=VALUE,...> or --sku <SKU>", question: "SKU of the product" },
  title: { flag: "--title <TEXT>", question: "Title of the product" },
  price: {
    flag: "--price <AMOUNT>",
    question: "Price of one unit",
    check: (text) => (parseDecimal(text) ? undefined : "A decimal number, for example 18.50."),
  },
  name: { flag: "--name <NAME>", question: "Customer's name" },
  email: {
    flag: "--email <EMAIL>",
    question: "Customer's e-mail address",
    check: (text) => (/^\S+@\S+$/.test(text) ? undefined : "For example nora@example.com."),
  },
  address: {
    flag: "--address <ADDRESS>",
    question: "Where to deliver (street, city, state and postal code)",
    check: (text) => (parseAddressLine(text) ? undefined : `For example: ${ADDRESS_FORMAT}`),
  },
};

/**
 * Makes the input of createOrder from flags, completed by questions on a terminal or by `--sample`.
 * @param answered lines that the user described in answer to questions.
 * @throws {UsageError} naming every missing flag at once, or the first value that cannot be used.
 */
export async function orderFromFlags(
  context: Context,
  flags: OrderFlagValues,
  answered?: readonly LineFlags[],
): Promise<CreateOrderInput> {
  const lines = answered ?? readLines(flags);
  const defaults = {
    currency: flags.currency,
    merchant: flags.merchant,
    previewId: flags.deliveryPreviewId,
    offerId: flags.deliveryOfferId,
    speed: flags.deliverySpeed,
    ...(await sampleOffer(context, flags)),
  };
  const merchantOnly = (lines ?? [{}]).every((line) => isMerchantLine(line, defaults));
  const parts: readonly Part[] = [
    ...(lines !== undefined ? [] : merchantOnly ? (["sku"] as const) : (["sku", "title", "price"] as const)),
    "name",
    "email",
    ...(merchantOnly ? [] : (["address"] as const)),
  ];
  const answers = await completeParts(context, flags, parts);
  const sku = namesProduct(flags) ? flags.sku : answers.sku;
  const single = singleLine({
    ...flags,
    sku,
    title: answers.title ?? flags.title,
    price: answers.price ?? flags.price,
  });
  const lineItems = (lines ?? [single]).map((line) => toLineItem(line, defaults));
  const total = flags.total === undefined ? sumOf(lineItems) : parseAmount(flags.total, "--total", { zero: true });
  const recipient = recipientOf(flags, answers);
  const payments = paymentsOf(flags, total);
  const identity = (await identityOf(context, flags)) ?? (await sandboxShopper(context, lineItems));
  return {
    lineItems,
    customer: { contact: { emailData: { ...pick("name", answers.name), ...pick("email", answers.email) } } },
    ...(recipient === undefined ? {} : { recipient }),
    ...(total === undefined ? {} : { totalPrice: { value: { amount: total, currencyCode: flags.currency } } }),
    ...(payments === undefined ? {} : { payments }),
    ...(flags.link.length === 0 ? {} : { orderLinks: linksOf(flags.link) }),
    ...(identity === undefined ? {} : { shopperIdentity: identity }),
  };
}

/**
 * Where Amazon delivers with Prime only, a sample needs an offer. The emulator takes any preview whose id begins with EMU-; a
 * sandbox wants a real one, so there the user is told what is missing.
 */
async function sampleOffer(context: Context, flags: OrderFlagValues) {
  const given = flags.merchant || flags.deliveryPreviewId !== undefined || flags.deliveryOfferId !== undefined;
  if (!flags.sample || given || (await context.profile()).kind !== "emulator") return {};
  if ((await context.dialect()).deliversWithoutPrime) return {};
  return { previewId: "EMU-sample-preview", offerId: "EMU-sample-offer" };
}

/** One payment of the whole order, as a summary. Page: paymentsummaryinput. */
function paymentsOf(flags: OrderFlagValues, total: Decimal | undefined): PaymentsInput | undefined {
  const { paymentMethod, paymentState, currency } = flags;
  if (paymentMethod === undefined && paymentState === undefined) return undefined;
  if (paymentMethod === undefined || total === undefined) {
    throw new UsageError("A payment needs --payment-method, and prices or --total for its amount.", {
      code: "missing_input",
    });
  }
  return { summary: paymentSummary(paymentMethod, paymentState, { amount: total, currencyCode: currency }) };
}

/** PaymentSummaryInput. */
export function paymentSummary(
  paymentMethodDisplayString: string,
  state: PaymentSummaryInput["state"] | undefined,
  amount: MoneyInput,
): PaymentSummaryInput {
  return { amount, paymentMethodDisplayString, ...(state ? { state } : {}) };
}

async function completeParts(
  context: Context,
  flags: OrderFlagValues,
  parts: readonly Part[],
): Promise<Partial<Record<Part, string>>> {
  const product = flags.sku ?? flags.externalId ?? flags.amazonSku ?? flags.productId;
  const given = (part: Part): string | undefined => (part === "sku" ? product : flags[part]);
  const wanted = parts.map((part): [Part, Wanted<string>] => {
    const { flag, question, check } = QUESTIONS[part];
    return [
      part,
      {
        given: given(part) ?? (flags.sample ? SAMPLE[part] : undefined),
        flag,
        ask: (prompt) => prompt.input(question, { check: (text) => (text === "" ? "It is needed." : check?.(text)) }),
      },
    ];
  });
  return complete(context, Object.fromEntries(wanted));
}

function recipientOf(flags: OrderFlagValues, answers: Partial<Record<Part, string>>): RecipientInput | undefined {
  const line = answers.address ?? flags.address;
  if (line === undefined) return undefined;
  return {
    deliveryAddress: {
      ...pick("name", flags.recipientName ?? answers.name),
      ...addressOf(line),
      ...pick("contactNumber", flags.contactNumber),
    },
  };
}

/** A sandbox takes only the shoppers that the documentation publishes, so a Prime line without a shopper gets the Prime one. */
async function sandboxShopper(
  context: Context,
  lines: readonly LineItemInput[],
): Promise<IdentityTokenInput | undefined> {
  const isPrime = lines.some((line) => line.selectedDeliveryOffer.details?.deliveryTerms?.isPrimeEligible === true);
  if (!isPrime || (await context.profile()).kind === "production") return undefined;
  context.notices.info("Shopper identity: the Prime shopper that is published for sandboxes.");
  return { lwaAccessToken: { value: SANDBOX_PRIME_SHOPPER_TOKEN } };
}

/** The exact sum of the lines, less discounts, plus taxes; undefined if a line has no price. */
function sumOf(lines: readonly LineItemInput[]): Decimal | undefined {
  const sum = lines
    .map(sumOfLine)
    .reduce<string | undefined>(
      (left, right) => (left === undefined || right === undefined ? undefined : addDecimals(left, right)),
      "0",
    );
  return sum === undefined ? undefined : parseDecimal(sum);
}

function sumOfLine(line: LineItemInput): string | undefined {
  const price = line.product?.price?.amount;
  if (price === undefined || price === null) return undefined;
  const text = (money: MoneyInput | null | undefined): string => decimalText(money?.amount ?? 0);
  const goods = multiplyDecimals(decimalText(price), decimalText(line.amount.value));
  const less = (line.discounts?.details ?? []).map((entry) => text(entry?.amount));
  return [...less, text(line.discounts?.summary?.amount)]
    .filter((amount) => amount !== "0")
    .reduce(subtractDecimals, addTax(goods, text(line.taxes?.summary?.collectableTaxAmount)));
}

function addTax(goods: string, tax: string): string {
  return tax === "0" ? goods : addDecimals(goods, tax);
}
