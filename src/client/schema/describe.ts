import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";
import { OPERATIONS } from "../../model/operations.ts";
import { PERMISSIONS } from "../../model/permissions.ts";
import type { DescribedMember, Description } from "../../model/schema.ts";
import type { ApiVersion } from "../../model/versions.ts";
import { kindOfType } from "./catalogue.ts";
import { type Definition, findDefinition } from "./coordinates.ts";
import { exampleOf, exampleOfField, exampleOfType } from "./example-document.ts";
import type { Schemas } from "./load-schema.ts";
import { type Defined, markOf } from "./marks.ts";
import { partsOf } from "./members.ts";
import { namesElsewhere, versionsWith } from "./other-names.ts";

/** Describes what a coordinate names in a version; undefined if the version has no such thing. */
export function describe(schemas: Schemas, version: ApiVersion, coordinate: string): Description | undefined {
  const schema = schemas[version];
  const found = findDefinition(schema, coordinate);
  if (found === undefined) return undefined;
  const definition = definedPart(found);
  return {
    name: coordinate.replace(/^(Query|Mutation)\./, ""),
    kind: kindOf(found, schema),
    version,
    signature: signatureOf(found),
    description: definition.description ?? null,
    mark: markOf(definition) ?? null,
    deprecated: definition.deprecationReason ?? null,
    versions: versionsWith(schemas, coordinate),
    elsewhere: namesElsewhere(coordinate, version),
    operation: found.kind === "field" && isRoot(found.type, schema) ? operationFacts(found.field.name) : null,
    arguments: found.kind === "field" ? found.field.args.map(member) : [],
    members: found.kind === "type" ? membersOf(found.type) : [],
    possibleTypes: possibleTypes(found, schema),
    usedBy: found.kind === "type" ? usedBy(found.type, schema) : [],
    example: exampleFor(found, schema) ?? null,
  };
}

type Described = Defined & {
  readonly description?: string | null | undefined;
  readonly deprecationReason?: string | null | undefined;
};

function definedPart(found: Definition): Described {
  switch (found.kind) {
    case "type":
      return found.type;
    case "value":
      return found.value;
    case "argument":
      return found.argument;
    default:
      return found.field;
  }
}

function isRoot(type: GraphQLNamedType, schema: GraphQLSchema): boolean {
  return type === schema.getQueryType() || type === schema.getMutationType();
}

function kindOf(found: Definition, schema: GraphQLSchema): string {
  if (found.kind === "type") return kindOfType(found.type);
  if (found.kind === "field" && isRoot(found.type, schema)) return found.type.name.toLowerCase();
  return found.kind;
}

function signatureOf(found: Definition): string {
  switch (found.kind) {
    case "type":
      return `${kindOfType(found.type).replace("object", "type")} ${found.type.name}`;
    case "value":
      return found.value.name;
    case "argument":
      return `${found.argument.name}: ${found.argument.type}`;
    case "input field":
      return `${found.field.name}: ${found.field.type}`;
    case "field":
      return fieldSignature(found.field);
  }
}

function fieldSignature(field: GraphQLField<unknown, unknown>): string {
  const args = field.args.map(({ name, type }) => `${name}: ${type}`).join(", ");
  return `${field.name}${args === "" ? "" : `(${args})`}: ${field.type}`;
}

function operationFacts(name: string): Description["operation"] {
  const facts = OPERATIONS[name];
  if (facts === undefined) return null;
  const permissions = facts.permissions.map((permission) => PERMISSIONS[permission].label);
  return { interface: facts.interface, permissions, errors: facts.errors, page: facts.page };
}

function member(part: Described & { readonly name: string; readonly type?: unknown }): DescribedMember {
  return {
    name: part.name,
    type: part.type === undefined ? null : String(part.type),
    description: part.description ?? null,
    mark: markOf(part) ?? null,
    deprecated: part.deprecationReason ?? null,
  };
}

function membersOf(type: GraphQLNamedType): readonly DescribedMember[] {
  if (isEnumType(type))
    return type
      .getValues()
      .map(({ name, description, deprecationReason, astNode }) =>
        member({ name, description, deprecationReason, astNode }),
      );
  if (isInputObjectType(type)) return Object.values(type.getFields()).map(member);
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).map((field) => ({
    ...member(field),
    name: fieldSignature(field).replace(/: [^:]*$/, ""),
  }));
}

function possibleTypes(found: Definition, schema: GraphQLSchema): readonly string[] {
  const type = found.kind === "type" ? found.type : found.kind === "field" ? getNamedType(found.field.type) : undefined;
  return isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [];
}

function usedBy(type: GraphQLNamedType, schema: GraphQLSchema): readonly string[] {
  return [...partsOf(schema).values()]
    .filter((part) => part.type?.replace(/[[\]!]/g, "") === type.name)
    .map(({ coordinate }) => coordinate.replace(/^(Query|Mutation)\./, ""));
}

function exampleFor(found: Definition, schema: GraphQLSchema): string | undefined {
  if (found.kind === "type") return exampleOfType(found.type, schema);
  if (found.kind !== "field") return undefined;
  const { type, field } = found;
  if (!isRoot(type, schema)) return exampleOfField(type.name, field, schema);
  return exampleOf({ kind: type === schema.getQueryType() ? "query" : "mutation", field }, schema);
}
