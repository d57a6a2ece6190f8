import { expect, test } from "vitest";
import { drainQueue, wireQueue } from "./support/aws.ts";
import { importFeed, LAMPS, reportOf } from "./support/catalog.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { startEmulator } from "./support/emulator.ts";
import { subscribe } from "./support/subscribe.ts";

const HEADER = "External ID,Updated External ID,SKU,Amazon SKU,Offer Prime,Image URL,Product Detail Page URL";

const csv = (...rows: string[]): string => `${[HEADER, ...rows].join("\n")}\n`;

interface Line {
  readonly line: number;
  readonly status: string;
  readonly code: string;
}

/** What the report says of each row. */
async function outcomes(api: TestEmulator, text: string, overwrite = false): Promise<readonly Line[]> {
  const feed = await importFeed(api, text, overwrite);
  expect(feed.status).toBe("COMPLETED");
  return (await reportOf(api, feed)).slice(1).map((row) => {
    const [line, , , , status = "", code = ""] = row.split(",");
    return { line: Number(line), status, code };
  });
}

async function product(api: TestEmulator, identifier: Record<string, string>) {
  const query = `query($identifier: ProductIdentifierInput) { product(identifier: $identifier) {
    id externalId { value } sku { value } offerPrime buyability { status } productDetailPageUrl } }`;
  return (await api.graphql(query, { identifier })).data.product;
}

test("each row succeeds or fails by itself, and the report says why", async () => {
  const api = await startEmulator();
  const rows = await outcomes(
    api,
    csv(
      "good,,S1,A1,true,,",
      ",,S2,A2,true,,",
      "no-sku,,,A3,true,,",
      "good,,S4,A4,true,,",
      "same-sku,,S1,A5,true,,",
      "maybe,,S6,A6,maybe,,",
      `${"x".repeat(513)},,S7,A7,true,,`,
      `long-sku,,${"x".repeat(256)},A8,true,,`,
      "too,few",
      "renamed,other,S10,A10,true,,",
      "not-at-amazon,,S11,INVALID-11,true,,",
    ),
  );
  expect(rows).toEqual([
    { line: 2, status: "SUCCESS", code: "" },
    { line: 3, status: "FAILED", code: "MissingValue" },
    { line: 4, status: "FAILED", code: "MissingValue" },
    { line: 5, status: "FAILED", code: "DuplicateValue" },
    { line: 6, status: "FAILED", code: "DuplicateValue" },
    { line: 7, status: "FAILED", code: "InvalidValue" },
    { line: 8, status: "FAILED", code: "ValueTooLong" },
    { line: 9, status: "FAILED", code: "ValueTooLong" },
    { line: 10, status: "FAILED", code: "InvalidColumnCount" },
    { line: 11, status: "FAILED", code: "InvalidValue" },
    { line: 12, status: "FAILED", code: "AmazonSkuNotFound" },
  ]);
  // Section 3: if the Amazon SKU does not match, the product is stored but not shown as eligible.
  expect(await product(api, { externalId: "not-at-amazon" })).toMatchObject({ buyability: { status: "NOT_BUYABLE" } });
});

test("existing products stay as they are unless they are to be overwritten", async () => {
  const api = await startEmulator();
  await importFeed(api, LAMPS);
  const again = csv("listing-4711,listing-1,LAMP-OAK-02,,false,,https://shop.example/new");
  expect(await outcomes(api, again)).toEqual([{ line: 2, status: "SKIPPED", code: "ProductExists" }]);
  expect(await product(api, { externalId: "listing-4711" })).toMatchObject({ offerPrime: true });
  expect(await outcomes(api, again, true)).toEqual([{ line: 2, status: "SUCCESS", code: "" }]);
  expect(await product(api, { sku: "LAMP-OAK-02" })).toMatchObject({
    externalId: { value: "listing-1" },
    offerPrime: false,
    productDetailPageUrl: "https://shop.example/new",
  });
  expect(await product(api, { sku: "LAMP-OAK-01" })).toBeNull();
});

test.each([
  ["InvalidHeader", "listing-1,,S1,A1,true,,\n"],
  ["TooManyRows", csv(...Array.from({ length: 15_001 }, (_, index) => `p${index},,s${index},,,,`))],
  ["InvalidFile", csv('p1,,"s1,,,,')],
  ["InvalidFile", csv("p1,,s\u00001,,,,")],
])("a file that cannot be imported at all fails with the signal %s", async (code, text) => {
  const api = await startEmulator();
  const feed = await importFeed(api, text);
  expect(feed).toMatchObject({ status: "FAILED", result: { resultReport: null, signals: [{ code }] } });
  expect(feed.result.signals[0].signalMessage.message).toMatch(/\.$|line/);
});

test("BUYABILITY_CHANGED is published when a product can be bought, and when it cannot any more", async () => {
  const api = await startEmulator();
  const { url } = api.emulator;
  await subscribe(api, "BUYABILITY_CHANGED", "shop");
  await subscribe(api, "INVENTORY_CHANGED", "shop");
  const queue = await wireQueue(url, "shop");
  const drain = async () => (await drainQueue(url, queue)).map((event) => [event["detail-type"], event.resources]);
  await importFeed(api, LAMPS);
  const { id } = await product(api, { sku: "LAMP-OAK-01" });
  const resource = `businessProduct/${api.emulator.credentials.targetId}/items/${id}`;
  // The other lamp is not offered with Prime: nothing has changed for shoppers.
  expect(await drain()).toEqual([["BUYABILITY_CHANGED", [resource]]]);
  await api.control("POST", "stock", { sku: "LAMP-OAK-01", units: 3 });
  // Section 18: INVENTORY_CHANGED is never published.
  expect(await drain()).toEqual([]);
  await api.control("POST", "stock", { sku: "LAMP-OAK-01", units: 0 });
  expect(await drain()).toEqual([["BUYABILITY_CHANGED", [resource]]]);
  await api.control("POST", "stock", { sku: "LAMP-OAK-01", units: 1 });
  const change = `mutation { updateProduct(identifier: { sku: "LAMP-OAK-01" }, input: { offerPrime: false }) { id } }`;
  await api.graphql(change);
  expect((await drain()).length).toBe(2);
  await api.graphql('mutation { deleteProduct(identifier: { sku: "LAMP-OAK-01" }) { id } }');
  expect(await drain()).toEqual([]);
});

test("products of the default catalog are there, can be changed and are remembered", async () => {
  const api = await startEmulator();
  const first = await product(api, { sku: "EMU-MUG" });
  expect(first).toMatchObject({ sku: { value: "EMU-MUG" }, buyability: { status: "BUYABLE" } });
  expect(await product(api, { productId: first.id })).toEqual(first);
  await api.control("POST", "stock", { sku: "EMU-MUG", units: 0 });
  expect(await product(api, { sku: "EMU-MUG" })).toMatchObject({ id: first.id, buyability: { status: "NOT_BUYABLE" } });
});

test("what the catalog holds survives export and import", async () => {
  const api = await startEmulator();
  await importFeed(api, LAMPS);
  const state = await (await api.control("GET", "export")).json();
  const other = await startEmulator();
  expect((await other.control("POST", "import", state)).status).toBe(200);
  expect(await product(other, { sku: "LAMP-OAK-01" })).toMatchObject({ externalId: { value: "listing-4711" } });
  state.collections.productNames[0][1] = "nowhere";
  const refused = await other.control("POST", "import", state);
  expect((await refused.json()).error).toMatch(/names "nowhere"/);
});

test("the control of the stock says what is wrong with a request", async () => {
  const api = await startEmulator();
  const refusal = async (body: unknown) => {
    const response = await api.control("POST", "stock", body);
    return [response.status, (await response.json()).error];
  };
  expect(await refusal({ sku: "S", units: 1 })).toEqual([404, "Not found: the catalog has no product with sku S."]);
  expect(await refusal({ sku: "S", externalId: "E", units: 1 })).toEqual([400, expect.stringContaining("Give one of")]);
  expect(await refusal({ sku: "S", units: -1 })).toEqual([400, "units must be a whole number from 0 on."]);
});
