import { describe, expect, it } from "vitest";
import { defineCommand } from "../../src/kernel/command.ts";
import { parseCall } from "../../src/kernel/parse.ts";

const command = defineCommand({
  name: "thing do",
  summary: "Do it",
  arguments: { id: { value: "ID", summary: "which" }, more: { value: "MORE", summary: "others", variadic: true } },
  options: {
    eventType: { type: "string", value: "NAME", multiple: true, summary: "types" },
    limit: { type: "integer", value: "N", min: 1, max: 10, summary: "how many" },
    waitTimeout: { type: "duration", value: "TIME", summary: "how long", default: 5_000 },
    force: { type: "boolean", short: "f", summary: "do it" },
    line: { type: "string", value: "LINE", multiple: true, commas: false, summary: "lines" },
    alias: { type: "string", value: "ALIAS", summary: "alias" },
    noAlias: { type: "boolean", summary: "none" },
    kind: { type: "string", value: "KIND", multiple: true, alias: "thingKind", summary: "kinds" },
    colour: { type: "string", value: "C", choices: ["red", "blue"], summary: "which colour" },
  },
  examples: [],
  run: async () => undefined,
});

describe("parseCall", () => {
  it("reads arguments, own options and global options in any order", () => {
    const call = parseCall(command, [
      "a",
      "--json",
      "-f",
      "b",
      "--event-type",
      "X,Y",
      "--event-type=Z",
      "c",
      "--limit",
      "3",
    ]);
    expect(call.args).toEqual({ id: "a", more: ["b", "c"] });
    expect(call.options).toMatchObject({ eventType: ["X", "Y", "Z"], limit: 3, force: true, waitTimeout: 5_000 });
    expect(call.globals).toMatchObject({ json: true, yes: false, timeout: 30_000 });
  });

  it("reads --no-input and --no-color as switches that are off by default", () => {
    expect(parseCall(command, []).globals).toMatchObject({ noInput: false, noColor: false });
    expect(parseCall(command, ["--no-input", "--no-color"]).globals).toMatchObject({ noInput: true, noColor: true });
  });

  it.each([
    [["--limit", "0"], /The smallest value is 1/],
    [["--limit", "1.5"], /whole number/],
    [["--wait-timeout", "soon"], /length of time/],
    [["--colour", "green"], /red, blue/],
    [["--forse"], /Did you mean --force\?/],
    [["--output", "xml"], /table, json/],
    [["--event-type"], /argument missing/],
  ])("refuses %j with a sentence", (words, message) => {
    expect(() => parseCall(command, words)).toThrow(message);
  });

  it("takes another name of an option, in every spelling, and speaks of the one in help", () => {
    const words = ["--thing-kind", "X,Y", "--kind", "Z", "--thing-kind=W"];
    expect(parseCall(command, words).options.kind).toEqual(["X", "Y", "Z", "W"]);
    expect(() => parseCall(command, ["--thing-kind"])).toThrow("Option '--kind <KIND>' argument missing.");
    expect(() => parseCall(command, ["--kindd", "X"])).toThrow("Did you mean --kind?");
  });

  it("passes what stands after -- as arguments", () => {
    expect(parseCall(command, ["--", "--json"]).args).toEqual({ id: "--json", more: [] });
  });

  it("keeps commas in values that hold them", () => {
    expect(parseCall(command, ["--line", "sku=A,qty=1", "--line", "sku=B"]).options.line).toEqual([
      "sku=A,qty=1",
      "sku=B",
    ]);
  });

  it("tells --no-alias from a missing --alias", () => {
    expect(parseCall(command, []).options).toMatchObject({ alias: undefined, noAlias: false });
    expect(parseCall(command, ["--no-alias"]).options).toMatchObject({ alias: undefined, noAlias: true });
    expect(parseCall(command, ["--alias", "a:b"]).options).toMatchObject({ alias: "a:b", noAlias: false });
  });
});
