import fc from "fast-check";
import { test as plainTest } from "vitest";

export { fc };

/** A test of a property over generated values. */
export function test<Values extends [unknown, ...unknown[]]>(
  name: string,
  values: { [Key in keyof Values]: fc.Arbitrary<Values[Key]> },
  check: (...values: Values) => void | Promise<void>,
  numRuns = 300,
): void {
  plainTest(name, async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple<Values>(...values), async (tuple) => {
        await check(...tuple);
      }),
      { numRuns },
    );
  });
}
