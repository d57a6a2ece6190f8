import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal } from "../../src/model/decimal.ts";
import { parseJson, stringifyJson } from "../../src/model/json.ts";

/** A JSON text in which numbers stand in every spelling, without blanks. */
const numberTexts = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.tuple(fc.bigInt(), fc.nat(6)).map(([whole, zeros]) => `${whole}.${"0".repeat(zeros + 1)}`),
  fc.tuple(fc.integer(), fc.integer({ min: -400, max: 400 })).map(([mantissa, exponent]) => `${mantissa}E${exponent}`),
  fc.constantFrom("-0", "10.10", "1e400", "12345678901234567890"),
);

const jsonTexts = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    numberTexts,
    fc.string({ unit: "binary" }).map((text) => JSON.stringify(text)),
    fc.constantFrom("true", "false", "null"),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
    fc
      .uniqueArray(
        fc.tuple(
          fc.string().filter((key) => !/^\d+$/.test(key)),
          tie("value"),
        ),
        { maxLength: 4, selector: ([key]) => key },
      )
      .map((members) => `{${members.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(",")}}`),
  ),
})).value;

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe("exact JSON", () => {
  it("writes back byte for byte what it read", () => {
    fc.assert(
      fc.property(jsonTexts, (text) => {
        expect(stringifyJson(parseJson(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("agrees with JSON.parse in everything but the spelling of numbers", () => {
    fc.assert(
      fc.property(jsonTexts, fc.nat(3), (text, indent) => {
        const exact = parseJson(text);
        expect(plain(exact)).toEqual(plain(JSON.parse(text)));
        expect(JSON.parse(stringifyJson(exact, indent))).toEqual(JSON.parse(text));
      }),
      { numRuns: 500 },
    );
  });

  it("refuses what JSON.parse refuses, with a SyntaxError", () => {
    fc.assert(
      fc.property(jsonTexts, fc.nat(), fc.string({ maxLength: 2 }), (text, place, garbage) => {
        const at = place % (text.length + 1);
        const broken = text.slice(0, at) + garbage + text.slice(at + 1);
        let accepted = true;
        try {
          JSON.parse(broken);
        } catch {
          accepted = false;
        }
        if (accepted) expect(() => parseJson(broken)).not.toThrow();
        else expect(() => parseJson(broken)).toThrow(SyntaxError);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps plain numbers plain", () => {
    expect(parseJson("[1,10.5,-3,0.1]")).toEqual([1, 10.5, -3, 0.1]);
    expect(parseJson("[10.50]")).toEqual([new Decimal("10.50")]);
  });

  it("reads blanks, escapes and empty containers", () => {
    const text = ' { "a" : [ ] , "b" : { } , "c\\u0041\\"" : "x\\n\\ud83d\\ude00" ,\n"d": 1.0 } ';
    expect(stringifyJson(parseJson(text))).toBe('{"a":[],"b":{},"cA\\"":"x\\n\u{1f600}","d":1.0}');
  });

  it("takes __proto__ for a member like others", () => {
    const value = parseJson('{"__proto__":{"polluted":true},"n":1.0}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(stringifyJson(value)).toBe('{"__proto__":{"polluted":true},"n":1.0}');
  });

  it("indents as JSON.stringify does", () => {
    const value = { a: [1, { b: null }], c: [], d: {}, e: "x" };
    const exact = { ...value, n: new Decimal("1.50") };
    expect(stringifyJson(exact, 2)).toBe(JSON.stringify({ ...value, n: 1.5 }, null, 2).replace("1.5", "1.50"));
  });

  it("survives nesting as deep as JSON.parse does", () => {
    const text = `${"[".repeat(5000)}1.0${"]".repeat(5000)}`;
    expect(() => parseJson(text)).not.toThrow();
  });
});
