import { resolve } from "node:path";
import { expect, it } from "vitest";
import { coverageOf, holesIn, SHAPE_UNKNOWN } from "../scripts/coverage.ts";
import { OPERATIONS } from "../src/model/operations.ts";

/** Operations that are still to be built; an operation leaves the list when it is whole in every version. */
const STILL_MISSING: readonly string[] = ["createAuthProfile", "deleteAuthProfile", "updateAuthProfile"];

const rows = await coverageOf(resolve(import.meta.dirname, ".."));
const holes = holesIn(rows);

it("every operation of every version has a command, a resolver in the emulator and a test", () => {
  expect(holes.filter((hole) => !STILL_MISSING.some((name) => hole.includes(` ${name}:`)))).toEqual([]);
});

it("nothing is called missing that is whole", () => {
  expect(STILL_MISSING.filter((name) => !holes.some((hole) => hole.includes(` ${name}:`)))).toEqual([]);
});

it("no operation is left out", () => {
  const pairs = Object.entries(OPERATIONS).flatMap(([operation, { versions }]) =>
    versions.map((version) => `${version} ${operation}`),
  );
  expect(rows.map(({ operation, version }) => `${version} ${operation}`)).toEqual(pairs);
});

it("what is excused for an unknown shape is an operation that the emulator does not know", () => {
  for (const operation of Object.keys(SHAPE_UNKNOWN)) {
    expect(
      rows.some((row) => row.operation === operation && !row.isEmulated),
      operation,
    ).toBe(true);
  }
});

it("tells a hole when there is one", () => {
  const [first] = rows;
  if (first === undefined) throw new Error("no rows");
  expect(holesIn([{ ...first, commands: [], isEmulated: false, tests: [] }])).toEqual([
    `${first.version} ${first.operation}: no command, no resolver, no test`,
  ]);
});
