import { describe, expect, it } from "vitest";
import type { Call, CreateOrderInput, Dialect, UpdateOrderInput } from "../../../src/client/dialects/dialect.ts";
import { dialectFor } from "../../../src/client/dialects/dialects.ts";
import { BwpError } from "../../../src/errors.ts";
import { parseDecimal } from "../../../src/model/decimal.ts";
import { API_VERSIONS, type ApiVersion } from "../../../src/model/versions.ts";
import { documentedVariables, faultsOf } from "./sendable.ts";

const ORDER = { orderId: "322-QW12-ZXCVBN" };
const ALIAS = { alias: { aliasType: "EXTERNAL_ID", aliasId: "shop-900417" } };
const EVENT_SOURCE = { region: "us-east-1", partnerEventSource: { account: "123456789012", name: "shop" } };

/** A number as inputs carry it. */
function units(text: string) {
  const value = parseDecimal(text);
  if (value === undefined) throw new Error(`${text} is no number`);
  return value;
}

/** Plain JSON, as it goes over the wire. */
function sent(call: Call): unknown {
  return JSON.parse(JSON.stringify(call.variables));
}

/** order-mutations.md 5.4, the order of 2024-01-01, in the newest words (5.1 with that line's data). */
const NEWEST_ORDER: CreateOrderInput = {
  desiredExecutionState: "STARTED",
  lineItems: [
    {
      product: {
        identifier: { sku: "MUG-BLUE-12" },
        title: "Blue stoneware mug, 12 oz",
        price: { amount: 18.5, currencyCode: "USD" },
      },
      amount: { value: 1 },
      aliases: [{ aliasType: "EXTERNAL_ITEM_ID", aliasId: "shop-900418-1" }],
      selectedDeliveryOffer: {
        details: {
          id: "offer-0401",
          deliveryPreviewId: "preview-7f25",
          deliveryProvider: "AMAZON",
          deliveryTerms: { isPrimeEligible: true },
        },
      },
    },
  ],
  customer: { contact: { emailData: { name: "Nora Quist", email: "nora@example.com" } } },
  recipient: {
    deliveryAddress: {
      name: "Nora Quist",
      streetAddress: "12 Harbor Lane",
      locality: "Portland",
      region: "OR",
      countryCode: "US",
      postalCode: "97201",
    },
  },
  totalPrice: { value: { amount: 18.5, currencyCode: "USD" } },
  shopperIdentity: { lwaAccessToken: { value: "LWA_ACCESS_TOKEN" } },
};

const REFUND: UpdateOrderInput = {
  refunds: {
    details: [
      {
        id: "refund-5501",
        aliases: [{ aliasType: "EXTERNAL_REFUND_ID", aliasId: "oms-refund-12" }],
        refundTotal: { totalAmount: { amount: 4, currencyCode: "USD" } },
        state: "PARTIAL",
        refundFor: { orderLineItems: [{ lineItemId: { lineItemId: "line-77a1" } }] },
      },
    ],
  },
};

interface Case {
  readonly name: string;
  call(dialect: Dialect): Call;
  /** Variables by version, from the api files; `refused` gives the versions that the error must name. */
  readonly expected: Readonly<Record<ApiVersion, object | { readonly refused: readonly ApiVersion[] }>>;
}

const refused = (...versions: readonly ApiVersion[]) => ({ refused: versions });

const CASES: readonly Case[] = [
  {
    name: "an order by id",
    call: (dialect) => dialect.order(ORDER),
    expected: {
      "2024-01-01": { orderIdentifier: ORDER },
      "2024-04-01": ORDER,
      "2024-11-01": { orderIdentifier: ORDER },
    },
  },
  {
    name: "an order by alias: orderAlias, then alias",
    call: (dialect) => dialect.order(ALIAS),
    expected: {
      "2024-01-01": { orderIdentifier: { orderAlias: ALIAS.alias } },
      "2024-04-01": ALIAS,
      "2024-11-01": { orderIdentifier: ALIAS },
    },
  },
  {
    name: "the start of an order: its id is inside the input before 2024-11-01",
    call: (dialect) => dialect.updateOrder(ORDER, { desiredExecutionState: "STARTED" }),
    expected: {
      "2024-01-01": { input: { ...ORDER, desiredExecutionState: "STARTED" } },
      "2024-04-01": { input: { ...ORDER, desiredExecutionState: "STARTED" } },
      "2024-11-01": { orderIdentifier: ORDER, input: { desiredExecutionState: "STARTED" } },
    },
  },
  {
    name: "a change of an order named by an alias",
    call: (dialect) => dialect.updateOrder(ALIAS, { desiredExecutionState: "STARTED" }),
    expected: {
      "2024-01-01": refused("2024-11-01"),
      "2024-04-01": refused("2024-11-01"),
      "2024-11-01": { orderIdentifier: ALIAS, input: { desiredExecutionState: "STARTED" } },
    },
  },
  {
    name: "the report of a refund",
    call: (dialect) => dialect.updateOrder(ORDER, REFUND),
    expected: {
      "2024-01-01": { input: { ...ORDER, ...REFUND } },
      "2024-04-01": { input: { ...ORDER, ...REFUND } },
      "2024-11-01": { orderIdentifier: ORDER, input: REFUND },
    },
  },
  {
    name: "a refund with a reason, which came with 2024-11-01",
    call: (dialect) =>
      dialect.updateOrder(ORDER, {
        refunds: { details: [{ id: "r", refundTotal: {}, refundStatusReason: "FRAUDULENT_RETURN_ATTEMPT" }] },
      }),
    expected: {
      "2024-01-01": refused("2024-11-01"),
      "2024-04-01": refused("2024-11-01"),
      "2024-11-01": {
        orderIdentifier: ORDER,
        input: {
          refunds: { details: [{ id: "r", refundTotal: {}, refundStatusReason: "FRAUDULENT_RETURN_ATTEMPT" }] },
        },
      },
    },
  },
  {
    name: "an external refund, which 2024-01-01 rules out",
    call: (dialect) =>
      dialect.updateOrder(ORDER, {
        refunds: { details: [{ aliases: [{ aliasType: "EXTERNAL_REFUND_ID", aliasId: "x" }], refundTotal: {} }] },
      }),
    expected: {
      "2024-01-01": refused("2024-04-01", "2024-11-01"),
      "2024-04-01": {
        input: {
          ...ORDER,
          refunds: { details: [{ aliases: [{ aliasType: "EXTERNAL_REFUND_ID", aliasId: "x" }], refundTotal: {} }] },
        },
      },
      "2024-11-01": {
        orderIdentifier: ORDER,
        input: {
          refunds: { details: [{ aliases: [{ aliasType: "EXTERNAL_REFUND_ID", aliasId: "x" }], refundTotal: {} }] },
        },
      },
    },
  },
  {
    name: "an external return",
    call: (dialect) => dialect.updateOrder(ORDER, { returns: { details: [{ state: "CREATED" }] } }),
    expected: {
      "2024-01-01": refused("2024-11-01"),
      "2024-04-01": refused("2024-11-01"),
      "2024-11-01": { orderIdentifier: ORDER, input: { returns: { details: [{ state: "CREATED" }] } } },
    },
  },
  {
    name: "a cancellation",
    call: (dialect) => dialect.cancelOrder(ALIAS, { reason: "ORDERED_BY_MISTAKE" }),
    expected: {
      "2024-01-01": refused("2024-04-01", "2024-11-01"),
      "2024-04-01": { input: { orderIdentifier: ALIAS, reason: "ORDERED_BY_MISTAKE" } },
      "2024-11-01": { orderIdentifier: ALIAS, input: { reason: "ORDERED_BY_MISTAKE" } },
    },
  },
  {
    name: "a cancellation without input",
    call: (dialect) => dialect.cancelOrder(ORDER),
    expected: {
      "2024-01-01": refused("2024-04-01", "2024-11-01"),
      "2024-04-01": { input: { orderIdentifier: ORDER } },
      "2024-11-01": { orderIdentifier: ORDER },
    },
  },
  {
    name: "a package that is cancelled in part and shipped in part",
    call: (dialect) =>
      dialect.movePackages(ORDER, [
        {
          id: "PACKAGE",
          state: "CANCELLED",
          reason: "UNFULFILLABLE",
          lines: [{ lineItemId: "LINE", amount: units("1") }],
        },
        { id: "PACKAGE", state: "IN_TRANSIT", lines: [{ lineItemId: "LINE", amount: units("1") }] },
      ]),
    expected: {
      "2024-01-01": {
        input: {
          ...ORDER,
          details: [
            {
              id: "PACKAGE",
              deliveryInformationState: { state: "CANCELLED", reason: "UNFULFILLABLE" },
              deliveryInformationDetailsFor: {
                orderLineItems: [{ lineItemId: { lineItemId: "LINE" }, amount: { value: 1 } }],
              },
            },
            {
              id: "PACKAGE",
              deliveryInformationState: { state: "IN_TRANSIT" },
              deliveryInformationDetailsFor: {
                orderLineItems: [{ lineItemId: { lineItemId: "LINE" }, amount: { value: 1 } }],
              },
            },
          ],
        },
      },
      "2024-04-01": refused("2024-11-01"),
      "2024-11-01": {
        orderIdentifier: ORDER,
        input: {
          packageInformation: {
            details: [
              {
                id: "PACKAGE",
                packageState: {
                  packageInformationState: {
                    state: "CANCELLED",
                    reason: "UNFULFILLABLE",
                    packageInformationDetailsFor: {
                      orderLineItemAmounts: [{ lineItemId: { lineItemId: "LINE" }, amount: { value: 1 } }],
                    },
                  },
                },
              },
              {
                id: "PACKAGE",
                packageState: {
                  packageInformationState: {
                    state: "IN_TRANSIT",
                    packageInformationDetailsFor: {
                      orderLineItemAmounts: [{ lineItemId: { lineItemId: "LINE" }, amount: { value: 1 } }],
                    },
                  },
                },
              },
            ],
          },
        },
      },
    },
  },
  {
    name: "a whole package: only 2024-01-01 has its units named",
    call: (dialect) =>
      dialect.movePackages(ORDER, [
        { id: "PACKAGE", state: "DELIVERED", contents: [{ lineItemId: "LINE", amount: units("2") }] },
      ]),
    expected: {
      "2024-01-01": {
        input: {
          ...ORDER,
          details: [
            {
              id: "PACKAGE",
              deliveryInformationState: { state: "DELIVERED" },
              deliveryInformationDetailsFor: {
                orderLineItems: [{ lineItemId: { lineItemId: "LINE" }, amount: { value: 2 } }],
              },
            },
          ],
        },
      },
      "2024-04-01": refused("2024-11-01"),
      "2024-11-01": {
        orderIdentifier: ORDER,
        input: {
          packageInformation: {
            details: [{ id: "PACKAGE", packageState: { packageInformationState: { state: "DELIVERED" } } }],
          },
        },
      },
    },
  },
  {
    name: "a return package",
    call: (dialect) =>
      dialect.moveReturns(ORDER, [{ returnId: "RETURN", packageId: "RETURN_PACKAGE", state: "IN_TRANSIT" }]),
    expected: {
      "2024-01-01": refused("2024-11-01"),
      "2024-04-01": refused("2024-01-01", "2024-11-01"),
      "2024-11-01": {
        orderIdentifier: ORDER,
        input: {
          returns: {
            details: [
              {
                returnIdentifier: { id: "RETURN" },
                returnPackageDetails: [{ id: "RETURN_PACKAGE", state: "IN_TRANSIT" }],
              },
            ],
          },
        },
      },
    },
  },
  {
    name: "two packages of one return and one of another: one entry a return",
    call: (dialect) =>
      dialect.moveReturns(ORDER, [
        { returnId: "A", packageId: "1", state: "DELIVERED" },
        { returnId: "B", packageId: "2", state: "DELIVERED" },
        { returnId: "A", packageId: "3", state: "FAILED", reason: "SHIPMENT_LOST" },
      ]),
    expected: {
      "2024-01-01": refused("2024-11-01"),
      "2024-04-01": refused("2024-01-01", "2024-11-01"),
      "2024-11-01": {
        orderIdentifier: ORDER,
        input: {
          returns: {
            details: [
              {
                returnIdentifier: { id: "A" },
                returnPackageDetails: [
                  { id: "1", state: "DELIVERED" },
                  { id: "3", state: "FAILED", reason: "SHIPMENT_LOST" },
                ],
              },
              { returnIdentifier: { id: "B" }, returnPackageDetails: [{ id: "2", state: "DELIVERED" }] },
            ],
          },
        },
      },
    },
  },
  {
    name: "a whole return, as 2024-01-01 moves it",
    call: (dialect) => dialect.moveReturns(ORDER, [{ returnId: "RETURN", state: "COMPLETED" }]),
    expected: {
      "2024-01-01": { input: { ...ORDER, details: [{ id: "RETURN", state: "COMPLETED" }] } },
      "2024-04-01": refused("2024-01-01", "2024-11-01"),
      "2024-11-01": refused("2024-01-01"),
    },
  },
  {
    name: "a grading",
    call: (dialect) =>
      dialect.gradeReturn(ORDER, "RETURN", [
        { returnLineItemId: "ITEM", units: [{ condition: "SELLABLE", amount: units("1") }] },
      ]),
    expected: {
      "2024-01-01": refused("2024-11-01"),
      "2024-04-01": refused("2024-11-01"),
      "2024-11-01": {
        orderIdentifier: ORDER,
        input: {
          returns: {
            details: [
              {
                returnIdentifier: { id: "RETURN" },
                returnLineItems: [
                  {
                    id: "ITEM",
                    grading: { summary: { unitWiseCondition: [{ condition: "SELLABLE", amount: { value: 1 } }] } },
                  },
                ],
              },
            ],
          },
        },
      },
    },
  },
  {
    name: "a tracker of the sandbox",
    call: (dialect) =>
      dialect.moveTrackers(ORDER, [{ packageId: "P", trackingNumber: "TRACK0001", milestone: "OUT_FOR_DELIVERY" }]),
    expected: {
      "2024-01-01": refused("2024-11-01"),
      "2024-04-01": refused("2024-11-01"),
      "2024-11-01": {
        orderIdentifier: ORDER,
        input: {
          packageInformation: {
            details: [
              {
                id: "P",
                packageState: {
                  packageTrackerState: {
                    packageTrackerIdentifier: { trackingNumber: "TRACK0001" },
                    packageMilestoneStatusCode: "OUT_FOR_DELIVERY",
                  },
                },
              },
            ],
          },
        },
      },
    },
  },
  {
    name: "tracking",
    call: (dialect) => dialect.packageTracker({ carrierCode: "ups", trackingNumber: "TRACK0001" }),
    expected: {
      "2024-01-01": refused("2024-11-01"),
      "2024-04-01": refused("2024-11-01"),
      "2024-11-01": {
        packageTrackerInput: { packageTrackerIdentifier: { carrierCode: "ups", trackingNumber: "TRACK0001" } },
      },
    },
  },
  {
    name: "reversal offers, with the capitals of the API",
    call: (dialect) =>
      dialect.reversalOffers([
        { sku: "A" },
        { externalId: "B" },
        { productId: "C" },
        { amazonSku: { value: "D", marketplaceId: "US" } },
      ]),
    expected: Object.fromEntries(
      API_VERSIONS.map((version) => [
        version,
        {
          reversalOffersInput: {
            items: [
              { id: { SKU: "A" } },
              { id: { ExternalId: "B" } },
              { id: { ID: "C" } },
              { id: { mSKU: { value: "D", marketplaceId: "US" } } },
            ],
          },
        },
      ]),
    ) as Record<ApiVersion, object>,
  },
  {
    name: "a subscription",
    call: (dialect) =>
      dialect.createEventSubscription({ eventType: "REFUND_REQUESTED", destination: { eventBridge: EVENT_SOURCE } }),
    expected: Object.fromEntries(
      API_VERSIONS.map((version) => [
        version,
        { input: { eventType: "REFUND_REQUESTED", destination: { eventBridge: EVENT_SOURCE } } },
      ]),
    ) as Record<ApiVersion, object>,
  },
  {
    name: "a subscription to a webhook",
    call: (dialect) =>
      dialect.createEventSubscription({
        eventType: "REFUND_REQUESTED",
        destination: { webhook: { url: "https://shop.example/hook" } },
      }),
    expected: {
      "2024-01-01": refused("2024-11-01"),
      "2024-04-01": refused("2024-11-01"),
      "2024-11-01": {
        input: { eventType: "REFUND_REQUESTED", destination: { webhook: { url: "https://shop.example/hook" } } },
      },
    },
  },
  {
    name: "a page of subscriptions",
    call: (dialect) => dialect.eventSubscriptions({ first: 10 }),
    expected: { "2024-01-01": { first: 10 }, "2024-04-01": { first: 10 }, "2024-11-01": { first: 10 } },
  },
];

function errorOf(call: () => unknown): BwpError {
  try {
    call();
  } catch (error) {
    if (error instanceof BwpError) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

describe.each(API_VERSIONS)("what %s is sent", (version) => {
  it.each(CASES)("$name", async ({ call, expected }) => {
    const dialect = await dialectFor(version);
    const wanted = expected[version];
    if ("refused" in wanted) {
      const error = errorOf(() => call(dialect));
      expect(error).toMatchObject({ type: "refused", code: "not_in_version" });
      expect(error.message).toContain(version);
      expect(error.message).toContain(wanted.refused.join(", "));
      expect(error.suggestion).toContain("--api-version");
      return;
    }
    const made = call(dialect);
    expect(made.operation.version).toBe(version);
    expect(sent(made)).toEqual(wanted);
    expect(faultsOf(made)).toEqual([]);
  });

  it("makes calls of its own version only", async () => {
    expect((await dialectFor(version)).version).toBe(version);
  });
});

describe("createOrder", () => {
  it("becomes the documented order of 2024-01-01", async () => {
    const call = (await dialectFor("2024-01-01")).createOrder(NEWEST_ORDER);
    expect(sent(call)).toEqual(documentedVariables("2024-01-01/5.4-1"));
    expect(faultsOf(call)).toEqual([]);
  });

  it("reads the documented order of 2024-01-01 back into the newest words", async () => {
    const { input } = documentedVariables("2024-01-01/5.4-1") as { input: Record<string, unknown> };
    expect((await dialectFor("2024-01-01")).toNewestCreateOrder(input)).toEqual(NEWEST_ORDER);
  });

  it("keeps the words of 2024-04-01 but the provider", async () => {
    const dialect = await dialectFor("2024-04-01");
    const { input } = documentedVariables("2024-04-01/5.4-1") as { input: Record<string, unknown> };
    const newest = dialect.toNewestCreateOrder(input);
    expect(newest.lineItems[0]?.selectedDeliveryOffer.details).toEqual({
      id: "offer-0301",
      deliveryPreviewId: "preview-7f24",
      deliveryProvider: "AMAZON",
      deliveryTerms: { isPrimeEligible: true },
    });
    const call = dialect.createOrder(newest);
    expect(sent(call)).toEqual({ input });
    expect(faultsOf(call)).toEqual([]);
  });

  it("sends a file as it is written", async () => {
    const { input } = documentedVariables("2024-01-01/5.4-1") as { input: Record<string, unknown> };
    expect((await dialectFor("2024-01-01")).createOrderAsWritten(input).variables).toEqual({ input });
  });

  it("takes all product identifiers into 2024-01-01", async () => {
    const dialect = await dialectFor("2024-01-01");
    const identify = (identifier: object): unknown => {
      const [line] = NEWEST_ORDER.lineItems;
      if (!line) throw new Error("no line");
      const call = dialect.createOrder({ ...NEWEST_ORDER, lineItems: [{ ...line, product: { identifier } }] });
      return (sent(call) as { input: { lineItems: { purchasedItem: { itemId: unknown } }[] } }).input.lineItems[0]
        ?.purchasedItem.itemId;
    };
    expect(identify({ sku: "A" })).toEqual({ SKU: "A" });
    expect(identify({ externalId: "A" })).toEqual({ ExternalId: "A" });
    expect(identify({ productId: "A" })).toEqual({ ID: "A" });
    expect(identify({ amazonSku: { value: "A" } })).toEqual({ mSKU: { value: "A" } });
  });

  it.each(["2024-01-01", "2024-04-01"] as const)(
    "refuses delivery by Amazon without Prime in %s, with the path",
    async (version) => {
      const dialect = await dialectFor(version);
      const [line] = NEWEST_ORDER.lineItems;
      if (!line) throw new Error("no line");
      const details = {
        deliveryProvider: "AMAZON" as const,
        deliveryTerms: { isPrimeEligible: false, deliverySpeed: "STANDARD" },
      };
      const error = errorOf(() =>
        dialect.createOrder({
          ...NEWEST_ORDER,
          lineItems: [line, { ...line, selectedDeliveryOffer: { details } }],
        }),
      );
      expect(error.path).toEqual([
        "lineItems",
        1,
        "selectedDeliveryOffer",
        "details",
        "deliveryTerms",
        "isPrimeEligible",
      ]);
      expect(error.message).toContain("versions that have it: 2024-11-01");
    },
  );

  it("refuses a bundle in 2024-01-01 but not in 2024-04-01", async () => {
    const [line] = NEWEST_ORDER.lineItems;
    if (!line) throw new Error("no line");
    const product = { ...line.product, purchaseGroupMembership: { product: { identifier: { sku: "TEA-SET" } } } };
    const input = { ...NEWEST_ORDER, lineItems: [{ ...line, product }] };
    const first = await dialectFor("2024-01-01");
    expect(errorOf(() => first.createOrder(input)).path).toEqual([
      "lineItems",
      0,
      "product",
      "purchaseGroupMembership",
    ]);
    expect(faultsOf((await dialectFor("2024-04-01")).createOrder(input))).toEqual([]);
  });
});

describe("an update from a file", () => {
  it.each(["2024-01-01", "2024-04-01"] as const)(
    "gets the order's id in %s, and may not name another",
    async (version) => {
      const dialect = await dialectFor(version);
      expect(dialect.placeOrderId(ORDER, { desiredExecutionState: "STARTED" })).toEqual({
        ...ORDER,
        desiredExecutionState: "STARTED",
      });
      expect(sent(dialect.updateOrderAsWritten(ORDER, { ...ORDER, aliases: [] }))).toEqual({
        input: { ...ORDER, aliases: [] },
      });
      expect(errorOf(() => dialect.placeOrderId(ORDER, { orderId: "322-AAAA-BBBBBB" })).code).toBe("two_orders");
    },
  );

  it("stands beside the order in 2024-11-01", async () => {
    const call = (await dialectFor("2024-11-01")).updateOrderAsWritten(ORDER, { aliases: [] });
    expect(sent(call)).toEqual({ orderIdentifier: ORDER, input: { aliases: [] } });
  });
});

describe("what no page confirms", () => {
  it.each(API_VERSIONS)("is admitted where a whole update or order is sent to %s", async (version) => {
    const money = { amount: 1, currencyCode: "USD" };
    const update: UpdateOrderInput = {
      orderLinks: [{ destinationType: "EXTERNAL_ORDER_MANAGEMENT", url: "https://shop.example/1" }],
      taxes: { summary: { collectableTaxAmount: money } },
      totalPrice: { value: money },
    };
    const older: UpdateOrderInput = {
      ...update,
      payments: { summary: { amount: money, paymentMethodDisplayString: "Visa" } },
      recipient: {},
      shopperIdentity: {},
    };
    const dialect = await dialectFor(version);
    expect(faultsOf(dialect.updateOrder(ORDER, version === "2024-11-01" ? update : older))).toEqual([]);
    const { payments, taxes } = older;
    const order = { ...NEWEST_ORDER, ...(version === "2024-11-01" ? {} : { payments, taxes }) };
    expect(faultsOf(dialect.createOrder(order))).toEqual([]);
  });

  it.each([
    ["2024-01-01", (d: Dialect) => d.moveReturns(ORDER, [{ returnId: "R", state: "COMPLETED" }]), ["input"]],
    ["2024-11-01", (d: Dialect) => d.createReturn(ORDER, {}), ["orderIdentifier"]],
    ["2024-11-01", (d: Dialect) => d.createOrderFromOffer({ baseOfferId: "o" }), ["input"]],
    ["2024-11-01", (d: Dialect) => d.gradeReturn(ORDER, "R", []), ["input.returns.details.returnLineItems"]],
  ] as const)("is admitted by the call (%s)", async (version, make, unconfirmed) => {
    expect(make(await dialectFor(version)).unconfirmed).toEqual(unconfirmed);
  });
});
