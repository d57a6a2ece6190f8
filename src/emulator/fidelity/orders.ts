import type { FidelityEntry } from "./entry.ts";
import { entry } from "./entry.ts";

/** Orders as they are created, changed and shown. */
export const ORDER_FIDELITY: readonly FidelityEntry[] = [
  entry(
    "order-unknown",
    "order, updateOrder",
    "inferred",
    "An unknown order, or one of another target, answers AccessDeniedError.",
    "The sandbox page says so; the order pages are cut.",
  ),
  entry(
    "order-alias-create",
    "createOrder",
    "decided",
    "An alias of another order answers ConflictError.",
    "The page lists ConflictError and AliasValueAlreadyExists for the same case.",
  ),
  entry(
    "order-alias-update",
    "updateOrder",
    "decided",
    "An alias that any order has answers AliasValueAlreadyExists.",
    "As above; one for each operation.",
  ),
  entry(
    "order-prime-needs",
    "createOrder",
    "inferred",
    "Prime lines need preview id, offer id, delivery address and shopper identity.",
    "The creation guide says what fulfillment needs.",
  ),
  entry(
    "order-prime-default",
    "createOrder",
    "decided",
    "An AMAZON line is a Prime line unless isPrimeEligible is false.",
    "The field is optional.",
  ),
  entry(
    "order-summary-offer",
    "createOrder",
    "decided",
    "A line with a delivery offer summary counts as delivered by the merchant.",
    "The fields of the summary are unseen.",
  ),
  entry("order-amounts", "createOrder", "decided", "Amounts of lines are whole and positive.", "All examples."),
  entry(
    "order-decimals",
    "all",
    "decided",
    "Decimals are kept as JSON numbers of double precision; sums and products are exact in decimal.",
    "All examples show JSON numbers.",
  ),
  entry("order-restart", "updateOrder", "decided", "STARTED cannot go back to NOT_STARTED.", "Unseen."),
  entry(
    "order-links",
    "updateOrder",
    "decided",
    "New links are added to those of the order, five in all.",
    "Links cannot be changed or removed.",
  ),
  entry(
    "order-discounts",
    "updateOrder",
    "decided",
    "Order discounts are set once.",
    "They cannot be changed or removed.",
  ),
  entry(
    "order-unseen-inputs",
    "updateOrder",
    "decided",
    "lineItems and packageInformation are refused with NotEmulated, a code of the emulator's own.",
    "Their fields are unseen.",
  ),
  entry(
    "order-storefront-link",
    "order",
    "decided",
    "The BWP_STOREFRONT link leads to a page of the emulator.",
    "Nothing may leave the machine.",
  ),
  entry(
    "order-empty",
    "order",
    "decided",
    "Without packages, returns or refunds the field is null.",
    "Null or empty list is unseen.",
  ),
  entry(
    "package-first",
    "order",
    "decided",
    "A started order has one pending package over all lines that Amazon delivers.",
    "How packages come about is unseen.",
  ),
];
