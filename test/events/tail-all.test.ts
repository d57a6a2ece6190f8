import { afterEach, beforeEach, expect, test } from "vitest";
import { openQueue } from "../../src/aws/sqs.ts";
import { type TailAllOptions, tailAll } from "../../src/events/tail-all.ts";
import { sleep } from "../../src/kernel/host.ts";
import { eventText } from "./messages.ts";
import { type QueueServer, settingsFor, startQueue } from "./queue-server.ts";

let one: QueueServer;
let two: QueueServer;
let shown: string[];
beforeEach(async () => {
  [one, two] = await Promise.all([startQueue(), startQueue()]);
  shown = [];
});
afterEach(async () => {
  await Promise.all([one.stop(), two.stop()]);
});

function run(options: Partial<TailAllOptions> = {}) {
  return tailAll({
    queues: [
      { queue: one.queue, mode: "consume" },
      { queue: two.queue, mode: "consume" },
    ],
    clock: { now: () => Date.now(), steady: () => performance.now(), sleep },
    random: () => 0,
    idleTimeoutMs: 1000,
    sink: async (batch, queue) => {
      for (const { event } of batch) shown.push(`${queue === one.queue ? 1 : 2} ${event.eventId?.slice(-2)}`);
    },
    ...options,
  });
}

const texts = (count: number, from = 0): string[] => Array.from({ length: count }, (_, at) => eventText(from + at));
const empty = { ready: [], inFlight: [] };

test("several queues come into one sink, and each has its numbers", async () => {
  await one.send(texts(3));
  await two.send(texts(2, 10));
  const summary = await run();
  expect(shown.sort()).toEqual(["1 00", "1 01", "1 02", "2 10", "2 11"]);
  expect(summary).toMatchObject({ end: "idle", received: 5, shown: 5, acknowledged: 5 });
  expect(summary.each.map(({ acknowledged }) => acknowledged)).toEqual([3, 2]);
  expect([one.contents(), two.contents()]).toEqual([empty, empty]);
});

test("a queue in which nothing happens stays open while events come from the other", async () => {
  // Time passes between the events, by more than half of the idle time after each.
  let now = 0;
  const running = run({ clock: { now: () => now, steady: () => now, sleep } });
  for (let at = 0; at < 6; at += 1) {
    await one.send(texts(1, at));
    await expect.poll(() => shown.length, { timeout: 30_000 }).toBe(at + 1);
    now += 600;
  }
  await two.send(texts(1, 50));
  await expect.poll(() => shown, { timeout: 30_000 }).toContain("2 50");
  now += 1000;
  expect(await running).toMatchObject({ end: "idle", acknowledged: 7 });
});

test("a limit counts for all together", async () => {
  await one.send(texts(10));
  await two.send(texts(10, 20));
  const summary = await run({ limit: 7 });
  expect(summary).toMatchObject({ end: "limit", shown: 7, acknowledged: 7 });
  expect(one.contents().ready.length + two.contents().ready.length).toBe(13);
  expect([one.contents().inFlight, two.contents().inFlight]).toEqual([[], []]);
});

test("one that fails is told, the others go on, and its error comes at the end", async () => {
  await one.send(texts(3));
  const missing = await openQueue(settingsFor(two.server.port), `${two.queue.url}-not`);
  const failed: string[] = [];
  const running = run({
    queues: [
      { queue: missing, mode: "consume" },
      { queue: one.queue, mode: "consume" },
    ],
    onFailure: (queue) => failed.push(queue.name),
  });
  await expect(running).rejects.toMatchObject({ type: "not_found" });
  missing.close();
  expect(failed).toEqual([missing.name]);
  expect(shown.sort()).toHaveLength(3);
  expect(one.contents()).toEqual(empty);
});

test("a sink that is gone ends all, quietly", async () => {
  await one.send(texts(1));
  const summary = await run({
    idleTimeoutMs: undefined,
    sink: async () => {
      throw Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
    },
  });
  expect(summary.end).toBe("sink-closed");
  expect(one.contents()).toEqual({ ready: texts(1), inFlight: [] });
});

test("the first signal ends all", async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 300);
  expect(await run({ idleTimeoutMs: undefined, signal: stop.signal })).toMatchObject({ end: "stopped" });
});
