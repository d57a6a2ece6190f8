import type { Reader } from "../../store/store.ts";
import type { ApiError } from "../api-error.ts";
import { refused } from "../api-error.ts";
import { ALWAYS_THERE } from "../catalog/products.ts";
import type { Caller } from "../domain.ts";
import { addressDifferences } from "../events/destination.ts";
import { itemNamesIn } from "../item-name.ts";
import type { CreateOrderInput, IdentityInput, LineItemInput } from "../orders/order-input.ts";
import type { DeliveryGroup, DeliveryPreview, PreviewedOffer, PreviewedProduct } from "./delivery-previews.ts";
import { DELIVERY_PREVIEWS, offerOf } from "./delivery-previews.ts";
import { shopperOf } from "./shoppers.ts";

/**
 * Preview ids with these beginnings, in capitals or not, stand for any preview: nothing is compared. The second one is what the
 * samples of the order pages, and so our templates, have.
 */
const ANY_PREVIEW = [ALWAYS_THERE, "SIP-"];

/** Offers that lines of an order chose, by the offer's id. */
export type ChosenOffers = ReadonlyMap<string, PreviewedOffer>;

interface ChosenLine {
  readonly line: LineItemInput;
  readonly previewId: string;
  readonly offerId: string;
}

/**
 * Compares the lines of an order with the delivery previews that they name. Pages: use a delivery offer to create an order,
 * best-practices-for-orders.
 */
export function checkChosenOffers(reader: Reader, caller: Caller, input: CreateOrderInput, now: number): ChosenOffers {
  const lines = input.lineItems.flatMap((line) => chosenLine(line));
  const chosen = new Map<string, PreviewedOffer>();
  for (const [previewId, ofPreview] of groupBy(lines, (line) => line.previewId)) {
    const preview = reader.get(DELIVERY_PREVIEWS, previewId);
    if (preview?.targetId !== caller.targetId) {
      throw refused("InvalidDeliveryPreviewId", `There is no delivery preview ${previewId}.`);
    }
    for (const [offerId, ofOffer] of groupBy(ofPreview, (line) => line.offerId)) {
      const found = offerOf(preview, offerId);
      if (found === undefined) {
        throw refused("InvalidDeliveryOfferId", `The delivery preview ${previewId} has no offer ${offerId}.`);
      }
      refuseExpired(found.offer, now);
      const mismatch = productMismatch(found.group, ofOffer);
      if (mismatch !== undefined) throw mismatch;
      chosen.set(offerId, found.offer);
    }
    checkAddress(preview, input);
    checkShopper(preview, input.shopperIdentity, caller);
  }
  return chosen;
}

/** Refuses an offer whose time is up. */
export function refuseExpired({ id, expiresAt }: PreviewedOffer, now: number): void {
  if (expiresAt === null || Date.parse(expiresAt) > now) return;
  throw refused("ExpiredDeliveryOffer", `The delivery offer ${id} has expired; ask for a new preview.`);
}

function chosenLine(line: LineItemInput | null | undefined): readonly ChosenLine[] {
  const details = line?.selectedDeliveryOffer?.details;
  const { deliveryPreviewId: previewId, id: offerId } = details ?? {};
  if (line == null || details?.deliveryProvider !== "AMAZON" || previewId == null || offerId == null) return [];
  const standsForAny = ANY_PREVIEW.some((beginning) => previewId.toUpperCase().startsWith(beginning));
  return standsForAny ? [] : [{ line, previewId, offerId }];
}

/** Each product of the group has one line, by the same name and with the same amount. */
function productMismatch(group: DeliveryGroup, lines: readonly ChosenLine[]): ApiError | undefined {
  const left: PreviewedProduct[] = [...group.products];
  for (const { line } of lines) {
    const [name] = itemNamesIn(line.product?.identifier);
    const same = left.filter((product) => product.name.kind === name?.kind && product.name.value === name.value);
    const match = same.find(({ units }) => units === line.amount.value);
    if (match !== undefined) left.splice(left.indexOf(match), 1);
    else if (same[0] === undefined) {
      return refused("ProductMismatch", `The delivery offer is not about one more ${name?.kind} ${name?.value}.`);
    } else {
      return refused("AmountMismatch", `The delivery offer is for ${same[0].units} of ${name?.kind} ${name?.value}.`);
    }
  }
  const [missing] = left;
  if (missing === undefined) return undefined;
  const { kind, value } = missing.name;
  return refused(
    "ProductMismatch",
    `The delivery offer is also about ${kind} ${value}, which the order does not have.`,
  );
}

function checkAddress({ address }: DeliveryPreview, { recipient }: CreateOrderInput): void {
  const different = address === null ? [] : addressDifferences(address, recipient?.deliveryAddress ?? {});
  if (different.length === 0) return;
  throw refused(
    "AddressMismatch",
    `The address differs from the one of the delivery preview: ${different.join(", ")}.`,
  );
}

function checkShopper({ shopper }: DeliveryPreview, identity: IdentityInput | null | undefined, caller: Caller): void {
  const ordering = identity == null ? null : shopperOf(identity, caller.apiVersion);
  if (shopper?.id === ordering?.id) return;
  throw refused("ShopperMismatch", "The shopper is not the one of the delivery preview.");
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
