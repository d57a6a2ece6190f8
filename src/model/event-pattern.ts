import type { Matcher, Scalar, ValueTest } from "./event-pattern-matchers.ts";
import { compileMatcher, EventPatternError, isScalar } from "./event-pattern-matchers.ts";
import { isJsonObject } from "./json-object.ts";

export { EventPatternError };

/** A compiled event pattern. */
export interface EventPattern {
  /** True if the event, any parsed JSON, is selected. Never throws; whatever is no object is not selected. */
  matches(event: unknown): boolean;
}

/** Words that cannot be field names inside `$or`, to the letter of EventBridge's matching library. */
const RESERVED_IN_OR = new Set([
  ...["exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr"],
  ...["=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case"],
  ...["date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range"],
  ...["ip-address-in-range", "ip-address-not-in-range"],
]);

/** EventBridge refuses patterns whose `$or` multiply out to more alternatives. */
const MAX_OR_COMBINATIONS = 1000;

/** What one object of a pattern asks of the object at the same place of the event. */
interface ObjectTest {
  readonly matches: (value: unknown) => boolean;
  /** True if it only asks for the absence of fields. */
  readonly onlyAbsence: boolean;
  /** How many alternatives its `$or` multiply out to. */
  readonly combinations: number;
}

/**
 * Compiles a pattern of the EventBridge event pattern language, given as JSON text or parsed. Throws
 * {@link EventPatternError} with the place and a reason in EventBridge's words. Duplicate keys are only seen in text.
 *
 * Fields are joined by "and", the values of a list by "or". An array in the event matches if one element does; an object
 * of the pattern that meets an array must find all that it asks for in one and the same element. `exists` looks at values
 * only: for it a field that holds an object is absent. Numbers compare as IEEE doubles, so 15 digits count. Pages: EventBridge
 * user guide, "Creating event patterns" and "Comparison operators for use in event patterns".
 */
export function compileEventPattern(pattern: unknown): EventPattern {
  const parsed = typeof pattern === "string" ? parsePattern(pattern) : pattern;
  if (!isJsonObject(parsed)) throw new EventPatternError("Filter is not an object", "");
  const test = compileObject(parsed, "", false);
  if (test.combinations > MAX_OR_COMBINATIONS) {
    throw new EventPatternError(`$or has more than ${MAX_OR_COMBINATIONS} combinations`, "");
  }
  return { matches: (event) => isJsonObject(event) && test.matches(event) };
}

function compileObject(pattern: Record<string, unknown>, path: string, insideOr: boolean): ObjectTest {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new EventPatternError("Empty objects are not allowed", path);
  const tests = entries.map(([key, value]) => {
    if (key === "$or") return compileOr(value, path);
    if (insideOr && RESERVED_IN_OR.has(key)) {
      throw new EventPatternError(`${key} is Ruler reserved fieldName which cannot be used inside $or.`, path);
    }
    return compileField(key, value, path === "" ? key : `${path}.${key}`, insideOr);
  });
  const matchesOne = (value: unknown): boolean => tests.every((test) => test.matches(value));
  const onlyAbsence = tests.every((test) => test.onlyAbsence);
  return {
    matches: (value) => matchesElements(value, matchesOne, onlyAbsence),
    onlyAbsence,
    combinations: tests.reduce((product, test) => product * test.combinations, 1),
  };
}

function matchesElements(value: unknown, matchesOne: (value: unknown) => boolean, onlyAbsence: boolean): boolean {
  if (!Array.isArray(value)) return matchesOne(value);
  const elements = flatten(value);
  if (elements.length === 0) return matchesOne(undefined);
  return onlyAbsence ? elements.every(matchesOne) : elements.some(matchesOne);
}

function compileOr(alternatives: unknown, path: string): ObjectTest {
  if (!Array.isArray(alternatives)) throw new EventPatternError("It must be an Array followed with $or.", path);
  const tests = alternatives.map((alternative: unknown) => {
    if (!isJsonObject(alternative)) {
      throw new EventPatternError("Only JSON object is allowed in array of $or relationship.", path);
    }
    return compileObject(alternative, path, true);
  });
  if (tests.length < 2) {
    throw new EventPatternError("There must have at least 2 Objects in $or relationship.", path);
  }
  return {
    matches: (value) => tests.some((test) => test.matches(value)),
    onlyAbsence: tests.every((test) => test.onlyAbsence),
    combinations: tests.reduce((sum, test) => sum + test.combinations, 0),
  };
}

function compileField(key: string, pattern: unknown, path: string, insideOr: boolean): ObjectTest {
  const read = (value: unknown): unknown => (isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined);
  if (isJsonObject(pattern)) {
    const inner = compileObject(pattern, path, insideOr);
    return { ...inner, matches: (value) => inner.matches(read(value)) };
  }
  if (!Array.isArray(pattern)) throw new EventPatternError(`"${key}" must be an object or an array`, path);
  if (pattern.length === 0) throw new EventPatternError("Empty arrays are not allowed", path);
  const matchers = pattern.map((element: unknown) => compileMatcher(element, path));
  const leaf = compileLeaf(matchers);
  return {
    matches: (value) => leaf(read(value)),
    onlyAbsence: matchers.every((matcher) => matcher.absent),
    combinations: 1,
  };
}

function compileLeaf(matchers: readonly Matcher[]): (value: unknown) => boolean {
  const tests: ValueTest[] = [];
  let mayBeAbsent = false;
  for (const matcher of matchers) {
    if (matcher.absent) mayBeAbsent = true;
    else tests.push(matcher.test);
  }
  const test = (value: Scalar): boolean => tests.some((matches) => matches(value));
  return (value) => {
    if (isScalar(value)) return test(value);
    const scalars = Array.isArray(value) ? flatten(value).filter(isScalar) : [];
    return scalars.length === 0 ? mayBeAbsent : scalars.some(test);
  };
}

/** The elements of arrays within arrays; not recursive, because an event can nest deeper than the stack allows. */
function flatten(values: readonly unknown[]): unknown[] {
  if (!values.some(Array.isArray)) return [...values];
  const flat: unknown[] = [];
  const open: unknown[] = [values];
  while (open.length > 0) {
    const value = open.pop();
    if (Array.isArray(value)) for (let i = value.length - 1; i >= 0; i -= 1) open.push(value[i]);
    else flat.push(value);
  }
  return flat;
}

function parsePattern(text: string): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new EventPatternError(error instanceof Error ? error.message : "The pattern is no JSON", "");
  }
  const duplicate = findDuplicateKey(text);
  if (duplicate !== undefined) {
    throw new EventPatternError(`Path \`${duplicate}\` cannot be allowed multiple times`, duplicate);
  }
  return parsed;
}

/** Path of the first key that stands twice in one object of valid JSON text. */
function findDuplicateKey(text: string): string | undefined {
  const open: { keys: Set<string> | undefined; key: string }[] = [];
  let last = "";
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}:]/g)) {
    const top = open.at(-1);
    if (token === "{") open.push({ keys: new Set(), key: "" });
    else if (token === "[") open.push({ keys: undefined, key: "" });
    else if (token === "}" || token === "]") open.pop();
    else if (token !== ":") last = token;
    else if (top?.keys !== undefined) {
      top.key = String(JSON.parse(last));
      if (top.keys.has(top.key)) {
        return open.flatMap(({ keys, key }) => (keys === undefined ? [] : [key])).join(".");
      }
      top.keys.add(top.key);
    }
  }
  return undefined;
}
