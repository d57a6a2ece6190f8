import {
  type ASTNode,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  type TypeNode,
  visit,
  visitWithTypeInfo,
} from "graphql";

/** Marks of schema/README.md. */
export type Mark = "EXAMPLE" | "LIVE" | "NEIGHBOUR" | "INFERRED" | "NEWEST";

/** What a request to the real service must not contain by default. */
const UNSURE: readonly Mark[] = ["INFERRED", "NEWEST"];

/** The mark of a definition; undefined for what was seen on a reference page. */
export function markOf(
  definition: { readonly astNode?: ASTNode | null | undefined } | null | undefined,
): Mark | undefined {
  const node = definition?.astNode;
  if (node === undefined || node === null || !("directives" in node)) return undefined;
  const directive = node.directives?.find((candidate) => "name" in candidate && candidate.name.value === "mark");
  const value = directive?.arguments?.find((argument) => argument.name.value === "as")?.value;
  const name = value?.kind === Kind.ENUM ? value.value : undefined;
  return (["EXAMPLE", "LIVE", "NEIGHBOUR", "INFERRED", "NEWEST"] as const).find((mark) => mark === name);
}

function isUnsure(definition: Parameters<typeof markOf>[0]): boolean {
  const mark = markOf(definition);
  return mark !== undefined && UNSURE.includes(mark);
}

/**
 * What a document holds that must not be sent by default: output fields, arguments, fragment types and enum values marked
 * INFERRED or NEWEST, and variables whose declared type has a name that is not sure. Each as text, empty if there is none.
 */
export function unsureSelections(schema: GraphQLSchema, document: DocumentNode): readonly string[] {
  const found: string[] = [];
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field(node) {
        if (isUnsure(info.getFieldDef())) found.push(`${info.getParentType()?.name}.${node.name.value}`);
      },
      Argument(node) {
        if (isUnsure(info.getArgument())) found.push(`argument ${node.name.value}`);
      },
      InlineFragment(node) {
        const name = node.typeCondition?.name.value;
        if (name !== undefined && isUnsure(schema.getType(name))) found.push(`... on ${name}`);
      },
      EnumValue(node) {
        if (isUnsure(info.getEnumValue())) found.push(`value ${node.value}`);
      },
      ObjectField(node) {
        const type = getNamedType(info.getParentInputType());
        if (isInputObjectType(type) && isUnsure(type.getFields()[node.name.value])) {
          found.push(`${type.name}.${node.name.value}`);
        }
      },
      VariableDefinition(node) {
        const type = getNamedType(typeFromNode(schema, node.type));
        if (isUnsure(type)) found.push(`$${node.variable.name.value}: ${type?.name}`);
      },
    }),
  );
  return found;
}

function typeFromNode(schema: GraphQLSchema, node: TypeNode): GraphQLInputType | undefined {
  if (node.kind !== Kind.NAMED_TYPE) return typeFromNode(schema, node.type);
  const type = schema.getType(node.name.value);
  return isInputType(type) ? type : undefined;
}

/**
 * What the variables of an operation hold that must not be sent by default: input fields and enum values marked INFERRED or
 * NEWEST, and members that the schema does not know. Each as a path such as `input.taxes`, empty if there is none.
 */
export function unsureInputs(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): readonly string[] {
  return (operation.variableDefinitions ?? []).flatMap((definition) => {
    const name = definition.variable.name.value;
    const type = typeFromNode(schema, definition.type);
    return type === undefined ? [] : unsureValue(type, variables[name], name);
  });
}

function unsureValue(type: GraphQLInputType, value: unknown, path: string): readonly string[] {
  if (isNonNullType(type)) return unsureValue(type.ofType, value, path);
  if (isListType(type)) {
    const items = Array.isArray(value) ? value : [value];
    return items.flatMap((item, index) => unsureValue(type.ofType, item, `${path}.${index}`));
  }
  if (value === null || value === undefined) return [];
  if (isEnumType(type)) return isUnsure(type.getValue(String(value))) ? [`${path} = ${String(value)}`] : [];
  if (!isInputObjectType(type) || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const field = type.getFields()[key];
    const place = `${path}.${key}`;
    if (field === undefined) return [`${place} (unknown)`];
    return [...(isUnsure(field) ? [place] : []), ...unsureValue(field.type, member, place)];
  });
}
