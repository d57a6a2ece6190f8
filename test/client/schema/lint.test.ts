import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { lint } from "../../../src/client/schema/lint.ts";
import { loadSchemas } from "../../../src/client/schema/load-schema.ts";
import type { Finding } from "../../../src/model/schema.ts";
import { API_VERSIONS, type ApiVersion } from "../../../src/model/versions.ts";
import { unsureSelections } from "../../schema/marks.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const schemas = await loadSchemas();

function check(text: string, version: ApiVersion = "2024-11-01", name = "test.graphql"): readonly Finding[] {
  return lint([{ name, text }], [version], schemas).findings;
}

/** Line, rule and hint: what people act on. */
function brief(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ line, column, rule }) => `${line}:${column} ${rule}`);
}

function fixture(name: string): string {
  return readFileSync(join(ROOT, "test", "fixtures", "lint", name), "utf8");
}

describe("ten documents with mistakes that the documentation leads to", () => {
  const findings = check(fixture("mistakes.graphql"));

  // Place, rule, and what the hint must say; from platform.md 6 and 9, catalog-delivery.md 20, privacy-analytics.md 1.11.
  it.each([
    [
      "7:5",
      "unknown-field",
      "Called packageInformation in 2024-11-01; deliveryInformation is the name in 2024-01-01 and 2024-04-01.",
    ],
    ["20:7", "unknown-field", "Called product in 2024-04-01 and 2024-11-01; purchasedItem is the name in 2024-01-01."],
    ["23:7", "unknown-field", "The number is amount { value }, no longer quantity { amount }."],
    ["31:12", "variable-type", "Declare it as $catalogFeedId: String!. The guides declare $catalogFeedId: ID"],
    ["42:9", "unknown-field", "write ... on UploadedFile { fileId }"],
    ["50:3", "unknown-field", "Called product in 2024-04-01 and 2024-11-01; mappingProduct is the name in 2024-01-01."],
    ["61:41", "wrong-value", "Called sku in 2024-04-01 and 2024-11-01"],
    ["62:19", "wrong-value", "DeliveryLocationInput takes shippingAddress."],
    ["68:5", "unknown-field", "it is buyableQuantity in every version"],
    ["76:3", "missing-argument", "It is what 2024-04-01 has as UpdateOrderInput.orderId."],
    ["76:24", "wrong-value", "In 2024-11-01 this is the argument orderIdentifier of updateOrder"],
    ["77:5", "unknown-field", "Ask for order { id }."],
    ["83:3", "missing-argument", "Give taskId: String!."],
    ["83:34", "unknown-argument", "the reference takes it bare: taskId: String!"],
    ["92:18", "deprecated", "Subscribe to PACKAGE_DELIVERED instead."],
    ["93:66", "wrong-value", "an enum: method: POST"],
    ["102:51", "wrong-value", "ReversalItemInput takes id."],
    ["102:93", "syntax", "Write # instead"],
    ["103:5", "unknown-field", "Called reversalOfferCollection in 2024-04-01 and 2024-11-01"],
    ["114:27", "wrong-value", 'clientToken: { token: "..." }'],
    ["114:88", "wrong-value", "An enum value stands without quotes."],
    ["117:4", "syntax", "A brace is missing before the end."],
  ])("%s %s", (place, rule, hint) => {
    const found = findings.find(({ line, column }) => `${line}:${column}` === place);
    expect(found?.rule).toBe(rule);
    expect(found?.hint).toContain(hint);
  });

  it("has nothing else to say", () => {
    expect(findings).toHaveLength(22);
  });

  it("has nothing to say on the same documents as they should be", () => {
    const { findings: left, definitions } = lint(
      [{ name: "correct.graphql", text: fixture("correct.graphql") }],
      ["2024-11-01"],
      schemas,
    );
    expect(left).toEqual([]);
    expect(definitions).toHaveLength(10);
  });
});

describe("documents that are right", () => {
  it.each(API_VERSIONS)("our own for %s have no mistake", (version) => {
    const folder = join(ROOT, "src", "client", "operations", version);
    const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
    const { findings } = lint(files, [version], schemas);
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    // Warned about is exactly what the check of our own documents doubts: what is newer than the version, or only inferred.
    for (const { name, text } of files) {
      const doubts = unsureSelections(schemas[version], parse(text));
      const warned = findings.some(({ file, rule }) => file === name && rule === "unconfirmed");
      expect(warned, name).toBe(doubts.length > 0);
    }
  });

  it.each(["order-queries", "order-mutations"])("the documented %s have no mistake", (kind) => {
    const folder = join(ROOT, "test", "fixtures", "api", kind);
    const names = readdirSync(folder).filter((name) => name.endsWith(".graphql"));
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) {
      const found = check(readFileSync(join(folder, name), "utf8")).filter(({ severity }) => severity === "error");
      expect(found, name).toEqual([]);
    }
  });
});

describe("documents of each version against each other", () => {
  const folder = join(ROOT, "src", "client", "operations");
  const documents = API_VERSIONS.flatMap((version) =>
    readdirSync(join(folder, version)).map((name) => readFileSync(join(folder, version, name), "utf8")),
  );

  it.each(API_VERSIONS)(
    "finds in %s what a GraphQL server refuses, and no more; each unknown name has a hint",
    (version) => {
      let wrong = 0;
      for (const text of documents) {
        const refused = validate(schemas[version], parse(text)).map(({ locations }) => locations?.[0]);
        const found = check(text, version).filter(({ severity }) => severity === "error");
        expect(found.map(({ line, column }) => ({ line, column }))).toEqual(expect.arrayContaining(refused));
        expect(found).toHaveLength(refused.length);
        for (const { rule, hint, message } of found)
          if (/^(unknown|missing|wrong|variable)/.test(rule)) expect(hint, message).not.toBeNull();
        wrong += refused.length;
      }
      expect(wrong).toBeGreaterThan(10);
    },
  );
});

describe("hints", () => {
  const hintsOf = (text: string, version?: ApiVersion): string =>
    check(text, version)
      .map((found) => found.hint)
      .join("\n");

  it.each([
    [
      "{ order(orderIdentifier: {}) { packageInformation { details { id } } } }",
      "2024-01-01",
      "Called deliveryInformation in 2024-01-01 and 2024-04-01",
    ],
    [
      '{ order(orderIdentifier: { orderAlias: { aliasId: "1", aliasType: "A" } }) { id } }',
      "2024-11-01",
      "Called alias in 2024-04-01 and 2024-11-01",
    ],
    [
      '{ order(orderId: "1") { id } }',
      "2024-11-01",
      "In 2024-04-01 and 2024-11-01 this is the argument orderIdentifier of order",
    ],
    [
      "mutation ($input: UploadLinkInput!) { createUploadLink(input: $input) { payload { fileId } } }",
      "2024-11-01",
      "Called CreateUploadLinkInput",
    ],
    [
      "mutation ($input: CreateUploadLinkInput!) { createUploadLink(input: $input) { uploadUrl } }",
      "2024-11-01",
      "It is one level down: payload { uploadUrl }.",
    ],
    ['{ personalDataDeletionlTask(taskId: "1") { status } }', "2024-11-01", "A guide misspells the query"],
    [
      "{ generateReversalOffers(reversalOffersInput: {}) { id } }",
      "2024-04-01",
      "Called reversalOffers in 2024-04-01 and 2024-11-01",
    ],
    ["{ products(first: 1) { pageInfo { hasNextPage } } }", "2024-01-01", "It is in 2024-04-01 and 2024-11-01 only"],
    ["{ product(identifier: {}) { isPrimeIntended } }", "2024-11-01", "Called offerPrime in 2024-04-01 and 2024-11-01"],
    [
      '{ reversalOffers(reversalOffersInput: { items: [{ id: { sku: "A" } }] }) { id } }',
      "2024-11-01",
      "keeps its old names",
    ],
    ["{ item(identifier: {}) { id } }", "2024-11-01", "partner preview before 2024"],
    ["{ order(orderIdentifier: {}) { lineItem } }", "2024-11-01", "Did you mean lineItems?"],
  ] as const)("%s in %s", (text, version, hint) => {
    expect(hintsOf(text, version)).toContain(hint);
  });

  it("knows the text that an example prints for a Boolean, and the quoted method of a webhook", () => {
    expect(hintsOf('mutation { createProduct(input: { offerPrime: "true" }) { id } }')).toContain(
      "the field is a Boolean",
    );
    const hook = '{ url: "https://example.com", method: "POST" }';
    expect(
      hintsOf(
        `mutation { createEventSubscription(input: { eventType: "REFUND_REQUESTED", destination: { webhook: ${hook} } }) { subscriptionId } }`,
      ),
    ).toContain("it is an enum: method: POST");
  });

  it("tells what became an object, and what is plain text elsewhere", () => {
    const offers = (title: string) =>
      `{ reversalOffers(reversalOffersInput: {}) { reversalOfferCollection { summary { ${title} } } } }`;
    expect(hintsOf(offers("title"))).toBe("LocalizedString has locale and value.");
    expect(check(offers("title { value }"))).toEqual([]);
    expect(hintsOf("query ($id: ID!) { catalogFeed(catalogFeedId: $id) { status } }")).toBe(
      "Declare it as $id: String!.",
    );
  });

  it("names the values of an enum, in the words of the version", () => {
    const order = (provider: string) => `mutation {
      createOrder(input: { lineItems: [{ amount: { value: 1 }, selectedDeliveryOffer: { details: { deliveryProvider: ${provider} } } }] }) { order { id } }
    }`;
    const found = check(order("BUY_WITH_PRIME")).find(({ message }) => message.includes("BUY_WITH_PRIME"));
    expect(found?.hint).toContain("AMAZON");
    expect(found?.hint).toContain("isPrimeEligible: true");
    expect(check(order("AMAZON"), "2024-04-01").find(({ message }) => message.includes("AMAZON"))?.hint).toContain(
      "BUY_WITH_PRIME",
    );
  });

  it("tells white space and unknown names in event types from right ones", () => {
    const subscribe = (type: string) =>
      `mutation { createEventSubscription(input: { eventType: "${type}", destination: {} }) { subscriptionId } }`;
    expect(check(subscribe("REFUND_REQUESTED"))).toEqual([]);
    expect(check(subscribe("REFUND_REQUESTED "))).toMatchObject([
      {
        rule: "event-type",
        severity: "error",
        hint: "The service answers it with AccessDeniedError. Write REFUND_REQUESTED.",
      },
    ]);
    expect(check(subscribe("REFUNDED"))).toMatchObject([{ rule: "event-type", severity: "error" }]);
    expect(check(subscribe("DELIVERY_COMPLETED"), "2024-01-01")).toEqual([]);
  });
});

describe("warnings", () => {
  it("are about what no page confirms, once for all that stands below it", () => {
    const found = check("{ return(returnIdentifier: {}) { returnDetails { id expiresAt } } }");
    expect(found).toMatchObject([{ rule: "unconfirmed", severity: "warning", line: 1, column: 3 }]);
    expect(found[0]?.message).toBe("Query.return is on pages newer than this version.");
  });

  it("are about what is deprecated, with the reason of the documentation", () => {
    expect(check("{ order(orderIdentifier: {}) { lineItems { quantity { amount } } } }", "2024-01-01")).toMatchObject([
      { rule: "deprecated", severity: "warning", message: "LineItem.quantity is deprecated: Use amount instead." },
    ]);
  });
});

describe("what cannot be read", () => {
  it("does not hide the mistakes of other documents in the file", () => {
    const text =
      'query A {\n  order(orderIdentifier: {}) {\n    id\n\nquery B {\n  mappingProduct(identifier: {}) {\n    id\n  }\n}\n\nquery C { "a" }\n';
    expect(brief(check(text))).toEqual(["3:7 syntax", "6:3 unknown-field", "11:11 syntax"]);
  });

  it("is said of an empty selection and of single quotes", () => {
    expect(check("{ order(orderIdentifier: {}) { } }")).toMatchObject([
      { rule: "syntax", hint: "There is a brace too many, or nothing stands before it." },
    ]);
    expect(check("{ order(orderIdentifier: { orderId: '1' }) { id } }")).toMatchObject([
      { rule: "syntax", hint: 'Texts stand in double quotes: "...".' },
    ]);
  });

  it("is said of what is nested beyond reason", () => {
    expect(check("{a".repeat(100_000))).toMatchObject([{ rule: "syntax", line: 1, column: 1 }]);
  });

  it("is told of each of very many places without delay", () => {
    const found = check("// no comment\n".repeat(20_000));
    expect(found).toHaveLength(20_000);
    expect(found.at(-1)).toMatchObject({ line: 20_000, column: 1 });
  });

  it("an address in a text is no comment", () => {
    expect(check('{ order(orderIdentifier: { orderId: "https://example.com" }) { id } } # // fine')).toEqual([]);
  });

  it("schema files and empty files are no documents", () => {
    expect(
      lint(
        [
          { name: "a.graphql", text: "type Query { a: Int }" },
          { name: "b.graphql", text: "\n# nothing\n" },
        ],
        ["2024-11-01"],
        schemas,
      ),
    ).toMatchObject({
      files: 2,
      definitions: [],
      findings: [],
    });
  });
});

describe("fragments", () => {
  const query = { name: "query.graphql", text: "query Q {\n  order(orderIdentifier: {}) {\n    ...Lines\n  }\n}\n" };
  const fragment = {
    name: "lines.graphql",
    text: "fragment Lines on Order {\n  lineItems {\n    purchasedItem {\n      title\n    }\n  }\n}\n",
  };

  it("may be defined in another file; a mistake is told once, where it stands", () => {
    const { findings } = lint([query, fragment], ["2024-11-01"], schemas);
    expect(findings).toMatchObject([{ file: "lines.graphql", line: 3, column: 5, rule: "unknown-field" }]);
  });

  it("that none of the files defines are a mistake", () => {
    expect(lint([query], ["2024-11-01"], schemas).findings).toMatchObject([
      { file: "query.graphql", line: 3, column: 5, rule: "unknown-fragment" },
    ]);
  });
});

describe("several versions", () => {
  it("are told with each finding, and which document fits which", () => {
    const text =
      "query New { order(orderIdentifier: {}) { packageInformation { details { id } } } }\nquery Old { order(orderIdentifier: {}) { deliveryInformation { details { id } } } }\nquery Both { order(orderIdentifier: {}) { id } }\n";
    const { findings, definitions } = lint([{ name: "a.graphql", text }], API_VERSIONS, schemas);
    const mistakes = findings.filter(({ severity }) => severity === "error");
    expect(mistakes.map(({ line, versions }) => [line, versions])).toEqual([
      [1, ["2024-01-01", "2024-04-01"]],
      [2, ["2024-11-01"]],
    ]);
    expect(definitions.map(({ name, fits }) => [name, fits])).toEqual([
      ["New", ["2024-11-01"]],
      ["Old", ["2024-01-01", "2024-04-01"]],
      ["Both", API_VERSIONS],
    ]);
  });

  it("say a finding once where they agree", () => {
    const { findings } = lint([{ name: "a.graphql", text: "{ nonsense }" }], API_VERSIONS, schemas);
    expect(findings).toMatchObject([{ versions: API_VERSIONS }]);
  });
});
