import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileEventPattern, EventPatternError } from "../../src/model/event-pattern.ts";
import { a, CASES, INVALID } from "./event-pattern-cases.ts";

describe.each(CASES)("%s", (_, rows) => {
  test.each(rows)("%j on %j: %s", (pattern, event, selected) => {
    expect(compileEventPattern(pattern).matches(event)).toBe(selected);
    expect(compileEventPattern(JSON.stringify(pattern)).matches(event)).toBe(selected);
  });
});

test.each(INVALID)("%j is refused at %j: %s", (pattern, path, reason) => {
  const refused = (): unknown => compileEventPattern(pattern);
  expect(refused).toThrow(EventPatternError);
  expect(refused).toThrow(expect.objectContaining({ path, reason }));
  expect(refused).toThrow(`Event pattern is not valid. Reason: ${reason}`);
});

test("text that is no JSON is refused", () => {
  expect(() => compileEventPattern("{")).toThrow(EventPatternError);
});

test("equal keys in different objects are no duplicates", () => {
  const pattern = compileEventPattern('{"a":{"a":["x"]},"b":{"a":["x"]},"$or":[{"c":[1]},{"c":[2]}]}');
  expect(pattern.matches({ a: { a: "x" }, b: { a: "x" }, c: 2 })).toBe(true);
});

test("$or may multiply out to 1000 alternatives, not more", () => {
  const or = (count: number) => ({ $or: Array.from({ length: count }, (_, i) => ({ x: [i] })) });
  expect(
    compileEventPattern({ a: or(10), b: or(10), c: or(10) }).matches({ a: { x: 9 }, b: { x: 0 }, c: { x: 1 } }),
  ).toBe(true);
  expect(() => compileEventPattern({ a: or(10), b: or(10), c: or(11) })).toThrow("1000");
});

test("hostile events neither throw nor take long", () => {
  let deep: unknown = "x";
  for (let i = 0; i < 200_000; i += 1) deep = [deep];
  expect(compileEventPattern(a("x")).matches({ a: deep })).toBe(true);
  expect(compileEventPattern({ a: { b: ["x"] } }).matches({ a: deep })).toBe(false);
  const stars = compileEventPattern(a({ wildcard: "*a*a*a*a*a*a*a*a*a*a*b" }));
  expect(stars.matches({ a: "a".repeat(1_000_000) })).toBe(false);
});

describe("properties", () => {
  const scalar = fc.oneof(
    fc.constantFrom("x", "y", "xy", "", "10.0.0.1"),
    fc.integer({ min: -3, max: 3 }),
    fc.boolean(),
    fc.constant(null),
  );
  const { value: event } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie("value"), { maxLength: 3 }), tie("object")),
    object: fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 3 }),
  }));
  const text = fc.constantFrom("x", "y", "xy", "");
  const matcher = fc.oneof(
    scalar,
    text.map((prefix) => ({ prefix })),
    text.map((suffix) => ({ suffix })),
    text.map((wildcard) => ({ wildcard: `*${wildcard}` })),
    text.map((folded) => ({ "equals-ignore-case": folded })),
    fc.boolean().map((exists) => ({ exists })),
    fc.integer({ min: -3, max: 3 }).map((bound) => ({ numeric: [">", bound] })),
    fc.constant({ cidr: "10.0.0.0/24" }),
    text.map((value) => ({ "anything-but": [value] })),
  );
  const { pattern } = fc.letrec((tie) => ({
    pattern: fc.dictionary(fc.constantFrom("a", "b", "c"), fc.oneof({ maxDepth: 3 }, tie("leaf"), tie("pattern")), {
      minKeys: 1,
      maxKeys: 2,
    }),
    leaf: fc.array(matcher, { minLength: 1, maxLength: 3 }),
  }));

  test("any JSON is either selected or not, and nothing throws", () => {
    fc.assert(
      fc.property(pattern, fc.oneof(event, fc.jsonValue()), (rule, value) => {
        expect(typeof compileEventPattern(rule).matches(value)).toBe("boolean");
      }),
    );
  });

  test("any text compiles or throws EventPatternError", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.jsonValue()), (rule) => {
        try {
          compileEventPattern(rule);
        } catch (error) {
          expect(error).toBeInstanceOf(EventPatternError);
        }
      }),
    );
  });

  test("$or selects the union of its alternatives", () => {
    fc.assert(
      fc.property(pattern, pattern, event, (left, right, value) => {
        const either = compileEventPattern(left).matches(value) || compileEventPattern(right).matches(value);
        expect(compileEventPattern({ $or: [left, right] }).matches(value)).toBe(either);
      }),
      { numRuns: 1000 },
    );
  });

  test("a list selects the union of its values", () => {
    fc.assert(
      fc.property(matcher, matcher, event, (left, right, value) => {
        const either = [left, right].some((one) => compileEventPattern(a(one)).matches({ a: value }));
        expect(compileEventPattern(a(left, right)).matches({ a: value })).toBe(either);
      }),
      { numRuns: 1000 },
    );
  });

  test("a wildcard without escapes selects what the same regular expression does", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 });
    const parts = fc.array(fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 2 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(parts, fc.boolean(), fc.boolean(), letters, (words, open, close, value) => {
        const wildcard = `${open ? "*" : ""}${words.join("*")}${close ? "*" : ""}`;
        const expected = new RegExp(`^${wildcard.replaceAll("*", ".*")}$`).test(value);
        expect(compileEventPattern(a({ wildcard })).matches({ a: value })).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });
});
