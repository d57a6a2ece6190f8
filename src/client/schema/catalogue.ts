import { type GraphQLNamedType, type GraphQLSchema, getNamedType } from "graphql";
import { type ApiInterface, OPERATIONS } from "../../model/operations.ts";
import { ENTRY_KINDS, type Entry, type EntryKind } from "../../model/schema.ts";
import type { ApiVersion } from "../../model/versions.ts";
import { rootFields } from "./example-document.ts";
import type { Schemas } from "./load-schema.ts";
import { markOf } from "./marks.ts";
import { namedTypes, reachableTypes } from "./members.ts";
import { versionsWith } from "./other-names.ts";

/** What the list is cut down to. */
export interface EntryFilter {
  readonly kinds?: readonly EntryKind[] | undefined;
  readonly interface?: string | undefined;
  /** A word of the name, the description or the interface, in any case of letters. */
  readonly word?: string | undefined;
}

/** The operations and types of a version: queries, mutations, then types by name. */
export function catalogueOf(schemas: Schemas, version: ApiVersion, filter: EntryFilter = {}): readonly Entry[] {
  const schema = schemas[version];
  const operations = rootFields(schema).map(
    ({ kind, field }): Entry => ({
      name: field.name,
      kind,
      interfaces: interfaceOf(field.name),
      versions: versionsWith(schemas, `${kind === "query" ? "Query" : "Mutation"}.${field.name}`),
      mark: markOf(field)?.as ?? null,
      description: field.description ?? null,
    }),
  );
  const reached = typesByInterface(schema);
  const types = namedTypes(schema).map(
    (type): Entry => ({
      name: type.name,
      kind: kindOfType(type),
      interfaces: [...reached].filter(([, names]) => names.has(type.name)).map(([name]) => name),
      versions: versionsWith(schemas, type.name),
      mark: markOf(type)?.as ?? null,
      description: type.description ?? null,
    }),
  );
  const word = filter.word?.toLowerCase();
  return [...operations, ...types].filter(
    ({ kind, interfaces, name, description }) =>
      (filter.kinds === undefined || filter.kinds.length === 0 || filter.kinds.includes(kind)) &&
      (filter.interface === undefined || interfaces.some((each) => each === filter.interface)) &&
      (word === undefined || [name, description ?? "", ...interfaces].join(" ").toLowerCase().includes(word)),
  );
}

/** What a type is, in one word. */
export function kindOfType(type: GraphQLNamedType): EntryKind {
  const word = (type.astNode?.kind ?? "Scalar").replace("TypeDefinition", "").replace("InputObject", "input");
  return ENTRY_KINDS.find((kind) => kind === word.toLowerCase()) ?? "scalar";
}

function interfaceOf(operation: string): readonly ApiInterface[] {
  const facts = OPERATIONS[operation];
  return facts === undefined ? [] : [facts.interface];
}

function typesByInterface(schema: GraphQLSchema): ReadonlyMap<ApiInterface, ReadonlySet<string>> {
  const starts = new Map<ApiInterface, GraphQLNamedType[]>();
  for (const { field } of rootFields(schema)) {
    const types = [field.type, ...field.args.map(({ type }) => type)].map((type) => getNamedType(type));
    for (const name of interfaceOf(field.name)) starts.set(name, [...(starts.get(name) ?? []), ...types]);
  }
  return new Map([...starts].map(([name, types]) => [name, reachableTypes(types, schema)]));
}
