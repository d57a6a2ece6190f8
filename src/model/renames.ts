import { API_VERSIONS, type ApiVersion } from "./versions.ts";

/**
 * One thing under the names that it has in the versions, as schema coordinates: `Type`, `Type.member`, `Type.field(argument:)`.
 * Null where a version has nothing like it.
 */
export interface Rename {
  readonly names: Readonly<Record<ApiVersion, string | null>>;
  /** What else changes with the name, in one sentence. */
  readonly how?: string;
}

function rename(first: string | null, april: string | null, newest: string | null, how?: string): Rename {
  const names = { "2024-01-01": first, "2024-04-01": april, "2024-11-01": newest };
  return how === undefined ? { names } : { names, how };
}

/** Renamed with 2024-04-01. */
function sinceApril(first: string, later: string, how?: string): Rename {
  return rename(first, later, later, how);
}

/** Renamed with 2024-11-01; earlier versions agree. */
function sinceNovember(earlier: string, newest: string, how?: string): Rename {
  return rename(earlier, earlier, newest, how);
}

const IDENTIFIERS = [
  ["ID", "productId"],
  ["ExternalId", "externalId"],
  ["SKU", "sku"],
  ["mSKU", "amazonSku"],
] as const;

const MAPPING_PRODUCT = [
  ["productExternalId", "externalId"],
  ["externalId", "externalId"],
  ["productSku", "sku"],
  ["sku", "sku"],
  ["productMsku", "amazonSku"],
  ["mSku", "amazonSku"],
  ["isPrimeIntended", "offerPrime"],
  ["url", "productDetailPageUrl"],
] as const;

/** What the versions call differently, from the changelogs and from examples of each version. */
export const RENAMES: readonly Rename[] = [
  // Catalog
  sinceApril("Query.mappingProduct", "Query.product"),
  sinceApril("Query.mappingProduct(productIdentifier:)", "Query.product(identifier:)"),
  sinceApril("MappingProduct", "Product"),
  ...MAPPING_PRODUCT.map(([first, later]) => sinceApril(`MappingProduct.${first}`, `Product.${later}`)),
  sinceApril("MskuProductIdentifier", "AmazonSkuProductIdentifier"),
  sinceApril("ItemIdentifierInput", "ProductIdentifierInput"),
  ...IDENTIFIERS.map(([first, later]) =>
    sinceApril(
      `ItemIdentifierInput.${first}`,
      `ProductIdentifierInput.${later}`,
      "A guide of a later version still prints the old spelling.",
    ),
  ),
  sinceApril("UploadLinkInput", "CreateUploadLinkInput"),
  sinceApril("UploadLinkInput.fileExtension", "CreateUploadLinkInput.fileType"),
  sinceApril("UploadFileExtension", "UploadFileType"),

  // Delivery preview
  sinceApril("DeliveryPreviewInput.items", "DeliveryPreviewInput.products"),
  sinceApril("DeliveryItemInput", "DeliveryProductInput"),
  sinceApril("DeliveryItemInput.itemIdentifier", "DeliveryProductInput.productIdentifier"),
  sinceApril("DeliveryItemInput.quantity", "DeliveryProductInput.amount", "The number is amount { value }."),
  sinceApril("DeliveryItem", "DeliveryProduct"),
  sinceApril("DeliveryItem.itemIdentifier", "DeliveryProduct.productIdentifier"),
  sinceApril("DeliveryItem.quantity", "DeliveryProduct.amount", "The number is amount { value }."),
  sinceApril("DeliveryGroup.items", "DeliveryGroup.products"),
  sinceApril("ItemDeliveryMessage", "ProductDeliveryMessage"),
  sinceApril("ItemDeliveryMessage.items", "ProductDeliveryMessage.products"),
  sinceApril("DeliveryPolicy.itemMessaging", "DeliveryPolicy.productMessaging"),
  sinceNovember(
    "DeliveryPreviewTermsInput.location",
    "DeliveryPreviewInput.location",
    "It moved from the terms to the top level of the input.",
  ),
  sinceNovember(
    "DeliveryPreviewTermsInput.shopperIdentity",
    "DeliveryPreviewInput.shopperIdentity",
    "It moved from the terms to the top level of the input.",
  ),
  sinceNovember("DeliveryPreviewTermsInput", "DeliveryTermsInput", "location and shopperIdentity moved out of it."),

  // Orders
  sinceApril("Query.order(orderId:)", "Query.order(orderIdentifier:)", "Write orderIdentifier: { orderId: ... }."),
  sinceApril("OrderIdentifierInput.orderAlias", "OrderIdentifierInput.alias"),
  rename(null, "OrderIdentifierInputV2", "OrderIdentifierInput"),
  sinceApril("Order.orderAliases", "Order.aliases"),
  sinceApril("CreateOrderInput.orderAliases", "CreateOrderInput.aliases"),
  sinceApril("LineItem.lineItemAliases", "LineItem.aliases"),
  sinceApril("LineItemInput.lineItemAliases", "LineItemInput.aliases"),
  sinceApril("LineItem.quantity", "LineItem.amount", "The number is amount { value }, no longer quantity { amount }."),
  sinceApril(
    "LineItemInput.quantity",
    "LineItemInput.amount",
    "The number is amount { value }, no longer quantity { amount }.",
  ),
  sinceApril("LineItem.purchasedItem", "LineItem.product"),
  sinceApril("LineItemInput.purchasedItem", "LineItemInput.product"),
  sinceApril("PurchasedItem", "PurchasedProductView"),
  sinceApril("PurchasedItemInput", "PurchasedProductViewInput"),
  sinceApril("PurchasedItemInput.itemId", "PurchasedProductViewInput.identifier"),
  sinceApril("PriceInput", "MoneyInput", "price holds amount and currencyCode itself, without currentPrice."),
  sinceApril("DeliveryOfferDetails.estimatedDeliveryDate", "DeliveryOfferDetails.date"),
  sinceApril("DeliveryOfferDetails.deliveryCharge", "DeliveryOfferDetails.price"),
  sinceNovember("DeliveryOfferProviderInput", "DeliveryProviderInput"),
  sinceNovember(
    "DeliveryOfferProviderInput.BUY_WITH_PRIME",
    "DeliveryProviderInput.AMAZON",
    "Say deliveryTerms: { isPrimeEligible: true } beside it for a Buy with Prime line.",
  ),
  sinceNovember("DeliveryOfferDetailsInput.lineItemAssociations", "DeliveryOfferDetailsInput.deliveryFor"),
  sinceNovember("DiscountAllocationDetails.promotionAliases", "DiscountAllocationDetails.aliases"),
  sinceNovember("DiscountAllocationDetailsInput.promotionAliases", "DiscountAllocationDetailsInput.aliases"),
  sinceNovember("OrderTotalSummary.totalPrice", "OrderTotalSummary.value"),
  sinceNovember(
    "UpdateOrderInput.orderId",
    "Mutation.updateOrder(orderIdentifier:)",
    "The order is named beside the input: updateOrder(orderIdentifier: { orderId: ... }, input: { ... }).",
  ),
  rename(
    null,
    "CancelOrderInput.orderIdentifier",
    "Mutation.cancelOrder(orderIdentifier:)",
    "The order is named beside the input: cancelOrder(orderIdentifier: { orderId: ... }, input: { ... }).",
  ),
  sinceApril("UpdateOrderResponse.id", "UpdateOrderResponse.order", "Ask for order { id }."),

  // Deliveries are packages since 2024-11-01
  sinceNovember("Order.deliveryInformation", "Order.packageInformation"),
  sinceNovember("LineItem.deliveryInformation", "LineItem.packageInformation"),
  sinceNovember("DeliveryInformation", "PackageInformation"),
  sinceNovember("DeliveryInformationSummary", "PackageInformationSummary"),
  sinceNovember("DeliveryInformationDetails", "PackageInformationDetails"),
  sinceNovember(
    "DeliveryInformationDetails.deliveryInformationDetailsFor",
    "PackageInformationDetails.packageInformationDetailsFor",
  ),
  sinceNovember("DeliveryInformationDetailsFor", "PackageInformationDetailsFor"),
  rename("Mutation.updateOrderDeliveryInformation", null, "Mutation.updateOrderPackageInformation"),
  rename("UpdateOrderDeliveryInformationInput", null, "UpdateOrderPackageInformationInput"),
  rename(
    "UpdateOrderDeliveryInformationInput.orderId",
    null,
    "Mutation.updateOrderPackageInformation(orderIdentifier:)",
    "The order is named beside the input: orderIdentifier: { orderId: ... }.",
  ),
  rename(
    "UpdateOrderDeliveryInformationInput.details",
    null,
    "UpdateOrderPackageInformationInput.packageInformation",
    "The details stand inside it: packageInformation: { details: [...] }.",
  ),
  rename("UpdateOrderDeliveryInformationResponse", null, "UpdateOrderPackageInformationResponse"),
  rename("DeliveryInformationDetailsStateInput", null, "PackageInformationDetailsStateInput"),
  rename("DeliveryInformationDetailsReasonInput", null, "PackageInformationDetailsReasonInput"),
  rename("DeliveryInformationDetailsForInput", null, "PackageInformationDetailsForInput"),
  rename(
    "DeliveryInformationDetailsForInput.orderLineItems",
    null,
    "PackageInformationDetailsForInput.orderLineItemAmounts",
  ),

  // Returns and refunds
  sinceApril("Query.generateReversalOffers", "Query.reversalOffers"),
  sinceApril(
    "ReversalOffers.reversalOfferGroups",
    "ReversalOffers.reversalOfferCollection",
    "The changelog names only the type of its items, ReversalItemOffers.",
  ),
  sinceApril("ReversalOfferGroup", "ReversalItemOffers"),
  sinceApril("ReversalOfferGroupSummary", "ReversalItemOfferSummary"),
  sinceApril("ReturnFor.orderLineItems", "ReturnFor.orderLineItemAmounts"),
  sinceApril("ReturnOrderLineItem", "OrderLineItemAmount"),
  sinceApril("ReturnOrderLineItem.returnedQuantity", "OrderLineItemAmount.amount"),
  sinceApril("RefundedOrderLineItem.refundedQuantity", "RefundedOrderLineItem.amount"),
  rename(null, "ReturnDetails.returnDeliveryDetails", "ReturnDetails.returnPackageDetails"),
];

/** Versions in which a rename has this name, oldest first. */
export function versionsNamed(entry: Rename, name: string): readonly ApiVersion[] {
  return API_VERSIONS.filter((version) => entry.names[version] === name);
}

/** The renames of which some version has this name, and another version has another. */
export function renamesOf(coordinate: string): readonly Rename[] {
  return RENAMES.filter(({ names }) => Object.values(names).includes(coordinate));
}
