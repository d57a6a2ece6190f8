import { describe, expect, test } from "vitest";
import {
  type CatalogCalls,
  catalogCalls,
  type ProductIdentifier,
  readFeed,
  readId,
  readInventory,
  readProduct,
  readProductPage,
  readUploadLink,
} from "../../../src/client/dialects/catalog.ts";
import { OPERATIONS } from "../../../src/model/operations.ts";
import { API_VERSIONS } from "../../../src/model/versions.ts";
import { faultsOf } from "./sendable.ts";

const sku = { sku: "LAMP-OAK-01" };
const input = {
  externalId: "listing-4713",
  sku: "LAMP-ASH-01",
  amazonSku: { value: "AMZ-LAMP-ASH-01" },
  offerPrime: true,
  productDetailPageUrl: "https://shop.example/p/lamp-ash",
  image: { sourceUrl: "https://shop.example/img/lamp-ash.jpg", altText: "Lamp, ash" },
  description: { values: [{ value: "<b>Ash</b>", locale: "en-US" }], defaultLocale: "en-US" },
};

/** Every call, with the operation that it makes. */
const CALLS: readonly (readonly [
  operation: string,
  call: (calls: CatalogCalls) => ReturnType<CatalogCalls["product"]>,
])[] = [
  ["createUploadLink", (calls) => calls.createUploadLink(366)],
  ["createCatalogFeed", (calls) => calls.createCatalogFeed("3f0e0c0e-6c1b-4d0e-9c64-5b9a1f2d77c1", false)],
  ["catalogFeed", (calls) => calls.catalogFeed("k2m9x7qa0b4dzt")],
  ["downloadLink", (calls) => calls.downloadLink("8c1d5d1f-0e0f-4e57-9d3c-1f2e3d4c5b6a")],
  ["inventoryItem", (calls) => calls.inventoryItem("q1w2e3r4t5y6u7")],
  ["product", (calls) => calls.product(sku)],
  ["product", (calls) => calls.product({ externalId: "listing-4711" })],
  ["product", (calls) => calls.product({ productId: "p7t3c0vv1ms82e" })],
  ["product", (calls) => calls.product({ amazonSku: { value: "AMZ-LAMP-OAK-01" } })],
  ["products", (calls) => calls.products({ first: 20, after: "catalogid#p7t3c0vv1ms82e" })],
  ["createProduct", (calls) => calls.createProduct(input)],
  ["updateProduct", (calls) => calls.updateProduct({ externalId: "listing-4713" }, input)],
  ["deleteProduct", (calls) => calls.deleteProduct(sku)],
  [
    "createPurchaseGroup",
    (calls) =>
      calls.createPurchaseGroup({
        representativeProduct: { representativeProductId: { externalId: "set-900" } },
        members: [{ product: sku, memberAmount: { value: 1, unit: "UNIT" } }],
      }),
  ],
];

describe.each(API_VERSIONS)("with %s", (version) => {
  const calls = catalogCalls(version);

  test.each(CALLS)("%s holds only what a page has shown, or is not there", (name, call) => {
    const operation = name === "product" && version === "2024-01-01" ? "mappingProduct" : name;
    if (OPERATIONS[operation]?.versions.includes(version)) {
      const made = call(calls);
      expect([made.operation.name, made.operation.version]).toEqual([operation, version]);
      expect(faultsOf(made)).toEqual([]);
    } else {
      expect(() => call(calls)).toThrow(expect.objectContaining({ code: "not_in_version" }));
    }
  });
});

test("in 2024-01-01 only the external id of a product is on no page", () => {
  const unconfirmed = (identifier: ProductIdentifier) => catalogCalls("2024-01-01").product(identifier).unconfirmed;
  expect(unconfirmed({ externalId: "listing-4711" })).toEqual(["identifier.ExternalId"]);
  expect(unconfirmed({ productId: "p7t3c0vv1ms82e" })).toBeUndefined();
  expect(unconfirmed(sku)).toBeUndefined();
});

/** The answers of catalog-delivery.md, sections 5 to 8. */
describe("documented answers", () => {
  test("a link, in its envelope and without", () => {
    const link = { uploadUrl: "https://storage.example/media/1.csv", fileId: "3f0e" };
    expect(readUploadLink({ createUploadLink: { payload: link } })).toEqual(link);
    expect(readUploadLink({ createUploadLink: link })).toEqual(link);
    expect(readUploadLink({ createUploadLink: { payload: null } })).toBeUndefined();
  });

  test("an import while it runs, and one that failed", () => {
    const running = { id: "k2m9x7qa0b4dzt", status: "IN_PROGRESS", result: { resultReport: null, signals: null } };
    expect(readFeed({ catalogFeed: running })).toEqual({
      id: "k2m9x7qa0b4dzt",
      status: "IN_PROGRESS",
      reportFileId: undefined,
      signals: [],
    });
    const signals = [
      {
        code: "X",
        signalMessage: { locale: "en-US", message: "What" },
        impactSummary: null,
        reactionSummary: { message: "Do" },
      },
    ];
    expect(
      readFeed({ catalogFeed: { id: "k", status: "FAILED", result: { resultReport: null, signals } } })?.signals,
    ).toEqual([{ code: "X", message: "What", impact: undefined, remedy: "Do" }]);
    expect(readFeed({ catalogFeed: null })).toBeUndefined();
  });

  test("products of a page, whose node may lack everything but its id", () => {
    const pageInfo = {
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: "catalogid#a",
      endCursor: "catalogid#a",
    };
    // Trap 4: in the example offerPrime is the text "true".
    const edges = [{ cursor: "catalogid#a", node: { id: "a", sku: { value: "S" }, offerPrime: "true" } }];
    const { products, next } = readProductPage({ products: { pageInfo, edges } });
    expect(products.map(({ view }) => [view.id, view.sku, view.offerPrime])).toEqual([["a", "S", true]]);
    expect(next).toBe("catalogid#a");
    expect(readProductPage({ products: { pageInfo: { hasNextPage: false, endCursor: "x" }, edges: [] } })).toEqual({
      products: [],
      next: undefined,
    });
  });

  test("nothing where there is nothing", () => {
    expect(readProduct({ product: null })).toBeUndefined();
    expect(readInventory({ inventoryItem: null })).toBeUndefined();
    expect(readInventory({ inventoryItem: { inventoryItemId: "q1", buyableQuantity: null } })).toEqual({
      id: "q1",
      amount: undefined,
      sku: undefined,
    });
    expect(readId({ createProduct: null })).toBeUndefined();
  });
});
