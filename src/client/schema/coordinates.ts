import {
  type GraphQLArgument,
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from "graphql";

/** What a schema coordinate names: a type, a member of it, or an argument of a field. */
export type Definition =
  | { readonly kind: "type"; readonly type: GraphQLNamedType }
  | { readonly kind: "field"; readonly type: GraphQLNamedType; readonly field: GraphQLField<unknown, unknown> }
  | { readonly kind: "input field"; readonly type: GraphQLNamedType; readonly field: GraphQLInputField }
  | { readonly kind: "value"; readonly type: GraphQLNamedType; readonly value: GraphQLEnumValue }
  | { readonly kind: "argument"; readonly type: GraphQLNamedType; readonly argument: GraphQLArgument };

/** A coordinate in its parts. */
export interface CoordinateParts {
  readonly type: string;
  readonly member?: string | undefined;
  readonly argument?: string | undefined;
}

/** Reads `Type`, `Type.member` or `Type.field(argument:)`; undefined for anything else. */
export function readCoordinate(text: string): CoordinateParts | undefined {
  const [, type, member, argument] = /^(\w+)(?:\.(\w+)(?:\((\w+):?\))?)?$/.exec(text) ?? [];
  return type === undefined ? undefined : { type, member, argument };
}

/** What a coordinate names in a schema; undefined if the version has no such thing. */
export function findDefinition(schema: GraphQLSchema, coordinate: string): Definition | undefined {
  const parts = readCoordinate(coordinate);
  const type = parts === undefined ? undefined : schema.getType(parts.type);
  // Mark is ours, for the directive that says how each definition is known.
  if (parts === undefined || type === undefined || /^(__|Mark$)/.test(type.name)) return undefined;
  if (parts.member === undefined) return { kind: "type", type };
  if (isEnumType(type)) {
    const value = type.getValue(parts.member);
    return value === null || value === undefined ? undefined : { kind: "value", type, value };
  }
  if (isInputObjectType(type)) {
    const field = type.getFields()[parts.member];
    return field === undefined ? undefined : { kind: "input field", type, field };
  }
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[parts.member] : undefined;
  if (field === undefined) return undefined;
  if (parts.argument === undefined) return { kind: "field", type, field };
  const argument = field.args.find(({ name }) => name === parts.argument);
  return argument === undefined ? undefined : { kind: "argument", type, argument };
}

/** A coordinate as people say it: `the query product`, `Order.aliases`, `the argument input of createOrder`. */
export function inWords(coordinate: string): string {
  const { type, member, argument } = readCoordinate(coordinate) ?? { type: coordinate };
  if (argument !== undefined) return `the argument ${argument} of ${member}`;
  if (member === undefined) return `the type ${type}`;
  if (type === "Query" || type === "Mutation") return `the ${type.toLowerCase()} ${member}`;
  return `${type}.${member}`;
}

/** Names of the fields, input fields or values of a type. */
export function memberNames(type: GraphQLNamedType): readonly string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => name);
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) return Object.keys(type.getFields());
  return [];
}
