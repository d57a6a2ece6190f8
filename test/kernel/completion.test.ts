import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { completionScript } from "../../src/kernel/completion.ts";
import { reference } from "../../src/kernel/reference.ts";

const script = completionScript("bash", Object.values(await reference()));

/** What bash offers after these words; the last one is the one being typed. Words are broken as bash breaks them, at `=`. */
function offered(...words: readonly string[]): readonly string[] {
  const quoted = ["bwp", ...words].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const press = `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _bwp; printf '%s\\n' "\${COMPREPLY[@]}"`;
  // A locale of the developer that is not installed would be warned of.
  const env = { PATH: process.env.PATH, LC_ALL: "C" };
  const run = spawnSync("bash", ["--norc", "-s"], { input: `${script}\n${press}\n`, env, encoding: "utf8" });
  expect(run.stderr).toBe("");
  return run.stdout.split("\n").filter((word) => word !== "");
}

describe("completion in bash", () => {
  it("offers nouns, then verbs, then deeper verbs", () => {
    expect(offered("ord")).toEqual(["order"]);
    expect(offered("order", "cr")).toEqual(["create", "create-from-offer"]);
    expect(offered("order", "refund", "a")).toEqual(["add"]);
    expect(offered("help", "order", "sh")).toEqual(["show"]);
  });

  it("offers the flags of the command, wherever other flags and their values stand", () => {
    expect(offered("order", "show", "--vie")).toEqual(["--view"]);
    expect(offered("--profile", "shop", "order", "show", "--vie")).toEqual(["--view"]);
    expect(offered("-p", "shop", "order", "show", "--vie")).toEqual(["--view"]);
    expect(offered("--profile", "=", "shop", "order", "show", "--vie")).toEqual(["--view"]);
    expect(offered("order", "show", "322-ABC1-AAAAAA", "--vie")).toEqual(["--view"]);
  });

  it("offers the values of a flag, short or long, with a space or with =", () => {
    expect(offered("order", "show", "--output", "nd")).toEqual(["ndjson"]);
    expect(offered("order", "show", "-o", "nd")).toEqual(["ndjson"]);
    expect(offered("order", "show", "--output", "=", "nd")).toEqual(["ndjson"]);
    expect(offered("order", "show", "--output", "=")).toContain("csv");
    expect(offered("subscribe", "create", "--type", "REFUND_")).toContain("REFUND_REQUESTED");
  });

  it("offers the values of another name of a flag, but not the name", () => {
    expect(offered("subscribe", "create", "--event-type", "REFUND_")).toContain("REFUND_REQUESTED");
    expect(offered("subscribe", "create", "--event")).toEqual([]);
  });

  it("offers nothing of its own where only the user knows the value", () => {
    expect(offered("order", "show", "--profile", "")).toEqual([]);
  });

  it("offers the words that an argument takes", () => {
    expect(offered("completion", "f")).toEqual(["fish"]);
    expect(offered("events", "types", "ORDER_CON")).toEqual(["ORDER_CONFIRMED"]);
  });
});
