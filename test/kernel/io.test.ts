import { describe, expect, it } from "vitest";
import { createIo, decideColorLevel } from "../../src/kernel/io.ts";
import { createTestHost } from "../support/host.ts";

const facts = { env: {}, isTTY: true, noColorFlag: false, depth: 24 };

describe("decideColorLevel", () => {
  it.each([
    ["a true-colour terminal", facts, 3],
    ["a pipe", { ...facts, isTTY: false }, 0],
    ["NO_COLOR on a terminal, which chalk ignores", { ...facts, env: { NO_COLOR: "1" } }, 0],
    ["an empty NO_COLOR, which does not count", { ...facts, env: { NO_COLOR: "" } }, 3],
    ["--no-color against FORCE_COLOR", { ...facts, env: { FORCE_COLOR: "3" }, noColorFlag: true }, 0],
    ["FORCE_COLOR in a pipe", { ...facts, isTTY: false, env: { FORCE_COLOR: "1" } }, 1],
    ["FORCE_COLOR=0 on a terminal", { ...facts, env: { FORCE_COLOR: "0" } }, 0],
    ["TERM=dumb", { ...facts, env: { TERM: "dumb" } }, 0],
  ])("%s", (_, given, level) => {
    expect(decideColorLevel(given)).toBe(level);
  });
});

describe("canPrompt", () => {
  const canPrompt = (options: Parameters<typeof createTestHost>[0], noInput = false): boolean => {
    const test = createTestHost(options);
    try {
      return createIo(test.host, { noColor: false, noInput }).canPrompt;
    } finally {
      test.remove();
    }
  };

  it("is true only where a person can answer", () => {
    expect(canPrompt({ tty: true })).toBe(true);
    expect(canPrompt({ tty: true }, true)).toBe(false);
    expect(canPrompt({ tty: true, env: { CI: "true" } })).toBe(false);
    expect(canPrompt({ tty: false })).toBe(false);
  });
});
