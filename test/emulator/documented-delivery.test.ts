import { expect, test } from "vitest";
import { ADDRESS, checkoutPreview, LAMP, orderFrom, PREVIEW, preview, shopper } from "./support/delivery.ts";
import { startEmulator } from "./support/emulator.ts";
import { CREATE_ORDER } from "./support/order.ts";

/** Examples of the guides on delivery previews (catalog-delivery.md, sections 13 to 16), each in its versions. */

const ID = expect.stringMatching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const DAY = expect.stringMatching(/^\d{4}-\d\d-\d\dT04:00:00Z$/);
const TEXT = expect.stringMatching(/^Get it on (?:Sun|Mon|Tue|Wed|Thu|Fri|Sat), [A-Z][a-z]{2} \d{1,2}$/);
const in2 = (version: string) => ({ "x-api-version": version });

/** Section 13: the query of the guide. */
const GUIDE = `query Preview($input: DeliveryPreviewInput!) {
  deliveryPreview(input: $input) {
    id
    deliveryGroups {
      id
      deliveryOffers {
        id
        date { earliest latest }
        policy { messaging { messageText locale badge } }
        expiresAt
      }
    }
  }
}`;

const ESTIMATE = {
  data: {
    deliveryPreview: {
      id: ID,
      deliveryGroups: [
        {
          id: ID,
          deliveryOffers: [
            {
              id: ID,
              date: { earliest: DAY, latest: DAY },
              policy: { messaging: { messageText: TEXT, locale: "en-US", badge: "PRIME" } },
              expiresAt: null,
            },
          ],
        },
      ],
    },
  },
};

const AMOUNT = { value: 1, unit: "UNIT" };
const ZIP = { shippingAddress: { postalCode: "97205" } };

test.each([
  ["products only", "2024-04-01", { products: [{ productIdentifier: { sku: LAMP }, amount: AMOUNT }] }],
  ["products only", "2024-11-01", { products: [{ productIdentifier: { sku: LAMP }, amount: AMOUNT }] }],
  [
    "a ZIP code",
    "2024-04-01",
    { products: [{ productIdentifier: { sku: LAMP }, amount: { value: 1 } }], terms: { location: ZIP } },
  ],
  [
    "a ZIP code",
    "2024-11-01",
    { products: [{ productIdentifier: { sku: LAMP }, amount: { value: 1 } }], location: ZIP },
  ],
  [
    "a ZIP code",
    "2024-01-01",
    { items: [{ itemIdentifier: { SKU: LAMP }, amount: { unit: "UNIT", value: 1 } }], terms: { location: ZIP } },
  ],
])("13: a product page gets an estimate from %s in %s", async (_given, version, input) => {
  const api = await startEmulator();
  expect(await api.graphql(GUIDE, { input }, in2(version))).toEqual(ESTIMATE);
});

test("13: the answer with all documented fields, in the shape of 2024-04-01", async () => {
  const api = await startEmulator();
  const query = PREVIEW.replace("terms { isPrimeEligible deliverySpeed }", "");
  const input = { products: [{ productIdentifier: { sku: LAMP }, amount: { value: 1 } }] };
  const answer = await api.graphql(query, { input }, in2("2024-04-01"));
  expect(answer).toEqual({
    data: {
      deliveryPreview: {
        id: ID,
        deliveryGroups: [
          {
            id: ID,
            products: [
              {
                productIdentifier: { __typename: "SkuProductIdentifier", value: LAMP },
                amount: { unit: null, value: 1 },
              },
            ],
            deliveryOffers: [
              {
                id: ID,
                price: { totalPrice: { currencyCode: "USD", amount: 0 }, rollupPrices: [] },
                date: { earliest: DAY, latest: DAY },
                policy: { messaging: { messageText: TEXT, locale: "en-US", badge: "PRIME" }, productMessaging: [] },
                expiresAt: null,
              },
            ],
          },
        ],
      },
    },
  });
  const [{ date, policy }] = answer.data.deliveryPreview.deliveryGroups[0].deliveryOffers;
  const weekday = new Date(date.latest).toLocaleDateString("en-US", { weekday: "short", timeZone: "UTC" });
  expect(policy.messaging.messageText).toContain(` ${weekday}, `);
});

/** Section 14 in the words of each version. */
const CHECKOUT = {
  "2024-01-01": {
    items: [{ itemIdentifier: { SKU: LAMP }, amount: AMOUNT }],
    terms: { location: { shippingAddress: { ...ADDRESS, countryCode: "US" } }, shopperIdentity: shopper(true) },
  },
  "2024-04-01": {
    products: [{ productIdentifier: { sku: LAMP }, amount: AMOUNT }],
    terms: { location: { shippingAddress: { ...ADDRESS, countryCode: "US" } }, shopperIdentity: shopper(true) },
  },
  "2024-11-01": {
    products: [{ productIdentifier: { sku: LAMP }, amount: AMOUNT }],
    location: { shippingAddress: { ...ADDRESS, countryCode: "US" } },
    shopperIdentity: shopper(true),
  },
};

test.each(Object.entries(CHECKOUT))("14: a checkout gets offers that expire, in %s", async (version, input) => {
  const api = await startEmulator();
  const { data } = await api.graphql(GUIDE, { input }, in2(version));
  const [group] = data.deliveryPreview.deliveryGroups;
  for (const { expiresAt } of group.deliveryOffers) {
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
  }
});

/** Section 15 in the words of each version. */
const ORDERS = {
  "2024-01-01": (details: object) => ({
    purchasedItem: {
      itemId: { SKU: LAMP },
      title: "Oak lamp",
      price: { currentPrice: { amount: 40, currencyCode: "USD" } },
    },
    quantity: { amount: 1 },
    selectedDeliveryOffer: { details: { ...details, deliveryProvider: "BUY_WITH_PRIME" } },
  }),
  "2024-04-01": (details: object) => ({
    product: { identifier: { sku: LAMP }, title: "Oak lamp", price: { amount: 40, currencyCode: "USD" } },
    amount: { value: 1 },
    selectedDeliveryOffer: { details: { ...details, deliveryProvider: "BUY_WITH_PRIME" } },
  }),
  "2024-11-01": (details: object) => ({
    product: { identifier: { sku: LAMP }, title: "Oak lamp", price: { amount: 40, currencyCode: "USD" } },
    amount: { value: 1 },
    selectedDeliveryOffer: {
      details: { ...details, deliveryProvider: "AMAZON", deliveryTerms: { isPrimeEligible: true } },
    },
  }),
} as const;

test.each(["2024-01-01", "2024-04-01", "2024-11-01"] as const)(
  "15: an offer becomes an order, which promises its date, in %s",
  async (version) => {
    const api = await startEmulator();
    const { data } = await api.graphql(GUIDE, { input: CHECKOUT[version] }, in2(version));
    const { id: deliveryPreviewId, deliveryGroups } = data.deliveryPreview;
    const [offer] = deliveryGroups[0].deliveryOffers;
    const input = {
      ...orderFrom(deliveryPreviewId, []),
      lineItems: [ORDERS[version]({ deliveryPreviewId, id: offer.id })],
    };
    const date = version === "2024-01-01" ? "date: estimatedDeliveryDate" : "date";
    const create = `mutation($input: CreateOrderInput!) { createOrder(input: $input) { order {
      lineItems { deliveryOffer { details { id deliveryPreviewId ${date} { earliest latest } } } } } } }`;
    expect(await api.graphql(create, { input }, in2(version))).toEqual({
      data: {
        createOrder: {
          order: { lineItems: [{ deliveryOffer: { details: { id: offer.id, deliveryPreviewId, date: offer.date } } }] },
        },
      },
    });
  },
);

test("15: the provider of everything that Amazon does not deliver is MERCHANT, without a preview", async () => {
  const api = await startEmulator();
  const { id } = await checkoutPreview(api);
  const merchant = { amount: { value: 1 }, selectedDeliveryOffer: { details: { deliveryProvider: "MERCHANT" } } };
  const { data } = await api.graphql(CREATE_ORDER, { input: { ...orderFrom(id, []), lineItems: [merchant] } });
  expect(data.createOrder.order.lineItems).toHaveLength(1);
});

test.each(["2024-01-01", "2024-04-01", "2024-11-01"])("16: who is a Prime member, in %s", async (version) => {
  const api = await startEmulator();
  const ask = (identity: object) =>
    api.graphql(
      `query($token: IdentityTokenInput!) {
        shopperBwPEligibility(identityToken: $token) { shopperId bwpEligibilityStatus } }`,
      { token: identity },
      in2(version),
    );
  for (const kind of ["lwaAccessToken", "apayCheckoutSessionId"] as const) {
    for (const [isPrime, bwpEligibilityStatus] of [
      [true, "PRIME"],
      [false, "NON_PRIME"],
    ] as const) {
      expect(await ask(shopper(isPrime, kind))).toEqual({
        data: { shopperBwPEligibility: { shopperId: expect.stringMatching(/^amzn\./), bwpEligibilityStatus } },
      });
    }
  }
});

test("16: the example with the token inside the query", async () => {
  const api = await startEmulator();
  const { lwaAccessToken } = shopper(true) as { lwaAccessToken: { value: string } };
  const query = `query { shopperBwPEligibility(identityToken: { lwaAccessToken: { value: "${lwaAccessToken.value}" } }) {
    shopperId bwpEligibilityStatus } }`;
  expect((await api.graphql(query)).data.shopperBwPEligibility.bwpEligibilityStatus).toBe("PRIME");
});

test("12: the more is given the more exact, but only a shopper with a complete address makes an offer expire", async () => {
  const api = await startEmulator();
  const expiries = async (more: object): Promise<unknown> => {
    const answer = await preview(api, {
      products: [{ productIdentifier: { sku: LAMP }, amount: { value: 1 } }],
      ...more,
    });
    return answer.data.deliveryPreview.deliveryGroups[0].deliveryOffers[0].expiresAt;
  };
  const location = { shippingAddress: ADDRESS };
  expect(await expiries({ location })).toBeNull();
  expect(await expiries({ shopperIdentity: shopper(true) })).toBeNull();
  expect(await expiries({ location: ZIP, shopperIdentity: shopper(true) })).toBeNull();
  expect(await expiries({ location, shopperIdentity: shopper(true) })).not.toBeNull();
});
