import { expect, test as plainTest } from "vitest";
import { OwnerTable } from "../../src/events/owner-table.ts";
import { fc, test } from "./property.ts";

/** Few numbers, and such that fall into the same slot: 2^32 apart, or a multiple of any table's size. */
const hash = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom(0, 2 ** 32, 3 * 2 ** 32, 2 ** 20))
  .map(([a, b]) => a + b);
const step = fc.oneof(
  fc.record({ do: fc.constant("set" as const), hash, text: fc.constantFrom("", "a", "b", "grüße") }),
  fc.record({ do: fc.constant("delete" as const), hash }),
  fc.record({ do: fc.constant("clear" as const) }),
);

test<[(typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]]>(
  "answers as a Map does",
  [fc.array(step, { maxLength: 60 })],
  (steps) => {
    const table = new OwnerTable();
    const map = new Map<number, string>();
    for (const each of steps) {
      if (each.do === "clear") {
        table.clear();
        map.clear();
      } else if (each.do === "delete") {
        table.delete(each.hash);
        map.delete(each.hash);
      } else {
        table.set(each.hash, each.text);
        map.set(each.hash, each.text);
      }
      if ("hash" in each) expect(table.get(each.hash)).toBe(map.get(each.hash));
    }
    for (const [key, text] of map) expect(table.get(key)).toBe(text);
  },
);

plainTest("grows, and keeps all of many", () => {
  const table = new OwnerTable();
  const hashOf = (number: number): number => number * 90_071_992_547 + 1;
  for (let number = 0; number < 20_000; number += 1) table.set(hashOf(number), `text-${number >> 2}`);
  for (let number = 0; number < 20_000; number += 1) expect(table.get(hashOf(number))).toBe(`text-${number >> 2}`);
  expect(table.get(hashOf(20_000))).toBeUndefined();
});
