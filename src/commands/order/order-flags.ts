import type { OptionSpec, OptionValues } from "../../kernel/command.ts";
import { PAYMENT_STATES } from "../../model/payments.ts";
import { ADDRESS_FORMAT } from "./address-line.ts";
import { ATTRIBUTE_FLAGS } from "./attribute-flags.ts";
import { IDENTITY_FLAGS } from "./identity-flags.ts";
import { LINE_FORMAT } from "./line-flags.ts";

const LINE = "Line";
const PEOPLE = "Customer and recipient";
const DELIVERY = "Delivery";
const PAYMENT = "Payment";

/** Options that describe an order to create, by flags. */
export const ORDER_FLAGS = {
  line: {
    type: "string",
    value: "KEY=VALUE,...",
    multiple: true,
    commas: false,
    group: LINE,
    summary: `A line: ${LINE_FORMAT}; also external-id, amazon-sku, product-id, preview, offer, speed, merchant=true, alias, discount, coupon, tax`,
  },
  sku: { type: "string", value: "SKU", group: LINE, summary: "Product of a single line, by your SKU" },
  externalId: { type: "string", value: "ID", group: LINE, summary: "... by your own product id" },
  amazonSku: { type: "string", value: "SKU", group: LINE, summary: "... by its Amazon SKU (MSKU)" },
  productId: { type: "string", value: "ID", group: LINE, summary: "... by the id that Buy with Prime gave it" },
  quantity: { type: "string", value: "NUMBER", group: LINE, summary: "Units of the single line (default: 1)" },
  title: { type: "string", value: "TEXT", group: LINE, summary: "Title of the single line's product" },
  price: { type: "string", value: "AMOUNT", group: LINE, summary: "Price of one unit of the single line" },
  discount: { type: "string", value: "AMOUNT", group: LINE, summary: "Discount of the single line" },
  coupon: {
    type: "string",
    value: "CODE",
    group: LINE,
    summary: "Coupon that gave the discount; at most 50 characters",
  },
  tax: { type: "string", value: "AMOUNT", group: LINE, summary: "Taxes of the single line" },
  currency: { type: "string", value: "CODE", default: "USD", group: LINE, summary: "Currency of all prices" },
  total: {
    type: "string",
    value: "AMOUNT",
    group: LINE,
    summary: "Order total (default: lines, less discounts, plus taxes)",
  },
  name: { type: "string", value: "NAME", group: PEOPLE, summary: "Customer's name" },
  email: { type: "string", value: "EMAIL", group: PEOPLE, summary: "Customer's e-mail address" },
  address: { type: "string", value: "ADDRESS", group: PEOPLE, summary: `Where to deliver: "${ADDRESS_FORMAT}"` },
  recipientName: { type: "string", value: "NAME", group: PEOPLE, summary: "Who receives (default: the customer)" },
  contactNumber: { type: "string", value: "PHONE", group: PEOPLE, summary: "Telephone of the recipient" },
  deliveryPreviewId: {
    type: "string",
    value: "ID",
    group: DELIVERY,
    summary: "Delivery preview: with the offer id, lines are delivered with Prime",
  },
  deliveryOfferId: { type: "string", value: "ID", group: DELIVERY, summary: "Offer of the preview that was chosen" },
  deliverySpeed: {
    type: "string",
    value: "SPEED",
    default: "STANDARD",
    group: DELIVERY,
    summary: "Speed of lines that Amazon delivers without Prime",
  },
  merchant: { type: "boolean", group: DELIVERY, summary: "The merchant delivers the lines" },
  ...IDENTITY_FLAGS,
  paymentMethod: {
    type: "string",
    value: "TEXT",
    group: PAYMENT,
    summary: "How the whole order is paid, for example 'Visa ending in 4821'",
  },
  paymentState: {
    type: "string",
    value: "STATE",
    choices: PAYMENT_STATES,
    group: PAYMENT,
    summary: "State of that payment",
  },
  link: ATTRIBUTE_FLAGS.link,
  sample: {
    type: "boolean",
    summary: "Fill in whatever is missing with sample data (never on production)",
  },
} as const satisfies Record<string, OptionSpec>;

/** Values of {@link ORDER_FLAGS}. */
export type OrderFlagValues = OptionValues<typeof ORDER_FLAGS>;

/** Names of the flags that were given and have no place beside a file: all but their defaults. */
export function givenOrderFlags(values: OrderFlagValues): readonly (keyof OrderFlagValues)[] {
  const specs: Readonly<Record<string, OptionSpec>> = ORDER_FLAGS;
  const keys = Object.keys(ORDER_FLAGS).filter((key): key is keyof OrderFlagValues => key in values);
  return keys.filter((key) => {
    const value = values[key];
    const spec = specs[key];
    if (Array.isArray(value)) return value.length > 0;
    if (typeof value === "boolean") return value;
    return value !== undefined && !(spec?.type === "string" && spec.default === value);
  });
}
