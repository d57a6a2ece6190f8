import { type ASTNode, type GraphQLSchema, getNamedType, Kind, TypeInfo, visit, visitWithTypeInfo } from "graphql";
import type { SchemaChange } from "../../model/schema.ts";
import { documentsIn, type SourceFile } from "./embedded.ts";
import { partsOf, reachableTypes } from "./members.ts";
import { readDocument } from "./read-document.ts";

/** Coordinates that documents use of a version. */
export interface UsedParts {
  readonly used: ReadonlySet<string>;
  /** Those that the version has not got: what stands below them is not understood either. */
  readonly unknown: ReadonlySet<string>;
}

/**
 * What the documents of files use of a version. What a variable may hold is not in the document, so all of its input type
 * counts.
 */
export function usedParts(files: readonly SourceFile[], schema: GraphQLSchema): UsedParts {
  const used = new Set<string>();
  const unknown = new Set<string>();
  const use = (coordinate: string, definition: unknown): void => {
    used.add(coordinate);
    if (definition == null) unknown.add(coordinate);
  };
  const info = new TypeInfo(schema);
  const inVariables = new Set<string>();
  const collect = visitWithTypeInfo(info, {
    Field(node) {
      const parent = info.getParentType();
      if (parent) use(`${parent.name}.${node.name.value}`, info.getFieldDef());
    },
    Argument(node) {
      const field = info.getFieldDef();
      if (field) use(`${info.getParentType()?.name}.${field.name}(${node.name.value}:)`, info.getArgument());
    },
    ObjectField(node) {
      const type = getNamedType(info.getParentInputType());
      if (type === undefined) return;
      used.add(type.name);
      use(`${type.name}.${node.name.value}`, info.getInputType());
    },
    EnumValue(node) {
      const type = getNamedType(info.getInputType());
      if (type !== undefined) used.add(`${type.name}.${node.value}`);
    },
    NamedType(node) {
      used.add(node.name.value);
    },
    VariableDefinition(node) {
      let inner: ASTNode = node.type;
      while (inner.kind !== Kind.NAMED_TYPE) inner = inner.type;
      const type = schema.getType(inner.name.value);
      if (type !== undefined) for (const name of reachableTypes([type], schema)) inVariables.add(name);
    },
  });
  for (const piece of files.flatMap(documentsIn)) visit(readDocument(piece).document, collect);
  for (const { coordinate, parent } of partsOf(schema).values()) {
    if (inVariables.has(coordinate) || (parent !== undefined && inVariables.has(parent))) used.add(coordinate);
  }
  return { used, unknown };
}

/** True if a change concerns what is used: the thing itself, or something new that a used thing now needs. */
export function concerns(change: SchemaChange, used: ReadonlySet<string>): boolean {
  if (change.change !== "added") return used.has(change.coordinate);
  return change.breaking && used.has(change.coordinate.replace(/(\(\w+:\)|\.\w+)$/, ""));
}
