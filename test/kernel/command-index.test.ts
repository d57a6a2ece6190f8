import { describe, expect, it } from "vitest";
import { type IndexEntry, matchCommand } from "../../src/kernel/command-index.ts";

const entry = (name: string, aliases: readonly string[] = []): IndexEntry => ({
  name,
  summary: "",
  aliases,
  experimental: false,
  load: () => Promise.reject(new Error("not loaded here")),
});

const table = {
  index: [entry("order show"), entry("sandbox advance-delivery", ["sandbox advance-package"]), entry("demo")],
  nouns: { order: "Orders", sandbox: "Sandbox" },
};

describe("matchCommand", () => {
  it.each([
    ["order show 322", "order show", ["322"]],
    ["--profile acme order show 322 --json", "order show", ["--profile", "acme", "322", "--json"]],
    ["order --json show 322", "order show", ["--json", "322"]],
    ["-o json demo", "demo", ["-o", "json"]],
    ["sandbox advance-package A", "sandbox advance-delivery", ["A"]],
    ["demo extra words", "demo", ["extra", "words"]],
  ])("finds %j", (words, name, rest) => {
    expect(matchCommand(table, words.split(" "))).toMatchObject({ kind: "command", entry: { name }, rest });
  });

  it("takes a noun alone, a noun with an unknown verb, and an unknown word apart", () => {
    expect(matchCommand(table, ["order", "--help"])).toEqual({ kind: "noun", noun: "order", rest: ["--help"] });
    expect(matchCommand(table, ["order", "shwo"])).toMatchObject({ kind: "noun", noun: "order", unknown: "shwo" });
    expect(matchCommand(table, ["ordr"])).toMatchObject({ kind: "root", unknown: "ordr" });
    expect(matchCommand(table, [])).toEqual({ kind: "root", rest: [] });
  });
});
