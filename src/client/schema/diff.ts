import {
  type GraphQLSchema,
  type GraphQLType,
  isListType,
  isNonNullType,
  isUnionType,
  parseType,
  typeFromAST,
} from "graphql";
import { renamesOf } from "../../model/renames.ts";
import type { PartKind, SchemaChange } from "../../model/schema.ts";
import type { ApiVersion } from "../../model/versions.ts";
import { readCoordinate } from "./coordinates.ts";
import type { Schemas } from "./load-schema.ts";
import { doubtOf } from "./marks.ts";
import { type Part, partsOf } from "./members.ts";

/** What differs between two versions, breaking changes first; what was renamed is one change, not two. */
export function diffSchemas(schemas: Schemas, from: ApiVersion, to: ApiVersion): readonly SchemaChange[] {
  const [before, after] = [partsOf(schemas[from]), partsOf(schemas[to])];
  const translate = translator(from, to, after);
  const successors = new Set<string>();
  const changes: SchemaChange[] = [];
  for (const part of before.values()) {
    const next = translate(part.coordinate);
    const successor = after.get(next.coordinate);
    if (successor !== undefined) {
      successors.add(successor.coordinate);
      const change = compare(part, successor, next, schemas[to], (text) => translateType(text, translate));
      if (change !== undefined) changes.push(change);
    } else if (part.parent === undefined || after.has(translate(part.parent).coordinate)) {
      changes.push(removal(part, next.how));
    }
  }
  const origins = new Set([...before.keys()].map((coordinate) => translate(coordinate).coordinate));
  for (const part of after.values()) {
    if (successors.has(part.coordinate)) continue;
    if (part.parent !== undefined && !after.has(part.parent)) continue;
    if (part.parent !== undefined && !origins.has(part.parent)) continue;
    changes.push(addition(part));
  }
  changes.push(...unionChanges(schemas[from], schemas[to], translate));
  return changes.sort(byWeight);
}

interface Translation {
  readonly coordinate: string;
  /** True if the thing itself was renamed, not only what holds it. */
  readonly renamed: boolean;
  readonly how: string | undefined;
}

type Translate = (coordinate: string) => Translation;

function translator(from: ApiVersion, to: ApiVersion, after: ReadonlyMap<string, Part>): Translate {
  const translate: Translate = (coordinate) => {
    for (const { names, how } of renamesOf(coordinate)) {
      const target = names[to];
      // A name that goes on beside its successor is still the same thing.
      if (names[from] !== coordinate || target === null || target === coordinate || after.has(coordinate)) continue;
      return { coordinate: target, renamed: true, how };
    }
    const { type, member, argument } = readCoordinate(coordinate) ?? { type: coordinate };
    if (member === undefined) return { coordinate, renamed: false, how: undefined };
    const holder = argument === undefined ? type : `${type}.${member}`;
    const moved = translate(holder).coordinate;
    const last = argument === undefined ? `.${member}` : `(${argument}:)`;
    return { coordinate: `${moved}${last}`, renamed: false, how: undefined };
  };
  return translate;
}

/** A type with the names of the second version: `[DeliveryItemInput!]!` becomes `[DeliveryProductInput!]!`. */
function translateType(text: string, translate: Translate): string {
  return text.replace(/\w+/, (name) => translate(name).coordinate);
}

function compare(
  part: Part,
  successor: Part,
  { renamed, how }: Translation,
  target: GraphQLSchema,
  inNewWords: (type: string) => string,
): SchemaChange | undefined {
  const translated = part.type === undefined ? undefined : inNewWords(part.type);
  const sameType = translated === successor.type;
  // Between an input field and an argument nothing can be said by the types alone.
  const comparable = part.kind === successor.kind && translated !== undefined && successor.type !== undefined;
  const common = {
    kind: part.kind,
    coordinate: part.coordinate,
    now: successor.coordinate,
    types: sameType || part.type === undefined ? NO_TYPES : { from: part.type, to: successor.type ?? null },
    hint: how ?? null,
    uncertain: isUncertain(part) || isUncertain(successor),
  };
  if (renamed) return { change: "renamed", breaking: true, ...common };
  if (comparable && !sameType) {
    const isInput = part.kind === "argument" || part.kind === "input field";
    return { change: "changed", breaking: !isCompatible(translated, successor.type, isInput, target), ...common };
  }
  if (part.kind === "type" && kindOf(part) !== kindOf(successor)) {
    return { change: "changed", breaking: true, ...common, hint: `${kindOf(part)}, now ${kindOf(successor)}` };
  }
  if (part.deprecated === undefined && successor.deprecated !== undefined) {
    return { change: "deprecated", breaking: false, ...common, hint: successor.deprecated };
  }
  return undefined;
}

const NO_TYPES = { from: null, to: null };

function kindOf({ definition }: Part): string {
  return (definition.astNode?.kind ?? "")
    .replace("TypeDefinition", "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
}

function removal(part: Part, how: string | undefined): SchemaChange {
  return {
    change: "removed",
    breaking: true,
    kind: part.kind,
    coordinate: part.coordinate,
    now: null,
    types: { from: part.type ?? null, to: null },
    hint: how ?? (part.deprecated === undefined ? null : `It was deprecated: ${part.deprecated}`),
    uncertain: isUncertain(part),
  };
}

function addition(part: Part): SchemaChange {
  return {
    change: "added",
    breaking: part.required,
    kind: part.kind,
    coordinate: part.coordinate,
    now: part.coordinate,
    types: { from: null, to: part.type ?? null },
    hint: part.required ? "It must be given." : null,
    uncertain: isUncertain(part),
  };
}

function unionChanges(from: GraphQLSchema, to: GraphQLSchema, translate: Translate): readonly SchemaChange[] {
  return Object.values(from.getTypeMap()).flatMap((type): SchemaChange[] => {
    const next = isUnionType(type) ? to.getType(translate(type.name).coordinate) : undefined;
    if (!isUnionType(type) || !isUnionType(next)) return [];
    const had = type.getTypes().map(({ name }) => translate(name).coordinate);
    const has = next.getTypes().map(({ name }) => name);
    if (had.join() === has.join()) return [];
    const breaking = had.some((name) => !has.includes(name));
    const types = { from: had.join(" | "), to: has.join(" | ") };
    const base = { kind: "type", coordinate: type.name, now: next.name, hint: null, uncertain: false } as const;
    return [{ change: "changed", breaking, types, ...base }];
  });
}

/** Answers may become surer, inputs may become laxer; anything else breaks what relied on it. */
function isCompatible(from: string, to: string, isInput: boolean, target: GraphQLSchema): boolean {
  const [before, after] = [readType(from, target), readType(to, target)];
  if (before === undefined || after === undefined) return false;
  return isInput ? isAtLeastAsSure(before, after) : isAtLeastAsSure(after, before);
}

function readType(text: string, schema: GraphQLSchema): GraphQLType | undefined {
  return typeFromAST(schema, parseType(text) as never) as GraphQLType | undefined;
}

function isAtLeastAsSure(sure: GraphQLType, lax: GraphQLType): boolean {
  if (isNonNullType(sure) && isNonNullType(lax)) return isAtLeastAsSure(sure.ofType, lax.ofType);
  if (isNonNullType(sure)) return isAtLeastAsSure(sure.ofType, lax);
  if (isNonNullType(lax)) return false;
  if (isListType(sure) || isListType(lax)) {
    return isListType(sure) && isListType(lax) && isAtLeastAsSure(sure.ofType, lax.ofType);
  }
  return sure === lax;
}

function isUncertain({ definition }: Part): boolean {
  return doubtOf(definition) !== undefined;
}

const KINDS: readonly PartKind[] = ["query", "mutation", "type", "field", "argument", "input field", "value"];
const CHANGES: readonly SchemaChange["change"][] = ["renamed", "removed", "changed", "deprecated", "added"];

function byWeight(left: SchemaChange, right: SchemaChange): number {
  return (
    Number(right.breaking) - Number(left.breaking) ||
    CHANGES.indexOf(left.change) - CHANGES.indexOf(right.change) ||
    KINDS.indexOf(left.kind) - KINDS.indexOf(right.kind) ||
    (left.coordinate < right.coordinate ? -1 : 1)
  );
}
