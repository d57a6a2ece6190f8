import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";
import { startLossyProxy } from "./lossy-proxy.ts";

let world: Emulated;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bwp-order-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  world = await startEmulated();
});
afterEach(() => world.close());

interface Created {
  readonly createOrder: {
    readonly order: {
      readonly id: string;
      readonly aliases: readonly { readonly aliasType: string; readonly aliasId: string }[];
      readonly metadata: { readonly executionState: string };
      readonly lineItems: readonly {
        readonly product: { readonly title: string };
        readonly amount: { readonly value: number };
      }[];
    };
  };
}

interface DryRun {
  readonly body: { readonly variables: { readonly input: Record<string, unknown> } };
}

const PEOPLE = [
  "--name",
  "Nora Quist",
  "--email",
  "nora@example.com",
  "--address",
  "12 Harbor Lane, Portland, OR 97201",
];
const create = (...words: string[]) => ["order", "create", ...words];

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function inputOf(...words: string[]): Promise<Record<string, unknown>> {
  return (await world.json<DryRun>(create(...words, "--dry-run"))).body.variables.input;
}

test("an order from flags, with an alias of its own by default", async () => {
  const { createOrder } = await world.json<Created>(
    create("--line", "sku=MUG,qty=2,title=Blue mug,price=18.50", ...PEOPLE, "--start"),
  );
  expect(createOrder.order.metadata.executionState).toBe("STARTED");
  expect(createOrder.order.aliases).toEqual([
    { aliasType: "EXTERNAL_ID", aliasId: expect.stringMatching(/^bwp-[0-9a-f-]{36}$/) },
  ]);
  expect(createOrder.order.lineItems[0]).toMatchObject({ product: { title: "Blue mug" }, amount: { value: 2 } });
});

test("prices are added up exactly, and quoted values may hold commas", async () => {
  const input = await inputOf(
    ...["--line", 'sku=A,qty=3,title="Mug, blue",price=0.10', "--line", "external-id=p-1,title=Towel,price=0.20"],
    ...PEOPLE,
  );
  expect(input.totalPrice).toEqual({ value: { amount: 0.5, currencyCode: "USD" } });
  expect(input.lineItems).toMatchObject([
    { product: { identifier: { sku: "A" }, title: "Mug, blue", price: { amount: 0.1 } }, amount: { value: 3 } },
    { product: { identifier: { externalId: "p-1" } }, amount: { value: 1 } },
  ]);
  const raw = await world.bwp(create("--sku", "A", "--title", "T", "--price", "18.50", ...PEOPLE, "--dry-run"));
  expect(raw.stdout).toContain('"amount": 18.50,');
});

test("preview and offer make a Prime line, --merchant a line of the merchant, nothing one of Amazon", async () => {
  const delivery = async (...words: string[]) => {
    const [line] = (await inputOf(...words)).lineItems as { selectedDeliveryOffer: { details: unknown } }[];
    return line?.selectedDeliveryOffer.details;
  };
  const one = ["--sku", "A", "--title", "T", "--price", "1", ...PEOPLE];
  expect(await delivery(...one, "--delivery-preview-id", "p", "--delivery-offer-id", "o")).toEqual({
    deliveryProvider: "AMAZON",
    deliveryPreviewId: "p",
    id: "o",
    deliveryTerms: { isPrimeEligible: true },
  });
  expect(await delivery(...one)).toEqual({
    deliveryProvider: "AMAZON",
    deliveryTerms: { isPrimeEligible: false, deliverySpeed: "STANDARD" },
  });
  expect(await delivery("--sku", "A", "--merchant", "--name", "N", "--email", "e@x.example")).toEqual({
    deliveryProvider: "MERCHANT",
  });
});

test("without a terminal every missing flag is named at once", async () => {
  const result = await world.bwp(create("--title", "T"));
  expect(result.code).toBe(2);
  expect(errorOf(result).message).toBe(
    "Missing: --line <KEY=VALUE,...> or --sku <SKU>, --price <AMOUNT>, --name <NAME>, --email <EMAIL>, --address <ADDRESS>.",
  );
});

test("an address on one line, with whatever stands before the city as the street", async () => {
  const input = await inputOf("--sample", "--address", "501 Elm Street, Apt 3, Austin, TX 78701-1234, US");
  expect(input.recipient).toEqual({
    deliveryAddress: {
      name: "Nora Quist",
      streetAddress: "501 Elm Street, Apt 3",
      locality: "Austin",
      region: "TX",
      countryCode: "US",
      postalCode: "78701-1234",
    },
  });
});

test("malformed flags say what they want", async () => {
  const fail = async (...words: string[]) => errorOf(await world.bwp(create(...words, ...PEOPLE)));
  expect(await fail("--line", "sku=A,titel=T")).toMatchObject({
    code: "invalid_line",
    suggestion: "Did you mean title?",
  });
  expect(await fail("--sku", "A", "--title", "T", "--price", "1,50")).toMatchObject({ code: "invalid_amount" });
  expect(await fail("--line", "sku=A,qty=0,title=T,price=1")).toMatchObject({ code: "invalid_amount" });
  expect(await fail("--sku", "A", "--title", "T", "--price", "1", "--quantity", "1.5")).toMatchObject({
    code: "invalid_amount",
    message: 'quantity: "1.5" is no whole number greater than 0.',
  });
  expect(await fail("--line", "sku=A,product-id=B,title=T,price=1")).toMatchObject({ code: "two_products" });
  expect(errorOf(await world.bwp(create("--sample", "--address", "somewhere")))).toMatchObject({
    code: "invalid_address",
  });
  expect(errorOf(await world.bwp(create("--sample", "--alias", "shop-1")))).toMatchObject({ code: "invalid_alias" });
});

test("a JSON file is checked whole: each mistake with its path and the likely name", async () => {
  const path = file(
    "wrong.json",
    JSON.stringify({
      lineItems: [
        {
          product: { titel: "Mug", price: { amount: "18.50", currencyCode: "USD" } },
          amount: {},
          selectedDeliveryOffer: { details: { deliveryProvider: "AMAZONE" } },
        },
      ],
      recipient: { deliveryAddress: { postalCode: 97201 } },
      desiredExecutionState: "STARTED",
    }),
  );
  const result = await world.bwp(create("--file", path));
  expect(result.code).toBe(2);
  const error = errorOf(result);
  expect(error.code).toBe("invalid_input");
  expect([...(error.findings ?? [])].sort()).toEqual(
    [
      "lineItems[0].product.titel: PurchasedProductViewInput has no such field. Did you mean title?",
      "lineItems[0].product.price.amount: must be a number, not a text; leave out the quotes.",
      "lineItems[0].amount.value: is required.",
      "lineItems[0].selectedDeliveryOffer.details.deliveryProvider: must be one of AMAZON, MERCHANT. Did you mean AMAZON?",
      "recipient.deliveryAddress.postalCode: must be a text, not a number; put it in quotes.",
      "customer: is required.",
    ].sort(),
  );
  expect(world.emulator.status().counts.orders).toBe(0);
});

const YAML = `
lineItems:
  - product:
      identifier: { sku: MUG-BLUE-12 }
      title: Blue stoneware mug, 12 oz
      price: { amount: 18.50, currencyCode: USD }
    amount: { value: 1 }
    selectedDeliveryOffer:
      details:
        deliveryProvider: AMAZON
        deliveryTerms: { isPrimeEligible: false, deliverySpeed: STANDARD }
customer: { contact: { emailData: { name: Nora Quist, email: nora@example.com } } }
recipient:
  deliveryAddress:
    streetAddress: 12 Harbor Lane
    locality: Portland
    region: OR
    countryCode: US
    postalCode: "97201"
totalPrice: { value: { amount: 18.50, currencyCode: USD } }
`;

test("YAML from a file or stdin, with exact numbers", async () => {
  const fromFile = await world.bwp(
    create("--file", file("order.yaml", YAML), "--alias", "EXTERNAL_ID:y-1", "--dry-run"),
  );
  expect(fromFile.code).toBe(0);
  expect(fromFile.stdout).toContain('"amount": 18.50,');
  const fromStdin = await world.bwp(create("--file", "-", "--alias", "EXTERNAL_ID:y-1", "--start"), { stdin: YAML });
  expect(fromStdin.code).toBe(0);
  const shown = await world.bwp(["order", "show", "EXTERNAL_ID:y-1"]);
  expect(shown.stdout).toContain('"executionState": "STARTED"');
});

test("files that cannot be read or parsed", async () => {
  const missing = await world.bwp(create("--file", join(folder, "nowhere.json")));
  expect([missing.code, errorOf(missing).code]).toEqual([2, "unreadable_file"]);
  const broken = await world.bwp(create("--file", file("broken.json", '{"lineItems": [')));
  expect([broken.code, errorOf(broken).code]).toEqual([2, "invalid_syntax"]);
  const both = await world.bwp(create("--file", file("order.yml", YAML), "--sku", "A"));
  expect(errorOf(both).message).toContain("--sku");
});

test("documented mistakes are refused before sending, all at once, with exit 5", async () => {
  const aliases = Array.from({ length: 6 }, (_, index) => ({ aliasType: "T", aliasId: String(index) }));
  const path = file(
    "rules.json",
    JSON.stringify({
      aliases,
      customer: {},
      orderLinks: Array.from({ length: 6 }, () => ({
        destinationType: "EXTERNAL_ORDER_TRACKING",
        url: "https://shop.example/1",
      })),
      lineItems: [
        {
          amount: { value: 1 },
          product: { identifier: { sku: "A", productId: "B" }, title: "T", price: { amount: 1, currencyCode: "USD" } },
          selectedDeliveryOffer: { details: { deliveryProvider: "AMAZON", deliveryTerms: { isPrimeEligible: true } } },
          discounts: { details: [{ amount: { amount: 1, currencyCode: "USD" }, couponCode: "X".repeat(51) }] },
        },
        {
          amount: { value: 1 },
          selectedDeliveryOffer: { details: { deliveryProvider: "MERCHANT" }, summary: {} },
        },
      ],
    }),
  );
  const result = await world.bwp(create("--file", path));
  expect(result.code).toBe(5);
  expect(errorOf(result).code).toBe("invalid_order");
  expect(errorOf(result).findings).toEqual([
    "aliases: 6 are too many, at most 5.",
    "orderLinks: 6 are too many, at most 5.",
    "lineItems[0].selectedDeliveryOffer.details.deliveryPreviewId: is needed when Amazon delivers with Prime.",
    "lineItems[0].selectedDeliveryOffer.details.id: is needed when Amazon delivers with Prime.",
    "lineItems[0].product.identifier: name the product in exactly one way, not 2.",
    "lineItems[0].discounts.details[0].couponCode: at most 50 characters.",
    "lineItems[1].selectedDeliveryOffer: give details or summary, exactly one of them.",
  ]);
});

test("more than 40 lines are too many", async () => {
  const lines = Array.from({ length: 41 }, (_, index) => ["--line", `sku=S${index},title=T,price=1`]).flat();
  const result = await world.bwp(create(...lines, ...PEOPLE));
  expect(errorOf(result).findings).toEqual(["lineItems: 41 are too many, at most 40."]);
});

test("an alias that another order has is refused, and the way to that order is named", async () => {
  await world.json(create("--sample", "--alias", "EXTERNAL_ID:shop-1"));
  const result = await world.bwp(create("--sample", "--alias", "EXTERNAL_ID:shop-1"));
  expect(result.code).toBe(5);
  expect(["ConflictError", "AliasValueAlreadyExists"]).toContain(errorOf(result).code);
  expect(errorOf(result).suggestion).toContain("bwp order show EXTERNAL_ID:shop-1");
});

test("an answer that is lost is settled by the alias: one order, exit 0", async () => {
  const proxy = await startLossyProxy(world.emulator.url, "createOrder", 1);
  try {
    const result = await world.bwp(create("--sample", "--alias", "EXTERNAL_ID:lost-1"), {
      env: { BWP_API_URL: proxy.url },
    });
    expect(result.code).toBe(0);
    expect(result.stderr).toContain("found by its alias EXTERNAL_ID:lost-1");
    expect((JSON.parse(result.stdout) as Created).createOrder.order.aliases[0]?.aliasId).toBe("lost-1");
    expect(proxy.passed("createOrder")).toBe(2);
    expect(world.emulator.status().counts.orders).toBe(1);
  } finally {
    await proxy.close();
  }
});

test("without an alias a lost answer is not repeated: exit 6, and the outcome is unknown", async () => {
  const proxy = await startLossyProxy(world.emulator.url, "createOrder", 9);
  try {
    const result = await world.bwp(create("--sample", "--no-alias"), { env: { BWP_API_URL: proxy.url } });
    expect([result.code, errorOf(result).code]).toEqual([6, "outcome_unknown"]);
    expect(proxy.passed("createOrder")).toBe(1);
  } finally {
    await proxy.close();
  }
});

test("sample data are refused on production, where a person has to confirm anyway", async () => {
  const production = { env: { BWP_PROFILE_KIND: "production" } };
  expect(errorOf(await world.bwp(create("--sample"), production)).code).toBe("sample_on_production");
  const unconfirmed = await world.bwp(create("--line", "sku=A,title=T,price=1", ...PEOPLE), production);
  expect([unconfirmed.code, errorOf(unconfirmed).code]).toEqual([2, "confirmation_required"]);
  expect(world.emulator.status().counts.orders).toBe(0);
});

test("in a sandbox a Prime line without a shopper gets the published one; on production it does not", async () => {
  const prime = ["--line", "sku=A,title=T,price=1,preview=EMU-p,offer=o", ...PEOPLE];
  const { createOrder } = await world.json<Created>(create(...prime, "--start"));
  expect(createOrder.order.metadata.executionState).toBe("STARTED");
  const production = await world.bwp(create(...prime, "--dry-run"), { env: { BWP_PROFILE_KIND: "production" } });
  expect(production.stdout).not.toContain("shopperIdentity");
  expect(production.stderr).toContain("Delivery with Prime needs shopperIdentity");
});

test("shopper tokens never show in a dry run", async () => {
  const result = await world.bwp(
    create("--sample", "--delivery-preview-id", "p", "--delivery-offer-id", "o", "--dry-run"),
    { env: { BWP_LWA_ACCESS_TOKEN: "Atza|secret-shopper-token" } },
  );
  expect(result.code).toBe(0);
  expect(result.stdout).toContain("lwaAccessToken");
  expect(result.stdout + result.stderr).not.toContain("secret-shopper-token");
});

test("questions on a terminal ask for what is missing", async () => {
  const result = await world.asked(create("--sku", "MUG", "--title", "Mug", "--price", "1", "--name", "N"), [
    ["Customer's e-mail address", "n@x.example\r"],
    ["Where to deliver", "12 Harbor Lane, Portland, OR 97201\r"],
  ]);
  expect(result.code).toBe(0);
  expect(result.stdout).toMatch(/^Order \d{3}-[A-Z0-9]{4}-[A-Z0-9]{6} {2}NOT_STARTED\n/);
});
