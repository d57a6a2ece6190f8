import type { Collection, Reader, Transaction } from "../../store/store.ts";
import { collection } from "../../store/store.ts";
import { ApiError, refused } from "../api-error.ts";
import type { ItemName } from "../catalog/catalog.ts";
import { requireNoIssues } from "../catalog/catalog-issues.ts";
import type { ProductIdentifierInput } from "../catalog/product-identifier.ts";
import { readProductIdentifier } from "../catalog/product-identifier.ts";
import type { Product } from "../catalog/products.ts";
import { findProduct } from "../catalog/products.ts";
import { checkStock, stockCode } from "../catalog/stock.ts";
import type { Caller, Domain } from "../domain.ts";
import { newId } from "../entity-ids.ts";
import type { ShippingAddress } from "../events/destination.ts";
import { checkDestination, isCompleteAddress } from "../events/destination.ts";
import type { IdentityInput } from "../orders/order-input.ts";
import { checkAmount } from "../orders/order-input.ts";
import { Issues } from "../validation.ts";
import type { Shopper } from "./shoppers.ts";
import { checkGivenIdentity, shopperOf } from "./shoppers.ts";

type Maybe<T> = T | null | undefined;

/** DeliveryPreviewInput of 2024-11-01. */
export interface DeliveryPreviewInput {
  readonly products: readonly DeliveryProductInput[];
  readonly location?: Maybe<{ readonly shippingAddress?: Maybe<ShippingAddress> }>;
  readonly shopperIdentity?: Maybe<IdentityInput>;
  readonly terms?: Maybe<{ readonly isPrimeEligible?: Maybe<boolean>; readonly deliverySpeed?: Maybe<string> }>;
}

/** DeliveryProductInput of 2024-11-01. */
export interface DeliveryProductInput {
  readonly amount?: Maybe<{ readonly value: number; readonly unit?: Maybe<string> }>;
  readonly productIdentifier?: Maybe<ProductIdentifierInput>;
}

/** One answer of deliveryPreview; stored under its id until long after it expired. */
export interface DeliveryPreview {
  readonly id: string;
  /** Business product id (target id) that it belongs to. */
  readonly targetId: string;
  readonly createdAt: string;
  /** Of all its offers; null for an estimate. */
  readonly expiresAt: string | null;
  /** As it was sent. */
  readonly address: ShippingAddress | null;
  readonly shopper: Shopper | null;
  readonly groups: readonly DeliveryGroup[];
}

/** What is packed and delivered together. */
export interface DeliveryGroup {
  readonly id: string;
  readonly products: readonly PreviewedProduct[];
  readonly offers: readonly PreviewedOffer[];
}

/** One product of a preview, by the name that was asked for. */
export interface PreviewedProduct {
  readonly name: ItemName;
  readonly units: number;
  readonly unit: string | null;
}

/** One way to deliver a group. */
export interface PreviewedOffer {
  readonly id: string;
  /** ISO 8601 without fraction, as in the examples. */
  readonly date: { readonly earliest: string; readonly latest: string };
  readonly expiresAt: string | null;
  readonly isPrimeEligible: boolean;
  /** Null with Prime. */
  readonly deliverySpeed: string | null;
}

/** Delivery previews by id. */
export const DELIVERY_PREVIEWS: Collection<DeliveryPreview> = collection("deliveryPreviews");

/** Products whose names begin so, in capitals or not, are each packed apart. */
const PACKED_APART = "EMU-APART-";

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** How long an offer for checkout can be ordered. */
const OFFER_LIFE_MS = HOUR_MS / 2;
/** How long a preview is remembered, so that an expired one can be told from one that never was. */
const KEPT_MS = DAY_MS;
/** Days until delivery: with Prime to a known place, more where the place is unknown, without Prime, and for a later offer. */
const DAYS = { prime: 2, unknownPlace: 2, withoutPrime: 3, later: 2 } as const;
/** Hour of the day, in UTC, as in the examples. */
const HOUR_OF_DELIVERY = "04:00:00Z";
const DEFAULT_SPEED = "STANDARD";

/** Delivery options for products. Pages: deliverypreview, the guides for product detail pages and checkout. */
export function deliveryPreview(domain: Domain, caller: Caller, input: DeliveryPreviewInput): DeliveryPreview {
  const { apiVersion, targetId } = caller;
  const products = checkInput(input, caller);
  return domain.store.transaction((tx) => {
    const found = products.map((product) => ({ ...product, product: knownProduct(tx, targetId, product.name) }));
    const shopper = input.shopperIdentity == null ? null : shopperOf(input.shopperIdentity, apiVersion);
    const address = input.location?.shippingAddress ?? null;
    if (address !== null) checkDestination(address);
    const wantsPrime = input.terms?.isPrimeEligible !== false;
    for (const { name, product } of found) {
      if (wantsPrime && !product.offerPrime) {
        throw refused(stockCode("NotPrimeEnabled", apiVersion), `The product ${name.value} is not offered with Prime.`);
      }
    }
    checkStock(found, apiVersion);
    const now = domain.clock.now();
    const isCheckout = shopper !== null && isCompleteAddress(address);
    const expiresAt = isCheckout ? new Date(now + OFFER_LIFE_MS).toISOString() : null;
    const isPrimeEligible = wantsPrime && shopper?.isPrime !== false;
    const deliverySpeed = isPrimeEligible ? null : (input.terms?.deliverySpeed ?? DEFAULT_SPEED);
    const days = DAYS.prime + (address === null ? DAYS.unknownPlace : 0) + (isPrimeEligible ? 0 : DAYS.withoutPrime);
    const offers = (isCheckout ? [days, days + DAYS.later] : [days]).map((after) => dayText(now + after * DAY_MS));
    const preview: DeliveryPreview = {
      id: newId(),
      targetId,
      createdAt: domain.clock.iso(),
      expiresAt,
      address,
      shopper,
      groups: groupsOf(products).map((group) => ({
        id: newId(),
        products: group,
        offers: offers.map((day) => ({
          id: newId(),
          date: { earliest: day, latest: day },
          expiresAt,
          isPrimeEligible,
          deliverySpeed,
        })),
      })),
    };
    forgetOldPreviews(tx, now);
    tx.put(DELIVERY_PREVIEWS, preview.id, preview);
    return preview;
  });
}

/** The offer of that id with its group and preview, of a target's previews that are remembered. */
export function findOffer(reader: Reader, targetId: string, offerId: string) {
  for (const [, preview] of reader.list(DELIVERY_PREVIEWS)) {
    if (preview.targetId !== targetId) continue;
    const found = offerOf(preview, offerId);
    if (found !== undefined) return { preview, ...found };
  }
  return undefined;
}

/** The offer of that id in a preview, with its group. */
export function offerOf(preview: DeliveryPreview, offerId: string) {
  for (const group of preview.groups) {
    const offer = group.offers.find(({ id }) => id === offerId);
    if (offer !== undefined) return { group, offer };
  }
  return undefined;
}

function checkInput(input: DeliveryPreviewInput, { apiVersion }: Caller): readonly PreviewedProduct[] {
  const older = apiVersion === "2024-01-01";
  const list = new Issues("/deliveryPreview/input").at(older ? "items" : "products");
  list.check(input.products.length > 0, "must not be empty");
  const products = input.products.map(({ amount, productIdentifier }, index): PreviewedProduct => {
    const place = list.at(index);
    const identifier = place.at(older ? "itemIdentifier" : "productIdentifier");
    const name = readProductIdentifier(productIdentifier, identifier);
    const units = amount ?? { value: 0 };
    checkAmount(units, place.at("amount"));
    return { name, units: units.value, unit: units.unit ?? null };
  });
  const terms = new Issues("/deliveryPreview/input", list.found);
  const shopper = (apiVersion === "2024-11-01" ? terms : terms.at("terms")).at("shopperIdentity");
  if (input.shopperIdentity != null) checkGivenIdentity(input.shopperIdentity, apiVersion, shopper);
  requireNoIssues(apiVersion, list);
  return products;
}

function knownProduct(reader: Reader, targetId: string, name: ItemName): Product {
  const product = findProduct(reader, targetId, name);
  if (product !== undefined) return product;
  throw new ApiError("ResourceNotFoundError", "Request references a resource which does not exist.", {
    code: "ResourceNotFoundException",
    details: { itemId: name.value },
    reason: `the catalog has no product with the ${name.kind} ${name.value}`,
  });
}

/** All products together, but for those that are packed apart. */
function groupsOf(products: readonly PreviewedProduct[]): readonly (readonly PreviewedProduct[])[] {
  const isApart = ({ name }: PreviewedProduct): boolean => name.value.toUpperCase().startsWith(PACKED_APART);
  const together = products.filter((product) => !isApart(product));
  return [...(together.length === 0 ? [] : [together]), ...products.filter(isApart).map((product) => [product])];
}

function dayText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 10)}T${HOUR_OF_DELIVERY}`;
}

/** Previews stand in the order in which they were made, so the old ones come first. */
function forgetOldPreviews(tx: Transaction, now: number): void {
  const old: string[] = [];
  for (const [id, { createdAt }] of tx.list(DELIVERY_PREVIEWS)) {
    if (Date.parse(createdAt) + KEPT_MS > now) break;
    old.push(id);
  }
  for (const id of old) tx.delete(DELIVERY_PREVIEWS, id);
}
