import type {
  DeliveryGroupView,
  DeliveryOfferView,
  DeliveryPreviewView,
  PreviewedProduct,
  ShopperEligibility,
} from "../model/delivery.ts";
import { type Block, type Cell, fields, line, type Span, section, span, table, type ViewFacts } from "./blocks.ts";
import { amountText } from "./contents.ts";
import { moneyText } from "./money.ts";
import { relativeText, timeText } from "./time.ts";

/** A delivery preview: its groups, and the offers of each. */
export function deliveryPreviewBlocks({ id, groups }: DeliveryPreviewView, facts: ViewFacts): readonly Block[] {
  const expiries = groups.flatMap(({ offers }) => offers.flatMap(({ expiresAt }) => expiresAt ?? []));
  const first = expiries.toSorted()[0];
  const differ = new Set(expiries).size > 1;
  return [
    fields([
      ["Preview", span(id, "strong")],
      ["Expires", first === undefined ? span("never: an estimate, not for an order", "warn") : timeText(first, facts)],
    ]),
    ...(groups.length === 0 ? [line("There are no offers.")] : []),
    ...groups.map((group, index) => section(groupTitle(group, index), groupBlocks(group, differ ? facts : undefined))),
  ];
}

/** `group 1: 2 × MUG, 1 × TOWEL`. */
export function groupTitle({ products }: Pick<DeliveryGroupView, "products">, index: number): string {
  const contents = products.map(productText).join(", ");
  return contents === "" ? `Group ${index + 1}` : `Group ${index + 1}: ${contents}`;
}

function productText({ name, amount }: PreviewedProduct): string {
  const product = name ?? "a product";
  return amount === undefined ? product : `${amountText(amount)} × ${product}`;
}

/** An offer in one line, for a question. */
export function offerLabel(offer: DeliveryOfferView): string {
  const parts = [offer.message ?? dateText(offer), moneyText(offer.price), offer.badge];
  return parts.filter((part) => part !== undefined).join(" · ");
}

/** @param facts given where offers expire at different times, so that each says it. */
function groupBlocks({ offers }: DeliveryGroupView, facts: ViewFacts | undefined): readonly Block[] {
  const columns: readonly (readonly [title: string, cell: (offer: DeliveryOfferView) => Cell])[] = [
    ["Offer", ({ id }) => id],
    ["Date", dateText],
    ["Message", ({ message }) => message],
    ["Price", ({ price }) => moneyText(price)],
    ["Badge", ({ badge }) => badgeSpan(badge)],
    ["Terms", termsText],
    ["Expires", ({ expiresAt }) => expiresAt && facts && relativeText(Date.parse(expiresAt), facts.now)],
  ];
  // What no offer has would be a column of dashes.
  const shown = columns.filter(([, cell]) => offers.some((offer) => Boolean(cell(offer))));
  return [
    offers.length === 0
      ? line("No offers.")
      : table(
          shown.map(([title]) => title),
          offers.map((offer) => shown.map(([, cell]) => cell(offer))),
        ),
    ...offers.flatMap(({ productMessages }) =>
      productMessages.map(({ text, products }) => line(`${products.join(", ")}: ${text}`)),
    ),
  ];
}

/** A day, or the first and the last one. */
function dateText({ earliest, latest }: DeliveryOfferView): string | undefined {
  const days = [earliest, latest].flatMap((time) => time?.slice(0, 10) ?? []);
  return days.length === 0 ? undefined : [...new Set(days)].join(" to ");
}

function badgeSpan(badge: string | undefined): Span | undefined {
  return badge === undefined ? undefined : span(badge, badge === "PRIME" ? "info" : "dim");
}

function termsText({ isPrimeEligible, deliverySpeed }: DeliveryOfferView): string | undefined {
  if (isPrimeEligible === undefined) return deliverySpeed;
  const prime = isPrimeEligible ? "with Prime" : "without Prime";
  return deliverySpeed === undefined ? prime : `${prime}, ${deliverySpeed}`;
}

/** Whether a shopper is a Prime member. */
export function eligibilityBlocks({ shopperId, status }: ShopperEligibility): readonly Block[] {
  return [
    fields([
      ["Shopper", shopperId],
      ["Status", span(status ?? "unknown", status === "PRIME" ? "good" : "warn")],
    ]),
  ];
}
