import { describe, expect, it } from "vitest";
import { deliveryCalls, readEligibility, readPreview } from "../../../src/client/dialects/delivery.ts";
import { RefusedError } from "../../../src/errors.ts";
import { API_VERSIONS } from "../../../src/model/versions.ts";
import { faultsOf } from "./sendable.ts";

/** The checkout example of catalog-delivery.md, section 14, without the country, which no page confirms. */
const ADDRESS = { streetAddress: "100 Example St", locality: "Portland", region: "OR", postalCode: "97205" };
const IDENTITY = { lwaAccessToken: { value: "<token>" } };
const INPUT = {
  products: [{ productIdentifier: { sku: "LAMP-OAK-01" }, amount: { value: 1, unit: "UNIT" } }],
  location: { shippingAddress: ADDRESS },
  shopperIdentity: IDENTITY,
};
const TERMS = { location: { shippingAddress: ADDRESS }, shopperIdentity: IDENTITY };

/** The same in the words of each version: sections 13 to 15. */
const WRITTEN = {
  "2024-01-01": {
    items: [{ itemIdentifier: { SKU: "LAMP-OAK-01" }, amount: { value: 1, unit: "UNIT" } }],
    terms: TERMS,
  },
  "2024-04-01": { products: INPUT.products, terms: TERMS },
  "2024-11-01": INPUT,
} as const;

describe.each(API_VERSIONS)("delivery previews in %s", (version) => {
  const calls = deliveryCalls(version);

  it("are asked for in the version's words, with nothing that no page confirms", () => {
    const call = calls.preview(INPUT);
    expect(call.variables).toEqual({ input: WRITTEN[version] });
    expect(faultsOf(call)).toEqual([]);
    expect(faultsOf(calls.eligibility(IDENTITY))).toEqual([]);
  });

  it("are read from a file into the newest words and sent as written", () => {
    expect(calls.toNewestInput(WRITTEN[version])).toEqual(INPUT);
    expect(calls.previewAsWritten(WRITTEN[version]).variables).toEqual({ input: WRITTEN[version] });
  });

  it.each([{ externalId: "listing-4711" }, { productId: "p7t3c0vv1ms82e" }, { amazonSku: { value: "AMZ-1" } }])(
    "name a product as %j, there and back",
    (productIdentifier) => {
      const input = { products: [{ productIdentifier, amount: { value: 2 } }] };
      const call = calls.preview(input);
      expect(faultsOf(call)).toEqual([]);
      expect(calls.toNewestInput(call.variables.input as Record<string, unknown>)).toEqual(input);
    },
  );
});

it("terms came with 2024-11-01, where no page confirms their field", () => {
  const input = { ...INPUT, terms: { isPrimeEligible: false } };
  expect(deliveryCalls("2024-11-01").preview(input).unconfirmed).toEqual(["input.terms"]);
  for (const version of ["2024-01-01", "2024-04-01"] as const) {
    expect(() => deliveryCalls(version).preview(input)).toThrow(RefusedError);
  }
});

it("2024-01-01 knew quantities as well", () => {
  const written = { items: [{ itemIdentifier: { SKU: "A" }, quantity: { amount: 3 } }] };
  expect(deliveryCalls("2024-01-01").toNewestInput(written).products[0]?.amount).toEqual({ value: 3 });
});

/** The answer of section 13, shape of 2024-04-01. */
const ANSWER = {
  deliveryPreview: {
    id: "0b8d2d0a-5a0e-4f3f-8a57-0d3b1c2e4f60",
    deliveryGroups: [
      {
        id: "6c1f6f0e-1c7a-4a1c-9d0c-7a6b5c4d3e2f",
        products: [
          {
            productIdentifier: { __typename: "SkuProductIdentifier", value: "LAMP-OAK-01" },
            amount: { unit: null, value: 1 },
          },
        ],
        deliveryOffers: [
          {
            id: "a2b4c6d8-0e1f-4a3b-8c5d-7e9f0a1b2c3d",
            price: { totalPrice: { currencyCode: "USD", amount: 0 }, rollupPrices: [] },
            date: { earliest: "2025-03-04T04:00:00Z", latest: "2025-03-04T04:00:00Z" },
            policy: {
              messaging: { messageText: "Get it on Tue, Mar 4", locale: "en-US", badge: "PRIME" },
              productMessaging: [],
            },
            expiresAt: null,
          },
        ],
      },
    ],
  },
};

it("reads the documented answer", () => {
  expect(readPreview(ANSWER)).toEqual({
    id: "0b8d2d0a-5a0e-4f3f-8a57-0d3b1c2e4f60",
    groups: [
      {
        id: "6c1f6f0e-1c7a-4a1c-9d0c-7a6b5c4d3e2f",
        products: [{ name: "LAMP-OAK-01", type: "SkuProductIdentifier", amount: { value: "1", unit: undefined } }],
        offers: [
          {
            id: "a2b4c6d8-0e1f-4a3b-8c5d-7e9f0a1b2c3d",
            earliest: "2025-03-04T04:00:00Z",
            latest: "2025-03-04T04:00:00Z",
            expiresAt: undefined,
            price: { amount: "0", currencyCode: "USD" },
            message: "Get it on Tue, Mar 4",
            badge: "PRIME",
            productMessages: [],
            isPrimeEligible: undefined,
            deliverySpeed: undefined,
          },
        ],
      },
    ],
  });
});

it("reads null and half an answer", () => {
  expect(readPreview({ deliveryPreview: null })).toBeUndefined();
  expect(readPreview({ deliveryPreview: { id: "p", deliveryGroups: null } })).toEqual({ id: "p", groups: [] });
  expect(readEligibility({ shopperBwPEligibility: null })).toBeUndefined();
  expect(
    readEligibility({ shopperBwPEligibility: { shopperId: "amzn.example-shopper", bwpEligibilityStatus: "PRIME" } }),
  ).toEqual({ shopperId: "amzn.example-shopper", status: "PRIME" });
});
