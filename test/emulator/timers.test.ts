import fc from "fast-check";
import { expect, test } from "vitest";
import { createClock } from "../../src/emulator/clock.ts";
import { collection, openStore } from "../../src/emulator/store/store.ts";
import { Timers } from "../../src/emulator/timers.ts";

const DONE = collection<string>("done");

function setUp(now = { ms: 1000 }, store = openStore({})) {
  const clock = createClock(store, () => now.ms, "real");
  const fired: string[] = [];
  const faults: unknown[] = [];
  let fail = false;
  const timers = new Timers<string>({
    store,
    clock,
    fire: (tx, work) => {
      if (fail) throw new Error("disk full");
      tx.put(DONE, work, "yes");
      tx.afterCommit(() => fired.push(work));
    },
    onFault: (error) => faults.push(error),
  });
  const set = (id: string, dueAt: number) => store.transaction((tx) => timers.set(tx, id, { dueAt, work: id }));
  return { now, store, clock, timers, fired, faults, set, failNext: (value: boolean) => (fail = value) };
}

const turn = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));

test("timers fire in the order of their time, and in that of setting within one", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 40 }), async (dues) => {
      const { fired, set, timers } = setUp({ ms: 100 });
      dues.forEach((due, index) => {
        set(`${index}`, due);
      });
      await turn(5);
      timers.close();
      const expected = dues.map((due, index) => [due, index] as const).sort(([a, i], [b, j]) => a - b || i - j);
      expect(fired).toEqual(expected.map(([, index]) => `${index}`));
    }),
    { numRuns: 30 },
  );
});

test("a timer that was set before the process died fires after the restart, once", async () => {
  const first = setUp();
  first.set("a", 5000);
  first.timers.close();
  const second = setUp({ ms: 6000 }, first.store);
  second.timers.start();
  await turn();
  expect(second.fired).toEqual(["a"]);
  second.timers.close();
  const third = setUp({ ms: 7000 }, first.store);
  third.timers.start();
  await turn();
  expect(third.fired).toEqual([]);
  third.timers.close();
});

test("advancing the clock makes timers due, and the clock stays advanced", async () => {
  const { clock, fired, set, store, timers, now } = setUp();
  set("later", 1000 + 40 * 24 * 3600_000);
  await turn();
  expect(fired).toEqual([]);
  clock.advance(41 * 24 * 3600_000);
  timers.wake();
  await turn();
  expect(fired).toEqual(["later"]);
  expect(createClock(store, () => now.ms, "real").now()).toBe(1000 + 41 * 24 * 3600_000);
  timers.close();
});

test("work that fails is reported and tried again; nothing of it has happened", async () => {
  const { fired, faults, set, failNext, store, timers } = setUp();
  failNext(true);
  set("a", 0);
  await turn();
  expect(faults).toHaveLength(1);
  expect(store.count(DONE)).toBe(0);
  failNext(false);
  await turn(1100);
  expect(fired).toEqual(["a"]);
  timers.close();
});

test("a factor that is not above 0 is refused", () => {
  expect(() => createClock(openStore({}), () => 0, 0)).toThrow(RangeError);
  expect(() => createClock(openStore({}), () => 0, Number.NaN)).toThrow(RangeError);
});
