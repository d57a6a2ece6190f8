import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { locateJsonMistake, parseJsonFile } from "../../src/config/json-file.ts";

describe("locateJsonMistake", () => {
  it.each([
    ["", 1, 1],
    ['{"a": 1,}', 1, 9],
    ['{\n  "a": tru\n}', 2, 8],
    ['{\r\n  "a": 1\r\n  "b": 2\r\n}', 3, 3],
    ['{"a": 1', 1, 8],
    ["{'a': 1}", 1, 2],
    ['{"a" 1}', 1, 6],
    ["[1 2]", 1, 4],
    ['{"a": 1}}', 1, 9],
    ['{"a": 01}', 1, 8],
    ['["open\n"]', 1, 2],
    ["[1,]", 1, 4],
    ["[,1]", 1, 2],
    ["{]", 1, 2],
    ['"\\x"', 1, 1],
  ])("finds the mistake in %j", (text, line, column) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(locateJsonMistake(text)).toEqual({ line, column });
  });

  it("always answers a place, and one no later than a character that was put into valid JSON", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom("\u0001", "@", "}", ",", '"'), (json, seed, intruder) => {
        const at = seed % (json.length + 1);
        const text = json.slice(0, at) + intruder + json.slice(at);
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        fc.pre(!valid);
        const { line, column } = locateJsonMistake(text);
        expect(line).toBe(1);
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual(text.length + 1);
        if (intruder === "\u0001") expect(column).toBeLessThanOrEqual(at + 1);
      }),
    );
  });
});

describe("parseJsonFile", () => {
  it("takes a byte order mark", () => {
    expect(parseJsonFile('\uFEFF{"a":1}', "f.json")).toEqual({ a: 1 });
  });

  it("never quotes the text", () => {
    const attempt = () => parseJsonFile('{"clientSecret": hunter2}', "f.json");
    expect(attempt).toThrow(/line 1, column 18/);
    expect(attempt).not.toThrow(/hunter2/);
  });
});
