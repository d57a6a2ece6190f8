import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { codegen } from "@graphql-codegen/core";
import * as typescript from "@graphql-codegen/typescript";
import * as typescriptOperations from "@graphql-codegen/typescript-operations";
import {
  buildASTSchema,
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  stripIgnoredCharacters,
  validate,
} from "graphql";
import type { GeneratedFile } from "./generator.ts";

const CONFIG = {
  scalars: {
    Decimal: "DecimalValue",
    Long: "number",
    ID: { input: "string", output: "string" },
  },
  // Input types whose content is unknown are scalars that take any object.
  defaultScalarType: "Readonly<Record<string, unknown>>",
  enumsAsTypes: true,
  onlyOperationTypes: true,
  preResolveTypes: true,
  immutableTypes: true,
  skipTypename: true,
  dedupeFragments: true,
  maybeValue: "T | null",
  // Our code builds with exactOptionalPropertyTypes: "left out" and "null" are both sendable, "undefined" is not.
  inputMaybeValue: "T | null",
};

interface ParsedDocument {
  readonly path: string;
  readonly source: string;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly name: string;
}

function parseOperation(path: string, source: string): ParsedDocument {
  const document = parse(source);
  const [operation, ...others] = document.definitions;
  const name = basename(path, ".graphql");
  if (operation?.kind !== Kind.OPERATION_DEFINITION || others.length > 0) {
    throw new Error(`${path}: expected exactly one operation`);
  }
  if (operation.name?.value !== name) throw new Error(`${path}: the operation must be named ${name}`);
  return { path, source, document, operation, name };
}

function constant(version: string, parsed: ParsedDocument): string {
  const kind = parsed.operation.operation;
  const type = parsed.name.charAt(0).toUpperCase() + parsed.name.slice(1);
  const suffix = kind === "query" ? "Query" : "Mutation";
  const fields = `name: "${parsed.name}", kind: "${kind}", version: "${version}"`;
  const text = JSON.stringify(stripIgnoredCharacters(parsed.source));
  return `export const ${parsed.name}Operation: Operation<${type}${suffix}, ${type}${suffix}Variables> = { ${fields}, document: ${text} };`;
}

async function generateVersion(root: string, version: string): Promise<GeneratedFile> {
  const folder = join(root, "src", "client", "operations", version);
  const schema = parse(await readFile(join(root, "schema", `${version}.graphql`), "utf8"));
  const names = (await readdir(folder)).filter((name) => name.endsWith(".graphql")).sort();
  const documents = await Promise.all(
    names.map(async (name) => parseOperation(join(folder, name), await readFile(join(folder, name), "utf8"))),
  );
  const built = buildASTSchema(schema);
  for (const { path, document } of documents) {
    const [fault] = validate(built, document);
    if (fault !== undefined) throw new Error(`${path}: ${fault.message}`);
  }
  const types = await codegen({
    filename: `${version}.ts`,
    schema,
    schemaAst: built,
    documents: documents.map(({ path, document }) => ({ location: path, document })),
    config: CONFIG,
    plugins: [{ typescript: {} }, { operations: {} }],
    pluginMap: { typescript, operations: typescriptOperations },
    skipDocumentsValidation: true,
  });
  const head = [
    `// Made by scripts/generate/operations.ts from schema/${version}.graphql and src/client/operations/${version}/.`,
    `import type { Operation } from "../../client/operation.ts";`,
    `import type { DecimalValue } from "../../model/decimal.ts";`,
  ];
  return {
    path: `src/generated/operations/${version}.ts`,
    text: `${[...head, types.trim(), ...documents.map((parsed) => constant(version, parsed))].join("\n\n")}\n`,
  };
}

/** Makes `src/generated/operations/<version>.ts`: for each document its types and a one-line constant. */
export async function generate(root: string): Promise<readonly GeneratedFile[]> {
  const versions = (await readdir(join(root, "src", "client", "operations"))).sort();
  return Promise.all(versions.map((version) => generateVersion(root, version)));
}
