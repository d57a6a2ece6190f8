import * as january from "../../generated/operations/2024-01-01.ts";
import * as april from "../../generated/operations/2024-04-01.ts";
import * as november from "../../generated/operations/2024-11-01.ts";
import type { FeedView, InventoryView, ProductView } from "../../model/catalog.ts";
import { decimalText, isDecimalValue } from "../../model/decimal.ts";
import type { ApiVersion } from "../../model/versions.ts";
import { lacksOperation, makeCall } from "./call.ts";
import type { Call } from "./dialect.ts";
import { membersGiven } from "./older-inputs.ts";
import { at, flagOf, idOf, type Json, listOf, textOf } from "./reading.ts";

export type {
  CreateProductInput,
  CreatePurchaseGroupInput,
  UpdateProductInput,
} from "../../generated/operations/2024-11-01.ts";

/** Names one product, in one way. */
export type ProductIdentifier =
  | { readonly sku: string }
  | { readonly externalId: string }
  | { readonly productId: string }
  | { readonly amazonSku: { readonly value: string } };

/** A page of a list. */
export interface Page {
  readonly first: number;
  readonly after?: string | undefined;
}

/** What a product has, as `createProduct` and `updateProduct` take it. */
export type ProductInput = november.CreateProductInput & november.UpdateProductInput;

/** The Catalog interface as a version has it; a call that the version lacks throws `not_in_version`. */
export interface CatalogCalls {
  readonly version: ApiVersion;
  createUploadLink(size: number): Call;
  createCatalogFeed(fileId: string, overwriteExistingProducts: boolean): Call;
  catalogFeed(feedId: string): Call;
  downloadLink(fileId: string): Call;
  inventoryItem(inventoryItemId: string): Call;
  product(identifier: ProductIdentifier): Call;
  products(page: Page): Call;
  createProduct(input: november.CreateProductInput): Call;
  updateProduct(identifier: ProductIdentifier, input: november.UpdateProductInput): Call;
  deleteProduct(identifier: ProductIdentifier): Call;
  createPurchaseGroup(input: november.CreatePurchaseGroupInput): Call;
}

/** `createCatalogFeed` takes the same input in every version. */
function feedInput(fileId: string, overwriteExistingProducts: boolean) {
  return { dataProvider: { uploadedFile: { fileId } }, configuration: { overwriteExistingProducts } };
}

function lacking(operation: string): () => never {
  return () => {
    throw lacksOperation("2024-01-01", operation);
  };
}

const JANUARY: CatalogCalls = {
  version: "2024-01-01",
  createUploadLink: (size) => makeCall(january.createUploadLinkOperation, { input: { fileExtension: "CSV", size } }),
  createCatalogFeed: (fileId, overwrite) =>
    makeCall(january.createCatalogFeedOperation, { input: feedInput(fileId, overwrite) }),
  catalogFeed: (catalogFeedId) => makeCall(january.catalogFeedOperation, { catalogFeedId }),
  downloadLink: (fileId) => makeCall(january.downloadLinkOperation, { fileId }),
  inventoryItem: (inventoryItemId) => makeCall(january.inventoryItemOperation, { inventoryItemId }),
  product: (identifier) => {
    if ("sku" in identifier) return makeCall(january.mappingProductOperation, { identifier: { SKU: identifier.sku } });
    if ("amazonSku" in identifier) {
      return makeCall(january.mappingProductOperation, { identifier: { mSKU: identifier.amazonSku } });
    }
    if ("productId" in identifier) {
      return makeCall(january.mappingProductOperation, { identifier: { ID: identifier.productId } });
    }
    const { externalId } = identifier;
    return makeCall(january.mappingProductOperation, { identifier: { ExternalId: externalId } }, [
      "identifier.ExternalId",
    ]);
  },
  products: lacking("products"),
  createProduct: lacking("createProduct"),
  updateProduct: lacking("updateProduct"),
  deleteProduct: lacking("deleteProduct"),
  createPurchaseGroup: lacking("createPurchaseGroup"),
};

/** The versions since 2024-04-01 say the same; what they answer differs. */
function newerCalls(version: ApiVersion, documents: typeof april | typeof november): CatalogCalls {
  return {
    version,
    createUploadLink: (size) => makeCall(documents.createUploadLinkOperation, { input: { fileType: "CSV", size } }),
    createCatalogFeed: (fileId, overwrite) =>
      makeCall(documents.createCatalogFeedOperation, { input: feedInput(fileId, overwrite) }),
    catalogFeed: (catalogFeedId) => makeCall(documents.catalogFeedOperation, { catalogFeedId }),
    downloadLink: (fileId) => makeCall(documents.downloadLinkOperation, { fileId }),
    inventoryItem: (inventoryItemId) => makeCall(documents.inventoryItemOperation, { inventoryItemId }),
    product: (identifier) => makeCall(documents.productOperation, { identifier }),
    products: ({ first, after }) =>
      makeCall(documents.productsOperation, { first, ...(after === undefined ? {} : { after }) }),
    createProduct: (input) =>
      makeCall(documents.createProductOperation, { input }, unconfirmedInCreate(version, input)),
    updateProduct: (identifier, input) =>
      makeCall(documents.updateProductOperation, { identifier, input }, unconfirmedInUpdate(input)),
    deleteProduct: (identifier) => makeCall(documents.deleteProductOperation, { identifier }),
    createPurchaseGroup: (input) => makeCall(documents.createPurchaseGroupOperation, { input }),
  };
}

/** Descriptions stand in examples of createProduct in 2024-04-01 only. */
function unconfirmedInCreate(version: ApiVersion, input: november.CreateProductInput): readonly string[] {
  return version === "2024-11-01" ? membersGiven(input, ["description"]).map(inInput) : [];
}

function unconfirmedInUpdate(input: november.UpdateProductInput): readonly string[] {
  return membersGiven(input, ["description", "variationGroupMembership"]).map(inInput);
}

function inInput(member: string): string {
  return `input.${member}`;
}

const CALLS: Readonly<Record<ApiVersion, CatalogCalls>> = {
  "2024-01-01": JANUARY,
  "2024-04-01": newerCalls("2024-04-01", april),
  "2024-11-01": newerCalls("2024-11-01", november),
};

/** How a version speaks about the catalog. */
export function catalogCalls(version: ApiVersion): CatalogCalls {
  return CALLS[version];
}

/** The link in the answer of createUploadLink, in or without an envelope; undefined if the answer has none. */
export function readUploadLink(data: unknown): { readonly fileId: string; readonly uploadUrl: string } | undefined {
  const answer = at(data, "createUploadLink");
  const { fileId, uploadUrl } = "payload" in answer ? at(answer.payload) : answer;
  return typeof fileId === "string" && typeof uploadUrl === "string" ? { fileId, uploadUrl } : undefined;
}

/** The link in the answer of downloadLink. */
export function readDownloadUrl(data: unknown): string | undefined {
  return textOf(at(data, "downloadLink").downloadUrl);
}

/** The id in the answer of a mutation, whichever it was. */
export function readId(data: unknown): string | undefined {
  const [answer] = Object.values(at(data));
  return textOf(at(answer).id);
}

/** The import in the answer of catalogFeed. */
export function readFeed(data: unknown): FeedView | undefined {
  const feed = at(data, "catalogFeed");
  const id = textOf(feed.id);
  if (id === undefined) return undefined;
  const result = at(feed.result);
  const messageIn = (value: unknown): string | undefined => textOf(at(value).message);
  return {
    id,
    status: textOf(feed.status) ?? "UNKNOWN",
    reportFileId: textOf(at(result.resultReport).fileId),
    signals: listOf(result.signals).map((signal) => ({
      code: textOf(signal.code),
      message: messageIn(signal.signalMessage),
      impact: messageIn(signal.impactSummary),
      remedy: messageIn(signal.reactionSummary),
    })),
  };
}

/** The product in the answer of product or mappingProduct; undefined if there is none. */
export function readProduct(data: unknown): ProductView | undefined {
  const { product, mappingProduct } = at(data);
  const found = at(product ?? mappingProduct);
  return found.id === undefined ? undefined : toProductView(found);
}

/** The products of a page, and how to get the next one. */
export function readProductPage(data: unknown): {
  readonly products: readonly { readonly node: Json; readonly view: ProductView }[];
  readonly next: string | undefined;
} {
  const { edges, pageInfo } = at(data, "products");
  const products = listOf(edges).flatMap((edge) => {
    const node = at(edge.node);
    return node.id === undefined ? [] : [{ node, view: toProductView(node) }];
  });
  const { hasNextPage, endCursor } = at(pageInfo);
  return { products, next: hasNextPage === true ? textOf(endCursor) : undefined };
}

/** The stock record in the answer of inventoryItem, whole or in part. */
export function readInventory(data: unknown): InventoryView | undefined {
  const { inventoryItem } = at(data);
  return inventoryItem == null ? undefined : toInventoryView(at(inventoryItem));
}

function toProductView(product: Json): ProductView {
  const valueIn = (value: unknown): string | undefined => textOf(at(value).value);
  const image = at(product.image);
  return {
    id: idOf(product.id),
    sku: valueIn(product.sku ?? product.productSku),
    externalId: valueIn(product.externalId ?? product.productExternalId),
    amazonSku: valueIn(product.amazonSku ?? product.productMsku),
    offerPrime: readFlag(product.offerPrime ?? product.isPrimeIntended),
    buyability: textOf(at(product.buyability).status),
    url: textOf(product.productDetailPageUrl ?? product.url),
    imageUrl: textOf(image.sourceUrl) ?? textOf(image.displayReadyUrl),
    description: valueIn(listOf(at(product.description).values)[0]),
    inventory: product.inventoryItem == null ? undefined : toInventoryView(at(product.inventoryItem)),
  };
}

/** In one documented answer the flag is the text "true". */
function readFlag(value: unknown): boolean | undefined {
  return value === "true" || value === "false" ? value === "true" : flagOf(value);
}

function toInventoryView(item: Json): InventoryView {
  const { amount } = at(item.buyableQuantity);
  return {
    id: textOf(item.inventoryItemId),
    amount: isDecimalValue(amount) ? decimalText(amount) : textOf(amount),
    sku: textOf(at(item, "product", "sku").value),
  };
}
