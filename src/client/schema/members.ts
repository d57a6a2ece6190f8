import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isSpecifiedScalarType,
} from "graphql";
import type { PartKind } from "../../model/schema.ts";
import type { Defined } from "./marks.ts";

/** One part of a schema, flat. */
export interface Part {
  readonly coordinate: string;
  readonly kind: PartKind;
  /** Coordinate of the part that holds it; undefined for types. */
  readonly parent: string | undefined;
  /** Its type as GraphQL writes it; undefined for types and values. */
  readonly type: string | undefined;
  /** True for an argument or input field that must be given. */
  readonly required: boolean;
  readonly deprecated: string | undefined;
  readonly definition: Defined;
}

/** The types of a schema that its documentation defines, by name: no root types, no scalars or types of GraphQL itself. */
export function namedTypes(schema: GraphQLSchema): readonly GraphQLNamedType[] {
  const roots: readonly unknown[] = [schema.getQueryType(), schema.getMutationType()];
  return Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith("__") && !isSpecifiedScalarType(type) && !roots.includes(type))
    .filter((type) => type.name !== "Mark")
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

const known = new WeakMap<GraphQLSchema, ReadonlyMap<string, Part>>();

/** Every part of a schema by its coordinate: operations, types, fields, arguments, input fields and enum values. */
export function partsOf(schema: GraphQLSchema): ReadonlyMap<string, Part> {
  const parts = known.get(schema) ?? collectParts(schema);
  known.set(schema, parts);
  return parts;
}

function collectParts(schema: GraphQLSchema): ReadonlyMap<string, Part> {
  const parts: Part[] = [];
  for (const [root, kind] of [
    [schema.getQueryType(), "query"],
    [schema.getMutationType(), "mutation"],
  ] as const) {
    if (root !== null && root !== undefined) parts.push(...fieldParts(root, kind));
  }
  for (const type of namedTypes(schema)) {
    parts.push({
      coordinate: type.name,
      kind: "type",
      parent: undefined,
      type: undefined,
      required: false,
      deprecated: undefined,
      definition: type,
    });
    parts.push(...fieldParts(type, "field"));
  }
  return new Map(parts.map((part) => [part.coordinate, part]));
}

function fieldParts(type: GraphQLNamedType, kind: PartKind): readonly Part[] {
  const parent = kind === "field" ? type.name : undefined;
  const part = (name: string, more: Pick<Part, "kind" | "type" | "required" | "deprecated" | "definition">): Part => ({
    coordinate: `${type.name}.${name}`,
    parent,
    ...more,
  });
  if (isEnumType(type)) {
    return type.getValues().map((value) =>
      part(value.name, {
        kind: "value",
        type: undefined,
        required: false,
        deprecated: value.deprecationReason ?? undefined,
        definition: value,
      }),
    );
  }
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map((field) =>
      part(field.name, {
        kind: "input field",
        type: String(field.type),
        required: isRequiredInputField(field),
        deprecated: field.deprecationReason ?? undefined,
        definition: field,
      }),
    );
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => [
    part(field.name, {
      kind,
      type: String(field.type),
      required: false,
      deprecated: field.deprecationReason ?? undefined,
      definition: field,
    }),
    ...field.args.map((argument) => ({
      ...part(`${field.name}(${argument.name}:)`, {
        kind: "argument",
        type: String(argument.type),
        required: isRequiredArgument(argument),
        deprecated: argument.deprecationReason ?? undefined,
        definition: argument,
      }),
      parent: `${type.name}.${field.name}`,
    })),
  ]);
}

/** The types that can be reached from a type through its fields, itself among them. */
export function reachableTypes(start: readonly GraphQLNamedType[], schema: GraphQLSchema): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [...start];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next.name)) continue;
    seen.add(next.name);
    if (isObjectType(next) || isInterfaceType(next)) {
      for (const field of Object.values(next.getFields())) {
        queue.push(getNamedType(field.type), ...field.args.map((argument) => getNamedType(argument.type)));
      }
    } else if (isInputObjectType(next)) {
      queue.push(...Object.values(next.getFields()).map((field) => getNamedType(field.type)));
    }
    if (!isObjectType(next) && "resolveType" in next) queue.push(...schema.getPossibleTypes(next));
  }
  return seen;
}
