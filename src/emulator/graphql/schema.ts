import type { GraphQLSchema } from "graphql";
import { buildSchema, isAbstractType, isObjectType, isScalarType } from "graphql";
import { notEmulated } from "../domain/api-error.ts";
import type { Fields, GraphqlContext } from "./context.ts";
import type { Operation } from "./operations.ts";
import { SCALARS } from "./scalars.ts";

/** How one version shows the entities: resolvers of its types, and which member an abstract type is, at all or for a value. */
export interface VersionViews {
  readonly types: Readonly<Record<string, Fields<never>>>;
  readonly abstractTypes: Readonly<Record<string, string | ((value: unknown) => string)>>;
}

/** The executable schema of one version: its SDL, the operations that are emulated, and its views. */
export function createVersionSchema(sdl: string, operations: readonly Operation[], views: VersionViews): GraphQLSchema {
  const schema = buildSchema(sdl, { assumeValidSDL: true });
  for (const type of Object.values(schema.getTypeMap())) {
    const codec = isScalarType(type) ? SCALARS[type.name] : undefined;
    if (isScalarType(type) && codec !== undefined) Object.assign(type, codec);
    const member = isAbstractType(type) ? views.abstractTypes[type.name] : undefined;
    if (isAbstractType(type) && member !== undefined) {
      type.resolveType = typeof member === "string" ? () => member : member;
    }
    if (!isObjectType(type)) continue;
    const fields = type.getFields();
    for (const [name, resolve] of Object.entries(views.types[type.name] ?? {})) {
      const field = fields[name];
      // A view may serve several types of which not each has the field.
      if (field !== undefined)
        field.resolve = (source, args, context: GraphqlContext) => resolve(source as never, args, context);
    }
  }
  attachOperations(schema, operations);
  return schema;
}

function attachOperations(schema: GraphQLSchema, operations: readonly Operation[]): void {
  const byName = new Map(operations.map((each) => [each.name, each]));
  for (const root of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      const emulated = byName.get(field.name);
      field.resolve = (_root, args, context: GraphqlContext) => {
        if (emulated === undefined) throw notEmulated(`the operation ${field.name}`);
        return emulated.resolve(args, context);
      };
    }
  }
}
