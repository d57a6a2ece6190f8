import type { Context } from "../../kernel/context.ts";
import { SANDBOX_PRIME_SHOPPER_TOKEN } from "../../model/sandbox-shoppers.ts";
import type { ApiVersion } from "../../model/versions.ts";

/** Kinds of order for which there is a file to begin with. */
export const ORDER_TEMPLATES = ["minimal", "external", "mixed", "offer"] as const;
export type OrderTemplate = (typeof ORDER_TEMPLATES)[number];

/** Prints a commented YAML that `order create --file` takes, in the words of the profile's version. */
export async function printTemplate(context: Context, kind: OrderTemplate): Promise<void> {
  const { version } = await context.dialect();
  await context.output.raw(orderTemplate(kind, version));
}

/** A line of an order in a template. */
interface TemplateLine {
  readonly comment: string;
  /** Lines of YAML for aliases, discounts and taxes, indented as members of the line. */
  readonly more?: string;
  readonly identifier: "sku" | "externalId";
  readonly id: string;
  readonly title: string;
  readonly price: string;
  readonly quantity: number;
  readonly delivery:
    | { readonly by: "prime"; readonly previewId: string; readonly offerId: string }
    | { readonly by: "amazon" }
    | { readonly by: "merchant" };
}

const MUG: TemplateLine = {
  comment: "Delivered with Prime: product, amount, preview and offer must be those of the delivery preview.",
  identifier: "sku",
  id: "MUG-BLUE-12",
  title: "Blue stoneware mug, 12 oz",
  price: "18.50",
  quantity: 1,
  delivery: { by: "prime", previewId: "SIP-8676502-0261200", offerId: "4821733910" },
};

/** The text of a template. Pages: create-an-order, createorderinput, best-practices-for-orders. */
export function orderTemplate(kind: OrderTemplate, version: ApiVersion): string {
  const head = [
    `# An order for bwp order create --file; CreateOrderInput of version ${version}.`,
    "# Replace what stands here. Numbers go without quotes, ids and postal codes with them.",
  ];
  return `${[...head, ...bodyOf(kind, version)].join("\n")}\n`;
}

function bodyOf(kind: OrderTemplate, version: ApiVersion): readonly string[] {
  switch (kind) {
    case "minimal":
      return [
        "# The least that Buy with Prime fulfils: one line with Prime, customer, address, shopper, total.",
        ...executionState("STARTED"),
        "lineItems:",
        ...lineOf(MUG, version),
        ...customer(),
        ...recipient("Nora Quist"),
        ...total("18.50"),
        ...shopper(),
      ];
    case "external":
      return external(version);
    case "mixed":
      return mixed(version);
    case "offer":
      return [
        "# An order from the offers of a delivery preview. bwp delivery preview --use earliest --write order.yaml writes one with",
        "# all of this filled in. By hand, copy from the preview's answer:",
        "#   deliveryPreview.id                              -> deliveryPreviewId, the same in every line",
        "#   deliveryGroups[].deliveryOffers[].id            -> id; the offer that the shopper chose, one for each group",
        "#   product identifier and amount of the group      -> the line's product and amount",
        "#   address and shopper identity sent to it         -> recipient and shopperIdentity",
        ...executionState("NOT_STARTED"),
        "lineItems:",
        ...lineOf({ ...MUG, comment: "First delivery group." }, version),
        ...lineOf(
          {
            ...MUG,
            comment: "Second delivery group: another offer of the same preview.",
            id: "TOWEL-LINEN",
            title: "Tea towel",
            price: "9.00",
            quantity: 2,
            delivery: { by: "prime", previewId: "SIP-8676502-0261200", offerId: "4821733911" },
          },
          version,
        ),
        ...customer(),
        ...recipient("Nora Quist"),
        ...total("36.50"),
        ...shopper(),
      ];
  }
}

function external(version: ApiVersion): readonly string[] {
  const aliases = version === "2024-01-01" ? "lineItemAliases" : "aliases";
  return [
    "# An order with what your shop knows of it: ids, links, taxes, discounts, payment, another recipient.",
    ...executionState("NOT_STARTED"),
    "",
    "# Your own ids, at most 5, each unique in the store per type. The first one lets a lost call be repeated safely:",
    "# change it for each order, or take it away and give --alias TYPE:ID.",
    "aliases:",
    '  - { aliasType: EXTERNAL_ID, aliasId: "shop-900417" }',
    '  - { aliasType: EXTERNAL_DISPLAY_ID, aliasId: "#1417" }',
    "",
    "# Where the shopper manages the order; at most 5.",
    "orderLinks:",
    '  - { destinationType: EXTERNAL_ORDER_MANAGEMENT, url: "https://shop.example.com/orders/900417" }',
    "",
    "lineItems:",
    ...lineOf(
      {
        ...MUG,
        comment: "Taxes and discounts belong on the line where possible: refunds and fees become exact.",
        identifier: version === "2024-01-01" ? "sku" : "externalId",
        id: version === "2024-01-01" ? "APRON-LINEN" : "prod-5521",
        title: "Linen apron",
        price: "32.00",
        quantity: 2,
        more: [
          `    ${aliases}:`,
          '      - { aliasType: EXTERNAL_ITEM_ID, aliasId: "shop-900417-1" }',
          "    taxes: { summary: { collectableTaxAmount: { amount: 5.12, currencyCode: USD } } }",
          "    discounts: { summary: { amount: { amount: 4.00, currencyCode: USD } } }",
        ].join("\n"),
      },
      version,
    ),
    ...customer("Omar Beck", "omar@example.com"),
    "# Who receives it may be another person than the customer (a gift).",
    ...recipient("Lena Beck"),
    "",
    "# Payments of the whole order: a summary, or details with one entry each; never both. No page confirms the two names,",
    "# so they stand here as comments.",
    "# payments:",
    "#   details:",
    '#     - id: "pay-1"',
    '#       aliases: [{ aliasType: PSP_CHARGE_ID, aliasId: "ch_31f" }]',
    "#       amount: { amount: 65.12, currencyCode: USD }",
    "#       paymentMethod: { displayString: Visa ending in 4821, type: CARD }",
    "#       state: AUTHORIZED",
    ...total("65.12"),
    ...shopper(),
  ];
}

function mixed(version: ApiVersion): readonly string[] {
  const isNewest = version === "2024-11-01";
  const amazon: TemplateLine = {
    comment: "Delivered by Amazon without Prime: no preview, an offer is generated from the terms.",
    identifier: "sku",
    id: "TOWEL-LINEN",
    title: "Tea towel",
    price: "9.00",
    quantity: 1,
    delivery: { by: "amazon" },
  };
  const merchant: TemplateLine = {
    comment: "Not offered through Buy with Prime: you deliver it.",
    identifier: "sku",
    id: "POSTER-A2",
    title: "Poster",
    price: "25.00",
    quantity: 1,
    delivery: { by: "merchant" },
  };
  return [
    "# A mixed order: lines that Buy with Prime delivers beside lines that it does not.",
    ...(isNewest ? ["# At most 20 lines of each, 40 in all."] : []),
    ...executionState("STARTED"),
    "lineItems:",
    ...lineOf(MUG, version),
    ...(isNewest ? lineOf(amazon, version) : []),
    ...lineOf(merchant, version),
    ...customer(),
    ...recipient("Nora Quist"),
    ...total(isNewest ? "52.50" : "43.50"),
    ...shopper(),
  ];
}

function executionState(state: "STARTED" | "NOT_STARTED"): readonly string[] {
  return [
    "",
    "# STARTED: fulfilment begins at once. NOT_STARTED: later, with bwp order start.",
    `desiredExecutionState: ${state}`,
  ];
}

function lineOf(line: TemplateLine, version: ApiVersion): readonly string[] {
  return [
    `  # ${line.comment}`,
    ...product(line, version),
    ...(line.more?.split("\n") ?? []),
    ...delivery(line, version),
  ];
}

function product({ identifier, id, title, price, quantity }: TemplateLine, version: ApiVersion): readonly string[] {
  const money = `{ amount: ${price}, currencyCode: USD }`;
  if (version === "2024-01-01") {
    return [
      "  - purchasedItem:",
      `      itemId: { SKU: ${id} } # or ID`,
      `      title: "${title}"`,
      `      price: { currentPrice: ${money} }`,
      `    quantity: { amount: ${quantity} }`,
    ];
  }
  const others = (["sku", "externalId", "productId", "amazonSku: { value }"] as const).filter(
    (key) => key !== identifier,
  );
  return [
    "  - product:",
    `      identifier: { ${identifier}: ${id} } # exactly one; or ${others.join(", ")}`,
    `      title: "${title}"`,
    `      price: ${money} # of one unit`,
    `    amount: { value: ${quantity} }`,
  ];
}

function delivery(line: TemplateLine, version: ApiVersion): readonly string[] {
  const isNewest = version === "2024-11-01";
  const head = ["    selectedDeliveryOffer:", "      details: # or summary, never both"];
  switch (line.delivery.by) {
    case "merchant":
      return [...head, "        deliveryProvider: MERCHANT"];
    case "amazon":
      return [
        ...head,
        "        deliveryProvider: AMAZON",
        "        deliveryTerms: { isPrimeEligible: false, deliverySpeed: STANDARD }",
      ];
    case "prime":
      return [
        ...head,
        `        deliveryProvider: ${isNewest ? "AMAZON" : "BUY_WITH_PRIME"}`,
        ...(isNewest ? ["        deliveryTerms: { isPrimeEligible: true }"] : []),
        `        deliveryPreviewId: "${line.delivery.previewId}" # the delivery preview`,
        `        id: "${line.delivery.offerId}" # the offer chosen from it`,
      ];
  }
}

function customer(name = "Nora Quist", email = "nora@example.com"): readonly string[] {
  return ["", "# Who bought it.", "customer:", "  contact:", `    emailData: { name: ${name}, email: ${email} }`];
}

function recipient(name: string): readonly string[] {
  return [
    "",
    "# With Prime: the address that was given to the delivery preview.",
    "recipient:",
    "  deliveryAddress:",
    `    name: ${name}`,
    "    streetAddress: 12 Harbor Lane",
    "    locality: Portland",
    "    region: OR",
    "    countryCode: US",
    '    postalCode: "97201"',
  ];
}

function total(amount: string): readonly string[] {
  return ["", "# What the shopper pays in all.", "totalPrice:", `  value: { amount: ${amount}, currencyCode: USD }`];
}

function shopper(): readonly string[] {
  return [
    "",
    "# With Prime: the shopper of the delivery preview. This token is the one that the documentation publishes for sandboxes",
    "# (more: bwp sandbox tokens). With Amazon Pay instead: apayCheckoutSessionId: { value: SESSION, externalId: YOUR_ID }",
    "shopperIdentity:",
    "  lwaAccessToken:",
    `    value: "${SANDBOX_PRIME_SHOPPER_TOKEN}"`,
  ];
}
