import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileEventPattern, EventPatternError } from "../../src/model/event-pattern.ts";

// Facts from the EventBridge user guide ("Creating event patterns", "Comparison operators for use in event patterns") and
// from the public documentation of its matching library (aws/event-ruler).

const a = (...matchers: unknown[]) => ({ a: matchers });

/** [pattern, event, selected?] */
const CASES: [name: string, rows: [unknown, unknown, boolean][]][] = [
  [
    "exact values",
    [
      [a("x"), { a: "x" }, true],
      [a("x"), { a: "X" }, false],
      [a("x"), { a: "xx" }, false],
      [a("x"), { b: "x" }, false],
      [a("x"), {}, false],
      [a("x", "y"), { a: "y" }, true],
      [a(""), { a: "" }, true],
      [a(""), { a: null }, false],
      [a(null), { a: null }, true],
      [a(null), { a: "" }, false],
      [a(null), {}, false],
      [a(null), { a: "null" }, false],
      [a(true), { a: true }, true],
      [a(true), { a: "true" }, false],
      [a(false), { a: false }, true],
      [a(false), { a: 0 }, false],
      [a(1), { a: 1 }, true],
      [a(1), { a: "1" }, false],
      [a("1"), { a: 1 }, false],
      [a(300), JSON.parse('{"a":3.0e2}'), true],
      [a(0), JSON.parse('{"a":-0}'), true],
      [a(123456789012), { a: 123456789012 }, true],
      [a({ exactly: "x" }), { a: "x" }, true],
      [a({ exactly: "x" }), { a: "y" }, false],
      [{ "detail-type": ["T"] }, { "detail-type": "T" }, true],
    ],
  ],
  [
    "nested objects",
    [
      [{ a: { b: ["x"] } }, { a: { b: "x", c: 1 } }, true],
      [{ a: { b: ["x"] } }, { a: { b: "y" } }, false],
      [{ a: { b: ["x"] } }, { a: "x" }, false],
      [{ a: { b: ["x"] } }, { b: "x" }, false],
      [{ a: { b: ["x"] } }, { a: null }, false],
      [{ a: { b: ["x"], c: ["y"] } }, { a: { b: "x", c: "y" } }, true],
      [{ a: { b: ["x"], c: ["y"] } }, { a: { b: "x", c: "z" } }, false],
      [{ a: { b: ["x"] }, d: [1] }, { a: { b: "x" }, d: 2 }, false],
      [{ a: { b: { c: { d: [1] } } } }, { a: { b: { c: { d: 1 } } } }, true],
      [a("x"), { a: { a: "x" } }, false],
      [{ toString: ["x"] }, {}, false],
      [{ constructor: { name: ["Object"] } }, {}, false],
      [JSON.parse('{"__proto__":["x"]}'), JSON.parse('{"__proto__":"x"}'), true],
    ],
  ],
  [
    "arrays in the event",
    [
      [a("x"), { a: ["y", "x"] }, true],
      [a("x"), { a: ["y"] }, false],
      [a("x"), { a: [] }, false],
      [a("x"), { a: [["x"]] }, true],
      [a("x"), { a: [["y"], ["z", ["x"]]] }, true],
      [a(1, 2), { a: [2, 3] }, true],
      [a("x"), { a: [{ a: "x" }] }, false],
      [{ a: { b: ["x"] } }, { a: [{ b: "y" }, { b: "x" }] }, true],
      [{ a: { b: ["x"] } }, { a: [{ b: "y" }] }, false],
      [{ a: { b: ["x"], c: ["y"] } }, { a: [{ b: "x", c: "y" }] }, true],
      [{ a: { b: ["x"], c: ["y"] } }, { a: [{ b: "x" }, { c: "y" }] }, false],
      [{ a: { b: ["x"], c: ["y"] } }, { a: [[{ b: "x" }], [{ b: "x", c: "y" }]] }, true],
      [{ a: { b: ["x"] } }, { a: [1, "b", null, { b: ["x"] }] }, true],
      [{ a: { b: { c: ["x"], d: ["y"] } } }, { a: [{ b: [{ c: "x" }, { d: "y" }] }] }, false],
      [{ resources: ["r2"] }, { resources: ["r1", "r2"] }, true],
    ],
  ],
  [
    "prefix and suffix",
    [
      [a({ prefix: "us-" }), { a: "us-east-1" }, true],
      [a({ prefix: "us-" }), { a: "eu-west-1" }, false],
      [a({ prefix: "us-" }), { a: "us" }, false],
      [a({ prefix: "1" }), { a: 12 }, false],
      [a({ prefix: "n" }), { a: null }, false],
      [a({ prefix: "" }), { a: "" }, true],
      [a({ prefix: "US" }), { a: "us-" }, false],
      [a({ suffix: ".png" }), { a: "a.png" }, true],
      [a({ suffix: ".png" }), { a: "a.png2" }, false],
      [a({ suffix: ".png" }), { a: "a.PNG" }, false],
      [a({ suffix: "2" }), { a: 12 }, false],
      [a({ prefix: { "equals-ignore-case": "EVENTB" } }), { a: "EventBridge" }, true],
      [a({ prefix: { "equals-ignore-case": "EVENTB" } }), { a: "xEventBridge" }, false],
      [a({ suffix: { "equals-ignore-case": ".PNG" } }), { a: "a.PnG" }, true],
      [a({ suffix: { "equals-ignore-case": ".PNG" } }), { a: "a.PnGx" }, false],
      [a({ prefix: "x" }, { suffix: "y" }), { a: "ay" }, true],
      [a({ prefix: "x" }), { a: ["a", "xb"] }, true],
    ],
  ],
  [
    "equals-ignore-case",
    [
      [a({ "equals-ignore-case": "alice" }), { a: "ALICE" }, true],
      [a({ "equals-ignore-case": "ALICE" }), { a: "alice" }, true],
      [a({ "equals-ignore-case": "alice" }), { a: "alices" }, false],
      [a({ "equals-ignore-case": "É" }), { a: "é" }, true],
      [a({ "equals-ignore-case": "1" }), { a: 1 }, false],
      [a({ "equals-ignore-case": "true" }), { a: true }, false],
    ],
  ],
  [
    "wildcard",
    [
      [a({ wildcard: "dir/*.png" }), { a: "dir/a/b.png" }, true],
      [a({ wildcard: "dir/*.png" }), { a: "dir/.png" }, true],
      [a({ wildcard: "dir/*.png" }), { a: "dir/a.jpg" }, false],
      [a({ wildcard: "dir/*.png" }), { a: "x/dir/a.png" }, false],
      [a({ wildcard: "*" }), { a: "" }, true],
      [a({ wildcard: "*" }), { a: "any" }, true],
      [a({ wildcard: "*" }), { a: 1 }, false],
      [a({ wildcard: "none" }), { a: "none" }, true],
      [a({ wildcard: "none" }), { a: "nonee" }, false],
      [a({ wildcard: "" }), { a: "" }, true],
      [a({ wildcard: "ab*ba" }), { a: "aba" }, false],
      [a({ wildcard: "ab*ba" }), { a: "abba" }, true],
      [a({ wildcard: "a*b*c" }), { a: "abc" }, true],
      [a({ wildcard: "a*b*c" }), { a: "axbxcxc" }, true],
      [a({ wildcard: "a*b*c" }), { a: "acb" }, false],
      [a({ wildcard: "*aab*" }), { a: "aaab" }, true],
      [a({ wildcard: "*a*ab" }), { a: "ab" }, false],
      [a({ wildcard: "hello\\*world" }), { a: "hello*world" }, true],
      [a({ wildcard: "hello\\*world" }), { a: "hello1world" }, false],
      [a({ wildcard: "c:\\\\*" }), { a: "c:\\dir" }, true],
      [a({ wildcard: "c:\\\\*" }), { a: "c:dir" }, false],
      [a({ wildcard: "a.c" }), { a: "abc" }, false],
      [a({ wildcard: "a\\**" }), { a: "a*b" }, true],
      [a({ wildcard: "*\n*" }), { a: "a\nb" }, true],
    ],
  ],
  [
    "anything-but",
    [
      [a({ "anything-but": "x" }), { a: "y" }, true],
      [a({ "anything-but": "x" }), { a: "x" }, false],
      [a({ "anything-but": "x" }), {}, false],
      [a({ "anything-but": "x" }), { a: null }, true],
      [a({ "anything-but": "x" }), { a: 1 }, true],
      [a({ "anything-but": "x" }), { a: ["x"] }, false],
      [a({ "anything-but": "x" }), { a: ["x", "y"] }, true],
      [a({ "anything-but": "x" }), { a: [] }, false],
      [a({ "anything-but": "x" }), { a: {} }, false],
      [a({ "anything-but": ["x", "y"] }), { a: "y" }, false],
      [a({ "anything-but": ["x", "y"] }), { a: "z" }, true],
      [a({ "anything-but": 123 }), { a: 123 }, false],
      [a({ "anything-but": 123 }), JSON.parse('{"a":1.23e2}'), false],
      [a({ "anything-but": 123 }), { a: "123" }, true],
      [a({ "anything-but": [100, 200] }), { a: 200 }, false],
      [a({ "anything-but": [100, 200] }), { a: 300 }, true],
      [a({ "anything-but": { prefix: "init" } }), { a: "initializing" }, false],
      [a({ "anything-but": { prefix: "init" } }), { a: "running" }, true],
      [a({ "anything-but": { prefix: "init" } }), { a: 5 }, true],
      [a({ "anything-but": { prefix: ["init", "err"] } }), { a: "error" }, false],
      [a({ "anything-but": { prefix: ["init", "err"] } }), { a: "ok" }, true],
      [a({ "anything-but": { suffix: ".txt" } }), { a: "a.txt" }, false],
      [a({ "anything-but": { suffix: [".txt", ".rtf"] } }), { a: "a.rtf" }, false],
      [a({ "anything-but": { suffix: [".txt", ".rtf"] } }), { a: "a.png" }, true],
      [a({ "anything-but": { "equals-ignore-case": "Stopped" } }), { a: "STOPPED" }, false],
      [a({ "anything-but": { "equals-ignore-case": ["Stopped", "over"] } }), { a: "OVER" }, false],
      [a({ "anything-but": { "equals-ignore-case": ["Stopped", "over"] } }), { a: "overs" }, true],
      [a({ "anything-but": { wildcard: "*/lib/*" } }), { a: "usr/lib/x" }, false],
      [a({ "anything-but": { wildcard: "*/lib/*" } }), { a: "usr/bin/x" }, true],
      [a({ "anything-but": { wildcard: ["*.a", "*.b"] } }), { a: "x.b" }, false],
      [a({ "anything-but": "x" }, "x"), { a: "x" }, true],
    ],
  ],
  [
    "numeric",
    [
      [a({ numeric: ["=", 3.018e2] }), { a: 301.8 }, true],
      [a({ numeric: ["=", 1] }), { a: 1.000001 }, false],
      [a({ numeric: ["=", 1] }), { a: "1" }, false],
      [a({ numeric: ["<", 10] }), { a: 9.999999 }, true],
      [a({ numeric: ["<", 10] }), { a: 10 }, false],
      [a({ numeric: ["<=", 10] }), { a: 10 }, true],
      [a({ numeric: ["<=", 10] }), { a: 10.000001 }, false],
      [a({ numeric: [">", 0] }), { a: 0 }, false],
      [a({ numeric: [">", 0] }), { a: 0.000001 }, true],
      [a({ numeric: [">=", -5] }), { a: -5 }, true],
      [a({ numeric: [">=", -5] }), { a: -5.1 }, false],
      [a({ numeric: [">", 0, "<=", 5] }), { a: 5 }, true],
      [a({ numeric: [">", 0, "<=", 5] }), { a: 0 }, false],
      [a({ numeric: [">=", 0, "<", 5] }), { a: 0 }, true],
      [a({ numeric: [">=", 0, "<", 5] }), { a: 5 }, false],
      [a({ numeric: [">", -5e9, "<", 5e9] }), { a: 4.9e9 }, true],
      [a({ numeric: ["<", 10] }), { a: null }, false],
      [a({ numeric: ["<", 10] }), { a: true }, false],
      [a({ numeric: ["<", 10] }), {}, false],
      [a({ numeric: ["<", 10] }), { a: [11, 9] }, true],
      [a({ numeric: ["=", 0.1] }), JSON.parse('{"a":0.10}'), true],
      [a({ numeric: ["=", 123456789.123456] }), { a: 123456789.123456 }, true],
      [a({ numeric: ["=", 123456789.123456] }), { a: 123456789.123457 }, false],
    ],
  ],
  [
    "cidr",
    [
      [a({ cidr: "10.0.0.0/24" }), { a: "10.0.0.255" }, true],
      [a({ cidr: "10.0.0.0/24" }), { a: "10.0.1.0" }, false],
      [a({ cidr: "10.0.0.77/24" }), { a: "10.0.0.1" }, true],
      [a({ cidr: "10.0.0.0/8" }), { a: "10.255.255.255" }, true],
      [a({ cidr: "0.0.0.0/0" }), { a: "1.2.3.4" }, true],
      [a({ cidr: "0.0.0.0/0" }), { a: "::1" }, false],
      [a({ cidr: "0.0.0.0/0" }), { a: "256.1.1.1" }, false],
      [a({ cidr: "10.0.0.0/24" }), { a: "host" }, false],
      [a({ cidr: "10.0.0.0/24" }), { a: 10 }, false],
      [a({ cidr: "10.0.0.2/31" }), { a: "10.0.0.3" }, true],
      [a({ cidr: "10.0.0.2/31" }), { a: "10.0.0.4" }, false],
      [a({ cidr: "2001:db8::/32" }), { a: "2001:DB8:0:1::ff" }, true],
      [a({ cidr: "2001:db8::/32" }), { a: "2001:db9::1" }, false],
      [a({ cidr: "::/0" }), { a: "::" }, true],
      [a({ cidr: "::1/127" }), { a: "0:0:0:0:0:0:0:0" }, true],
      [a({ cidr: "::1/127" }), { a: "::2" }, false],
      [a({ cidr: "::/0" }), { a: "1::2::3" }, false],
      [a({ cidr: "::/0" }), { a: "1:2:3" }, false],
    ],
  ],
  [
    "exists",
    [
      [a({ exists: true }), { a: 1 }, true],
      [a({ exists: true }), { a: null }, true],
      [a({ exists: true }), { a: "" }, true],
      [a({ exists: true }), {}, false],
      [a({ exists: true }), { a: { b: 1 } }, false],
      [a({ exists: true }), { a: [] }, false],
      [a({ exists: true }), { a: [1] }, true],
      [a({ exists: false }), {}, true],
      [a({ exists: false }), { a: null }, false],
      [a({ exists: false }), { a: 0 }, false],
      [a({ exists: false }), { a: { b: 1 } }, true],
      [a({ exists: false }), { a: [] }, true],
      [a({ exists: false }, "x"), { a: "x" }, true],
      [a({ exists: false }, "x"), {}, true],
      [a({ exists: false }, "x"), { a: "y" }, false],
      [{ a: { b: [{ exists: false }] } }, {}, true],
      [{ a: { b: [{ exists: false }] } }, { a: 1 }, true],
      [{ a: { b: [{ exists: false }] } }, { a: { b: 1 } }, false],
      [{ a: { b: [{ exists: false }] } }, { a: [{ c: 1 }, { b: 1 }] }, false],
      [{ a: { b: [{ exists: false }] } }, { a: [{ c: 1 }] }, true],
      [{ a: { c: [1], d: [{ exists: false }] } }, { a: [{ c: 2, d: 1 }, { c: 1 }] }, true],
      [{ a: { c: [1], d: [{ exists: false }] } }, { a: [{ c: 1, d: 1 }] }, false],
    ],
  ],
  [
    "$or",
    [
      [{ $or: [{ a: ["x"] }, { b: ["y"] }] }, { a: "x" }, true],
      [{ $or: [{ a: ["x"] }, { b: ["y"] }] }, { b: "y" }, true],
      [{ $or: [{ a: ["x"] }, { b: ["y"] }] }, { a: "y", b: "x" }, false],
      [{ c: [1], $or: [{ a: ["x"] }, { b: ["y"] }] }, { a: "x" }, false],
      [{ c: [1], $or: [{ a: ["x"] }, { b: ["y"] }] }, { c: 1, b: "y" }, true],
      [{ $or: [{ a: ["x"], b: ["y"] }, { c: [1] }] }, { a: "x" }, false],
      [{ d: { $or: [{ n: [{ numeric: [">", 0] }] }, { m: [{ exists: true }] }] } }, { d: { m: 0 } }, true],
      [{ d: { $or: [{ n: [1] }, { m: [1] }] } }, { m: 1 }, false],
      [{ $or: [{ $or: [{ a: [1] }, { b: [1] }] }, { c: [1] }] }, { b: 1 }, true],
      [{ $or: [{ a: { $or: [{ b: [1] }, { c: [1] }] } }, { d: [1] }] }, { a: { c: 1 } }, true],
      [{ a: { $or: [{ b: [1] }, { c: [1] }], d: [1] } }, { a: [{ b: 1 }, { d: 1 }] }, false],
      [{ a: { $or: [{ b: [1] }, { c: [1] }], d: [1] } }, { a: [{ b: 1 }, { c: 1, d: 1 }] }, true],
    ],
  ],
  [
    "events that are none",
    [
      [a("x"), null, false],
      [a("x"), "x", false],
      [a("x"), [{ a: "x" }], false],
      [a("x"), undefined, false],
      [a({ exists: false }), 1, false],
    ],
  ],
];

describe.each(CASES)("%s", (_, rows) => {
  test.each(rows)("%j on %j: %s", (pattern, event, selected) => {
    expect(compileEventPattern(pattern).matches(event)).toBe(selected);
    expect(compileEventPattern(JSON.stringify(pattern)).matches(event)).toBe(selected);
  });
});

const INVALID: [pattern: unknown, path: string, reason: string][] = [
  [[], "", "Filter is not an object"],
  [null, "", "Filter is not an object"],
  ["[]", "", "Filter is not an object"],
  [{}, "", "Empty objects are not allowed"],
  [{ a: {} }, "a", "Empty objects are not allowed"],
  [{ a: "x" }, "a", '"a" must be an object or an array'],
  [{ d: { a: null } }, "d.a", '"a" must be an object or an array'],
  [a(), "a", "Empty arrays are not allowed"],
  [a([1]), "a", "Match value must be String, number, true, false, or null"],
  [a({}), "a", "Match expression name not found"],
  [a({ prefix: "x", suffix: "y" }), "a", "Only one key allowed in match expression"],
  [a({ regex: "x" }), "a", "Unrecognized match type regex"],
  [{ d: { a: [{ prefx: "x" }] } }, "d.a", "Unrecognized match type prefx"],
  [a({ exactly: 1 }), "a", "exact match pattern must be a string"],
  [a({ prefix: 1 }), "a", "prefix match pattern must be a string"],
  [a({ prefix: { wildcard: "x" } }), "a", "Unsupported prefix pattern: wildcard"],
  [a({ prefix: { "equals-ignore-case": 1 } }), "a", "equals-ignore-case match pattern must be a string"],
  [a({ suffix: ["x"] }), "a", "suffix match pattern must be a string"],
  [a({ suffix: {} }), "a", "Suffix expression name not found"],
  [a({ "equals-ignore-case": ["x"] }), "a", "equals-ignore-case match pattern must be a string"],
  [a({ wildcard: 1 }), "a", "wildcard match pattern must be a string"],
  [a({ wildcard: "a**b" }), "a", "Consecutive wildcard characters at pos 1"],
  [a({ wildcard: "a\\b" }), "a", "Invalid escape character at pos 1"],
  [a({ wildcard: "a\\" }), "a", "Invalid escape character at pos 1"],
  [a({ "anything-but": null }), "a", "Value of anything-but must be an array or single string/number value."],
  [a({ "anything-but": [true] }), "a", "Inside anything-but list, start|null|boolean is not supported."],
  [
    a({ "anything-but": ["x", 1] }),
    "a",
    "Inside anything-but list, either all values are number or string, mixed type is not supported",
  ],
  [
    a({ "anything-but": [] }),
    "a",
    "Inside anything-but list, either all values are number or string, mixed type is not supported",
  ],
  [a({ "anything-but": { cidr: "x" } }), "a", "Unsupported anything-but pattern: cidr"],
  [a({ "anything-but": {} }), "a", "Anything-But expression name not found"],
  [a({ "anything-but": { prefix: "" } }), "a", "Null prefix/suffix not allowed"],
  [a({ "anything-but": { suffix: [1] } }), "a", "prefix/suffix match pattern must be a string"],
  [a({ "anything-but": { wildcard: "**" } }), "a", "Consecutive wildcard characters at pos 0"],
  [a({ numeric: 1 }), "a", "Value of numeric must be an array."],
  [a({ numeric: [1] }), "a", "Invalid member in numeric match: 1"],
  [a({ numeric: ["=", "1"] }), "a", "Value of equals must be numeric"],
  [a({ numeric: [">"] }), "a", "Value of > must be numeric"],
  [a({ numeric: ["!=", 1] }), "a", "Unrecognized numeric range operator: !="],
  [a({ numeric: ["=", 1, "<", 2] }), "a", "Too many elements in numeric expression"],
  [a({ numeric: [">", 1, ">", 2] }), "a", "Bad numeric range operator: >"],
  [a({ numeric: [">", 1, 2] }), "a", "Bad value in numeric range: 2"],
  [a({ numeric: [">", 2, "<", 1] }), "a", "Bottom must be less than top"],
  [a({ numeric: [">", 1, "<", 2, 3] }), "a", "Too many terms in numeric range expression"],
  [a({ numeric: [">", 5.1e9] }), "a", "Value must be between -5.0E9 and 5.0E9, inclusive"],
  [a({ cidr: "10.0.0.0" }), "a", "Malformed CIDR, one '/' required"],
  [a({ cidr: "10.0.0.0/x" }), "a", "Malformed CIDR, mask bits must be an integer"],
  [a({ cidr: "10.0.0.0/-1" }), "a", "Malformed CIDR, mask bits must not be negative"],
  [a({ cidr: "10.0.0.0/32" }), "a", "IPv4 mask bits must be < 32"],
  [a({ cidr: "::/128" }), "a", "IPv6 mask bits must be < 128"],
  [a({ cidr: "host/8" }), "a", "Nonstandard IP address: host"],
  [a({ exists: "true" }), "a", "exists match pattern must be either true or false."],
  [{ $or: {} }, "", "It must be an Array followed with $or."],
  [{ d: { $or: [{ a: [1] }] } }, "d", "There must have at least 2 Objects in $or relationship."],
  [{ $or: [{ a: [1] }, 2] }, "", "Only JSON object is allowed in array of $or relationship."],
  [{ $or: [{ a: [1] }, { prefix: [1] }] }, "", "prefix is Ruler reserved fieldName which cannot be used inside $or."],
  [{ $or: [{ a: [1] }, { d: { b: "x" } }] }, "d.b", '"b" must be an object or an array'],
  ['{"a":["x"],"b":[{"prefix":"a"}],"a":["y"]}', "a", "Path `a` cannot be allowed multiple times"],
  ['{"d":{"a":["{\\"a\\":1"],"\\u0061":["y"]}}', "d.a", "Path `d.a` cannot be allowed multiple times"],
];

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
