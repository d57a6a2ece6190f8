import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  parse,
  print,
} from "graphql";
import { doubtOf } from "./marks.ts";

type Field = GraphQLField<unknown, unknown>;

/** One step of a path from an operation down to a field: the field, and the fragment that it stands in, if any. */
interface Step {
  readonly field: Field;
  readonly on?: string;
}

/** An operation of a schema. */
export interface RootField {
  readonly kind: "query" | "mutation";
  readonly field: Field;
}

/** How many levels of objects an example opens below the operation, deepest first; the first that is short enough is taken. */
const DEPTHS = [4, 3, 2] as const;
const MOST_LINES = 30;

/** A document that calls an operation, with confirmed fields only, as deep as stays readable. */
export function exampleOf(root: RootField, schema: GraphQLSchema): string {
  const examples = DEPTHS.map((depth) => documentFor(root, selectionOf(getNamedType(root.field.type), schema, depth)));
  return examples.find((example) => example.split("\n").length <= MOST_LINES) ?? examples.at(-1) ?? "";
}

/** A document with a field of an object or interface type: the shortest way to it from a query, else from a mutation. */
export function exampleOfField(typeName: string, field: Field, schema: GraphQLSchema): string | undefined {
  for (const root of rootFields(schema)) {
    const path = pathTo(getNamedType(root.field.type), typeName, schema);
    if (path === undefined || isUnsure(root.field)) continue;
    const inner = `{ ${field.name}${selectionOf(getNamedType(field.type), schema, 1)} }`;
    const selection = path.reduceRight(
      (below, step) => wrapped(step, below),
      onType(path, typeName, inner, root, schema),
    );
    return documentFor(root, selection);
  }
  return undefined;
}

/** A document in which an object, interface or union occurs, or which takes an input. */
export function exampleOfType(type: GraphQLNamedType, schema: GraphQLSchema): string | undefined {
  for (const root of rootFields(schema)) {
    if (isUnsure(root.field)) continue;
    if (isInputObjectType(type)) {
      if (root.field.args.some((argument) => getNamedType(argument.type) === type)) return exampleOf(root, schema);
      continue;
    }
    const path = pathTo(getNamedType(root.field.type), type.name, schema);
    if (path === undefined) continue;
    const inner = selectionOf(type, schema, 1);
    if (inner === "") return undefined;
    return documentFor(
      root,
      path.reduceRight((below, step) => wrapped(step, below), onType(path, type.name, inner, root, schema)),
    );
  }
  return undefined;
}

/** All operations, queries first. */
export function rootFields(schema: GraphQLSchema): readonly RootField[] {
  const fieldsOf = (kind: "query" | "mutation"): RootField[] => {
    const type = kind === "query" ? schema.getQueryType() : schema.getMutationType();
    return Object.values(type?.getFields() ?? {}).map((field) => ({ kind, field }));
  };
  return [...fieldsOf("query"), ...fieldsOf("mutation")];
}

function documentFor({ kind, field }: RootField, selection: string): string {
  const wanted = field.args.filter(
    (argument) => argument.deprecationReason === undefined || isRequiredArgument(argument),
  );
  const required = wanted.filter(isRequiredArgument);
  const args = required.length > 0 ? required : wanted.slice(0, 1);
  const declared = args.map(({ name, type }) => `$${name}: ${type}`).join(", ");
  const passed = args.map(({ name }) => `${name}: $${name}`).join(", ");
  const name = field.name.replace(/^./, (letter) => letter.toUpperCase());
  const head = args.length === 0 ? `${kind} ${name}` : `${kind} ${name}(${declared})`;
  return print(parse(`${head} { ${field.name}${passed === "" ? "" : `(${passed})`}${selection} }`));
}

/** Fields that a request may name: confirmed, not deprecated, and without arguments that must be given. */
function usable(type: GraphQLNamedType): readonly Field[] {
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).filter(
    (field) => !isUnsure(field) && field.deprecationReason === undefined && !field.args.some(isRequiredArgument),
  );
}

function isUnsure(definition: Field | GraphQLNamedType): boolean {
  return doubtOf(definition) !== undefined;
}

function selectionOf(type: GraphQLNamedType, schema: GraphQLSchema, depth: number): string {
  if (isLeafType(type)) return "";
  const parts = usable(type).flatMap((field) => {
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return [field.name];
    const below = depth > 1 ? selectionOf(inner, schema, depth - 1) : "";
    return below === "" || below === " { __typename }" ? [] : [`${field.name}${below}`];
  });
  const members = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  const fragments = members.flatMap((member) => {
    const own = selectionOf(member, schema, 1);
    return isUnsure(member) || own === " { __typename }" ? [] : [`... on ${member.name}${own}`];
  });
  const all = [...parts, ...fragments];
  return ` { ${all.length === 0 ? "__typename" : all.join(" ")} }`;
}

/** The shortest way from a type to another through confirmed fields; the empty path if they are the same. */
function pathTo(from: GraphQLNamedType, wanted: string, schema: GraphQLSchema): readonly Step[] | undefined {
  const queue: { readonly type: GraphQLNamedType; readonly path: readonly Step[] }[] = [{ type: from, path: [] }];
  const seen = new Set<string>([from.name]);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { type, path } = next;
    const members = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
    if (type.name === wanted || members.some(({ name }) => name === wanted)) return path;
    const owners = [{ owner: type, on: undefined }, ...members.map((owner) => ({ owner, on: owner.name }))];
    for (const { owner, on } of owners) {
      for (const field of usable(owner)) {
        const inner = getNamedType(field.type);
        if (seen.has(inner.name)) continue;
        seen.add(inner.name);
        queue.push({ type: inner, path: [...path, on === undefined ? { field } : { field, on }] });
      }
    }
  }
  return undefined;
}

function wrapped({ field, on }: Step, below: string): string {
  const own = ` { ${field.name}${below} }`;
  return on === undefined ? own : ` { ... on ${on}${own} }`;
}

/** A fragment where the path ends at an interface or union that the type is a member of. */
function onType(
  path: readonly Step[],
  name: string,
  selection: string,
  root: RootField,
  schema: GraphQLSchema,
): string {
  const end = getNamedType((path.at(-1)?.field ?? root.field).type);
  const inner = selection.startsWith(" ") ? selection : ` ${selection}`;
  return end.name === name || schema.getType(name) === undefined ? inner : ` { ... on ${name}${inner} }`;
}
