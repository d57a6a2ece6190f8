// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what programs put into documents is what is tested
import { describe, expect, it } from "vitest";
import { documentsIn, mayHoldDocuments } from "../../../src/client/schema/embedded.ts";
import { lint } from "../../../src/client/schema/lint.ts";
import { loadSchemas } from "../../../src/client/schema/load-schema.ts";

const schemas = await loadSchemas();

/** The documents in a file, and what lint says of them as `line:column rule`. */
function look(name: string, text: string) {
  const { findings, definitions } = lint([{ name, text }], ["2024-11-01"], schemas);
  return {
    found: definitions.map(({ line, name: called }) => `${line} ${called}`),
    said: findings.map(({ line, column, rule }) => `${line}:${column} ${rule}`),
  };
}

describe("TypeScript and JavaScript", () => {
  it("tags, calls, comments and marks are found; each mistake where it stands", () => {
    const text = [
      "import { gql } from 'graphql-request';",
      "export const a = gql`query A { order(orderIdentifier: {}) { purchasedItem } }`;",
      "const b = graphql(`query B { order(orderIdentifier: {}) { id } }`);",
      "const c = /* GraphQL */ `",
      "  query C {",
      "    mappingProduct(identifier: {}) { id }",
      "  }",
      "`;",
      "const d = `#graphql",
      "  query D { order(orderIdentifier: {}) { id } }`;",
      "const e = gql<Data, Variables>`query E { order(orderIdentifier: {}) { id } }`;",
      "const f = graphql(/* GraphQL */ `query F { order(orderIdentifier: {}) { id } }`);",
    ].join("\n");
    expect(look("a.ts", text)).toEqual({
      found: ["2 A", "3 B", "5 C", "10 D", "11 E", "12 F"],
      said: ["2:61 unknown-field", "6:5 unknown-field"],
    });
  });

  it("other templates, comments, texts and regular expressions are not", () => {
    const text = [
      "const sql = `query nonsense`;",
      "// gql`query { nonsense }`",
      "/* gql`query { nonsense }` */",
      "const text = 'gql`query { nonsense }`';",
      "const pattern = /gql`[^/`]/;",
      "const half = total / 2; const other = `x`; const third = total / 3;",
      "const real = gql`query Real { order(orderIdentifier: {}) { id } }`;",
      "const page = <p>Don't stop</p>;",
      "const last = gql`query Last { order(orderIdentifier: {}) { id } }`;",
    ].join("\n");
    expect(look("a.tsx", text)).toEqual({ found: ["7 Real", "9 Last"], said: [] });
  });

  it("what is put in at run time is passed over; the rest is checked", () => {
    const text = [
      "const q = gql`",
      "  query Q($id: ID!) {",
      "    order(orderIdentifier: { orderId: ${id} }) {",
      "      ...${name}",
      "      ${fields}",
      "      purchasedItem",
      "      lineItems { ${more.map((each) => `${each} { id }`).join(' ')} }",
      "    }",
      "    ${operation}(input: $id) { id }",
      "    inventoryItem(${args}) { inventoryItemId nonsense }",
      "  }",
      "  ${FRAGMENT}",
      "`;",
    ].join("\n");
    expect(look("a.js", text)).toEqual({ found: ["2 Q"], said: ["6:7 unknown-field", "10:46 unknown-field"] });
  });

  it("a fragment may come with what is put in", () => {
    const text = "const q = gql`query Q { order(orderIdentifier: {}) { ...Lines } } ${LINES}`;";
    expect(look("a.mjs", text).said).toEqual([]);
  });

  it("a name inside a text and a type in a declaration may be put in", () => {
    const text =
      'gql`query Q($x: ${type}) { order(orderIdentifier: { orderId: "${id}" }) { id } packageTracker(packageTrackerInput: $x) { trackingUrl } }`;';
    expect(look("a.ts", text).said).toEqual([]);
  });
});

describe("other languages", () => {
  it("Python: gql(), marked and plain texts, f-strings", () => {
    const text = [
      'A = gql("""',
      "query A { order(orderIdentifier: {}) { purchasedItem } }",
      '""")',
      'B = """',
      "    query B($id: ID!) {",
      "      order(orderIdentifier: { orderId: $id }) { id }",
      "    }",
      '"""',
      'C = f"""query C {{ order(orderIdentifier: {{ orderId: "{order_id}" }}) {{ {fields} purchasedItem }} }}"""',
      'D = """A docstring about a query { of sorts }"""',
    ].join("\n");
    expect(look("a.py", text)).toEqual({
      found: ["2 A", "5 B", "9 C"],
      said: ["2:40 unknown-field", "9:84 unknown-field"],
    });
  });

  it.each([
    ["A.java", 'String Q = """\n  query Q {\n    mappingProduct(identifier: {}) { id }\n  }\n  """;'],
    ["a.go", "var q = `\n  query Q {\n    mappingProduct(identifier: {}) { id }\n  }`"],
    ["a.rb", "Q = <<~GRAPHQL\n  query Q {\n    mappingProduct(identifier: {}) { id }\n  }\nGRAPHQL\n"],
    ["a.php", "<?php $q = <<<'GRAPHQL'\n  query Q {\n    mappingProduct(identifier: {}) { id }\n  }\n  GRAPHQL;\n"],
  ])("%s", (name, text) => {
    expect(look(name, text)).toEqual({ found: ["2 Q"], said: ["3:5 unknown-field"] });
  });
});

describe("files", () => {
  it.each([
    ["query.graphql", true],
    ["a.gql", true],
    ["a.tsx", true],
    ["a.cjs", true],
    ["a.py", true],
    ["a.md", false],
    ["a.json", false],
  ])("%s is looked into when a folder is searched: %s", (name, expected) => {
    expect(mayHoldDocuments(name)).toBe(expected);
  });

  it("of an unknown kind are read as GraphQL", () => {
    expect(documentsIn({ name: "query.txt", text: "{ order }" })).toEqual([
      { text: "{ order }", offset: 0, holes: [] },
    ]);
  });
});
