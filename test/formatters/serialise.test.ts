import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toCsv } from "../../src/formatters/csv.ts";
import { selectWithJmesPath } from "../../src/formatters/jmespath.ts";
import { flattenRecord, safeCsvCell } from "../../src/formatters/serialise.ts";
import { toYaml } from "../../src/formatters/yaml.ts";
import { parseJson } from "../../src/model/json.ts";

describe("CSV", () => {
  it("has dotted columns over all records, and keeps the digits of money", () => {
    const records = [parseJson('{"a":{"b":10.10},"list":[1,2]}'), { a: { b: null }, c: 'say "hi", ok' }];
    expect(toCsv(records, { header: true }).text).toBe('a.b,list,c\n10.10,"[1,2]",\n,,"say ""hi"", ok"\n');
  });

  it("has no column of its own for a member that is null in one record and an object in another", () => {
    const records = [{ a: null, n: null }, { a: { b: { c: 1 } } }, { a: { b: null } }, { a: "text" }];
    expect(toCsv(records.slice(0, 3), { header: true }).text).toBe("n,a.b.c\n,\n,1\n,\n");
    expect(toCsv(records, { header: true }).text).toBe("a,n,a.b.c\n,,\n,,1\n,,\ntext,,\n");
  });

  it.each(["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx"])("does not hand the formula %j to a spreadsheet", (cell) => {
    expect(safeCsvCell(cell)).toBe(`'${cell}`);
  });

  it.each(["-2", "+3.5", "10.10", "plain"])("leaves %j alone", (cell) => expect(safeCsvCell(cell)).toBe(cell));

  it("flattens anything without a throw", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => typeof flattenRecord(value) === "object"));
  });
});

describe("--query", () => {
  it("selects with JMESPath over exact numbers", () => {
    const data = parseJson('{"lines":[{"price":10.10,"id":"a"},{"price":2,"id":"b"}]}');
    expect(selectWithJmesPath(data, "lines[?price > `5`].id")).toEqual(["a"]);
  });

  it("explains a broken expression as wrong usage", () => {
    expect(() => selectWithJmesPath({}, "a[")).toThrow(/--query is not a valid JMESPath/);
  });
});

describe("YAML", () => {
  it("writes plain documents", () => {
    expect(toYaml(parseJson('{"a":10.5,"b":["x"],"c":"2024-01-01"}'))).toBe("a: 10.5\nb:\n  - x\nc: 2024-01-01\n");
  });
});
