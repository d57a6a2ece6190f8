import {
  shopperBwPEligibilityOperation as firstEligibilityOperation,
  deliveryPreviewOperation as firstPreviewOperation,
} from "../../generated/operations/2024-01-01.ts";
import {
  shopperBwPEligibilityOperation as aprilEligibilityOperation,
  deliveryPreviewOperation as aprilPreviewOperation,
} from "../../generated/operations/2024-04-01.ts";
import {
  type DeliveryPreviewInput,
  deliveryPreviewOperation,
  type IdentityTokenInput,
  shopperBwPEligibilityOperation,
} from "../../generated/operations/2024-11-01.ts";
import type { DeliveryOfferView, DeliveryPreviewView, ShopperEligibility } from "../../model/delivery.ts";
import type { ApiVersion } from "../../model/versions.ts";
import { makeCall, notInVersion, writtenCall } from "./call.ts";
import type { Call, Variables } from "./dialect.ts";
import { requireInput } from "./inputs.ts";
import { toItemIdentifier, toNewestIdentifier } from "./item-identifier.ts";
import { amountOf, at, flagOf, idOf, type Json, listOf, moneyOf, textOf } from "./reading.ts";

export type { DeliveryPreviewInput, IdentityTokenInput };

/** How one version asks for delivery previews. */
export interface DeliveryCalls {
  /**
   * @param input in the newest words.
   * @throws {RefusedError} code `not_in_version` for terms, which came with 2024-11-01.
   */
  preview(input: DeliveryPreviewInput): Call;
  /** Sends a DeliveryPreviewInput of this version as it is written. */
  previewAsWritten(input: Variables): Call;
  /** What a DeliveryPreviewInput of this version says, in the newest words. */
  toNewestInput(input: Variables): DeliveryPreviewInput;
  eligibility(identityToken: IdentityTokenInput): Call;
}

/** The calls of the Delivery Preview interface in the words of a version. */
export function deliveryCalls(version: ApiVersion): DeliveryCalls {
  return CALLS[version];
}

const CALLS: Readonly<Record<ApiVersion, DeliveryCalls>> = {
  "2024-01-01": {
    preview: (input) => {
      const items = input.products.map(({ productIdentifier, amount }) => ({
        itemIdentifier: toItemIdentifier(productIdentifier),
        amount,
      }));
      const unsure = items.some(({ itemIdentifier }) => itemIdentifier.ExternalId !== undefined);
      const path = "input.items.itemIdentifier.ExternalId";
      return makeCall(firstPreviewOperation, { input: { items, ...olderTerms("2024-01-01", input) } }, [
        ...(unsure ? [path] : []),
      ]);
    },
    previewAsWritten: (input) => writtenCall(firstPreviewOperation, { input }),
    toNewestInput: ({ items, terms }) =>
      requireInput({ products: listOf(items).map(newestProduct), ...newestTerms(terms) }, isPreviewInput),
    eligibility: (identityToken) => makeCall(firstEligibilityOperation, { identityToken }),
  },
  "2024-04-01": {
    preview: (input) =>
      makeCall(aprilPreviewOperation, { input: { products: input.products, ...olderTerms("2024-04-01", input) } }),
    previewAsWritten: (input) => writtenCall(aprilPreviewOperation, { input }),
    toNewestInput: ({ products, terms }) => requireInput({ products, ...newestTerms(terms) }, isPreviewInput),
    eligibility: (identityToken) => makeCall(aprilEligibilityOperation, { identityToken }),
  },
  "2024-11-01": {
    preview: (input) => makeCall(deliveryPreviewOperation, { input }, input.terms ? ["input.terms"] : []),
    previewAsWritten: (input) => writtenCall(deliveryPreviewOperation, { input }),
    toNewestInput: (input) => requireInput(input, isPreviewInput),
    eligibility: (identityToken) => makeCall(shopperBwPEligibilityOperation, { identityToken }),
  },
};

/** Until 2024-04-01 the terms held where to and for whom, and how was not asked. */
function olderTerms(version: ApiVersion, { location, shopperIdentity, terms }: DeliveryPreviewInput) {
  if (terms) {
    throw notInVersion({ version, operation: "deliveryPreview", path: ["terms"], versions: ["2024-11-01"] });
  }
  const older = { ...(location ? { location } : {}), ...(shopperIdentity ? { shopperIdentity } : {}) };
  return Object.keys(older).length === 0 ? {} : { terms: older };
}

function newestTerms(terms: unknown): Json {
  const { location, shopperIdentity } = at(terms);
  return { ...(location ? { location } : {}), ...(shopperIdentity ? { shopperIdentity } : {}) };
}

function newestProduct({ itemIdentifier, amount, quantity }: Json): Json {
  const { amount: value, unit } = at(quantity);
  const older = value === undefined ? {} : { value, ...(unit === undefined ? {} : { unit }) };
  return { productIdentifier: toNewestIdentifier(itemIdentifier), amount: amount ?? older };
}

function isPreviewInput(input: Variables): input is DeliveryPreviewInput & Variables {
  return Array.isArray(input.products);
}

/** The preview in the answer of any version; undefined if it is null. */
export function readPreview(data: unknown): DeliveryPreviewView | undefined {
  const preview = at(data, "deliveryPreview");
  if (preview.id === undefined) return undefined;
  return {
    id: idOf(preview.id),
    groups: listOf(preview.deliveryGroups).map((group) => ({
      id: idOf(group.id),
      products: listOf(group.products ?? group.items).map(readProduct),
      offers: listOf(group.deliveryOffers).map(readOffer),
    })),
  };
}

function readProduct(product: Json) {
  const identifier = at(product.productIdentifier ?? product.itemIdentifier);
  return {
    name: textOf(identifier.value),
    type: textOf(identifier.__typename),
    amount: amountOf(product.amount),
  };
}

function readOffer(offer: Json): DeliveryOfferView {
  const { messaging, productMessaging } = at(offer.policy);
  const terms = at(offer.terms);
  return {
    id: idOf(offer.id),
    earliest: textOf(at(offer.date).earliest),
    latest: textOf(at(offer.date).latest),
    expiresAt: textOf(offer.expiresAt),
    price: moneyOf(at(offer.price).totalPrice),
    message: textOf(at(messaging).messageText),
    badge: textOf(at(messaging).badge),
    productMessages: listOf(productMessaging).map((entry) => ({
      text: textOf(at(entry.message).messageText) ?? "",
      products: listOf(entry.products).flatMap((product) => readProduct(product).name ?? []),
    })),
    isPrimeEligible: flagOf(terms.isPrimeEligible),
    deliverySpeed: textOf(terms.deliverySpeed),
  };
}

/** The answer of shopperBwPEligibility. */
export function readEligibility(data: unknown): ShopperEligibility | undefined {
  const { shopperId, bwpEligibilityStatus } = at(data, "shopperBwPEligibility");
  if (shopperId === undefined && bwpEligibilityStatus === undefined) return undefined;
  return { shopperId: textOf(shopperId), status: textOf(bwpEligibilityStatus) };
}
