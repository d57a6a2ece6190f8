/**
 * Makes `src/generated/input-types/<version>.ts`: the input types that a user's file is checked against, so that the shipped
 * code needs no GraphQL parser for it. Only types that an argument of a root field can reach.
 */
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  buildASTSchema,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  parse,
} from "graphql";
import type { InputTypeFacts, InputTypes } from "../../src/model/input-types.ts";
import type { GeneratedFile, Generator } from "./generator.ts";

const UNCONFIRMED_MARKS: ReadonlySet<string> = new Set(["INFERRED", "NEWEST"]);

type Marked = ReturnType<Extract<GraphQLNamedType, { getFields: unknown }>["getFields"]>[string];

function isUnconfirmed(field: Marked): boolean {
  return (field.astNode?.directives ?? []).some(
    (directive) =>
      directive.name.value === "mark" &&
      directive.arguments?.some(
        (argument) => argument.value.kind === "EnumValue" && UNCONFIRMED_MARKS.has(argument.value.value),
      ),
  );
}

function factsOf(type: GraphQLNamedType): InputTypeFacts {
  if (isEnumType(type)) return { kind: "enum", values: type.getValues().map((value) => value.name) };
  if (!isInputObjectType(type)) return { kind: "scalar" };
  const fields = Object.values(type.getFields());
  const unconfirmed = fields.filter(isUnconfirmed).map((field) => field.name);
  return {
    kind: "object",
    fields: Object.fromEntries(fields.map((field) => [field.name, String(field.type)])),
    ...(unconfirmed.length === 0 ? {} : { unconfirmed }),
  };
}

function reachableInputs(schema: GraphQLSchema): InputTypes {
  const found = new Map<string, InputTypeFacts>();
  const visit = (type: GraphQLNamedType): void => {
    if (found.has(type.name)) return;
    found.set(type.name, factsOf(type));
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) visit(getNamedType(field.type));
    }
  };
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      for (const argument of field.args) visit(getNamedType(argument.type));
    }
  }
  return Object.fromEntries([...found].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** The generator of the input types. */
export const generate: Generator = async (root): Promise<GeneratedFile[]> => {
  const files = (await readdir(join(root, "schema"))).filter((name) => name.endsWith(".graphql")).sort();
  return Promise.all(
    files.map(async (file) => {
      const version = basename(file, ".graphql");
      const schema = buildASTSchema(parse(await readFile(join(root, "schema", file), "utf8")));
      return {
        path: `src/generated/input-types/${version}.ts`,
        text: [
          `// Made by scripts/generate/input-types.ts from schema/${file}. Do not edit.`,
          'import type { InputTypes } from "../../model/input-types.ts";',
          "",
          `export const inputTypes: InputTypes = ${JSON.stringify(reachableInputs(schema))};`,
          "",
        ].join("\n"),
      };
    }),
  );
};
