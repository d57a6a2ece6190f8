import { isDecimalValue } from "../model/decimal.ts";
import type { InputTypeFacts, InputTypes } from "../model/input-types.ts";
import { isExactJsonObject } from "../model/json-object.ts";
import { didYouMean } from "./suggest.ts";

/** What the check of a user's input found. */
export interface InputFindings {
  /** Mistakes that the API would refuse, each with the path of the place: `lineItems[0].amount.value: …`. */
  readonly mistakes: readonly string[];
  /** Paths of fields that no documentation page confirms: they may be refused. */
  readonly unconfirmed: readonly string[];
}

interface Walk {
  readonly types: InputTypes;
  readonly mistakes: string[];
  readonly unconfirmed: string[];
}

/** Compares a value with an input type of the API and finds all mistakes at once. */
export function checkInput(types: InputTypes, typeName: string, value: unknown): InputFindings {
  const walk: Walk = { types, mistakes: [], unconfirmed: [] };
  checkType(walk, `${typeName}!`, value, "");
  const { mistakes, unconfirmed } = walk;
  const outermost = unconfirmed.filter((path) => !unconfirmed.some((outer) => path.startsWith(`${outer}.`)));
  return { mistakes, unconfirmed: outermost };
}

function fail(walk: Walk, path: string, finding: string): void {
  walk.mistakes.push(path === "" ? finding : `${path}: ${finding}`);
}

function checkType(walk: Walk, type: string, value: unknown, path: string): void {
  const missing = value === null || value === undefined;
  if (type.endsWith("!")) {
    if (missing) fail(walk, path, path === "" && value === null ? "There is nothing in it." : "is required.");
    else checkType(walk, type.slice(0, -1), value, path);
  } else if (missing) {
    // Null and absent mean the same to every optional field.
  } else if (type.startsWith("[")) {
    checkList(walk, type.slice(1, -1), value, path);
  } else {
    checkNamed(walk, type, value, path);
  }
}

function checkList(walk: Walk, itemType: string, value: unknown, path: string): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkType(walk, itemType, item, `${path}[${index}]`);
  } else {
    fail(walk, path, `must be a list, not ${kindOf(value)}.`);
  }
}

function checkNamed(walk: Walk, type: string, value: unknown, path: string): void {
  const facts = walk.types[type];
  if (facts?.kind === "object") {
    checkObject(walk, type, facts, value, path);
    return;
  }
  const finding = facts?.kind === "enum" ? checkEnum(facts.values, value) : checkScalar(type, value);
  if (finding !== undefined) fail(walk, path, finding);
}

function checkObject(
  walk: Walk,
  type: string,
  facts: Extract<InputTypeFacts, { kind: "object" }>,
  value: unknown,
  path: string,
): void {
  if (!isExactJsonObject(value)) {
    fail(walk, path, `must be an object (${type}), not ${kindOf(value)}.`);
    return;
  }
  const inner = (name: string): string => (path === "" ? name : `${path}.${name}`);
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(facts.fields, name)) {
      if (facts.unconfirmed?.includes(name)) walk.unconfirmed.push(inner(name));
      continue;
    }
    const hint = didYouMean(name, Object.keys(facts.fields));
    fail(walk, inner(name), `${type} has no such field.${hint === undefined ? "" : ` ${hint}`}`);
  }
  for (const [name, fieldType] of Object.entries(facts.fields)) checkType(walk, fieldType, value[name], inner(name));
}

function checkEnum(values: readonly string[], value: unknown): string | undefined {
  if (typeof value === "string" && values.includes(value)) return undefined;
  const hint = typeof value === "string" ? didYouMean(value, values) : undefined;
  return `must be one of ${values.join(", ")}.${hint === undefined ? "" : ` ${hint}`}`;
}

function checkScalar(type: string, value: unknown): string | undefined {
  switch (type) {
    case "String":
      if (typeof value === "string") return undefined;
      return `must be a text, not ${kindOf(value)}${isDecimalValue(value) ? "; put it in quotes" : ""}.`;
    case "ID":
      return typeof value === "string" || isWhole(value) ? undefined : `must be an id, not ${kindOf(value)}.`;
    case "Boolean":
      return typeof value === "boolean" ? undefined : `must be true or false, not ${kindOf(value)}.`;
    case "Int":
    case "Long":
      return isWhole(value) ? undefined : `must be a whole number, not ${kindOf(value)}.`;
    case "Decimal":
    case "Float":
      if (isDecimalValue(value)) return undefined;
      return `must be a number, not ${kindOf(value)}${typeof value === "string" ? "; leave out the quotes" : ""}.`;
    default:
      return undefined;
  }
}

function isWhole(value: unknown): boolean {
  return isDecimalValue(value) && Number.isSafeInteger(Number(value));
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (isDecimalValue(value)) return "a number";
  return typeof value === "object" ? "an object" : typeof value === "string" ? "a text" : `a ${typeof value}`;
}
