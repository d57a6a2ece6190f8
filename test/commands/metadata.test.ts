import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { commandTable } from "../../src/generated/command-table.ts";
import { reference } from "../../src/generated/reference.ts";
import { matchCommand } from "../../src/kernel/command-index.ts";
import { parseCall } from "../../src/kernel/parse.ts";
import { OPERATIONS } from "../../src/model/operations.ts";

const root = resolve(import.meta.dirname, "..", "..");
const commands = Object.values(reference());

/** The bwp calls in an example line, split into words as a shell does; pipes, substitutions and redirections end a call. */
function callsIn(line: string): string[][] {
  return line
    .split(/\||&&|\$\(|<\(|;|\)/)
    .map((part) => part.replace(/\s\d?[<>].*$/, "").trim())
    .filter((part) => part.startsWith("bwp "))
    .map((part) =>
      [...part.slice(4).matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
        ([, single, double, bare]) => single ?? double ?? bare ?? "",
      ),
    );
}

it("says the same of the archive's options in every command", () => {
  for (const key of ["archiveDir", "noArchive"]) {
    const specs = commands.flatMap(({ options }) => options?.[key] ?? []);
    expect(specs.length, key).toBeGreaterThan(1);
    for (const spec of specs) expect(spec).toEqual(specs[0]);
  }
});

describe.each(commands.map((metadata) => [metadata.name, metadata] as const))("bwp %s", (_, metadata) => {
  it("has at least one example, and every example is a call that parses", async () => {
    expect(metadata.examples.length).toBeGreaterThan(0);
    for (const example of metadata.examples) {
      const calls = callsIn(example.command);
      expect(calls.length, example.command).toBeGreaterThan(0);
      for (const words of calls) {
        const match = matchCommand(commandTable, words);
        expect(match.kind, example.command).toBe("command");
        if (match.kind !== "command") continue;
        const called = await commandTable.metadata(match.entry.name);
        if (called) expect(() => parseCall(called, match.rest), example.command).not.toThrow();
      }
    }
  });

  it("names only operations that the API has", () => {
    for (const operation of metadata.operations ?? []) expect(Object.keys(OPERATIONS)).toContain(operation);
  });

  it("waits by the same flags as every other command", () => {
    const { wait, waitTimeout } = metadata.options ?? {};
    if (wait === undefined) return;
    expect([wait.short, wait.summary.startsWith("Wait until ")]).toEqual(["w", true]);
    expect(waitTimeout).toMatchObject({ type: "duration", summary: expect.stringMatching(/^How long to wait /) });
  });

  it("calls event types --type, and understands --event-type", () => {
    for (const [key, spec] of Object.entries(metadata.options ?? {})) {
      const offers = spec.type === "string" ? (spec.suggestions ?? []) : [];
      if (offers.includes("PACKAGE_DELIVERED")) expect([key, spec.alias]).toEqual(["type", "eventType"]);
    }
  });

  it("has a summary that fits on a line of help and ends without a full stop", () => {
    expect(metadata.summary.length).toBeLessThanOrEqual(90);
    expect(metadata.summary).not.toMatch(/\.$/);
  });
});

it("every folder of commands is a noun of help, and every noun has verbs", () => {
  const folders = readdirSync(resolve(root, "src/commands"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && commands.some((command) => command.name.startsWith(`${entry.name} `)))
    .map((entry) => entry.name);
  expect(folders.sort()).toEqual(Object.keys(commandTable.nouns).sort());
});
