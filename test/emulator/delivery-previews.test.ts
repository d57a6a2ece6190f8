import { describe, expect, test } from "vitest";
import { drainQueue, wireQueue } from "./support/aws.ts";
import {
  ADDRESS,
  checkoutPreview,
  codeOf,
  LAMP,
  orderFrom,
  PREVIEW,
  preview,
  products,
  shopper,
} from "./support/delivery.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { clientOf, startEmulator } from "./support/emulator.ts";
import { CREATE_ORDER } from "./support/order.ts";
import { subscribe } from "./support/subscribe.ts";

const createOrder = (api: TestEmulator, input: unknown) => api.graphql(CREATE_ORDER, { input });
const firstOffer = (answer: { deliveryGroups: { deliveryOffers: { id: string }[] }[] }): string =>
  answer.deliveryGroups[0]?.deliveryOffers[0]?.id ?? "";

describe("errors of deliveryPreview (section 17)", () => {
  test("an unknown product answers ResourceNotFoundException and names it", async () => {
    const api = await startEmulator();
    const { data, errors } = await preview(api, { products: products(["NOWHERE", 1]) });
    expect(data).toEqual({ deliveryPreview: null });
    expect(errors?.[0]).toMatchObject({
      message: "Request references a resource which does not exist.",
      path: ["deliveryPreview"],
      extensions: {
        classification: {
          type: "ResourceNotFoundError",
          errorType: "ResourceNotFoundException",
          errorCode: 404,
          code: "ResourceNotFoundException",
          details: { itemId: "NOWHERE" },
        },
      },
    });
  });

  test.each([
    ["InvalidIdpToken", { lwaAccessToken: { value: "somebody" } }],
    ["ExpiredIdpToken", { lwaAccessToken: { value: "emu-expired-1" } }],
    // A session is no access token, although both are published.
    ["InvalidIdpToken", { lwaAccessToken: { value: Object.values(shopper(true, "apayCheckoutSessionId"))[0]?.value } }],
  ])("a shopper's token: %s", async (code, shopperIdentity) => {
    const api = await startEmulator();
    expect(codeOf(await preview(api, { products: products([LAMP, 1]), shopperIdentity }))).toBe(code);
  });

  test.each([
    ["InvalidAddress", { streetAddress: "100 Example St", postalCode: "97205" }],
    ["InvalidAddress", { postalCode: "972" }],
    ["InvalidAddress", { ...ADDRESS, region: "Oregon" }],
    ["InvalidDestination", { ...ADDRESS, countryCode: "CA" }],
    ["InvalidDestination", { ...ADDRESS, region: "PR", postalCode: "00901" }],
    ["InvalidDestination", { ...ADDRESS, region: "AE", postalCode: "09012" }],
  ])("an address: %s for %o", async (code, shippingAddress) => {
    const api = await startEmulator();
    expect(codeOf(await preview(api, { products: products([LAMP, 1]), location: { shippingAddress } }))).toBe(code);
  });

  test.each(["2024-04-01", "2024-11-01"])("the stock in %s", async (version) => {
    const api = await startEmulator();
    const ask = (units: number) => {
      const query = PREVIEW.replace("terms { isPrimeEligible deliverySpeed }", "");
      return api.graphql(query, { input: { products: products([LAMP, units]) } }, { "x-api-version": version });
    };
    expect((await ask(100)).errors).toBeUndefined();
    expect(codeOf(await ask(101))).toBe("ProductAmountUnavailable");
    const { id, ...rest } = await checkoutPreview(api, [[LAMP, 100]]);
    await createOrder(api, orderFrom(id, [{ sku: LAMP, units: 100, offerId: firstOffer(rest) }]));
    expect(codeOf(await ask(1))).toBe("ProductOutOfStock");
  });

  test("the stock as 2024-01-01 calls it", async () => {
    const api = await startEmulator();
    const items = [
      { itemIdentifier: { SKU: LAMP }, quantity: { amount: 60 } },
      { itemIdentifier: { SKU: LAMP }, amount: { value: 41 } },
    ];
    const query = "query($input: DeliveryPreviewInput!) { deliveryPreview(input: $input) { id } }";
    const answer = await api.graphql(query, { input: { items } }, { "x-api-version": "2024-01-01" });
    expect(codeOf(answer)).toBe("ItemAmountUnavailable");
  });

  test("2024-01-01 does not say which rule is broken", async () => {
    const api = await startEmulator();
    const query = "query($input: DeliveryPreviewInput!) { deliveryPreview(input: $input) { id } }";
    const { errors } = await api.graphql(query, { input: { items: [] } }, { "x-api-version": "2024-01-01" });
    expect(errors?.[0].message).toBe(
      "Input request is not valid. Retrying the same request is not likely to succeed. An example could be query or argument value is not correct or valid.",
    );
  });

  test("input that breaks rules is refused with its paths", async () => {
    const api = await startEmulator();
    const { errors } = await preview(api, {
      products: [{ productIdentifier: { sku: LAMP, externalId: LAMP }, amount: { value: 0 } }],
      shopperIdentity: {},
    });
    const [{ message, extensions }] = errors ?? [];
    expect(extensions.classification).toMatchObject({ type: "ValidationError", code: "UnspecifiedError", details: {} });
    for (const path of ["products/0/productIdentifier", "products/0/amount/value", "shopperIdentity"]) {
      expect(message).toContain(`/deliveryPreview/input/${path} must`);
    }
    expect(message).toMatch(/^Input request is not valid, the following issues were encountered: \[.*\]$/);
  });

  test("credentials without the permission are refused", async () => {
    const api = await startEmulator({
      credentials: [{ clientId: "emu-1", clientSecret: "s", targetId: "t", permissions: ["viewOrder"] }],
    });
    const { errors } = await preview(api, { products: products([LAMP, 1]) });
    expect(errors?.[0].extensions.classification.type).toBe("AccessDeniedError");
  });
});

describe("what is offered", () => {
  test("a shopper without Prime gets another delivery, and no badge", async () => {
    const api = await startEmulator();
    const { data } = await preview(api, { products: products([LAMP, 1]), shopperIdentity: shopper(false) });
    expect(data.deliveryPreview.deliveryGroups[0].deliveryOffers[0]).toMatchObject({
      policy: { messaging: { badge: "NONE" } },
      terms: { isPrimeEligible: false, deliverySpeed: "STANDARD" },
    });
  });

  test("EMU-APART-… is packed apart; every kind of identifier is echoed", async () => {
    const api = await startEmulator();
    const { data } = await preview(api, {
      products: [
        ...products([LAMP, 1], ["EMU-APART-1", 2]),
        { productIdentifier: { externalId: "EMU-2" }, amount: { value: 1 } },
        { productIdentifier: { amazonSku: { value: "EMU-3" } }, amount: { value: 1 } },
      ],
    });
    const groups = data.deliveryPreview.deliveryGroups.map((group: { products: unknown }) => group.products);
    expect(groups).toEqual([
      [
        {
          productIdentifier: { __typename: "SkuProductIdentifier", value: LAMP },
          amount: { unit: null, value: 1 },
        },
        {
          productIdentifier: { __typename: "ExternalProductIdentifier", value: "EMU-2" },
          amount: { unit: null, value: 1 },
        },
        {
          productIdentifier: { __typename: "AmazonSkuProductIdentifier", value: "EMU-3" },
          amount: { unit: null, value: 1 },
        },
      ],
      [
        {
          productIdentifier: { __typename: "SkuProductIdentifier", value: "EMU-APART-1" },
          amount: { unit: null, value: 2 },
        },
      ],
    ]);
  });
});

describe("createOrder compares with the preview (section 15)", () => {
  test("two groups of one preview make one order", async () => {
    const api = await startEmulator();
    const { id, deliveryGroups } = await checkoutPreview(api, [
      [LAMP, 1],
      ["EMU-APART-1", 2],
    ]);
    const offers = deliveryGroups.map((group: { deliveryOffers: { id: string }[] }) => group.deliveryOffers[0]?.id);
    const lines = [
      { sku: LAMP, units: 1, offerId: offers[0] },
      { sku: "EMU-APART-1", units: 2, offerId: offers[1] },
    ];
    expect((await createOrder(api, orderFrom(id, lines))).errors).toBeUndefined();
    const swapped = lines.map((line, index) => ({ ...line, offerId: offers[1 - index] }));
    expect(codeOf(await createOrder(api, orderFrom(id, swapped)))).toBe("ProductMismatch");
  });

  test("ids, products, amounts, address and shopper must be those of the preview", async () => {
    const api = await startEmulator();
    const { id, ...rest } = await checkoutPreview(api, [
      [LAMP, 2],
      ["EMU-2", 1],
    ]);
    const offerId = firstOffer(rest);
    const other = await checkoutPreview(api, [[LAMP, 2]]);
    const lamp = { sku: LAMP, units: 2, offerId };
    const second = { sku: "EMU-2", units: 1, offerId };
    const refusals: readonly (readonly [string, Record<string, unknown>])[] = [
      ["InvalidDeliveryPreviewId", orderFrom("0b8d2d0a-5a0e-4f3f-8a57-0d3b1c2e4f60", [lamp, second])],
      ["InvalidDeliveryPreviewId", orderFrom(offerId, [lamp, second])],
      ["InvalidDeliveryOfferId", orderFrom(id, [{ ...lamp, offerId: firstOffer(other) }, second])],
      ["InvalidDeliveryOfferId", orderFrom(other.id, [lamp, second])],
      ["ProductMismatch", orderFrom(id, [lamp, { ...second, sku: "EMU-3" }])],
      ["ProductMismatch", orderFrom(id, [lamp])],
      ["ProductMismatch", orderFrom(id, [lamp, lamp, second])],
      ["AmountMismatch", orderFrom(id, [{ ...lamp, units: 1 }, second])],
      [
        "AddressMismatch",
        orderFrom(id, [lamp, second], {
          recipient: { deliveryAddress: { ...ADDRESS, streetAddress: "2 Example St" } },
        }),
      ],
      ["ShopperMismatch", orderFrom(id, [lamp, second], { shopperIdentity: shopper(false) })],
    ];
    for (const [code, input] of refusals) expect(codeOf(await createOrder(api, input)), code).toBe(code);
    const apay = { shopperIdentity: shopper(true, "apayCheckoutSessionId") };
    expect((await createOrder(api, orderFrom(id, [lamp, second], apay))).errors).toBeUndefined();
  });

  test("an estimate without a shopper is no offer for an order; with one, what it left open is open", async () => {
    const api = await startEmulator();
    const [estimate, known] = [
      (await preview(api, { products: products([LAMP, 1]) })).data.deliveryPreview,
      (await preview(api, { products: products([LAMP, 1]), shopperIdentity: shopper(true) })).data.deliveryPreview,
    ];
    const order = (answer: typeof estimate) =>
      createOrder(api, orderFrom(answer.id, [{ sku: LAMP, units: 1, offerId: firstOffer(answer) }]));
    expect(codeOf(await order(estimate))).toBe("ShopperMismatch");
    expect((await order(known)).errors).toBeUndefined();
  });

  test("an expired offer is told from one that never was, for a day", async () => {
    const api = await startEmulator();
    const { id, ...rest } = await checkoutPreview(api);
    const offerId = firstOffer(rest);
    const input = orderFrom(id, [{ sku: LAMP, units: 1, offerId }]);
    // Tokens age with the clock, so each step needs a new one.
    const later = async (minutes: number): Promise<TestEmulator> => {
      await api.control("POST", "clock", { advanceMs: minutes * 60_000 });
      return clientOf(api.emulator);
    };
    expect((await createOrder(await later(29), input)).errors).toBeUndefined();
    expect(codeOf(await createOrder(await later(2), input))).toBe("ExpiredDeliveryOffer");
    const nextDay = await later(24 * 60);
    await checkoutPreview(nextDay);
    expect(codeOf(await createOrder(nextDay, input))).toBe("InvalidDeliveryPreviewId");
  });

  test("ids that begin with EMU- stand for any preview", async () => {
    const api = await startEmulator();
    const input = orderFrom("emu-anything", [{ sku: "NOWHERE", units: 7, offerId: "x" }], {
      shopperIdentity: { lwaAccessToken: { value: "LWA_ACCESS_TOKEN" } },
    });
    expect((await createOrder(api, input)).errors).toBeUndefined();
  });

  test("previews and offers survive an export", async () => {
    const api = await startEmulator();
    const { id, ...rest } = await checkoutPreview(api);
    const document = await (await api.control("GET", "export")).json();
    const other = await startEmulator();
    expect((await other.control("POST", "import", document)).status).toBe(200);
    const input = orderFrom(id, [{ sku: LAMP, units: 1, offerId: firstOffer(rest) }]);
    expect((await createOrder(other, input)).errors).toBeUndefined();
  });
});

describe("stock", () => {
  test("goes down when an order is placed, not with a preview, and not for what the merchant delivers", async () => {
    const api = await startEmulator();
    const line = (provider: string, value: number) => ({
      product: { identifier: { sku: LAMP }, title: "Oak lamp", price: { amount: 40, currencyCode: "USD" } },
      amount: { value },
      selectedDeliveryOffer: {
        details: {
          deliveryProvider: provider,
          ...(provider === "AMAZON" ? { deliveryTerms: { isPrimeEligible: false, deliverySpeed: "STANDARD" } } : {}),
        },
      },
    });
    const order = (...lineItems: unknown[]) => createOrder(api, { ...orderFrom("", []), lineItems });
    await checkoutPreview(api, [[LAMP, 100]]);
    expect((await order(line("MERCHANT", 500))).errors).toBeUndefined();
    expect((await order(line("AMAZON", 60))).errors).toBeUndefined();
    expect(codeOf(await order(line("AMAZON", 20), line("AMAZON", 21)))).toBe("ProductAmountUnavailable");
    expect((await order(line("AMAZON", 20), line("AMAZON", 20))).errors).toBeUndefined();
    expect(codeOf(await order(line("AMAZON", 1)))).toBe("ProductOutOfStock");
  });

  test("the last unit makes the product unbuyable, which is an event", async () => {
    const api = await startEmulator();
    await subscribe(api, "BUYABILITY_CHANGED", "stock");
    const queue = await wireQueue(api.emulator.url, "stock");
    for (const units of [99, 1]) {
      const { id, ...rest } = await checkoutPreview(api, [[LAMP, units]]);
      const input = orderFrom(id, [{ sku: LAMP, units, offerId: firstOffer(rest) }]);
      expect((await createOrder(api, input)).errors).toBeUndefined();
      const events = await drainQueue(api.emulator.url, queue);
      expect(events.map((event) => event["detail-type"])).toEqual(units === 1 ? ["BUYABILITY_CHANGED"] : []);
    }
  });
});

describe("createOrderFromOffer", () => {
  const CREATE = `mutation($input: CreateOrderFromOfferInput!) { createOrderFromOffer(input: $input) { order {
    id
    aliases { aliasId }
    metadata { executionState }
    recipient: lineItems { deliveryOffer { details { recipient { deliveryAddress { postalCode } } } } }
    lineItems { amount { value } product { title } deliveryOffer { details { id deliveryPreviewId } } }
  } } }`;

  test("makes an order of all that the offer is about, for its address", async () => {
    const api = await startEmulator();
    const { id, ...rest } = await checkoutPreview(api, [
      [LAMP, 2],
      ["EMU-2", 1],
    ]);
    const baseOfferId = firstOffer(rest);
    const input = {
      baseOfferId,
      aliases: [{ aliasType: "EXTERNAL_ID", aliasId: "shop-1" }],
      desiredExecutionState: "STARTED",
      additionalLineItems: [
        { amount: { value: 1 }, selectedDeliveryOffer: { details: { deliveryProvider: "MERCHANT" } } },
      ],
    };
    const { order } = (await api.graphql(CREATE, { input })).data.createOrderFromOffer;
    const details = { id: baseOfferId, deliveryPreviewId: id };
    expect(order).toMatchObject({
      aliases: [{ aliasId: "shop-1" }],
      metadata: { executionState: "STARTED" },
      recipient: [{ deliveryOffer: { details: { recipient: { deliveryAddress: { postalCode: "97205" } } } } }, {}, {}],
      lineItems: [
        { amount: { value: 2 }, product: { title: LAMP }, deliveryOffer: { details } },
        { amount: { value: 1 }, product: { title: "EMU-2" }, deliveryOffer: { details } },
        { amount: { value: 1 }, product: null },
      ],
    });
    const again = await api.graphql(CREATE, { input });
    expect(again.errors?.[0].extensions.classification.type).toBe("ConflictError");
  });

  test("wants an offer for checkout that has not expired", async () => {
    const api = await startEmulator();
    const from = (baseOfferId: string) => api.graphql(CREATE, { input: { baseOfferId } });
    expect(codeOf(await from("nowhere"))).toBe("InvalidDeliveryOfferId");
    const estimate = (await preview(api, { products: products([LAMP, 1]) })).data.deliveryPreview;
    expect(codeOf(await from(firstOffer(estimate)))).toBe("InvalidDeliveryOfferId");
    const offer = firstOffer(await checkoutPreview(api));
    await api.control("POST", "clock", { advanceMs: 31 * 60_000 });
    expect(codeOf(await clientOf(api.emulator).graphql(CREATE, { input: { baseOfferId: offer } }))).toBe(
      "ExpiredDeliveryOffer",
    );
  });
});
