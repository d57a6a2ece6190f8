import { BwpError } from "../../../errors.ts";
import { selectWithJmesPath } from "../../../formatters/jmespath.ts";
import { compareDecimals, decimalText, isDecimalValue, parseDecimal } from "../../../model/decimal.ts";
import { stringifyJson } from "../../../model/json.ts";
import { isExactJsonObject } from "../../../model/json-object.ts";
import type { SeenOrder } from "./world.ts";

/** One entry of `assert`. */
export interface Assertion {
  /** JMESPath on the order in the newest words. */
  readonly order?: string;
  /** JMESPath on the API's own answer. */
  readonly answer?: string;
  readonly equals?: unknown;
  readonly contains?: unknown;
  readonly matches?: string;
  /** Milliseconds. */
  readonly within?: number;
}

/** What was expected and what there is; both as short text. */
export interface Finding {
  readonly query: string;
  readonly expected: string;
  readonly actual: string;
}

/** An assertion of a scenario does not hold. */
export class AssertionFailedError extends BwpError {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super("failed", `${finding.query}: expected ${finding.expected}, but it is ${finding.actual}.`, {
      code: "assertion_failed",
      findings: [`expected: ${finding.expected}`, `actual:   ${finding.actual}`],
    });
    this.finding = finding;
  }
}

/** Looks at an order; undefined if the assertion holds. */
export function checkAssertion(assertion: Assertion, { order, answer }: SeenOrder): Finding | undefined {
  const query = assertion.order ?? assertion.answer ?? "@";
  const actual = selectWithJmesPath(assertion.order === undefined ? answer : order, query) ?? null;
  const found = (expected: string): Finding => ({ query, expected, actual: short(actual) });
  if ("equals" in assertion) {
    return isSame(assertion.equals ?? null, actual) ? undefined : found(short(assertion.equals));
  }
  if ("contains" in assertion) {
    return holds(actual, assertion.contains) ? undefined : found(`something with ${short(assertion.contains)}`);
  }
  const pattern = assertion.matches ?? "";
  const text = typeof actual === "string" ? actual : isDecimalValue(actual) ? decimalText(actual) : undefined;
  return text !== undefined && new RegExp(pattern, "u").test(text) ? undefined : found(`a text like /${pattern}/`);
}

/** Numbers and decimal texts are the same if their values are: amounts are texts in one place and numbers in another. */
function isSame(expected: unknown, actual: unknown): boolean {
  const [left, right] = [numberText(expected), numberText(actual)];
  if (left !== undefined && right !== undefined && (isDecimalValue(expected) || isDecimalValue(actual))) {
    return compareDecimals(left, right) === 0;
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return expected.length === actual.length && expected.every((entry, index) => isSame(entry, actual[index]));
  }
  if (isExactJsonObject(expected) && isExactJsonObject(actual)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...names].every((name) => isSame(expected[name] ?? null, actual[name] ?? null));
  }
  return expected === actual;
}

function holds(actual: unknown, part: unknown): boolean {
  if (Array.isArray(actual)) {
    const wanted = Array.isArray(part) ? part : [part];
    return wanted.every((entry) => actual.some((candidate) => isPart(candidate, entry)));
  }
  if (typeof actual === "string") return actual.includes(String(part));
  return isPart(actual, part);
}

/** Members that are not named may be anything. */
function isPart(actual: unknown, part: unknown): boolean {
  if (!isExactJsonObject(part) || !isExactJsonObject(actual)) return isSame(part, actual);
  return Object.entries(part).every(([name, value]) => isPart(actual[name] ?? null, value));
}

function numberText(value: unknown): string | undefined {
  if (isDecimalValue(value)) return decimalText(value);
  return typeof value === "string" && parseDecimal(value) !== undefined ? value : undefined;
}

const SHORT = 300;

function short(value: unknown): string {
  const text = stringifyJson(value ?? null);
  return text.length > SHORT ? `${text.slice(0, SHORT)}...` : text;
}
