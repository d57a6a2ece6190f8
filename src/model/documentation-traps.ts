/** A name or value that some page, post or sample prints and no published version takes. */
export interface DocumentationTrap {
  /** Where a document has it, as schema coordinate; for a value the coordinate of the input field, argument or type. */
  readonly at: string;
  /** What is true, in a sentence or two. */
  readonly hint: string;
}

const PREVIEW = "It is of the partner preview before 2024; no published version has it.";

/** Traps of the documentation that a document can fall into, beside the renames. */
export const DOCUMENTATION_TRAPS: readonly DocumentationTrap[] = [
  {
    at: "Query.catalogFeed(catalogFeedId:)",
    hint: "The guides declare $catalogFeedId: ID; the reference says String!.",
  },
  {
    at: "CatalogFeedResultReport",
    hint: "One guide selects resultReport { fileId } directly; it takes an inline fragment.",
  },
  {
    at: "InventoryItem.fulfillableQuantity",
    hint: "A rename that was announced for 2024-04-01 and withdrawn: it is buyableQuantity in every version.",
  },
  {
    at: "Query.personalDataDeletionlTask",
    hint: "A guide misspells the query; it is personalDataDeletionTask.",
  },
  {
    at: "Mutation.cancelPersonalDataDeletionTask(input:)",
    hint: "One guide wraps the id in an input; the reference takes it bare: taskId: String!.",
  },
  {
    at: "ClientToken",
    hint: 'It reads like a text in the guides, and is an input object: clientToken: { token: "..." }, 36 to 64 characters.',
  },
  {
    at: "DataSubjectTypeInput",
    hint: 'It is an enum going in (SHOPPER) and a text coming out ("SHOPPER").',
  },
  { at: "CreateProductInput.offerPrime", hint: 'An example prints the text "true"; the field is a Boolean.' },
  { at: "UpdateProductInput.offerPrime", hint: 'An example prints the text "true"; the field is a Boolean.' },
  {
    at: "WebhookDataInput.httpMethod",
    hint: "A guide calls it httpMethod; the reference calls it method, an enum: method: POST.",
  },
  { at: "HttpMethod", hint: "Some examples quote it; it is an enum: method: POST." },
  {
    at: "ReversalOffers.reversalItemOffers",
    hint: "The changelog names the type; the field is reversalOfferCollection since 2024-04-01.",
  },
  ...[
    ["productId", "ID"],
    ["externalId", "ExternalId"],
    ["sku", "SKU"],
    ["amazonSku", "mSKU"],
  ].map(([written, name]) => ({
    at: `ReversalItemIdentifierInput.${written}`,
    hint: `This identifier keeps its old names in every version: it is ${name} here.`,
  })),
  { at: "Query.item", hint: `${PREVIEW} Use product, or mappingProduct with 2024-01-01.` },
  { at: "Query.buyability", hint: `${PREVIEW} Ask for product { buyability { status } }.` },
  { at: "Query.buyWithPrimeStore", hint: PREVIEW },
];

/** What is true where a document fell into a trap at this coordinate. */
export function trapAt(coordinate: string): string | undefined {
  return DOCUMENTATION_TRAPS.find(({ at }) => at === coordinate)?.hint;
}
