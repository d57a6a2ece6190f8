import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildSchema,
  type GraphQLSchema,
  getNamedType,
  getVariableValues,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  validate,
  validateSchema,
} from "graphql";
import { describe, expect, it } from "vitest";
import { markOf, unsureInputs, unsureSelections } from "./marks.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const schema: GraphQLSchema = buildSchema(readFileSync(join(ROOT, "schema", "2024-11-01.graphql"), "utf8"));

function operationOf(source: string): OperationDefinitionNode {
  const [operation] = parse(source).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("Expected an operation.");
  return operation;
}

function signature(root: "Query" | "Mutation", name: string): string {
  const type = schema.getType(root);
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (field === undefined) return "(missing)";
  const args = field.args.map((argument) => `${argument.name}: ${argument.type}`).join(", ");
  return `${args === "" ? "" : `(${args})`}: ${field.type}`;
}

/** Root fields as the interface files give them for 2024-11-01: arguments, nullability, result. */
const QUERIES: Readonly<Record<string, string>> = {
  order: "(orderIdentifier: OrderIdentifierInput!): Order",
  packageTracker: "(packageTrackerInput: PackageTrackerInput!): PackageTracker",
  eventSubscription: "(subscriptionId: String!): EventSubscription",
  eventSubscriptions: "(after: String, first: Int): EventSubscriptionConnection",
  reversalOffers: "(reversalOffersInput: ReversalOffersInput!): ReversalOffers",
  return: "(input: ReturnIdentifierInput, returnIdentifier: ReturnIdentifierInput): Return",
  catalogFeed: "(catalogFeedId: String!): CatalogFeed",
  downloadLink: "(fileId: String!): DownloadLink",
  inventoryItem: "(inventoryItemId: String!): InventoryItem",
  product: "(identifier: ProductIdentifierInput): Product",
  products: "(after: String, filter: ProductsInputFilter, first: Int): ProductConnection",
  deliveryPreview: "(input: DeliveryPreviewInput!): DeliveryPreview",
  shopperBwPEligibility: "(identityToken: IdentityTokenInput!): ShopperBwPEligibility",
  personalDataRetrievalTask: "(taskId: String!): PersonalDataRetrievalTask",
  personalDataDeletionTask: "(taskId: String!): PersonalDataDeletionTask",
  reportTask: "(taskId: ID!): ReportRequest",
};

const MUTATIONS: Readonly<Record<string, string>> = {
  createOrder: "(input: CreateOrderInput!): CreateOrderResponse",
  updateOrder: "(orderIdentifier: OrderIdentifierInput!, input: UpdateOrderInput!): UpdateOrderResponse",
  createOrderFromOffer: "(input: CreateOrderFromOfferInput!): CreateOrderFromOfferResponse",
  cancelOrder: "(orderIdentifier: OrderIdentifierInput!, input: CancelOrderInput): CancelOrderResponse",
  updateOrderPackageInformation:
    "(orderIdentifier: OrderIdentifierInput!, input: UpdateOrderPackageInformationInput!): UpdateOrderPackageInformationResponse",
  updateOrderReturns:
    "(orderIdentifier: OrderIdentifierInput!, input: UpdateOrderReturnsInput!): UpdateOrderReturnsResponse",
  createEventSubscription: "(input: CreateEventSubscriptionInput!): CreateEventSubscriptionResponse!",
  deleteEventSubscription: "(subscriptionId: String!): DeleteEventSubscriptionResponse!",
  createAuthProfile: "(input: CreateAuthProfileInput!): CreateAuthProfileResponse!",
  updateAuthProfile: "(input: UpdateAuthProfileInput): UpdateAuthProfileResponse!",
  deleteAuthProfile: "(authProfileId: String!): DeleteAuthProfileResponse!",
  createReturn: "(orderIdentifier: OrderIdentifierInput, input: CreateReturnInput!): CreateReturnResponse",
  updateReturn: "(returnIdentifier: ReturnIdentifierInput, input: UpdateReturnInput!): UpdateReturnResponse",
  createCatalogFeed: "(input: CreateCatalogFeedInput!): CreateCatalogFeedResponse",
  createUploadLink: "(input: CreateUploadLinkInput!): CreateUploadLinkResponse",
  createProduct: "(input: CreateProductInput!): CreateProductResponse",
  updateProduct: "(identifier: ProductIdentifierInput, input: UpdateProductInput!): UpdateProductResponse",
  deleteProduct: "(identifier: ProductIdentifierInput): DeleteProductResponse",
  createPurchaseGroup: "(input: CreatePurchaseGroupInput!): CreatePurchaseGroupResponse",
  startPersonalDataRetrievalTask:
    "(input: StartPersonalDataRetrievalTaskInput!): StartPersonalDataRetrievalTaskResponse",
  startPersonalDataDeletionTask: "(input: StartPersonalDataDeletionTaskInput!): StartPersonalDataDeletionTaskResponse",
  cancelPersonalDataDeletionTask: "(taskId: String!): CancelPersonalDataDeletionTaskResponse",
  sendUserEvents: "(input: SendUserEventInput!): SendUserEventOutput",
  startReportTask: "(input: StartReportTaskInput!): StartReportTaskResponse",
};

/** No page of it was read, but guides and event pages say to call it: without it nobody knows what became of a deletion. */
const NAMED_ONLY: Readonly<Record<string, readonly string[]>> = {
  "personalDataDeletionTask.graphql": ["Query.personalDataDeletionTask"],
};

const NEWEST_ONLY = ["createOrderFromOffer", "return", "createReturn", "updateReturn"];

/** Types whose fields were printed in full on a page that was read, with nullability; a sample of each interface. */
const COMPLETE_TYPES: Readonly<Record<string, string>> = {
  OrderMetadata: "createdAt: String, executionState: String, updatedAt: String",
  OrderLink: "destinationType: String!, displayMessage: String, url: String!",
  Alias: "aliasId: ID!, aliasType: String!",
  Amount: "unit: String, value: Decimal!",
  PaymentSummary: "amount: Money!, paymentMethodDisplayString: String!, state: String",
  PackageInformationSummary: "state: String!",
  PackageMilestoneStatus: "code: String!, message: LocalizedString!",
  ConditionUnits: "amount: Amount!, condition: String!",
  UpdatePackageInformationStateInput:
    "packageInformationDetailsFor: PackageInformationDetailsForInput, reason: PackageInformationDetailsReasonInput, state: PackageInformationDetailsStateInput!",
  CancelOrderInput: "additionalComments: String, aliases: [AliasInput], reason: CancellationReasonInput",
  APayCheckoutSessionId: "externalId: String!, value: String!",
  PageInfo: "endCursor: String, hasNextPage: Boolean!, hasPreviousPage: Boolean!, startCursor: String",
  UploadLink: "fileId: String!, uploadUrl: String!",
  ReversalOffers: "expiresAt: String!, id: ID!, reversalOfferCollection: [ReversalItemOffers]!",
  ShopperBwPEligibility: "bwpEligibilityStatus: String!, shopperId: String!",
  PersonalDataTaskError: "code: String, message: String!",
  UserEvent:
    "additionalProperties: AdditionalPropertiesInput, clientType: ClientType!, clientVersion: String!, eventId: String!, eventTime: String!, eventType: String!, schemaName: String, schemaVersion: String",
};

/** Names of ours for types whose real name was not seen; each is below a top-level input or output, so never sent. */
const PLACEHOLDERS = [
  "ConditionUnitsInput",
  "CreateOrderFromOfferResponse",
  "CreateReturnResponse",
  "GradingInput",
  "GradingSummaryInput",
  "Locator",
  "PackageTrackerIdentifierInput",
  "ReturnDeliveryGroupInput",
  "ReturnDeliveryMessage",
  "ReturnDeliveryOffer",
  "ReturnDeliveryOfferDetails",
  "ReturnDeliveryOfferDetailsInput",
  "ReturnDeliveryOfferInput",
  "ReturnDeliveryTerm",
  "ReturnedProduct",
  "ReturnedProductAmazonSku",
  "ReturnedProductIdValue",
  "SandboxPackageInformationDetailsInput",
  "SandboxPackageInformationInput",
  "SandboxPackageStateInput",
  "SandboxPackageTrackerStateInput",
  "SandboxReturnDetailsInput",
  "SandboxReturnLineItemInput",
  "SandboxReturnsInput",
];

/** Inputs whose content is unknown: any object passes. */
const OPEN_INPUTS = [
  "DeliveryOfferForInput",
  "DeliveryOfferSummaryInput",
  "IdPTokenType",
  "ProductsInputFilter",
  "RefundSummaryInput",
  "UpdateLineItemInput",
  "UpdatePackageInformationInput",
  "VariantSelectionInput",
  "VariationGroupMemberInput",
];

function fieldsOf(name: string): string {
  const type = schema.getType(name);
  if (!isObjectType(type) && !isInputObjectType(type)) return "(missing)";
  return Object.values(type.getFields())
    .map((field) => `${field.name}: ${field.type}`)
    .sort()
    .join(", ");
}

describe("the schema of 2024-11-01", () => {
  it("is valid", () => {
    expect(validateSchema(schema)).toEqual([]);
  });

  it.each(Object.entries(QUERIES))("has the query %s", (name, expected) => {
    expect(signature("Query", name)).toBe(expected);
  });

  it.each(Object.entries(MUTATIONS))("has the mutation %s", (name, expected) => {
    expect(signature("Mutation", name)).toBe(expected);
  });

  it("has no other root field, and marks the newest ones", () => {
    const fields = { ...schema.getQueryType()?.getFields(), ...schema.getMutationType()?.getFields() };
    expect(Object.keys(fields).sort()).toEqual([...Object.keys(QUERIES), ...Object.keys(MUTATIONS)].sort());
    const newest = Object.values(fields).filter((field) => markOf(field) === "NEWEST");
    expect(newest.map((field) => field.name).sort()).toEqual([...NEWEST_ONLY].sort());
  });

  it.each(Object.entries(COMPLETE_TYPES))("has all fields of %s", (name, expected) => {
    expect(fieldsOf(name)).toBe(expected);
  });

  it("lists its placeholder names", () => {
    const named = Object.values(schema.getTypeMap()).filter((type) =>
      type.astNode?.directives?.some((directive) => print(directive).includes('"placeholder name"')),
    );
    expect(named.map((type) => type.name).sort()).toEqual(PLACEHOLDERS);
  });

  it("lets any object pass where the content of an input is unknown", () => {
    const scalars = Object.values(schema.getTypeMap()).filter((type) => isScalarType(type) && type.astNode);
    expect(scalars.map((type) => type.name).sort()).toEqual([...OPEN_INPUTS, "Decimal", "Long"].sort());
  });

  it("leaves no placeholder prefix or version suffix of the sources behind", () => {
    expect(Object.keys(schema.getTypeMap()).filter((name) => /^Unseen_|_V?2024/.test(name))).toEqual([]);
  });

  it("marks every field of a type that is newest or inferred as a whole", () => {
    const loose = Object.values(schema.getTypeMap()).flatMap((type) => {
      if (!(isObjectType(type) || isInputObjectType(type)) || markOf(type) !== "NEWEST") return [];
      return Object.values(type.getFields()).filter((field) => !["NEWEST", "INFERRED"].includes(markOf(field) ?? ""));
    });
    expect(loose).toEqual([]);
  });

  it("can ask for the cause of a refund in either way", () => {
    expect(isInterfaceType(schema.getType("RefundCause"))).toBe(true);
    const body = "refunds { details { refundFor { causedBy { __typename id state ... on ReturnDetails { id } } } } }";
    expect(validate(schema, parse(`{ order(orderIdentifier: { orderId: "1" }) { ${body} } }`))).toEqual([]);
  });
});

describe("documented requests", () => {
  const queries = join(ROOT, "test", "fixtures", "api", "order-queries");
  const mutations = join(ROOT, "test", "fixtures", "api", "order-mutations");
  const documents = (folder: string) => readdirSync(folder).filter((name) => name.endsWith(".graphql"));

  it.each(documents(queries))("order-queries %s is valid, and as sure as it says", (name) => {
    const document = parse(readFileSync(join(queries, name), "utf8"));
    expect(validate(schema, document)).toEqual([]);
    const unsure = unsureSelections(schema, document);
    if (name.includes("-inferred")) expect(unsure).not.toEqual([]);
    else expect(unsure).toEqual([]);
  });

  it.each(documents(mutations))("order-mutations %s is valid with its variables", (name) => {
    const source = readFileSync(join(mutations, name), "utf8");
    const variables: Record<string, unknown> = JSON.parse(
      readFileSync(join(mutations, name.replace(".graphql", ".json")), "utf8"),
    );
    expect(validate(schema, parse(source))).toEqual([]);
    const operation = operationOf(source);
    const result = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    expect(result.errors).toBeUndefined();
  });
});

describe("our operations", () => {
  const folder = join(ROOT, "src", "client", "operations", "2024-11-01");
  const needed = [
    ...NEWEST_ONLY,
    "cancelOrder",
    "reversalOffers",
    "createEventSubscription",
    "createOrder",
    "deleteEventSubscription",
    "eventSubscription",
    "eventSubscriptions",
    "order",
    "packageTracker",
    "startPersonalDataRetrievalTask",
    "startPersonalDataDeletionTask",
    "cancelPersonalDataDeletionTask",
    "personalDataRetrievalTask",
    "personalDataDeletionTask",
    "updateOrder",
    "updateOrderPackageInformation",
    "updateOrderReturns",
  ];
  const documents = readdirSync(folder).filter((name) => name.endsWith(".graphql"));

  it("are all there", () => {
    expect(documents.map((name) => name.replace(".graphql", ""))).toEqual(expect.arrayContaining(needed));
  });

  it.each(documents)(
    "%s is valid and, unless it is newer than this version, asks only for what is seen, in an example or live",
    (name) => {
      const document = parse(readFileSync(join(folder, name), "utf8"));
      expect(validate(schema, document)).toEqual([]);
      if (NEWEST_ONLY.includes(name.replace(".graphql", ""))) return;
      expect(unsureSelections(schema, document)).toEqual(NAMED_ONLY[name] ?? []);
    },
  );

  it("select the whole live default of an order, and the return packages in full", () => {
    const ours = print(parse(readFileSync(join(folder, "order.graphql"), "utf8"))).replace(/\s+/g, " ");
    for (const part of [
      "refundStatusReason",
      "returnReason { reasonCode }",
      "payer { id }",
      "gradedAmount { unit value }",
    ]) {
      expect(ours).toContain(part);
    }
    expect(ours).toMatch(
      /returnPackageDetails \{ id state reason returnPackageFor \{.*packageTracker \{.*latestMilestone \{.*milestones \{/,
    );
    expect(ours).not.toContain("causedBy");
  });
});

describe("the check of marks", () => {
  const check = (source: string) => unsureSelections(schema, parse(source));

  it("finds inferred output fields, literal inputs, enum values and newest root fields", () => {
    expect(
      check(
        "{ order(orderIdentifier: {}) { lineItems { deliveryOffer { details { recipient { deliveryAddress { id } } } } } } }",
      ),
    ).toEqual(["Recipient.deliveryAddress"]);
    expect(check("{ return(input: { id: 1 }) { returnDetails { id } } }")).toEqual([
      "Query.return",
      "Return.returnDetails",
    ]);
    expect(
      check(
        "mutation { updateOrder(orderIdentifier: {}, input: { taxes: {}, payments: { summary: null } }) { order { id } } }",
      ),
    ).toEqual(["UpdateOrderInput.payments", "PaymentsInput.summary"]);
    expect(check("query ($i: SandboxReturnsInput) { __typename }")).toEqual(["$i: SandboxReturnsInput"]);
  });

  it("finds inferred fields, unknown fields and inferred enum values in variables", () => {
    const operation = operationOf(
      "mutation ($input: UpdateOrderReturnsInput!, $o: OrderIdentifierInput!) { updateOrderReturns(orderIdentifier: $o, input: $input) { order { id } } }",
    );
    const details = [
      {
        returnIdentifier: { id: "1" },
        returnPackageDetails: [{ id: "1", state: "CREATED", colour: "red" }],
        returnLineItems: [{ id: "1" }],
      },
    ];
    expect(unsureInputs(schema, operation, { input: { returns: { details } }, o: { orderId: "1" } })).toEqual([
      "input.returns.details.0.returnPackageDetails.0.state = CREATED",
      "input.returns.details.0.returnPackageDetails.0.colour (unknown)",
      "input.returns.details.0.returnLineItems",
      "input.returns.details.0.returnLineItems.0.id",
    ]);
    expect(getNamedType(schema.getType("UpdateOrderReturnsInput"))?.name).toBe("UpdateOrderReturnsInput");
  });
});
