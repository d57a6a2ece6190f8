import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { diffSchemas } from "../../../src/client/schema/diff.ts";
import { loadSchemas } from "../../../src/client/schema/load-schema.ts";
import { concerns, usedParts } from "../../../src/client/schema/used-parts.ts";
import type { SchemaChange } from "../../../src/model/schema.ts";
import { API_VERSIONS } from "../../../src/model/versions.ts";

const OPERATIONS = join(import.meta.dirname, "..", "..", "..", "src", "client", "operations");
const schemas = await loadSchemas();
const toApril = diffSchemas(schemas, "2024-01-01", "2024-04-01");
const toNewest = diffSchemas(schemas, "2024-04-01", "2024-11-01");

function find(changes: readonly SchemaChange[], coordinate: string): SchemaChange | undefined {
  return changes.find((change) => change.coordinate === coordinate);
}

describe("2024-01-01 to 2024-04-01 (platform.md 6.1)", () => {
  it.each([
    ["Query.mappingProduct", "Query.product"],
    ["MappingProduct.productExternalId", "Product.externalId"],
    ["MappingProduct.isPrimeIntended", "Product.offerPrime"],
    ["MskuProductIdentifier", "AmazonSkuProductIdentifier"],
    ["UploadLinkInput.fileExtension", "CreateUploadLinkInput.fileType"],
    ["DeliveryPreviewInput.items", "DeliveryPreviewInput.products"],
    ["DeliveryPolicy.itemMessaging", "DeliveryPolicy.productMessaging"],
    ["LineItem.purchasedItem", "LineItem.product"],
    ["Query.generateReversalOffers", "Query.reversalOffers"],
    ["ReversalOffers.reversalOfferGroups", "ReversalOffers.reversalOfferCollection"],
    ["CreateOrderInput.orderAliases", "CreateOrderInput.aliases"],
  ])("%s is %s", (coordinate, now) => {
    expect(find(toApril, coordinate)).toMatchObject({ change: "renamed", breaking: true, now });
    // The new name is not told a second time as an addition.
    expect(toApril.filter((change) => change.change === "added" && change.coordinate === now)).toEqual([]);
  });

  it("createUploadLink answers with an object around the link", () => {
    expect(find(toApril, "Mutation.createUploadLink")).toMatchObject({
      change: "changed",
      breaking: true,
      types: { from: "UploadLink", to: "CreateUploadLinkResponse" },
    });
  });

  it("the stock field is not renamed, whatever the announcement said", () => {
    expect(find(toApril, "InventoryItem.buyableQuantity")).toBeUndefined();
  });

  it("new operations break nothing", () => {
    for (const name of ["products", "createProduct", "updateProduct", "deleteProduct", "cancelOrder"]) {
      const change = toApril.find(
        ({ coordinate }) => coordinate.endsWith(`.${name}`) && /^(Query|Mutation)/.test(coordinate),
      );
      expect(change, name).toMatchObject({ change: "added", breaking: false });
    }
  });
});

describe("2024-04-01 to 2024-11-01 (platform.md 6.2)", () => {
  it.each([
    ["Order.deliveryInformation", "Order.packageInformation"],
    ["DeliveryPreviewTermsInput.location", "DeliveryPreviewInput.location"],
    ["DeliveryPreviewTermsInput.shopperIdentity", "DeliveryPreviewInput.shopperIdentity"],
    ["UpdateOrderInput.orderId", "Mutation.updateOrder(orderIdentifier:)"],
    ["DeliveryOfferProviderInput.BUY_WITH_PRIME", "DeliveryProviderInput.AMAZON"],
  ])("%s is %s", (coordinate, now) => {
    expect(find(toNewest, coordinate)).toMatchObject({ change: "renamed", breaking: true, now });
  });

  it.each([
    "Query.packageTracker",
    "Mutation.createAuthProfile",
    "Mutation.startReportTask",
    "DeliveryOfferDetails.deliveryTerms",
  ])("%s is new", (coordinate) => {
    expect(find(toNewest, coordinate)).toMatchObject({ change: "added", breaking: false });
  });

  it("tells answers that became surer from inputs that ask for more", () => {
    expect(find(toNewest, "LineItem.amount")).toMatchObject({ change: "changed", breaking: false });
    expect(find(toNewest, "Query.order(orderIdentifier:)")).toMatchObject({ change: "changed", breaking: true });
    expect(find(toNewest, "Mutation.cancelOrder(input:)")).toMatchObject({ change: "changed", breaking: false });
    expect(find(toNewest, "ReturnDetails.returnDeliveryDetails")).toMatchObject({
      change: "deprecated",
      breaking: false,
    });
  });
});

it("nothing differs within a version, and breaking changes come first", () => {
  for (const version of API_VERSIONS) expect(diffSchemas(schemas, version, version)).toEqual([]);
  const order = toNewest.map(({ breaking }) => breaking);
  expect(order).toEqual([...order].sort((left, right) => Number(right) - Number(left)));
});

describe("what documents use", () => {
  const usedBy = (text: string) => usedParts([{ name: "a.graphql", text }], schemas["2024-04-01"]).used;
  const concerned = (text: string) => {
    const used = usedBy(text);
    return toNewest.filter((change) => change.breaking && concerns(change, used)).map(({ coordinate }) => coordinate);
  };

  it("is its fields, arguments, literals, and all that its variables may hold", () => {
    expect(concerned("query ($id: ID!) { order(orderIdentifier: { orderId: $id }) { id } }")).toEqual([
      "Query.order(orderIdentifier:)",
    ]);
    expect(concerned("{ order(orderIdentifier: {}) { deliveryInformation { summary { state } } } }")).toContain(
      "Order.deliveryInformation",
    );
    expect(concerned("mutation ($input: UpdateOrderInput!) { updateOrder(input: $input) { order { id } } }")).toEqual(
      expect.arrayContaining(["UpdateOrderInput.orderId", "UpdateOrderInput.customer"]),
    );
    const used = usedBy("{ order(orderIdentifier: {}) { refunds { details { refundFor { causedBy { id } } } } } }");
    expect(toNewest.filter((change) => change.change === "added" && concerns(change, used))).toEqual([]);
    expect(concerned('{ catalogFeed(catalogFeedId: "1") { status } }')).toEqual([]);
  });

  // The test of the whole: a document of ours that the newer version refuses has a breaking change that concerns it.
  it.each([
    ["2024-01-01", "2024-04-01"],
    ["2024-04-01", "2024-11-01"],
    ["2024-01-01", "2024-11-01"],
    ["2024-11-01", "2024-04-01"],
  ] as const)("explains why documents for %s are wrong in %s", (from, to) => {
    const breaking = diffSchemas(schemas, from, to).filter((change) => change.breaking);
    for (const name of readdirSync(join(OPERATIONS, from))) {
      const text = readFileSync(join(OPERATIONS, from, name), "utf8");
      if (validate(schemas[to], parse(text)).length === 0) continue;
      const { used, unknown } = usedParts([{ name, text }], schemas[from]);
      expect([...unknown], name).toEqual([]);
      expect(
        breaking.filter((change) => concerns(change, used)),
        `${name} of ${from} in ${to}`,
      ).not.toEqual([]);
    }
  });
});
