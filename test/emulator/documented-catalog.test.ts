import { expect, test } from "vitest";
import { DEFAULT_CREDENTIAL } from "../../src/emulator/credentials.ts";
import { importFeed, LAMPS, put, reportOf, showFeed, startFeed, uploadLink } from "./support/catalog.ts";
import { expectAnswer } from "./support/documented.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { clientOf, startEmulator } from "./support/emulator.ts";

/** The examples of the catalog guides, replayed in their versions; sections are those of the notes on the interface. */

const APRIL = { "x-api-version": "2024-04-01" };
const JANUARY = { "x-api-version": "2024-01-01" };
const SINCE_APRIL = [{}, APRIL];

const PRODUCT = `query One($identifier: ProductIdentifierInput) { product(identifier: $identifier) {
  id externalId { value } sku { value } amazonSku { value marketplaceId } offerPrime productDetailPageUrl
  image { sourceUrl displayReadyUrl } buyability { status }
  inventoryItem { inventoryItemId buyableQuantity { unit amount } } } }`;

async function productId(api: TestEmulator, sku: string): Promise<string> {
  return (await api.graphql(PRODUCT, { identifier: { sku } })).data.product.id;
}

/** Section 4: the envelope, whole. */
test("deleting an unknown product is a ResourceNotFoundError", async () => {
  const api = await startEmulator();
  for (const headers of SINCE_APRIL) {
    const answer = await api.graphql(
      'mutation {\n  deleteProduct(identifier: { sku: "NOWHERE" }) { id }\n}',
      {},
      headers,
    );
    expect(answer).toEqual({
      errors: [
        {
          message: "Request references a resource which does not exist.",
          locations: [{ line: 2, column: 3 }],
          path: ["deleteProduct"],
          extensions: {
            classification: {
              type: "ResourceNotFoundError",
              errorType: "ResourceNotFoundException",
              errorCode: 404,
            },
          },
        },
      ],
      data: { deleteProduct: null },
    });
  }
});

test.each([
  [
    "createCatalogFeed",
    'mutation { createCatalogFeed(input: { dataProvider: { uploadedFile: { fileId: "f" } } }) { id } }',
  ],
  ["catalogFeed", 'query { catalogFeed(catalogFeedId: "f") { id } }'],
  ["downloadLink", 'query { downloadLink(fileId: "f") { downloadUrl } }'],
  ["inventoryItem", 'query { inventoryItem(inventoryItemId: "i") { inventoryItemId } }'],
  ["product", 'query { product(identifier: { sku: "s" }) { id } }'],
  ["products", "query { products(first: 20) { edges { cursor } } }"],
  ["createProduct", 'mutation { createProduct(input: { sku: "s" }) { id } }'],
  ["updateProduct", 'mutation { updateProduct(identifier: { sku: "s" }, input: { offerPrime: false }) { id } }'],
  ["deleteProduct", 'mutation { deleteProduct(identifier: { sku: "s" }) { id } }'],
  ["createPurchaseGroup", "mutation { createPurchaseGroup(input: {}) { id } }"],
])("%s needs a permission (section 2)", async (operation, text) => {
  const api = await startEmulator({ credentials: [{ ...DEFAULT_CREDENTIAL, permissions: ["viewOrder"] }] });
  const answer = await api.graphql(text);
  expect(answer.data).toEqual({ [operation]: null });
  expect(answer.errors?.[0].extensions.classification).toEqual({
    type: "AccessDeniedError",
    errorType: "AccessDeniedException",
    errorCode: 403,
  });
});

/** Section 4 and 11: a size below 1, in the words of each version. */
test("createUploadLink refuses a size below 1", async () => {
  const api = await startEmulator();
  for (const headers of SINCE_APRIL) {
    const answer = await api.graphql(
      "mutation { createUploadLink(input: { fileType: CSV, size: 0 }) { payload { fileId } } }",
      {},
      headers,
    );
    expect(answer).toMatchObject({
      data: { createUploadLink: null },
      errors: [
        {
          message:
            "Input request is not valid, the following issues were encountered: [/createUploadLink/input/size must be greater than or equal to 1]",
          extensions: {
            classification: {
              type: "ValidationError",
              code: "UnspecifiedError",
              details: {},
              errorType: "ValidationException",
              errorCode: 400,
            },
          },
        },
      ],
    });
  }
  const older = await api.graphql(
    "mutation { createUploadLink(input: { fileExtension: CSV, size: 0 }) { fileId } }",
    {},
    JANUARY,
  );
  expect(older.errors?.[0].message).toBe(
    "Input request is not valid. Retrying the same request is not likely to succeed. An example could be query or argument value is not correct or valid.",
  );
  expect(older.errors?.[0].extensions.classification).toEqual({
    type: "ValidationError",
    errorType: "ValidationException",
    errorCode: 400,
  });
});

/** Section 5.2: the link, in both forms of its answer. */
test("an upload link is presigned for exactly the announced bytes", async () => {
  const api = await startEmulator();
  expect(Buffer.byteLength(LAMPS)).toBe(366);
  const link = await uploadLink(api, 366);
  const url = new URL(link.uploadUrl);
  expect(link.fileId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(url.pathname.endsWith(`/media/${link.fileId}.csv`)).toBe(true);
  expect(url.searchParams.get("X-Amz-Algorithm")).toBe("AWS4-HMAC-SHA256");
  expect(url.searchParams.get("X-Amz-SignedHeaders")).toBe("content-length;content-type;host");
  expect(url.searchParams.get("X-Amz-Expires")).toBe("900");
  const older = await api.graphql(
    "mutation { createUploadLink(input: { fileExtension: CSV, size: 366 }) { uploadUrl fileId } }",
    {},
    JANUARY,
  );
  expect(Object.keys(older.data.createUploadLink)).toEqual(["uploadUrl", "fileId"]);
});

/** Section 5.3 and 6: the states, the report, and only one import at a time; the same in every version. */
test.each([{}, APRIL, JANUARY])("an import goes through its states %o", async (headers) => {
  const api = await startEmulator({ speed: "real" });
  const started = await startFeed(api, LAMPS, { headers });
  expectAnswer(started, { data: { createCatalogFeed: { id: "k2m9x7qa0b4dzt" } } });
  const { id } = started.data.createCatalogFeed;
  expect(id).toMatch(/^[a-z0-9]{14}$/);
  const state = async () => (await showFeed(api, id)).data.catalogFeed;
  const open = { resultReport: null, signals: null };
  expect(await state()).toEqual({ id, status: "CREATED", result: open });
  await api.control("POST", "clock", { advanceMs: 5000 });
  expect(await state()).toEqual({ id, status: "IN_PROGRESS", result: open });

  const second = await startFeed(api, LAMPS, { headers });
  expect(second).toMatchObject({
    data: { createCatalogFeed: null },
    errors: [
      {
        message:
          "Only one ongoing Catalog Feed is supported at a time. Please wait for your existing Catalog Feed to finish processing.",
        extensions: {
          classification: { type: "ThrottlingError", errorType: "ThrottlingException", errorCode: 429 },
        },
      },
    ],
  });

  await api.control("POST", "clock", { advanceMs: 30_000 });
  const query = `query { catalogFeed(catalogFeedId: "${id}") { id status result {
    resultReport { ... on UploadedFile { fileId } } signals { code } } } }`;
  const ended = (await api.graphql(query, {}, headers)).data.catalogFeed;
  expect(ended).toMatchObject({ id, status: "COMPLETED", result: { signals: null } });
  expect((await reportOf(api, ended)).slice(1).map((line) => line.split(",")[4])).toEqual(["SUCCESS", "SUCCESS"]);
});

/** Section 6: the download link. */
test("a report is fetched by a link of five seconds", async () => {
  const api = await startEmulator({ speed: "instant" });
  const feed = await importFeed(api, LAMPS);
  const { fileId } = feed.result.resultReport;
  const { data } = await api.graphql(`query { downloadLink(fileId: "${fileId}") { downloadUrl } }`);
  const url = new URL(data.downloadLink.downloadUrl);
  expect(url.searchParams.get("X-Amz-SignedHeaders")).toBe("host");
  expect(url.searchParams.get("X-Amz-Expires")).toBe("5");
  const response = await fetch(url);
  expect(response.headers.get("content-disposition")).toBe(`attachment; filename="${fileId}.csv"`);
  await api.control("POST", "clock", { advanceMs: 7000 });
  const late = await fetch(url);
  expect([late.status, (await late.text()).includes("<Code>AccessDenied</Code>")]).toEqual([403, true]);
});

test("a file id with blanks loses all data", async () => {
  const api = await startEmulator();
  for (const headers of [{}, APRIL, JANUARY]) {
    const answer = await api.graphql('query { downloadLink(fileId: "no file id") { downloadUrl } }', {}, headers);
    expect(answer).toMatchObject({
      data: null,
      errors: [
        {
          message: expect.stringMatching(/^Input request is not valid\. Retrying the same request/),
          extensions: {
            classification: { type: "ValidationError", errorType: "ValidationException", errorCode: 400 },
          },
        },
      ],
    });
  }
});

/** Section 7: one product, by each of its names. */
test("a product is found by any one of its identifiers", async () => {
  const api = await startEmulator({ speed: "instant" });
  await importFeed(api, LAMPS);
  const documented = {
    id: "p7t3c0vv1ms82e",
    externalId: { value: "listing-4711" },
    sku: { value: "LAMP-OAK-01" },
    amazonSku: { value: "AMZ-LAMP-OAK-01", marketplaceId: null },
    offerPrime: true,
    productDetailPageUrl: "https://shop.example/p/lamp-oak",
    image: {
      sourceUrl: "https://shop.example/img/lamp-oak.jpg",
      displayReadyUrl: "https://cdn.example/lamp-oak.jpg",
    },
    buyability: { status: "BUYABLE" },
    inventoryItem: { inventoryItemId: "q1w2e3r4t5y6u7", buyableQuantity: { unit: "UNIT", amount: 12 } },
  };
  await api.control("POST", "stock", { sku: "LAMP-OAK-01", units: 12 });
  const id = await productId(api, "LAMP-OAK-01");
  const identifiers = [
    { sku: "LAMP-OAK-01" },
    { externalId: "listing-4711" },
    { amazonSku: { value: "AMZ-LAMP-OAK-01" } },
    { productId: id },
  ];
  for (const headers of SINCE_APRIL) {
    for (const identifier of identifiers) {
      const { data } = await api.graphql(PRODUCT, { identifier }, headers);
      expectAnswer(data.product, documented, {
        // Pictures are not copied.
        "image.displayReadyUrl": "https://shop.example/img/lamp-oak.jpg",
        "inventoryItem.inventoryItemId": expect.stringMatching(/^[a-z0-9]{14}$/),
      });
      expect(data.product.id).toBe(id);
    }
  }
  const older = `query { mappingProduct(identifier: { SKU: "LAMP-OAK-01" }) { id productExternalId { value }
    productSku { value } productMsku { value } isPrimeIntended url image { sourceUrl displayReadyUrl }
    buyability { status } inventoryItem { inventoryItemId buyableQuantity { unit amount } } } }`;
  const { mappingProduct } = (await api.graphql(older, {}, JANUARY)).data;
  expect(mappingProduct).toMatchObject({
    id,
    productExternalId: { value: "listing-4711" },
    productSku: { value: "LAMP-OAK-01" },
    productMsku: { value: "AMZ-LAMP-OAK-01" },
    isPrimeIntended: true,
    url: "https://shop.example/p/lamp-oak",
    buyability: { status: "BUYABLE" },
  });

  const { inventoryItemId } = mappingProduct.inventoryItem;
  const stock = `query { inventoryItem(inventoryItemId: "${inventoryItemId}") {
    inventoryItemId buyableQuantity { unit amount } } }`;
  for (const headers of [{}, APRIL, JANUARY]) {
    expect(await api.graphql(stock, {}, headers)).toEqual({
      data: { inventoryItem: { inventoryItemId, buyableQuantity: { unit: "UNIT", amount: 12 } } },
    });
  }
});

test("products are listed page by page, forward", async () => {
  const api = await startEmulator({ speed: "instant" });
  await importFeed(api, LAMPS);
  const query = `query($after: String) { products(first: 1, after: $after) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { id ... on Product { id sku { value } offerPrime } } } } }`;
  for (const headers of SINCE_APRIL) {
    const [oak, elm] = [await productId(api, "LAMP-OAK-01"), await productId(api, "LAMP-ELM-01")];
    const first = (await api.graphql(query, {}, headers)).data.products;
    expect(first).toEqual({
      pageInfo: {
        hasNextPage: true,
        hasPreviousPage: false,
        startCursor: `catalogid#${oak}`,
        endCursor: `catalogid#${oak}`,
      },
      edges: [{ cursor: `catalogid#${oak}`, node: { id: oak, sku: { value: "LAMP-OAK-01" }, offerPrime: true } }],
    });
    const second = (await api.graphql(query, { after: first.pageInfo.endCursor }, headers)).data.products;
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(second.edges[0].node.id).toBe(elm);
  }
  const tooMany = await api.graphql("query { products(first: 21) { edges { cursor } } }");
  expect(tooMany.errors?.[0].extensions.classification).toMatchObject({ code: "UnspecifiedError", errorCode: 400 });
});

/** Section 8: products one by one. */
test("a product is created, changed and deleted", async () => {
  for (const headers of SINCE_APRIL) {
    const api = await startEmulator();
    const created = await api.graphql(
      `mutation { createProduct(input: {
        externalId: "listing-4713" sku: "LAMP-ASH-01" amazonSku: { value: "AMZ-LAMP-ASH-01" } offerPrime: true
        productDetailPageUrl: "https://shop.example/p/lamp-ash"
        image: { sourceUrl: "https://shop.example/img/lamp-ash.jpg", altText: "Lamp, ash" } }) { id } }`,
      {},
      headers,
    );
    const { id } = created.data.createProduct;
    expect(created).toEqual({ data: { createProduct: { id } } });
    expect(
      await api.graphql(
        `mutation { updateProduct(identifier: { externalId: "listing-4713" } input: { offerPrime: false }) { id } }`,
        {},
        headers,
      ),
    ).toEqual({ data: { updateProduct: { id } } });
    const { product } = (await api.graphql(PRODUCT, { identifier: { productId: id } }, headers)).data;
    expect(product).toMatchObject({
      sku: { value: "LAMP-ASH-01" },
      offerPrime: false,
      productDetailPageUrl: "https://shop.example/p/lamp-ash",
      buyability: { status: "NOT_BUYABLE" },
    });
    const removal = `mutation { deleteProduct(identifier: { sku: "LAMP-ASH-01" }) { id } }`;
    expect(await api.graphql(removal, {}, headers)).toEqual({ data: { deleteProduct: { id } } });
    expect((await api.graphql(removal, {}, headers)).errors?.[0].extensions.classification.errorCode).toBe(404);
  }
});

test("a description may come along, in 2024-04-01", async () => {
  const api = await startEmulator();
  const description = { defaultLocale: "en-US", values: [{ locale: "en-US", value: "<b>Oak</b>" }] };
  await api.graphql(
    "mutation($input: CreateProductInput!) { createProduct(input: $input) { id } }",
    { input: { sku: "LAMP", description } },
    APRIL,
  );
  const { data } = await api.graphql(
    'query { product(identifier: { sku: "LAMP" }) { description { values { value locale } defaultLocale } } }',
    {},
    APRIL,
  );
  expect(data.product.description).toEqual(description);
});

/** Section 9: a bundle, by a product that exists and by a new one. */
test("a bundle is created", async () => {
  for (const headers of SINCE_APRIL) {
    const api = await startEmulator({ speed: "instant" });
    await importFeed(api, LAMPS);
    await api.graphql('mutation { createProduct(input: { externalId: "set-900" }) { id } }', {}, headers);
    const members = `members: [
      { product: { sku: "LAMP-OAK-01" }, memberAmount: { value: 1, unit: "UNIT" } }
      { product: { externalId: "listing-4712" }, memberAmount: { value: 2, unit: "UNIT" } }
    ]`;
    for (const representative of [
      'representativeProductId: { externalId: "set-900" }',
      'representativeProduct: { externalId: "set-901" }',
    ]) {
      const answer = await api.graphql(
        `mutation { createPurchaseGroup(input: { representativeProduct: { ${representative} } ${members} }) { id } }`,
        {},
        headers,
      );
      expectAnswer(answer, { data: { createPurchaseGroup: { id: "g" } } });
    }
    const { data } = await api.graphql(
      'query { product(identifier: { sku: "LAMP-ELM-01" }) { purchaseGroupMemberships { memberAmount { value unit } } } }',
      {},
      headers,
    );
    const twice = { memberAmount: { value: 2, unit: "UNIT" } };
    expect(data.product.purchaseGroupMemberships).toEqual([twice, twice]);
  }
});

/** Section 11: two errors that come together with data. */
test.each([
  [
    "InvalidAmazonSkuConfiguration",
    { sku: "A", amazonSku: { value: "INVALID-1" } },
    "The buyable quantity cannot be determined because this item is associated with an invalid MSKU.",
  ],
  [
    "MissingAmazonSkuConfiguration",
    { sku: "A" },
    "The buyable quantity cannot be determined because this item is not associated with an MSKU.",
  ],
])("inventoryItem answers %s with partial data", async (code, input, message) => {
  const api = await startEmulator();
  await api.graphql("mutation($input: CreateProductInput!) { createProduct(input: $input) { id } }", { input });
  const found = (await api.graphql(PRODUCT, { identifier: { sku: "A" } })).data.product;
  expect(found.buyability.status).toBe("NOT_BUYABLE");
  const { inventoryItemId } = found.inventoryItem;
  const query = `query { inventoryItem(inventoryItemId: "${inventoryItemId}") {
    inventoryItemId buyableQuantity { unit amount } } }`;
  for (const headers of [{}, APRIL, JANUARY]) {
    const answer = await api.graphql(query, {}, headers);
    expect(answer.data).toEqual({ inventoryItem: { inventoryItemId, buyableQuantity: null } });
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors?.[0]).toMatchObject({
      message,
      path: ["inventoryItem"],
      extensions: {
        classification: {
          type: "ValidationError",
          code,
          details: { message },
          errorType: "ValidationException",
          errorCode: 400,
        },
      },
    });
  }
});

/** Section 11: the answers of the storage. */
test("the storage refuses another length, another type and a late upload, as S3 does", async () => {
  const api = await startEmulator();
  const { uploadUrl } = await uploadLink(api, 366);
  const codeOf = async (response: Response) => [
    response.status,
    /<Code>(\w+)<\/Code>/.exec(await response.text())?.[1],
  ];
  expect(await codeOf(await put(uploadUrl, `${LAMPS}\n`))).toEqual([403, "SignatureDoesNotMatch"]);
  expect(await codeOf(await put(uploadUrl, LAMPS, "text/plain"))).toEqual([403, "SignatureDoesNotMatch"]);
  await api.control("POST", "clock", { advanceMs: 14 * 60_000 });
  expect((await put(uploadUrl, LAMPS)).status).toBe(200);
  await api.control("POST", "clock", { advanceMs: 2 * 60_000 });
  expect(await codeOf(await put(uploadUrl, LAMPS))).toEqual([403, "AccessDenied"]);
});

test("a file is deleted after 30 days", async () => {
  const api = await startEmulator({ speed: "instant" });
  const feed = await importFeed(api, LAMPS);
  const query = `query { downloadLink(fileId: "${feed.result.resultReport.fileId}") { downloadUrl } }`;
  await api.control("POST", "clock", { advanceMs: 29 * 24 * 3_600_000 });
  const { data } = await clientOf(api.emulator).graphql(query);
  expect((await fetch(data.downloadLink.downloadUrl)).status).toBe(200);
  await api.control("POST", "clock", { advanceMs: 2 * 24 * 3_600_000 });
  const later = await clientOf(api.emulator).graphql(query);
  expect(later.errors?.[0].extensions.classification.type).toBe("ResourceNotFoundError");
});
