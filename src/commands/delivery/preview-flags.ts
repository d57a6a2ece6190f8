import type { OptionSpec, OptionValues } from "../../kernel/command.ts";
import { IDENTITY_FLAGS } from "../order/identity-flags.ts";
import { ORDER_FLAGS } from "../order/order-flags.ts";

const PLACE = "Place";
const ORDER = "For the order";

/** Which offer of each group goes into the order. */
export const OFFER_CHOICES = ["ask", "earliest", "cheapest"] as const;
export type OfferChoice = (typeof OFFER_CHOICES)[number];

const { line, sku, externalId, amazonSku, productId, quantity, address } = ORDER_FLAGS;

/** Options that say what to deliver, where to and for whom; the words are those of `bwp order create`. */
export const PREVIEW_FLAGS = {
  line: {
    ...line,
    summary: "A product: sku=MUG,qty=2; also external-id, amazon-sku, product-id; title, price, ... go into the order",
  },
  sku,
  externalId,
  amazonSku,
  productId,
  quantity: { ...quantity, summary: "Units of the single product (default: 1)" },
  postalCode: { type: "string", value: "ZIP", group: PLACE, summary: "ZIP code, enough for an estimate" },
  address: { ...address, group: PLACE },
  ...IDENTITY_FLAGS,
} as const satisfies Record<string, OptionSpec>;

/** Options of what comes after the preview. */
export const USE_FLAGS = {
  use: {
    type: "string",
    value: "OFFER",
    choices: OFFER_CHOICES,
    group: ORDER,
    summary: "Hand an offer of each group to bwp order create: ask which, or the earliest or cheapest",
  },
  write: { type: "string", value: "FILE", group: ORDER, summary: "With --use: write the order's file, create nothing" },
  title: { ...ORDER_FLAGS.title, group: ORDER },
  price: { ...ORDER_FLAGS.price, group: ORDER },
  name: { ...ORDER_FLAGS.name, group: ORDER },
  email: { ...ORDER_FLAGS.email, group: ORDER },
} as const satisfies Record<string, OptionSpec>;

/** Values of {@link PREVIEW_FLAGS}. */
export type PreviewFlagValues = OptionValues<typeof PREVIEW_FLAGS>;
/** Values of {@link USE_FLAGS}. */
export type UseFlagValues = OptionValues<typeof USE_FLAGS>;

/** Names of the flags that were given and have no place beside a file. */
export function givenPreviewFlags(values: PreviewFlagValues): readonly (keyof PreviewFlagValues)[] {
  const keys = Object.keys(PREVIEW_FLAGS).filter((key): key is keyof PreviewFlagValues => key in values);
  return keys.filter((key) => (Array.isArray(values[key]) ? values[key].length > 0 : values[key] !== undefined));
}
