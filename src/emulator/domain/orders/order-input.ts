import type { OrderExecutionState } from "../../../model/order-limits.ts";
import { type DELIVERY_PROVIDERS, ORDER_LIMITS } from "../../../model/order-limits.ts";
import type { ApiVersion } from "../../../model/versions.ts";
import type { Alias, Money } from "../entities.ts";
import type { Issues } from "../validation.ts";

/** GraphQL input: a member may be left out or null. */
type Maybe<T> = T | null | undefined;

/** CreateOrderInput as far as the rules look at it; the schema has checked names and types. */
export interface CreateOrderInput {
  readonly aliases?: Maybe<readonly Alias[]>;
  readonly customer: CustomerInput;
  readonly desiredExecutionState?: Maybe<OrderExecutionState>;
  readonly discounts?: Maybe<DiscountsInput>;
  readonly lineItems: readonly Maybe<LineItemInput>[];
  readonly orderLinks?: Maybe<readonly OrderLinkInput[]>;
  readonly payments?: Maybe<PaymentsInput>;
  readonly recipient?: Maybe<{ readonly deliveryAddress?: Maybe<AddressInput> }>;
  readonly shopperIdentity?: Maybe<IdentityInput>;
  readonly taxes?: unknown;
  readonly totalPrice?: Maybe<TotalPriceInput>;
}

export interface CustomerInput {
  readonly contact?: Maybe<{
    readonly emailData?: Maybe<{ readonly name?: Maybe<string>; readonly email?: Maybe<string> }>;
  }>;
}

export interface LineItemInput {
  readonly aliases?: Maybe<readonly Alias[]>;
  readonly amount: { readonly value: number; readonly unit?: Maybe<string> };
  readonly discounts?: Maybe<DiscountsInput>;
  readonly payments?: Maybe<PaymentsInput>;
  readonly product?: Maybe<ProductInput>;
  readonly selectedDeliveryOffer?: Maybe<{ readonly details?: Maybe<DeliveryOfferInput>; readonly summary?: unknown }>;
  readonly taxes?: unknown;
}

export interface ProductInput {
  readonly altText?: Maybe<string>;
  readonly identifier?: Maybe<Readonly<Record<string, unknown>>>;
  readonly imageUrl?: Maybe<string>;
  readonly price?: Maybe<MoneyInput>;
  readonly productDetailPageUrl?: Maybe<string>;
  readonly title?: Maybe<string>;
}

export interface DeliveryOfferInput {
  readonly deliveryCharge?: Maybe<MoneyInput>;
  readonly deliveryPreviewId?: Maybe<string>;
  readonly deliveryProvider: (typeof DELIVERY_PROVIDERS)[number];
  readonly deliveryTerms?: Maybe<{ readonly isPrimeEligible?: Maybe<boolean>; readonly deliverySpeed?: Maybe<string> }>;
  readonly discounts?: Maybe<DiscountsInput>;
  readonly id?: Maybe<string>;
  readonly taxes?: unknown;
}

export interface MoneyInput {
  readonly amount?: Maybe<number>;
  readonly currencyCode?: Maybe<string>;
}

export interface OrderLinkInput {
  readonly destinationType: string;
  readonly url: string;
  readonly displayMessage?: Maybe<string>;
}

export interface DiscountsInput {
  readonly details?: Maybe<readonly { readonly couponCode?: Maybe<string> }[]>;
  readonly summary?: unknown;
}

export interface PaymentsInput {
  readonly details?: Maybe<readonly { readonly id?: Maybe<string> }[]>;
  readonly summary?: unknown;
}

export interface TotalPriceInput {
  readonly rollupCharges?: unknown;
  readonly totalPrice?: Maybe<MoneyInput>;
  readonly value?: Maybe<MoneyInput>;
}

export interface AddressInput {
  readonly contactNumber?: Maybe<string>;
  readonly [member: string]: unknown;
}

export interface IdentityInput {
  readonly apayCheckoutSessionId?: Maybe<{ readonly value: string; readonly externalId: string }>;
  readonly lwaAccessToken?: Maybe<{ readonly value: string }>;
  readonly externalId?: Maybe<string>;
  readonly idPToken?: Maybe<string>;
}

/** Most lines that are eligible for Buy with Prime, and as many that are not. */
const LINES_OF_A_KIND = ORDER_LIMITS.lineItems / 2;

/** A sum of money with both members set or null. */
export function toMoney(money: Maybe<MoneyInput>): Money | null {
  return money == null ? null : { amount: money.amount ?? null, currencyCode: money.currencyCode ?? null };
}

/** True for a line that Amazon delivers with Prime. */
export function isPrimeLine(line: LineItemInput): boolean {
  const details = line.selectedDeliveryOffer?.details;
  return details?.deliveryProvider === "AMAZON" && details.deliveryTerms?.isPrimeEligible !== false;
}

/**
 * All rules of createOrder that need nothing but its input and the version: until 2024-04-01 every line needs its product.
 * Pages: createorder, createorderinput, best-practices-for-orders, changelog of 2024-11-01.
 */
export function checkCreateOrder(input: CreateOrderInput, issues: Issues, version: ApiVersion): void {
  checkAliases(input.aliases, issues.at("aliases"), ORDER_LIMITS.aliasesPerOrder);
  issues.at("orderLinks").size(input.orderLinks, 0, ORDER_LIMITS.orderLinks);
  checkDiscounts(input.discounts, issues.at("discounts"));
  checkPayments(input.payments, issues.at("payments"));
  checkIdentity(input.shopperIdentity, issues.at("shopperIdentity"));
  const lines = input.lineItems.filter((line) => line != null);
  issues.at("lineItems").size(lines, 1, ORDER_LIMITS.lineItems);
  const prime = lines.filter(isPrimeLine).length;
  for (const [count, kind] of [
    [prime, "eligible"],
    [lines.length - prime, "not eligible"],
  ] as const) {
    const holds = count <= LINES_OF_A_KIND;
    issues
      .at("lineItems")
      .check(holds, `must have at most ${LINES_OF_A_KIND} items that are ${kind} for Buy with Prime`);
  }
  lines.forEach((line, index) => {
    checkLine(line, issues.at("lineItems", index), version < "2024-11-01");
  });
  if (prime === 0) return;
  issues
    .at("recipient")
    .check(input.recipient?.deliveryAddress != null, "must have a deliveryAddress for Prime delivery");
  const identity = input.shopperIdentity;
  const known =
    identity?.lwaAccessToken != null || identity?.apayCheckoutSessionId != null || identity?.idPToken != null;
  issues.at("shopperIdentity").check(known, "must name the shopper for Prime delivery");
}

/** All rules of one line that need nothing else. */
export function checkLine(line: LineItemInput, issues: Issues, needsProduct: boolean): void {
  checkAliases(line.aliases, issues.at("aliases"), Number.POSITIVE_INFINITY);
  checkAmount(line.amount, issues.at("amount"));
  checkDiscounts(line.discounts, issues.at("discounts"));
  checkPayments(line.payments, issues.at("payments"));
  const { details, summary } = line.selectedDeliveryOffer ?? {};
  const offer = issues.at("selectedDeliveryOffer");
  if (!offer.check((details == null) !== (summary == null), "must have exactly one of details and summary")) return;
  const product = issues.at("product");
  const isAmazon = details?.deliveryProvider === "AMAZON";
  if (isAmazon || needsProduct) {
    const rule = needsProduct ? "must be set" : "must be set when AMAZON delivers";
    product.at("title").check(line.product?.title != null, rule);
    product.at("price").check(line.product?.price?.amount != null, rule);
  }
  if (!isAmazon) return;
  checkDiscounts(details.discounts, offer.at("details", "discounts"));
  const identifiers = Object.values(line.product?.identifier ?? {}).filter((value) => value != null);
  product.at("identifier").check(identifiers.length === 1, "must have exactly one member when AMAZON delivers");
  if (!isPrimeLine(line)) return;
  const at = offer.at("details");
  at.at("deliveryPreviewId").check(details.deliveryPreviewId != null, "must be set for Prime delivery");
  at.at("id").check(details.id != null, "must be set for Prime delivery");
}

/** Amounts of lines count units: whole and positive. */
export function checkAmount(amount: { readonly value: number; readonly unit?: Maybe<string> }, issues: Issues): void {
  issues.at("value").check(Number.isSafeInteger(amount.value) && amount.value > 0, "must be a whole number above 0");
  issues.at("unit").size(amount.unit, 0, 256);
}

/** At most so many, and none twice. */
export function checkAliases(aliases: Maybe<readonly Alias[]>, issues: Issues, most: number): void {
  issues.size(aliases, 0, most);
  const keys = (aliases ?? []).map((alias) => JSON.stringify([alias.aliasType, alias.aliasId]));
  issues.check(new Set(keys).size === keys.length, "must not contain the same alias twice");
}

/** Lengths of coupon codes. */
export function checkDiscounts(discounts: Maybe<DiscountsInput>, issues: Issues): void {
  (discounts?.details ?? []).forEach((discount, index) => {
    issues.at("details", index, "couponCode").size(discount.couponCode, 0, ORDER_LIMITS.couponCodeLength);
  });
}

/** Either a summary or details; payment ids are unique inside one list. */
export function checkPayments(payments: Maybe<PaymentsInput>, issues: Issues): void {
  issues.check(payments?.summary == null || payments.details == null, "must have only one of details and summary");
  checkPaymentIds(payments?.details, issues.at("details"));
}

/** Payment ids are unique inside one list. */
export function checkPaymentIds(details: PaymentsInput["details"], issues: Issues): void {
  const ids = (details ?? []).map((payment) => payment.id).filter((id) => id != null);
  issues.check(new Set(ids).size === ids.length, "must not contain the same id twice");
}

/** Sizes of a shopper's identity. */
export function checkIdentity(identity: Maybe<IdentityInput>, issues: Issues): void {
  issues.at("externalId").size(identity?.externalId, 1, 512);
  issues.at("idPToken").size(identity?.idPToken, 1, 2048);
  const session = issues.at("apayCheckoutSessionId");
  session.at("externalId").size(identity?.apayCheckoutSessionId?.externalId, 1, 512);
  session.at("value").size(identity?.apayCheckoutSessionId?.value, 1, 256);
}
