import { resolve } from "node:path";
import { expect, it } from "vitest";
import { coverageOf, holesIn } from "../scripts/coverage.ts";
import { OPERATIONS } from "../src/model/operations.ts";

const rows = await coverageOf(resolve(import.meta.dirname, ".."));

it("every operation of every version has a command, a resolver in the emulator and a test", () => {
  expect(holesIn(rows)).toEqual([]);
});

it("no operation is left out", () => {
  const pairs = Object.entries(OPERATIONS).flatMap(([operation, { versions }]) =>
    versions.map((version) => `${version} ${operation}`),
  );
  expect(rows.map(({ operation, version }) => `${version} ${operation}`)).toEqual(pairs);
});

it("tells a hole when there is one", () => {
  const [first] = rows;
  if (first === undefined) throw new Error("no rows");
  expect(holesIn([{ ...first, commands: [], isEmulated: false, tests: [] }])).toEqual([
    `${first.version} ${first.operation}: no command, no resolver, no test`,
  ]);
});
