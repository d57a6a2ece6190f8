import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { TestEmulator } from "./emulator.ts";
import { eventually } from "./emulator.ts";
import { movePackages, moveReturns, packageMove, showOrder } from "./order.ts";

const TEST = join(import.meta.dirname, "..", "..");

/** A documented request, and its answer or its variables. */
export interface Documented {
  readonly name: string;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of every shape
  readonly json: any;
}

/** The documented requests of a version, which other tests read as well. */
export function documented(version: string, kind: "order-queries" | "order-mutations"): readonly Documented[] {
  const folder = join(TEST, "fixtures", "api", kind, version === "2024-11-01" ? "." : version);
  const files = readdirSync(folder);
  return files
    .filter((file) => file.endsWith(".graphql"))
    .map((file) => {
      const name = file.replace(/\.graphql$/, "");
      const json = files.includes(`${name}.json`)
        ? JSON.parse(withKnownPreviews(readFileSync(join(folder, `${name}.json`), "utf8")))
        : null;
      return { name, text: readFileSync(join(folder, file), "utf8"), json };
    });
}

/** Previews that the examples made up: with this beginning the emulator takes them for any. */
function withKnownPreviews(json: string): string {
  return json.replaceAll('"preview-', '"EMU-preview-');
}

/** Members whose value is the service's own choice: only its kind can be compared. */
const CHOSEN = /^(id|trackingNumber|occurredAt|earliest|latest|url|\w+At)$/;

/** Compares an answer with the documented one, except at the paths (`a.b.*.c`) whose answer is said to differ. */
export function expectAnswer(
  actual: unknown,
  wanted: unknown,
  different: Readonly<Record<string, unknown>> = {},
  path: readonly string[] = [],
): void {
  const here = path.map((step) => (/^\d+$/.test(step) ? "*" : step)).join(".");
  if (Object.hasOwn(different, here)) {
    expect(actual, path.join(".")).toEqual(different[here]);
  } else if (Array.isArray(wanted)) {
    expect(Array.isArray(actual), `${path.join(".")} is a list`).toBe(true);
    const list = actual as unknown[];
    expect(list.length, `${path.join(".")}.length`).toBe(wanted.length);
    for (const [index, each] of wanted.entries()) expectAnswer(list[index], each, different, [...path, String(index)]);
  } else if (typeof wanted === "object" && wanted !== null) {
    expect(typeof actual === "object" && actual !== null, `${path.join(".")} is an object`).toBe(true);
    expect(Object.keys(actual as object), path.join(".")).toEqual(Object.keys(wanted));
    for (const [key, value] of Object.entries(wanted)) {
      expectAnswer((actual as Record<string, unknown>)[key], value, different, [...path, key]);
    }
  } else if (CHOSEN.test(path.at(-1) ?? "")) {
    expect(typeof actual, path.join(".")).toBe(typeof wanted);
  } else {
    expect(actual, path.join(".")).toEqual(wanted);
  }
}

/** An order as the documented queries have it: a blue mug twice and, if wanted, a tea towel. */
export async function documentedOrder(
  api: TestEmulator,
  more: { readonly towel?: boolean; readonly started?: boolean; readonly onlyExternalId?: boolean } = {},
): Promise<{ orderId: string; lines: string[] }> {
  const usd = (amount: number) => ({ amount, currencyCode: "USD" });
  const offer = {
    deliveryProvider: "AMAZON",
    deliveryPreviewId: "EMU-preview-1",
    id: "offer-1",
    deliveryTerms: { isPrimeEligible: true },
    deliveryCharge: usd(0),
    taxes: { summary: { collectableTaxAmount: usd(0.4) } },
  };
  const mug = {
    product: {
      identifier: { sku: "MUG" },
      title: "Blue mug",
      imageUrl: "https://shop.example/mug.jpg",
      altText: "A blue mug",
      productDetailPageUrl: "https://shop.example/mug",
      price: usd(12.5),
    },
    amount: { value: 2 },
    taxes: { summary: { collectableTaxAmount: usd(2.2) } },
    selectedDeliveryOffer: { details: offer },
  };
  const towel = {
    product: {
      identifier: { sku: "TOWEL" },
      title: "Tea towel",
      productDetailPageUrl: "https://shop.example/towel",
      price: usd(8),
    },
    amount: { value: 1 },
    selectedDeliveryOffer: { details: offer },
  };
  const aliases = [
    { aliasType: "EXTERNAL_ID", aliasId: "shop-1001" },
    { aliasType: "EXTERNAL_DISPLAY_ID", aliasId: "1001" },
  ];
  const input = {
    desiredExecutionState: more.started === false ? "NOT_STARTED" : "STARTED",
    aliases: more.onlyExternalId ? aliases.slice(0, 1) : aliases,
    orderLinks: [{ destinationType: "EXTERNAL_ORDER_MANAGEMENT", url: "https://shop.example/orders/1001" }],
    lineItems: more.towel ? [mug, towel] : [mug],
    customer: { contact: { emailData: { name: "Kim Roe", email: "kim.roe@example.com" } } },
    recipient: { deliveryAddress: { name: "Kim Roe", streetAddress: "1 Main Street", countryCode: "US" } },
    discounts: {
      summary: { amount: usd(3), displayString: "Spring sale" },
      details: [
        {
          amount: usd(3),
          displayString: "Spring sale",
          couponCode: "SPRING",
          aliases: [{ aliasType: "EXTERNAL_ID", aliasId: "promo-9" }],
        },
      ],
    },
    taxes: { summary: { collectableTaxAmount: usd(3.1) } },
    payments: {
      details: [
        {
          id: "pay-1",
          amount: usd(36.1),
          paymentMethod: { displayString: "Visa ending in 0000", type: "AMAZON_PAY" },
          state: "CAPTURED",
          createdAt: "2025-01-20T12:00:00.000Z",
          updatedAt: "2025-01-21T08:00:00.000Z",
          aliases: [{ aliasType: "CHARGE_ID", aliasId: "ch-1" }],
        },
      ],
    },
    totalPrice: {
      value: usd(36.1),
      rollupCharges: [
        { rollupChargeType: "ORDER_SUB_TOTAL", value: usd(33) },
        { rollupChargeType: "ORDER_TAX", value: usd(3.1) },
      ],
    },
    shopperIdentity: { lwaAccessToken: { value: "LWA_ACCESS_TOKEN" } },
  };
  const create = `mutation($input: CreateOrderInput!) { createOrder(input: $input) { order { id lineItems { id } } } }`;
  const answer = await api.graphql(create, { input });
  expect(answer.errors).toBeUndefined();
  const { id, lineItems } = answer.data.createOrder.order;
  return { orderId: id, lines: lineItems.map((line: { id: string }) => line.id) };
}

/** Moves the whole of an order's pending packages to the shopper. */
export async function deliver(api: TestEmulator, orderId: string): Promise<void> {
  for (const state of ["IN_TRANSIT", "DELIVERED"]) {
    const { packageInformation } = await showOrder(api, orderId);
    const moves = packageInformation.details.map((parcel: { id: string }) => packageMove(parcel.id, state));
    expect((await movePackages(api, orderId, moves)).errors).toBeUndefined();
    await eventually(async () => (await showOrder(api, orderId)).packageInformation.summary.state === state);
  }
}

/** What opening a return answers. */
export interface OpenedReturn {
  readonly returnId: string;
  readonly returnPackageId: string;
  readonly returnLineItems: readonly { id: string; lineItemId: string; amount: number }[];
}

/** Opens a return of one unit of a line, as a shopper would. */
export async function openReturnOf(api: TestEmulator, orderId: string, lineItemId: string): Promise<OpenedReturn> {
  const response = await api.control("POST", "returns", { orderId, lineItems: [{ lineItemId, amount: 1 }] });
  expect(response.status).toBe(200);
  return response.json();
}

/** Moves the package of a return through states, in the newest version. */
export async function moveReturn(
  api: TestEmulator,
  orderId: string,
  opened: OpenedReturn,
  ...states: readonly string[]
): Promise<void> {
  for (const state of states) {
    const returnPackageDetails = [{ id: opened.returnPackageId, state }];
    const answer = await moveReturns(api, orderId, [
      { returnIdentifier: { id: opened.returnId }, returnPackageDetails },
    ]);
    expect(answer.errors).toBeUndefined();
    await eventually(async () => {
      const { returns } = await showOrder(api, orderId);
      const found = returns.details.find((each: { id: string }) => each.id === opened.returnId);
      return found.returnPackageDetails[0].state === state;
    });
  }
}
