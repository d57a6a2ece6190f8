import type {
  CreateOrderInput,
  DeliveryOfferDetailsInput,
  DiscountAllocationInput,
  LineItemInput,
  PaymentsInput,
} from "../../generated/operations/2024-11-01.ts";
import { ORDER_LIMITS } from "../../model/order-limits.ts";
import { identityMistakes } from "./identity-flags.ts";

type Finding = string | undefined;
type Nullable<T> = T | null | undefined;

/**
 * Mistakes that the documentation names and that the schema does not catch, each with its path. Pages: createorderinput,
 * lineiteminput, deliveryofferdetailsinput, best-practices-for-orders.
 */
export function findOrderMistakes(input: CreateOrderInput): readonly string[] {
  const lines = (input.lineItems ?? []).filter((line) => line !== null);
  return [
    tooMany("aliases", input.aliases, ORDER_LIMITS.aliasesPerOrder),
    tooMany("orderLinks", input.orderLinks, ORDER_LIMITS.orderLinks),
    tooMany("lineItems", lines, ORDER_LIMITS.lineItems),
    lines.length === 0 ? "lineItems: an order needs at least one line." : undefined,
    ...lines.flatMap((line, index) => lineMistakes(line, `lineItems[${index}]`)),
    ...discountMistakes(input.discounts, "discounts"),
    ...paymentMistakes(input.payments, "payments"),
    ...identityMistakes(input.shopperIdentity),
  ].filter((finding) => finding !== undefined);
}

/** What fulfilment with Prime needs beyond the schema; the service may say so only later. Page: create an order. */
export function findPrimeGaps(input: CreateOrderInput): readonly string[] {
  const isPrime = input.lineItems.some((line) => {
    const details = line?.selectedDeliveryOffer.details;
    return details?.deliveryProvider === "AMAZON" && details.deliveryTerms?.isPrimeEligible === true;
  });
  if (!isPrime) return [];
  return [
    ...(input.recipient?.deliveryAddress ? [] : ["recipient.deliveryAddress (the address of the delivery preview)"]),
    ...(input.shopperIdentity ? [] : ["shopperIdentity (the shopper of the delivery preview)"]),
  ];
}

function tooMany(path: string, list: Nullable<readonly unknown[]>, most: number): Finding {
  const count = list?.length ?? 0;
  return count > most ? `${path}: ${count} are too many, at most ${most}.` : undefined;
}

function lineMistakes(line: LineItemInput, path: string): readonly Finding[] {
  const offer = line.selectedDeliveryOffer;
  const offerPath = `${path}.selectedDeliveryOffer`;
  const both = Boolean(offer.details) === Boolean(offer.summary);
  return [
    both ? `${offerPath}: give details or summary, exactly one of them.` : undefined,
    ...(offer.details ? deliveryMistakes(offer.details, line, path) : []),
    identifierMistake(line, `${path}.product.identifier`),
    ...discountMistakes(line.discounts, `${path}.discounts`),
    ...paymentMistakes(line.payments, `${path}.payments`),
  ];
}

function deliveryMistakes(details: DeliveryOfferDetailsInput, line: LineItemInput, path: string): readonly Finding[] {
  const detailsPath = `${path}.selectedDeliveryOffer.details`;
  const found = discountMistakes(details.discounts, `${detailsPath}.discounts`);
  if (details.deliveryProvider !== "AMAZON") return found;
  const needed = (present: unknown, where: string, when: string): Finding =>
    present ? undefined : `${where}: is needed when ${when}.`;
  const prime = details.deliveryTerms?.isPrimeEligible === true;
  return [
    ...found,
    needed(line.product?.identifier, `${path}.product.identifier`, "Amazon delivers"),
    needed(line.product?.title, `${path}.product.title`, "Amazon delivers"),
    needed(line.product?.price, `${path}.product.price`, "Amazon delivers"),
    ...(prime
      ? [
          needed(details.deliveryPreviewId, `${detailsPath}.deliveryPreviewId`, "Amazon delivers with Prime"),
          needed(details.id, `${detailsPath}.id`, "Amazon delivers with Prime"),
        ]
      : []),
    details.deliveryTerms?.isPrimeEligible === false && !details.deliveryTerms.deliverySpeed
      ? `${detailsPath}.deliveryTerms.deliverySpeed: is needed when Amazon delivers without Prime, for example STANDARD.`
      : undefined,
  ];
}

function identifierMistake(line: LineItemInput, path: string): Finding {
  const identifier = line.product?.identifier;
  if (!identifier) return undefined;
  const given = Object.values(identifier).filter((value) => value !== null && value !== undefined);
  return given.length === 1 ? undefined : `${path}: name the product in exactly one way, not ${given.length}.`;
}

function discountMistakes(discounts: Nullable<DiscountAllocationInput>, path: string): readonly Finding[] {
  return (discounts?.details ?? []).map((entry, index) =>
    (entry?.couponCode?.length ?? 0) > ORDER_LIMITS.couponCodeLength
      ? `${path}.details[${index}].couponCode: at most ${ORDER_LIMITS.couponCodeLength} characters.`
      : undefined,
  );
}

function paymentMistakes(payments: Nullable<PaymentsInput>, path: string): readonly Finding[] {
  if (!payments) return [];
  const ids = (payments.details ?? []).flatMap((payment) => payment?.id ?? []);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  return [
    payments.summary && payments.details ? `${path}: give summary or details, not both.` : undefined,
    repeated === undefined ? undefined : `${path}.details: the id "${repeated}" occurs twice.`,
  ];
}
