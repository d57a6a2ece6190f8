import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openQueue } from "../../src/aws/sqs.ts";
import { UnavailableError } from "../../src/errors.ts";
import { openArchive, readArchive } from "../../src/events/archive.ts";
import { cautiousTime } from "../../src/events/clock.ts";
import { readEnvelope } from "../../src/events/envelope.ts";
import { newestEvents, readHistory } from "../../src/events/history.ts";
import { tail } from "../../src/events/tail.ts";
import type { TailedEvent, TailOptions } from "../../src/events/tail-types.ts";
import { sleep } from "../../src/kernel/host.ts";
import { eventText } from "./messages.ts";
import { type QueueServer, settingsFor, startProxy, startQueue } from "./queue-server.ts";

const HOUR = 3_600_000;

let folder: string;
let here: QueueServer;
let shown: TailedEvent[];
/** How far somebody has set the computer's clock ahead. */
let ahead: number;
const clock = { now: () => Date.now() + ahead, steady: () => performance.now(), sleep };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "bwp-jumps-"));
  here = await startQueue();
  shown = [];
  ahead = 0;
});
afterEach(async () => {
  await here.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function run(options: Partial<TailOptions> = {}) {
  const archive = await openArchive({ folder, now: clock.now, pid: process.pid });
  onTestFinished(() => archive.close());
  return tail({
    queue: here.queue,
    mode: "consume",
    archive,
    clock,
    random: () => 0,
    idleTimeoutMs: 1000,
    sink: async (batch) => {
      shown.push(...batch);
    },
    ...options,
  });
}

const texts = (count: number): string[] => Array.from({ length: count }, (_, at) => eventText(at));
const bodies = (): string[] => shown.map(({ event }) => String(event.raw)).sort();

async function archived(): Promise<string[]> {
  const all: string[] = [];
  for await (const { body } of readArchive(folder)) all.push(body);
  return all.sort();
}

test("a cautious time never goes back, and goes ahead by whichever clock does", () => {
  const at = { now: 1_000, steady: 50 };
  const time = cautiousTime({ now: () => at.now, steady: () => at.steady });
  const begin = time();
  const later = (now: number, steady: number): number => {
    Object.assign(at, { now, steady });
    return time() - begin;
  };
  expect(later(1_010, 60)).toBe(10);
  // Set back: it goes on. Set right again: nothing happens. The computer slept, and the steady clock stood still.
  expect(later(1_020 - HOUR, 70)).toBe(20);
  expect(later(1_030, 80)).toBe(30);
  expect(later(1_040 + HOUR, 90)).toBe(40 + HOUR);
});

describe("while the clock jumps", () => {
  test("forth and back with each batch, nothing is lost, shown twice or left, and the end comes in time", async () => {
    const sent = texts(60).sort();
    await here.send(sent);
    const started = performance.now();
    const summary = await run({
      sink: async (batch) => {
        shown.push(...batch);
        ahead = ahead === 0 ? HOUR : ahead > 0 ? -HOUR : 0;
      },
    });
    expect(summary).toMatchObject({ end: "idle", received: 60, acknowledged: 60, redelivered: 0, undeleted: 0 });
    expect(bodies()).toEqual(sent);
    expect(await archived()).toEqual(sent);
    expect(here.contents()).toEqual({ ready: [], inFlight: [] });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test.each([-HOUR, HOUR])("by %i, what is in hand is prolonged: nobody else gets it meanwhile", async (jump) => {
    await here.send(texts(3));
    const stolen: unknown[] = [];
    const summary = await run({
      visibilitySeconds: 2,
      sink: async (batch) => {
        ahead = jump;
        for (let at = 0; at < 14; at += 1) {
          await sleep(250);
          stolen.push(...(await here.queue.receive({ max: 10, waitSeconds: 0, visibilitySeconds: 30 })));
        }
        shown.push(...batch);
      },
    });
    expect(stolen).toEqual([]);
    expect(summary).toMatchObject({ received: 3, acknowledged: 3, redelivered: 0 });
  });

  test("forth, an idle time-out does not come early", async () => {
    const running = run({ idleTimeoutMs: 3000, limit: 1, onReady: () => (ahead = HOUR) });
    await sleep(1500);
    await here.send(texts(1));
    expect(await running).toMatchObject({ end: "limit", shown: 1 });
  });

  test("back, trying a queue that cannot be reached ends all the same", async () => {
    const proxy = await startProxy(here.server.port, () => ({ status: 503, body: "{}" }));
    const queue = await openQueue(settingsFor(proxy.port), here.queue.url);
    onTestFinished(async () => {
      queue.close();
      await proxy.stop();
    });
    const running = run({ queue, giveUpMs: 1500, onRetry: () => (ahead = -HOUR) });
    await expect(running).rejects.toBeInstanceOf(UnavailableError);
  });
});

test("over midnight and back, a file is begun for each day, and history has all", async () => {
  const evening = Date.UTC(2026, 0, 31, 23, 59);
  const archive = await openArchive({ folder, now: () => evening + ahead, pid: process.pid });
  const jumps = [0, HOUR, 0, -HOUR, HOUR, 0];
  for (const [index, jump] of jumps.entries()) {
    ahead = jump;
    const message = { queue: "q", messageId: `m${index}`, receiveCount: 1, receivedAt: evening + ahead };
    await archive.append([{ ...message, event: readEnvelope(eventText(index)) }]);
  }
  await archive.close();
  expect(readdirSync(folder)).toHaveLength(5);
  const kept: string[] = [];
  for await (const batch of readHistory({ folder })) kept.push(...batch.map(({ record }) => record.messageId));
  expect(kept.sort()).toEqual(jumps.map((_, index) => `m${index}`));
  expect((await newestEvents({ folder }, 100)).kept).toHaveLength(6);
});
