import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buildSchema,
  type GraphQLSchema,
  getVariableValues,
  isInputObjectType,
  isObjectType,
  Kind,
  parse,
  print,
  validate,
  validateSchema,
} from "graphql";
import { describe, expect, it } from "vitest";
import { OPERATIONS } from "../../src/model/operations.ts";
import { markOf, unsureInputs, unsureSelections } from "./marks.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const VERSIONS = ["2024-01-01", "2024-04-01"] as const;
type Version = (typeof VERSIONS)[number];

/** Root fields as the interface files give them: arguments, nullability, result. */
const ROOT_FIELDS: Readonly<Record<Version, Readonly<Record<string, string>>>> = {
  "2024-01-01": {
    order: "(orderId: String, orderIdentifier: OrderIdentifierInput): Order",
    generateReversalOffers: "(reversalOffersInput: ReversalOffersInput!): ReversalOffers",
    mappingProduct:
      "(identifier: ItemIdentifierInput, productIdentifier: MappingProductIdentifierInput): MappingProduct",
    updateOrder: "(input: UpdateOrderInput!): UpdateOrderResponse",
    updateOrderDeliveryInformation:
      "(input: UpdateOrderDeliveryInformationInput!): UpdateOrderDeliveryInformationResponse",
    updateOrderReturns: "(input: UpdateOrderReturnsInput!): UpdateOrderReturnsResponse",
    createUploadLink: "(input: UploadLinkInput!): UploadLink",
    deliveryPreview: "(input: DeliveryPreviewInput!): DeliveryPreview",
  },
  "2024-04-01": {
    order: "(orderIdentifier: OrderIdentifierInput): Order",
    reversalOffers: "(reversalOffersInput: ReversalOffersInput!): ReversalOffers",
    updateOrder: "(input: UpdateOrderInput!): UpdateOrderResponse",
    cancelOrder: "(input: CancelOrderInput!): CancelOrderResponse",
    product: "(identifier: ProductIdentifierInput): Product",
    createUploadLink: "(input: CreateUploadLinkInput!): CreateUploadLinkResponse",
  },
};

/** Types as the interface files give them for the version, with nullability; those in which versions differ. */
const TYPES: Readonly<Record<Version, Readonly<Record<string, string>>>> = {
  "2024-01-01": {
    LineItem:
      "aliases: [Alias], amount: Amount, cancellations: Cancellations, createdAt: String, deliveryInformation: DeliveryInformation, deliveryOffer: DeliveryOfferInfo, discounts: DiscountAllocations, id: ID!, lineItemAliases: [Alias], payments: Payments, purchasedItem: PurchasedItem, quantity: Quantity, taxes: Taxes",
    ReturnDetails: "createdAt: String, id: ID!, returnFor: ReturnFor, state: String, updatedAt: String",
    RefundedOrderLineItem: "lineItem: LineItem!, refundedQuantity: Quantity",
    OrderIdentifierInput: "orderAlias: AliasInput, orderId: ID",
    DeliveryInformationStateInput:
      "reason: DeliveryInformationDetailsReasonInput, state: DeliveryInformationDetailsStateInput!",
    ReturnDetailsInput: "id: ID, state: ReturnDetailsStateInputV20240101",
    ReversalOfferGroupSummary: "description: String, title: String",
    UploadLinkInput: "fileExtension: UploadFileExtension!, size: Long!",
    DeliveryItemInput: "amount: AmountInput, itemIdentifier: ItemIdentifierInput, quantity: QuantityInput",
  },
  "2024-04-01": {
    CancelOrderInput:
      "additionalComments: String, aliases: [AliasInput], orderIdentifier: OrderIdentifierInputV2!, reason: CancellationReasonInput",
    ConditionUnits: "amount: Amount!, condition: String!",
    ReturnDeliveryDetails: "id: ID!, reason: String, returnDeliveryFor: ReturnFor, state: String!",
    OrderTotalSummary: "rollupCharges: [RollupCharge], totalPrice: Money, value: Money, verified: Boolean",
    OrderIdentifierInput: "alias: AliasInput, orderId: ID",
    DeliveryPreviewTermsInput: "location: DeliveryLocationInput, shopperIdentity: IdentityTokenInput",
    RefundDetails:
      "aliases: [Alias], createdAt: String, id: ID!, paymentDetails: [PaymentDetails], refundFor: RefundFor, refundTotal: RefundTotal, state: String, updatedAt: String",
  },
};

/** What came later, or went before. */
const ABSENT: Readonly<Record<Version, readonly string[]>> = {
  "2024-01-01": ["PackageInformation", "PackageTracker", "PurchasedProductView", "CancelOrderInput", "ReturnLineItem"],
  "2024-04-01": ["PackageInformation", "PackageTracker", "PurchasedItem", "ReturnPackageDetails", "DeliveryTerms"],
};

/** Documents that a version must have beside those for events. */
const DOCUMENTS: Readonly<Record<Version, readonly string[]>> = {
  "2024-01-01": [
    "createOrder",
    "generateReversalOffers",
    "order",
    "updateOrder",
    "updateOrderDeliveryInformation",
    "updateOrderReturns",
  ],
  "2024-04-01": ["cancelOrder", "createOrder", "order", "reversalOffers", "updateOrder"],
};

/** Documents whose variables no page of the version shows; their call says so. */
const UNCONFIRMED_INPUTS = ["updateOrderReturns"];
/** No page of it was read, but guides and event pages say to call it: without it nobody knows what became of a deletion. */
const NAMED_ONLY: Readonly<Record<string, readonly string[]>> = {
  personalDataDeletionTask: ["Query.personalDataDeletionTask"],
};

function fieldsOf(schema: GraphQLSchema, name: string): string {
  const type = schema.getType(name);
  if (!isObjectType(type) && !isInputObjectType(type)) return "(missing)";
  return Object.values(type.getFields())
    .map((field) => `${field.name}: ${field.type}`)
    .sort()
    .join(", ");
}

function rootFields(schema: GraphQLSchema) {
  return { ...schema.getQueryType()?.getFields(), ...schema.getMutationType()?.getFields() };
}

describe.each(VERSIONS)("the schema of %s", (version) => {
  const schema = buildSchema(readFileSync(join(ROOT, "schema", `${version}.graphql`), "utf8"));

  it("is valid", () => {
    expect(validateSchema(schema)).toEqual([]);
  });

  it("has the operations that the model says it has, and no others", () => {
    const expected = Object.entries(OPERATIONS).filter(([, facts]) => facts.versions.includes(version));
    expect(Object.keys(rootFields(schema)).sort()).toEqual(expected.map(([name]) => name).sort());
  });

  it.each(Object.entries(ROOT_FIELDS[version]))("gives %s its arguments", (name, expected) => {
    const field = rootFields(schema)[name];
    const args = field?.args.map((argument) => `${argument.name}: ${argument.type}`).join(", ");
    expect(`(${args}): ${field?.type}`).toBe(expected);
  });

  it.each(Object.entries(TYPES[version]))("has all fields of %s", (name, expected) => {
    expect(fieldsOf(schema, name)).toBe(expected);
  });

  it("has nothing of other versions, and no suffix of the sources but the real one", () => {
    expect(ABSENT[version].filter((name) => schema.getType(name) !== undefined)).toEqual([]);
    const suffixed = Object.keys(schema.getTypeMap()).filter((name) => /^Unseen_|_?V?2024/.test(name));
    expect(suffixed).toEqual(version === "2024-01-01" ? ["ReturnDetailsStateInputV20240101"] : []);
  });

  it("marks nothing as live or newest: both are about 2024-11-01", () => {
    const marks = Object.values(schema.getTypeMap()).flatMap((type) =>
      isObjectType(type) || isInputObjectType(type) ? Object.values(type.getFields()).map(markOf) : [],
    );
    expect(marks).not.toContain("LIVE");
    expect(marks).not.toContain("NEWEST");
    expect(marks.includes("NEIGHBOUR")).toBe(version === "2024-04-01");
  });

  describe("documented requests", () => {
    const listed = (kind: string): readonly string[] => {
      const folder = join(ROOT, "test", "fixtures", "api", kind, version);
      if (!existsSync(folder)) return [];
      return readdirSync(folder).flatMap((name) => (name.endsWith(".graphql") ? [join(folder, name)] : []));
    };

    it.each(listed("order-queries").map((path) => [path.slice(ROOT.length), path] as const))(
      "%s is valid, and as sure as it says",
      (_, path) => {
        const document = parse(readFileSync(path, "utf8"));
        expect(validate(schema, document)).toEqual([]);
        const unsure = unsureSelections(schema, document);
        if (path.includes("-inferred")) expect(unsure).not.toEqual([]);
        else expect(unsure).toEqual([]);
      },
    );

    it.each(listed("order-mutations").map((path) => [path.slice(ROOT.length), path] as const))(
      "%s is valid with its variables",
      (_, path) => {
        const document = parse(readFileSync(path, "utf8"));
        const variables: Record<string, unknown> = JSON.parse(readFileSync(path.replace(/graphql$/, "json"), "utf8"));
        expect(validate(schema, document)).toEqual([]);
        const [operation] = document.definitions;
        if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("Expected an operation.");
        expect(getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors).toBeUndefined();
        expect(unsureInputs(schema, operation, variables)).toEqual([]);
      },
    );
  });

  describe("our documents", () => {
    const folder = join(ROOT, "src", "client", "operations", version);
    const names = readdirSync(folder).map((name) => name.replace(".graphql", ""));

    it("are all there", () => {
      expect(names).toEqual(expect.arrayContaining([...DOCUMENTS[version]]));
    });

    it.each(names)("%s is valid and asks only for what may be sent", (name) => {
      const document = parse(readFileSync(join(folder, `${name}.graphql`), "utf8"));
      expect(validate(schema, document)).toEqual([]);
      const unsure = unsureSelections(schema, document);
      if (UNCONFIRMED_INPUTS.includes(name)) expect(unsure).not.toEqual([]);
      else expect(unsure).toEqual(NAMED_ONLY[name] ?? []);
    });
  });
});

describe("the default selections of an order", () => {
  const selection = (version: Version): string =>
    print(parse(readFileSync(join(ROOT, "src/client/operations", version, "order.graphql"), "utf8"))).replace(
      /\s+/g,
      " ",
    );

  it("hold the whole safe default of 2024-01-01", () => {
    for (const part of [
      "orderAliases { aliasType aliasId }",
      "deliveryInformation { details { id state reason } }",
      "purchasedItem { title",
      "returnFor { orderLineItems { lineItem { id } returnedQuantity { amount unit } } }",
      "refundFor { orderLineItems { lineItem { id } refundedQuantity { amount unit } } }",
    ]) {
      expect(selection("2024-01-01")).toContain(part);
    }
  });

  it("name the order of 2024-04-01 without a variable of the identifier's type, whose name is not certain", () => {
    expect(selection("2024-04-01")).not.toContain("OrderIdentifierInput");
    expect(selection("2024-04-01")).toContain("deliveryInformation { details { id state reason } }");
  });
});
