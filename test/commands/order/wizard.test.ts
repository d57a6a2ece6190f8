import { afterEach, beforeEach, expect, test } from "vitest";
import { type Emulated, startEmulated } from "../emulated.ts";

let world: Emulated;
beforeEach(async () => {
  world = await startEmulated();
});
afterEach(() => world.close());

const DOWN = "\u001b[B";
const PEOPLE = [
  ["Customer's name", "Nora Quist\r"],
  ["Customer's e-mail address", "nora@example.com\r"],
  ["Where to deliver", "12 Harbor Lane, Portland, OR 97201\r"],
] as const;

interface Described {
  readonly body: { readonly variables: { readonly input: Record<string, unknown> } };
}

test("bwp order create without a flag asks for everything, and the order starts", async () => {
  const result = await world.asked(
    ["order", "create"],
    [
      ["Product 1: by which id is it known?", "\r"],
      ["Your SKU", "MUG\r"],
      ["Title of the product", "Blue mug\r"],
      ["Price of one unit", "18.50\r"],
      ["How many", "\r"],
      ["Who delivers it?", "\r"],
      ["A discount or taxes on this line?", "\r"],
      ["Another product?", "\r"],
      ...PEOPLE,
      ["Who receives it", "\r"],
      ["Say how the 18.50 USD are paid?", "\r"],
      ["Your own order id", "shop-7\r"],
      ["Start fulfilment at once?", "\r"],
    ],
  );
  expect(result.code).toBe(0);
  expect(result.stdout).toMatch(/^Order \S+ {2}STARTED\n/);
  const order = await world.json<{ order: { id: string } }>(["order", "show", "EXTERNAL_ID:shop-7"]);
  expect(result.stdout).toContain(order.order.id);
});

test("two products, Prime and merchant, discount with coupon, taxes, payment, another recipient", async () => {
  const result = await world.asked(
    ["order", "create", "--dry-run", "--json"],
    [
      ["Product 1: by which id is it known?", `${DOWN}\r`],
      ["Your own product id", "prod-1\r"],
      ["Title of the product", "Linen apron\r"],
      ["Price of one unit", "32\r"],
      ["How many", "\u007f2\r"],
      ["Who delivers it?", `${DOWN}\r`],
      ["Delivery preview id", "SIP-1\r"],
      ["Id of the chosen delivery offer", "4821733910\r"],
      ["A discount or taxes on this line?", "y\r"],
      ["Discount on this line", "\u007f4.00\r"],
      ["Coupon code", "SPRING4\r"],
      ["Taxes on this line", "\u007f5.12\r"],
      ["Another product?", "y\r"],
      ["Product 2: by which id is it known?", `${DOWN}${DOWN}${DOWN}\r`],
      ["Its Buy with Prime product id", "bp-2\r"],
      ["Title of the product", "Poster\r"],
      ["Price of one unit", "25\r"],
      ["How many", "\r"],
      ["Who delivers it?", `${DOWN}${DOWN}\r`],
      ["A discount or taxes on this line?", "\r"],
      ["Another product?", "\r"],
      ...PEOPLE,
      ["Who receives it", `${"\u007f".repeat(10)}Lena Beck\r`],
      ["Say how the 90.12 USD are paid?", "y\r"],
      ["How, for example", "Visa ending in 4821\r"],
      ["State of the payment", "\r"],
      ["Your own order id", "\r"],
      ["Start fulfilment at once?", "n\r"],
    ],
  );
  expect(result.code).toBe(0);
  const { input } = (JSON.parse(result.stdout) as Described).body.variables;
  expect(input).toMatchObject({
    lineItems: [
      {
        product: { identifier: { externalId: "prod-1" }, title: "Linen apron", price: { amount: 32 } },
        amount: { value: 2 },
        discounts: { details: [{ amount: { amount: 4 }, couponCode: "SPRING4" }] },
        taxes: { summary: { collectableTaxAmount: { amount: 5.12 } } },
        selectedDeliveryOffer: {
          details: { deliveryProvider: "AMAZON", deliveryPreviewId: "SIP-1", deliveryTerms: { isPrimeEligible: true } },
        },
      },
      {
        product: { identifier: { productId: "bp-2" } },
        selectedDeliveryOffer: { details: { deliveryProvider: "MERCHANT" } },
      },
    ],
    recipient: { deliveryAddress: { name: "Lena Beck", locality: "Portland" } },
    payments: { summary: { amount: { amount: 90.12 }, state: "AUTHORIZED" } },
    totalPrice: { value: { amount: 90.12, currencyCode: "USD" } },
  });
  expect(input).not.toHaveProperty("desiredExecutionState");
  expect(JSON.stringify(input)).toContain("bwp-");
});

test("names that no page confirms are warned about where they could be refused", async () => {
  const words = [
    "order",
    "create",
    "--sample",
    "--payment-method",
    "Visa",
    "--discount",
    "1",
    "--coupon",
    "C",
    "--dry-run",
  ];
  const sandbox = await world.bwp(words, { env: { BWP_PROFILE_KIND: "sandbox" } });
  expect(sandbox.stderr).toContain(
    "Not confirmed by the documentation, may be refused: payments, lineItems[0].discounts",
  );
  const emulator = await world.bwp(words);
  expect(emulator.stderr).not.toContain("Not confirmed");
});

test("--tax, --discount and --coupon go on the single line, and into the total", async () => {
  const { input } = (
    await world.json<Described>([
      ...["order", "create", "--sample", "--quantity", "2", "--discount", "4.00", "--tax", "2.55", "--dry-run"],
      ...["--link", "EXTERNAL_ORDER_MANAGEMENT=https://shop.example.com/1"],
    ])
  ).body.variables;
  expect(input).toMatchObject({
    lineItems: [
      {
        discounts: { summary: { amount: { amount: 4 } } },
        taxes: { summary: { collectableTaxAmount: { amount: 2.55 } } },
      },
    ],
    totalPrice: { value: { amount: 35.55 } },
    orderLinks: [{ destinationType: "EXTERNAL_ORDER_MANAGEMENT", url: "https://shop.example.com/1" }],
  });
  expect((await world.bwp(["order", "create", "--sample", "--coupon", "C"])).code).toBe(2);
});

test("bwp order update without a flag asks what is to be changed, and again for a mistyped value", async () => {
  await world.bwp(["order", "create", "--sample", "--alias", "EXTERNAL_ID:shop-8"]);
  const result = await world.asked(
    ["order", "update", "EXTERNAL_ID:shop-8"],
    [
      ["What is to be changed?", `${DOWN}\r`],
      ["Alias, as TYPE:ID", "oms\r"],
      ['"oms" is no alias.', "\u007f\u007f\u007fOMS_ORDER_ID:oms-77\r"],
    ],
  );
  expect(result.code).toBe(0);
  expect((await world.bwp(["order", "show", "OMS_ORDER_ID:oms-77"])).code).toBe(0);
});
