import { compileCidr } from "./ip-range.ts";
import { isJsonObject } from "./json-object.ts";

/** A value that an event pattern compares: whatever is neither object nor array in the event's JSON. */
export type Scalar = string | number | boolean | null;

/** Tests one value of an event. */
export type ValueTest = (value: Scalar) => boolean;

/** One element of the list under a field of a pattern. */
export type Matcher = { readonly absent: true } | { readonly absent: false; readonly test: ValueTest };

/** The pattern is not valid: {@link path} says where, {@link reason} why, in the words of EventBridge. */
export class EventPatternError extends Error {
  /** Field names joined by dots, empty at the top, for example `detail.state`. */
  readonly path: string;
  readonly reason: string;

  constructor(reason: string, path: string) {
    super(`Event pattern is not valid. Reason: ${reason}${path === "" ? "" : ` (at ${path})`}`);
    this.name = "EventPatternError";
    this.path = path;
    this.reason = reason;
  }
}

/** Numeric matching is limited to this range. Page: EventBridge user guide, content filtering in event patterns. */
const NUMERIC_LIMIT = 5e9;

/** Compiles one element of a field's list: a literal, or an object such as `{"prefix": "x"}`. Throws EventPatternError. */
export function compileMatcher(element: unknown, path: string): Matcher {
  if (isScalar(element)) return { absent: false, test: (value) => value === element };
  if (!isJsonObject(element))
    throw new EventPatternError("Match value must be String, number, true, false, or null", path);
  const [name, operand] = onlyEntry(element, "Match expression name not found", path);
  if (name === "exists") {
    if (typeof operand !== "boolean") {
      throw new EventPatternError("exists match pattern must be either true or false.", path);
    }
    return operand ? { absent: false, test: () => true } : { absent: true };
  }
  return { absent: false, test: compileTest(name, operand, path) };
}

function compileTest(name: string, operand: unknown, path: string): ValueTest {
  switch (name) {
    case "exactly": {
      const text = textOf(operand, "exact match pattern must be a string", path);
      return (value) => value === text;
    }
    case "prefix":
    case "suffix":
      if (isJsonObject(operand)) return compileFoldedEnd(name, operand, path);
      return onText(textTest(name, textOf(operand, `${name} match pattern must be a string`, path), path));
    case "equals-ignore-case":
    case "wildcard":
      return onText(textTest(name, textOf(operand, `${name} match pattern must be a string`, path), path));
    case "cidr": {
      const test = compileCidr(textOf(operand, "prefix match pattern must be a string", path));
      if (typeof test === "string") throw new EventPatternError(test, path);
      return onText(test);
    }
    case "numeric":
      return compileNumeric(operand, path);
    case "anything-but":
      return compileAnythingBut(operand, path);
    default:
      throw new EventPatternError(`Unrecognized match type ${name}`, path);
  }
}

function compileFoldedEnd(name: "prefix" | "suffix", operand: Record<string, unknown>, path: string): ValueTest {
  const title = name === "prefix" ? "Prefix" : "Suffix";
  const [inner, value] = onlyEntry(operand, `${title} expression name not found`, path);
  if (inner !== "equals-ignore-case") throw new EventPatternError(`Unsupported ${name} pattern: ${inner}`, path);
  const wanted = fold(textOf(value, "equals-ignore-case match pattern must be a string", path));
  return onText(name === "prefix" ? (text) => fold(text).startsWith(wanted) : (text) => fold(text).endsWith(wanted));
}

function textTest(name: string, wanted: string, path: string): (text: string) => boolean {
  switch (name) {
    case "prefix":
      return (text) => text.startsWith(wanted);
    case "suffix":
      return (text) => text.endsWith(wanted);
    case "equals-ignore-case": {
      const folded = fold(wanted);
      return (text) => fold(text) === folded;
    }
    default:
      return compileWildcard(wanted, path);
  }
}

/** `*` stands for any number of characters, `\*` and `\\` for themselves. Runs in linear time: no backtracking. */
function compileWildcard(wanted: string, path: string): (text: string) => boolean {
  const parts = [""];
  for (let i = 0; i < wanted.length; i += 1) {
    const char = wanted.charAt(i);
    if (char === "*") {
      if (wanted.charAt(i + 1) === "*") {
        throw new EventPatternError(`Consecutive wildcard characters at pos ${i}`, path);
      }
      parts.push("");
      continue;
    }
    let literal = char;
    if (char === "\\") {
      i += 1;
      literal = wanted.charAt(i);
      if (literal !== "*" && literal !== "\\") {
        throw new EventPatternError(`Invalid escape character at pos ${i - 1}`, path);
      }
    }
    parts[parts.length - 1] += literal;
  }
  const first = parts[0] ?? "";
  const last = parts[parts.length - 1] ?? "";
  const middle = parts.slice(1, -1);
  if (parts.length === 1) return (text) => text === first;
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let at = first.length;
    for (const part of middle) {
      const found = text.indexOf(part, at);
      if (found === -1 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}

function compileAnythingBut(operand: unknown, path: string): ValueTest {
  if (isJsonObject(operand)) {
    const [name, inner] = onlyEntry(operand, "Anything-But expression name not found", path);
    if (!["prefix", "suffix", "equals-ignore-case", "wildcard"].includes(name)) {
      throw new EventPatternError(`Unsupported anything-but pattern: ${name}`, path);
    }
    return compileAnythingButText(name, inner, path);
  }
  if (!Array.isArray(operand) && typeof operand !== "string" && typeof operand !== "number") {
    throw new EventPatternError("Value of anything-but must be an array or single string/number value.", path);
  }
  const excluded = new Set<unknown>(Array.isArray(operand) ? operand : [operand]);
  const types = new Set(Array.from(excluded, (value) => typeof value));
  for (const type of types) {
    if (type !== "string" && type !== "number") {
      throw new EventPatternError("Inside anything-but list, start|null|boolean is not supported.", path);
    }
  }
  if (types.size !== 1) {
    throw new EventPatternError(
      "Inside anything-but list, either all values are number or string, mixed type is not supported",
      path,
    );
  }
  return (value) => !excluded.has(value);
}

function compileAnythingButText(name: string, operand: unknown, path: string): ValueTest {
  const kind = name === "prefix" || name === "suffix" ? "prefix/suffix" : name;
  const wanted: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (wanted.length === 0) throw new EventPatternError("Empty arrays are not allowed", path);
  const tests = wanted.map((value) => {
    const text = textOf(value, `${kind} match pattern must be a string`, path);
    if (text === "" && kind === "prefix/suffix") throw new EventPatternError("Null prefix/suffix not allowed", path);
    return textTest(name, text, path);
  });
  return (value) => typeof value !== "string" || !tests.some((test) => test(value));
}

function compileNumeric(operand: unknown, path: string): ValueTest {
  if (!Array.isArray(operand)) throw new EventPatternError("Value of numeric must be an array.", path);
  const [operator, bound, second, top, ...rest]: unknown[] = operand;
  if (typeof operator !== "string") {
    throw new EventPatternError(`Invalid member in numeric match: ${String(operator)}`, path);
  }
  const lower = comparison(operator, path, "Unrecognized numeric range operator");
  const limit = numberOf(bound, operator === "=" ? "equals" : operator, path);
  if (operand.length === 2) return onNumber((value) => lower(value, limit));
  if (operator !== ">" && operator !== ">=") {
    throw new EventPatternError("Too many elements in numeric expression", path);
  }
  if (typeof second !== "string") {
    throw new EventPatternError(`Bad value in numeric range: ${String(second)}`, path);
  }
  if (second !== "<" && second !== "<=") throw new EventPatternError(`Bad numeric range operator: ${second}`, path);
  const upper = comparison(second, path, "Bad numeric range operator");
  const ceiling = numberOf(top, second, path);
  if (rest.length > 0) throw new EventPatternError("Too many terms in numeric range expression", path);
  if (limit >= ceiling) throw new EventPatternError("Bottom must be less than top", path);
  return onNumber((value) => lower(value, limit) && upper(value, ceiling));
}

function comparison(operator: string, path: string, reason: string): (left: number, right: number) => boolean {
  switch (operator) {
    case "=":
      return (left, right) => left === right;
    case "<":
      return (left, right) => left < right;
    case "<=":
      return (left, right) => left <= right;
    case ">":
      return (left, right) => left > right;
    case ">=":
      return (left, right) => left >= right;
    default:
      throw new EventPatternError(`${reason}: ${operator}`, path);
  }
}

function numberOf(value: unknown, operator: string, path: string): number {
  if (typeof value !== "number") throw new EventPatternError(`Value of ${operator} must be numeric`, path);
  if (Math.abs(value) > NUMERIC_LIMIT) {
    throw new EventPatternError("Value must be between -5.0E9 and 5.0E9, inclusive", path);
  }
  return value;
}

function onText(test: (text: string) => boolean): ValueTest {
  return (value) => typeof value === "string" && test(value);
}

function onNumber(test: (value: number) => boolean): ValueTest {
  return (value) => typeof value === "number" && test(value);
}

function textOf(value: unknown, reason: string, path: string): string {
  if (typeof value !== "string") throw new EventPatternError(reason, path);
  return value;
}

function onlyEntry(value: Record<string, unknown>, emptyReason: string, path: string): readonly [string, unknown] {
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined) throw new EventPatternError(emptyReason, path);
  if (others.length > 0) throw new EventPatternError("Only one key allowed in match expression", path);
  return entry;
}

function fold(text: string): string {
  return text.toUpperCase().toLowerCase();
}

/** True for the values that JSON writes without brackets or braces. */
export function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
