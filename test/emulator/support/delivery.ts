import { expect } from "vitest";
import { SANDBOX_SHOPPERS } from "../../../src/model/sandbox-shoppers.ts";
import type { Answer, TestEmulator } from "./emulator.ts";

/** A product that the default catalog has; the documentation calls it LAMP-OAK-01. */
export const LAMP = "EMU-LAMP-OAK-01";

/** The address of the checkout example, as an order has it; previews are asked without its country. */
export const ADDRESS = {
  streetAddress: "100 Example St",
  locality: "Portland",
  region: "OR",
  postalCode: "97205",
};

/** Input member that names one of the published mock shoppers. */
export function shopper(isPrime: boolean, kind: "lwaAccessToken" | "apayCheckoutSessionId" = "lwaAccessToken") {
  const found = SANDBOX_SHOPPERS.find((each) => each.isPrime === isPrime && each.identity === kind);
  const value = found?.token ?? "";
  return kind === "lwaAccessToken" ? { [kind]: { value } } : { [kind]: { value, externalId: "cart-1" } };
}

/** The documented query with all fields, in the words of 2024-11-01. */
export const PREVIEW = `query Preview($input: DeliveryPreviewInput!) {
  deliveryPreview(input: $input) {
    id
    deliveryGroups {
      id
      products { productIdentifier { __typename value } amount { unit value } }
      deliveryOffers {
        id
        price { totalPrice { currencyCode amount } rollupPrices { type } }
        date { earliest latest }
        policy { messaging { messageText locale badge } productMessaging { message { messageText } } }
        expiresAt
        terms { isPrimeEligible deliverySpeed }
      }
    }
  }
}`;

type Units = readonly [sku: string, units: number];

/** Products by SKU. */
export function products(...skus: readonly Units[]) {
  return skus.map(([sku, value]) => ({ productIdentifier: { sku }, amount: { value } }));
}

export function preview(api: TestEmulator, input: Record<string, unknown>): Promise<Answer> {
  return api.graphql(PREVIEW, { input });
}

/** A preview for checkout: complete address and a Prime shopper. */
export async function checkoutPreview(
  api: TestEmulator,
  skus: readonly Units[] = [[LAMP, 1]],
  more: Record<string, unknown> = {},
) {
  const answer = await preview(api, {
    products: products(...skus),
    location: { shippingAddress: ADDRESS },
    shopperIdentity: shopper(true),
    ...more,
  });
  expect(answer.errors).toBeUndefined();
  return answer.data.deliveryPreview;
}

/** The code of the one error of an answer. */
export function codeOf({ errors }: Answer): unknown {
  expect(errors).toHaveLength(1);
  return errors?.[0].extensions.classification.code;
}

/** Input of createOrder for one offer of a preview. */
export function orderFrom(
  previewId: string,
  lines: readonly { readonly sku: string; readonly units: number; readonly offerId: string }[],
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    lineItems: lines.map(({ sku, units, offerId }) => ({
      product: { identifier: { sku }, title: "Oak lamp", price: { amount: 40, currencyCode: "USD" } },
      amount: { value: units },
      selectedDeliveryOffer: {
        details: {
          deliveryProvider: "AMAZON",
          deliveryPreviewId: previewId,
          id: offerId,
          deliveryTerms: { isPrimeEligible: true },
        },
      },
    })),
    customer: { contact: { emailData: { name: "Nora Quist", email: "nora@example.com" } } },
    recipient: { deliveryAddress: { name: "Nora Quist", ...ADDRESS, countryCode: "US" } },
    shopperIdentity: shopper(true),
    ...more,
  };
}
