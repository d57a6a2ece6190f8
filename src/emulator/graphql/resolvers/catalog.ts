import { notEmulated } from "../../domain/api-error.ts";
import { createDownloadLink, createUploadLink } from "../../domain/catalog/catalog-files.ts";
import type { CreateFeedInput } from "../../domain/catalog/feeds.ts";
import { createFeed, getFeed } from "../../domain/catalog/feeds.ts";
import type { ProductInput } from "../../domain/catalog/product-changes.ts";
import { createProduct, deleteProduct, updateProduct } from "../../domain/catalog/product-changes.ts";
import type { ItemIdentifierInput, ProductIdentifierInput } from "../../domain/catalog/product-identifier.ts";
import { toProductIdentifier } from "../../domain/catalog/product-identifier.ts";
import { getInventoryItem, getProduct, listProducts } from "../../domain/catalog/product-queries.ts";
import type { PurchaseGroupInput } from "../../domain/catalog/purchase-groups.ts";
import { createPurchaseGroup } from "../../domain/catalog/purchase-groups.ts";
import type { Operation } from "../operations.ts";
import { operation } from "../operations.ts";

interface Identified {
  readonly identifier?: ProductIdentifierInput | null;
}

/** What all versions have in common. */
const EVERYWHERE: readonly Operation[] = [
  operation("catalogFeed", "catalogBatches", (domain, caller, args: { catalogFeedId: string }) =>
    getFeed(domain, caller, args.catalogFeedId),
  ),
  operation("createCatalogFeed", "catalogBatches", (domain, caller, args: { input: CreateFeedInput }) =>
    createFeed(domain, caller, args.input),
  ),
  operation("downloadLink", "productMedia", (domain, caller, args: { fileId: string }) =>
    createDownloadLink(domain, caller, args.fileId),
  ),
  operation("inventoryItem", "viewInventory", (domain, caller, args: { inventoryItemId: string }) => ({
    product: getInventoryItem(domain, caller, args.inventoryItemId),
    isAskedFor: true,
  })),
];

/** Queries and mutations of the Catalog interface since 2024-04-01. */
export const CATALOG_OPERATIONS: readonly Operation[] = [
  ...EVERYWHERE,
  operation("createUploadLink", [], (domain, caller, args: { input: { size: number } }) => ({
    payload: createUploadLink(domain, caller, args.input.size),
  })),
  operation("product", "editCatalog", (domain, caller, { identifier }: Identified) =>
    getProduct(domain, caller, "product", identifier),
  ),
  operation("products", "editCatalog", (domain, caller, args: Parameters<typeof listProducts>[2]) =>
    listProducts(domain, caller, args),
  ),
  operation("createProduct", "editCatalog", (domain, caller, args: { input: ProductInput }) =>
    createProduct(domain, caller, args.input),
  ),
  operation("updateProduct", "editCatalog", (domain, caller, args: Identified & { input: ProductInput }) =>
    updateProduct(domain, caller, args.identifier, args.input),
  ),
  operation("deleteProduct", "editCatalog", (domain, caller, { identifier }: Identified) =>
    deleteProduct(domain, caller, identifier),
  ),
  operation("createPurchaseGroup", "editCatalog", (domain, caller, args: { input: PurchaseGroupInput }) =>
    createPurchaseGroup(domain, caller, args.input),
  ),
];

/** The Catalog interface of 2024-01-01. */
export const CATALOG_OPERATIONS_2024_01_01: readonly Operation[] = [
  ...EVERYWHERE,
  operation("createUploadLink", "productMedia", (domain, caller, args: { input: { size: number } }) =>
    createUploadLink(domain, caller, args.input.size),
  ),
  operation(
    "mappingProduct",
    "editCatalog",
    (domain, caller, args: { identifier?: ItemIdentifierInput | null; productIdentifier?: unknown }) => {
      if (args.productIdentifier != null) throw notEmulated("productIdentifier (its fields are not documented)");
      return getProduct(domain, caller, "mappingProduct", toProductIdentifier(args.identifier ?? {}));
    },
  ),
];
