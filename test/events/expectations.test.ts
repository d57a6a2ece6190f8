import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readEnvelope } from "../../src/events/envelope.ts";
import { createEventFilter } from "../../src/events/event-filter.ts";
import { Expectations } from "../../src/events/expectations.ts";
import { webhookBody } from "./messages.ts";

let made = 0;
/** An event of a type at a second of a minute. */
const at = (type: string, second = 0, id?: number) => {
  made += 1;
  return readEnvelope(
    JSON.stringify({
      ...webhookBody(type, "order/o", id ?? made),
      eventTime: `2025-01-31T12:00:${String(second).padStart(2, "0")}Z`,
    }),
  );
};
const awaits = (types: string | readonly string[], count = 1) => {
  const list = typeof types === "string" ? [types] : types;
  return { name: list.join("|"), count, filter: createEventFilter({ types: list }) ?? (() => true) };
};

describe("in any order", () => {
  test("each fills one place; others, and more of the same, are not awaited", () => {
    const expected = new Expectations([awaits("A"), awaits("B", 2)]);
    expect(expected.accept(at("B"))).toBe(true);
    expect(expected.accept(at("C"))).toBe(false);
    expect(expected.missing).toEqual([
      { name: "A", count: 1 },
      { name: "B", count: 1 },
    ]);
    expect(expected.accept(at("B"))).toBe(true);
    expect(expected.accept(at("B"))).toBe(false);
    expect(expected.areMet).toBe(false);
    expect(expected.accept(at("A"))).toBe(true);
    expect(expected.areMet).toBe(true);
    expect(expected.accept(at("A"))).toBe(false);
  });

  test("the same event delivered twice counts once", () => {
    const expected = new Expectations([awaits("A", 2)]);
    expect([expected.accept(at("A", 0, 900)), expected.accept(at("A", 0, 900))]).toEqual([true, false]);
  });

  test("an event moves to another place where that makes room", () => {
    const expected = new Expectations([awaits(["A", "B"]), awaits("A")]);
    expect(expected.accept(at("A"))).toBe(true);
    expect(expected.accept(at("B"))).toBe(true);
    expect(expected.areMet).toBe(true);
  });

  test("as many are met as any assignment could meet", () => {
    const types = ["A", "B", "C"] as const;
    const choice = fc.uniqueArray(fc.constantFrom(...types), { minLength: 1 });
    fc.assert(
      fc.property(
        fc.array(choice, { maxLength: 5 }),
        fc.array(fc.constantFrom(...types), { maxLength: 6 }),
        (wanted, came) => {
          const expected = new Expectations(wanted.map((list) => awaits(list)));
          for (const type of came) expected.accept(at(type));
          const most = (places: readonly (readonly string[])[], left: readonly string[]): number => {
            const [first, ...rest] = places;
            if (first === undefined) return 0;
            let best = most(rest, left);
            for (const [position, type] of left.entries()) {
              if (first.includes(type)) best = Math.max(best, 1 + most(rest, left.toSpliced(position, 1)));
            }
            return best;
          };
          const missing = expected.missing.reduce((sum, { count }) => sum + count, 0);
          expect(wanted.length - missing).toBe(most(wanted, came));
        },
      ),
    );
  });
});

describe("in order", () => {
  test("the events' own times count, not when they arrive", () => {
    const expected = new Expectations([awaits("A"), awaits("B")], { inOrder: true });
    expected.accept(at("B", 20));
    expect(expected.areMet).toBe(false);
    expected.accept(at("A", 10));
    expect(expected.areMet).toBe(true);
  });

  test("one that came too early does not do", () => {
    const expected = new Expectations([awaits("A"), awaits("B"), awaits("C")], { inOrder: true });
    for (const event of [at("B", 5), at("A", 10), at("C", 30)]) expected.accept(event);
    expect(expected.missing).toEqual([
      { name: "B", count: 1 },
      { name: "C", count: 1 },
    ]);
    expected.accept(at("B", 20));
    expect(expected.areMet).toBe(true);
  });
});
