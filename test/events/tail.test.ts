import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openQueue } from "../../src/aws/sqs.ts";
import { BwpError, FileError } from "../../src/errors.ts";
import { type Archive, openArchive, readArchive } from "../../src/events/archive.ts";
import { tail } from "../../src/events/tail.ts";
import type { RetryNotice, TailedEvent, TailOptions } from "../../src/events/tail-types.ts";
import { sleep } from "../../src/kernel/host.ts";
import { timed, VISIBILITY_SECONDS } from "./hand-clock.ts";
import { eventText } from "./messages.ts";
import { type Fault, type QueueServer, settingsFor, startProxy, startQueue } from "./queue-server.ts";

let folder: string;
let here: QueueServer;
let shown: TailedEvent[];
const clock = { now: () => Date.now(), steady: () => performance.now(), sleep };
const cleanUp: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "bwp-tail-"));
  here = await startQueue();
  shown = [];
});
afterEach(async () => {
  for (const stop of cleanUp.splice(0)) await stop();
  await here.stop();
  rmSync(folder, { recursive: true, force: true });
});

function run(options: Partial<TailOptions> = {}) {
  return tail({
    queue: here.queue,
    mode: "consume",
    clock,
    random: () => 0,
    idleTimeoutMs: 1000,
    sink: async (batch) => {
      shown.push(...batch);
    },
    ...options,
  });
}

function texts(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, at) => eventText(from + at));
}

function bodies(events: readonly TailedEvent[] = shown): string[] {
  return events.map(({ event }) => String(event.raw)).sort();
}

function open(): Promise<Archive> {
  return openArchive({ folder, now: Date.now, pid: process.pid });
}

async function archived(): Promise<string[]> {
  const all: string[] = [];
  for await (const { body } of readArchive(folder)) all.push(body);
  return all;
}

async function behindProxy(fault: (action: string) => Fault | undefined) {
  const proxy = await startProxy(here.server.port, fault);
  const queue = await openQueue(settingsFor(proxy.port), here.queue.url);
  cleanUp.push(async () => {
    queue.close();
    await proxy.stop();
  });
  return queue;
}

/** Nothing left in the queue, neither visible nor in flight. */
function expectEmpty(): void {
  expect(here.contents()).toEqual({ ready: [], inFlight: [] });
}

describe("consuming", () => {
  test("archives, shows and deletes everything, whatever it is", async () => {
    const sent = [
      ...texts(25),
      "no JSON",
      '{"detail-type":17}',
      `{"eventDescriptor":"X","data":"${"x".repeat(200_000)}"}`,
    ];
    await here.send(sent);
    const archive = await open();
    const summary = await run({ archive });
    await archive.close();
    expect(bodies()).toEqual([...sent].sort());
    expect((await archived()).sort()).toEqual([...sent].sort());
    expect(summary).toMatchObject({ end: "idle", received: 28, shown: 28, acknowledged: 28, duplicates: 0, inHand: 0 });
    expectEmpty();
  });

  test("archives before it shows, and shows before it deletes", async () => {
    await here.send(texts(5));
    const archive = await open();
    await run({
      archive,
      sink: async (batch) => {
        expect(await archived()).toHaveLength(5);
        expect(here.contents().inFlight).toHaveLength(5);
        shown.push(...batch);
      },
    });
    await archive.close();
    expect(shown).toHaveLength(5);
    expectEmpty();
  });

  test("ready comes once, after the first receive, with the backlog", async () => {
    await here.send(texts(3));
    const ready: unknown[] = [];
    await run({ onReady: (numbers) => ready.push([numbers?.visible, shown.length]) });
    expect(ready).toHaveLength(1);
    expect(ready[0]).toEqual([expect.any(Number), 0]);
  });

  test("the state is told after each batch: what is shown, and what is still in the queue", async () => {
    await here.send(texts(5));
    const stop = new AbortController();
    const summary = await run({
      idleTimeoutMs: 5000,
      signal: stop.signal,
      onState: ({ shown: count, backlog }) => {
        if (count === 5 && backlog === 0) stop.abort();
      },
    });
    expect(summary).toMatchObject({ end: "stopped", shown: 5, backlog: 0 });
  });

  test("more pollers come while the queue is full, up to the number given", async () => {
    await here.send(texts(500));
    const queue = countingReceives();
    await run({ queue, maxPollers: 3 });
    expect(shown).toHaveLength(500);
    expect(queue.most).toBe(3);
  });

  test("many pollers are no reason for a warning of Node's", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on("warning", onWarning);
    onTestFinished(() => void process.off("warning", onWarning));
    await here.send(texts(600));
    const queue = countingReceives();
    await run({ queue, maxPollers: 16 });
    expect(queue.most).toBeGreaterThan(10);
    expect(warnings).toEqual([]);
  });

  test("duplicates are shown as such, with and without archive", async () => {
    for (const archive of [await open(), undefined]) {
      await here.send([eventText(1), eventText(1), eventText(2)]);
      shown = [];
      const summary = await run({ archive });
      await archive?.close();
      expect(summary).toMatchObject({ shown: 3, duplicates: 1, acknowledged: 3 });
      const [first, second] = shown.filter(({ event }) => event.eventId?.endsWith("1"));
      expect([first?.duplicateOf, second?.duplicateOf]).toContain(undefined);
      expect([first?.duplicateOf, second?.duplicateOf]).toContain(
        first?.duplicateOf === undefined ? first?.messageId : second?.messageId,
      );
    }
  });

  test("a limit takes no more than it needs", async () => {
    await here.send(texts(30));
    const summary = await run({ limit: 13 });
    expect(summary).toMatchObject({ end: "limit", shown: 13, acknowledged: 13, inHand: 0 });
    expect(here.contents().inFlight).toEqual([]);
    expect(here.contents().ready).toHaveLength(17);
  });

  test("a filter hides, archives and deletes; what goes beyond the limit is given back", async () => {
    await here.send([
      ...texts(10),
      ...Array.from({ length: 10 }, (_, at) => eventText(100 + at, "RETURN_STARTED", "order/o/return/r")),
    ]);
    const archive = await open();
    const summary = await run({ archive, limit: 3, filter: ({ type }) => type === "RETURN_STARTED" });
    await archive.close();
    expect(shown.map(({ event }) => event.type)).toEqual(["RETURN_STARTED", "RETURN_STARTED", "RETURN_STARTED"]);
    expect(summary).toMatchObject({ end: "limit", filtered: 10, acknowledged: 13, inHand: 0 });
    const { ready, inFlight } = here.contents();
    expect(inFlight).toEqual([]);
    expect([...ready, ...(await archived())].sort()).toEqual(
      [
        ...texts(10),
        ...Array.from({ length: 10 }, (_, at) => eventText(100 + at, "RETURN_STARTED", "order/o/return/r")),
      ].sort(),
    );
  });

  test("hydrates each batch, and hands the outcome to the sink", async () => {
    await here.send(texts(2));
    await run({ hydrate: async (events) => events.map(() => ({ resources: [], problem: "asked" })) });
    expect(shown.map(({ hydration }) => hydration?.problem)).toEqual(["asked", "asked"]);
  });
});

describe("stopping", () => {
  test("the first signal loses none of 5,000 messages: two runs archive exactly what was sent", async () => {
    const sent = texts(5000);
    await here.send(sent);
    const stop = new AbortController();
    const first = await open();
    const summary = await run({
      archive: first,
      signal: stop.signal,
      sink: async (batch) => {
        shown.push(...batch);
        if (shown.length > 1000) stop.abort();
      },
    });
    await first.close();
    expect(summary.end).toBe("stopped");
    expect(summary.shown).toBe(shown.length);
    expect(summary.acknowledged).toBe(shown.length);
    expect(shown.length).toBeLessThan(5000);
    expect(here.contents().inFlight).toEqual([]);
    const second = await open();
    await run({ archive: second });
    await second.close();
    expect((await archived()).sort()).toEqual([...sent].sort());
    expect(bodies()).toEqual([...sent].sort());
    expectEmpty();
  });

  test("the first signal ends an idle long poll at once", async () => {
    const stop = new AbortController();
    const started = Date.now();
    setTimeout(() => stop.abort(), 200);
    const summary = await run({ idleTimeoutMs: undefined, signal: stop.signal });
    expect(summary.end).toBe("stopped");
    // The poll would take twenty seconds.
    expect(Date.now() - started).toBeLessThan(15_000);
  });

  test("the second signal gives back what hangs in the sink", async () => {
    const sent = texts(10);
    await here.send(sent);
    const abort = new AbortController();
    const summary = await run({
      abort: abort.signal,
      sink: () => {
        setTimeout(() => abort.abort(), 50);
        return new Promise(() => undefined);
      },
    });
    expect(summary).toMatchObject({ end: "aborted", shown: 0, acknowledged: 0, returned: 10, inHand: 0 });
    expect(here.contents().ready.sort()).toEqual([...sent].sort());
  });

  test("a closed pipe ends quietly, and what was not written goes back", async () => {
    const sent = texts(30);
    await here.send(sent);
    const summary = await run({
      sink: async (batch) => {
        if (shown.length > 0) throw Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
        shown.push(...batch);
      },
    });
    expect(summary.end).toBe("sink-closed");
    expect(summary.acknowledged).toBe(shown.length);
    expect(here.contents().inFlight).toEqual([]);
    expect([...here.contents().ready, ...bodies()].sort()).toEqual([...sent].sort());
  });

  test("a full disk in the sink is an error, and nothing of its batch is deleted", async () => {
    await here.send(texts(10));
    const failing = run({
      sink: async () => {
        throw new FileError("Cannot write: the disk is full.", { code: "ENOSPC" });
      },
    });
    await expect(failing).rejects.toMatchObject({ type: "io", code: "ENOSPC" });
    expect(here.contents().ready).toHaveLength(10);
  });

  test("an archive that cannot write: nothing is shown, nothing is deleted", async () => {
    await here.send(texts(10));
    const archive = await openArchive({ folder: join(folder, "sub"), now: Date.now, pid: process.pid });
    writeFileSync(join(folder, "sub"), "in the way");
    await expect(run({ archive })).rejects.toBeInstanceOf(FileError);
    expect(shown).toEqual([]);
    expect(here.contents().ready).toHaveLength(10);
  });
});

describe("a slow sink", () => {
  test("longer than the visibility timeout, nothing is delivered twice", async () => {
    await here.send(texts(30));
    const { clock, queue, outlastVisibility } = timed(here.queue);
    const stop = new AbortController();
    const summary = await run({
      clock,
      queue,
      visibilitySeconds: VISIBILITY_SECONDS,
      maxPollers: 3,
      idleTimeoutMs: undefined,
      signal: stop.signal,
      sink: async (batch) => {
        await outlastVisibility();
        shown.push(...batch);
        if (shown.length === 30) stop.abort();
      },
    });
    expect(summary).toMatchObject({ received: 30, shown: 30, acknowledged: 30, duplicates: 0, undeleted: 0 });
    expect(shown.every(({ receiveCount }) => receiveCount === 1)).toBe(true);
    expectEmpty();
  });
});

describe("faults of the queue", () => {
  test("deletes that fail, as a call or in part, are tried again", async () => {
    await here.send(texts(100));
    let calls = 0;
    const retries: RetryNotice[] = [];
    const queue = await behindProxy((action) => {
      if (action !== "DeleteMessageBatch") return undefined;
      calls += 1;
      if (calls > 12) return undefined;
      if (calls % 3 === 0) return { status: 503, body: '{"__type":"ServiceUnavailable"}' };
      return calls % 3 === 1 ? { failEntries: ["0", "3"] } : undefined;
    });
    const summary = await run({ queue, onRetry: (notice) => retries.push(notice) });
    expect(summary).toMatchObject({ received: 100, shown: 100, acknowledged: 100, undeleted: 0 });
    expect(new Set(retries.map(({ operation }) => operation))).toEqual(new Set(["delete"]));
    expectEmpty();
  });

  test("receives that fail are tried again, visibly, and ready comes after the first that works", async () => {
    await here.send(texts(3));
    let calls = 0;
    const log: string[] = [];
    const queue = await behindProxy((action) => {
      if (action !== "ReceiveMessage") return undefined;
      calls += 1;
      return calls === 1 ? "hang up" : calls === 2 ? { status: 500, body: "<html>" } : undefined;
    });
    await run({
      queue,
      onRetry: ({ operation, attempt, delayMs }) => log.push(`${operation} ${attempt} ${delayMs}`),
      onReady: () => log.push("ready"),
    });
    expect(log).toEqual(["receive 1 250", "receive 2 500", "ready"]);
    expect(shown).toHaveLength(3);
  });

  test("gives up after the time given", async () => {
    const queue = await behindProxy((action) => (action === "ReceiveMessage" ? "hang up" : undefined));
    const attempts: number[] = [];
    // Time passes in the pauses between two tries only.
    let now = 0;
    const pausing: typeof clock = {
      now: () => now,
      steady: () => now,
      sleep: async (ms, signal) => {
        if (ms > 1000) return sleep(ms, signal);
        now += ms;
      },
    };
    await expect(
      run({ queue, clock: pausing, giveUpMs: 1000, onRetry: ({ attempt }) => attempts.push(attempt) }),
    ).rejects.toMatchObject({
      type: "unavailable",
      operation: "sqs:ReceiveMessage",
    });
    expect(attempts).toEqual([1, 2, 3]);
  });

  test("a receive or delete that is not allowed ends at once", async () => {
    await here.send(texts(1));
    for (const denied of ["DeleteMessageBatch", "ReceiveMessage"]) {
      const body = '{"__type":"com.amazon.coral.service#AccessDeniedException","message":"no"}';
      const queue = await behindProxy((action) => (action === denied ? { status: 400, body } : undefined));
      const error: unknown = await run({ queue }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ type: "permission" });
      expect(error instanceof BwpError && error.operation).toBe(
        denied === "ReceiveMessage" ? "sqs:ReceiveMessage" : "sqs:DeleteMessage",
      );
    }
  });

  test("what is shown of a queue that is gone is not deleted, and no reason to end", async () => {
    await here.send(texts(3));
    const queue = await behindProxy((action) =>
      action === "DeleteMessageBatch"
        ? { status: 400, body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"}' }
        : undefined,
    );
    expect(await run({ queue })).toMatchObject({ end: "idle", shown: 3, acknowledged: 0, undeleted: 3 });
  });

  test("a queue that does not exist", async () => {
    const queue = await openQueue(settingsFor(here.server.port), `${here.queue.url}-not`);
    await expect(run({ queue })).rejects.toMatchObject({ type: "not_found" });
    queue.close();
  });
});

describe("peeking", () => {
  test("shows each message once and leaves the queue whole", async () => {
    const sent = texts(45);
    await here.send(sent);
    const talk: string[] = [];
    const summary = await run({
      mode: "peek",
      idleTimeoutMs: undefined,
      onWarning: (text) => talk.push(`warning: ${text}`),
      onNotice: (text) => talk.push(`notice: ${text}`),
    });
    expect(bodies()).toEqual([...sent].sort());
    expect(summary).toMatchObject({ end: "seen-all", shown: 45, acknowledged: 0, returned: 45 });
    expect(here.contents().inFlight).toEqual([]);
    expect(here.contents().ready.sort()).toEqual([...sent].sort());
    expect(talk).toEqual([
      "notice: Peeking receives every message and gives it back, so each receive count rises; the queue has no redrive policy.",
    ]);
  });

  test.each([
    ["counts receives", () => Promise.resolve(3), "after 3 receives."],
    ["may be there", () => Promise.reject(new BwpError("permission", "no")), "if the queue has one, counts that."],
  ])("warns where a redrive policy %s", async (_, maxReceiveCount, end) => {
    const warnings: string[] = [];
    const attributes = async () => ({ ...(await here.queue.attributes()), maxReceiveCount: await maxReceiveCount() });
    await run({ queue: { ...pick(), attributes }, mode: "peek", onWarning: (text) => warnings.push(text) });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.endsWith(end)).toBe(true);
  });

  test("a limit and a signal leave it whole too", async () => {
    await here.send(texts(30));
    const summary = await run({ mode: "peek", limit: 4 });
    expect(summary).toMatchObject({ end: "limit", shown: 4 });
    const stop = new AbortController();
    const stopped = await run({
      mode: "peek",
      signal: stop.signal,
      sink: async () => stop.abort(),
    });
    expect(stopped.end).toBe("stopped");
    expect(here.contents().inFlight).toEqual([]);
    expect(here.contents().ready).toHaveLength(30);
  });

  test("keeps what it has seen out of sight longer than the visibility timeout", async () => {
    await here.send(texts(20));
    const { clock, queue, outlastVisibility } = timed(here.queue);
    const stop = new AbortController();
    const summary = await run({
      clock,
      queue,
      mode: "peek",
      visibilitySeconds: VISIBILITY_SECONDS,
      idleTimeoutMs: undefined,
      signal: stop.signal,
      sink: async (batch) => {
        await outlastVisibility();
        shown.push(...batch);
        if (shown.length < 20) return;
        expect(await here.queue.receive({ max: 10, waitSeconds: 0, visibilitySeconds: 0 })).toEqual([]);
        stop.abort();
      },
    });
    expect(summary).toMatchObject({ received: 20, shown: 20, returned: 20 });
  });
});

test("an idle queue costs one long poll at a time", async () => {
  const queue = countingReceives();
  await run({ queue, idleTimeoutMs: 2000 });
  expect(queue.most).toBe(1);
  expect(queue.calls).toBeLessThanOrEqual(4);
});

/** The queue, with a count of its receives: all, and at once. */
function countingReceives() {
  let running = 0;
  const queue = {
    ...pick(),
    most: 0,
    calls: 0,
    receive: async (request: Parameters<typeof here.queue.receive>[0]) => {
      queue.calls += 1;
      running += 1;
      queue.most = Math.max(queue.most, running);
      try {
        return await here.queue.receive(request);
      } finally {
        running -= 1;
      }
    },
  };
  return queue;
}

function pick() {
  const { queue } = here;
  return {
    url: queue.url,
    endpoint: queue.endpoint,
    name: queue.name,
    deleteBatch: queue.deleteBatch.bind(queue),
    changeVisibilityBatch: queue.changeVisibilityBatch.bind(queue),
    attributes: queue.attributes.bind(queue),
    receive: queue.receive.bind(queue),
    tags: queue.tags.bind(queue),
    close: queue.close.bind(queue),
  };
}

test("a killed process loses nothing: its messages come back and are marked", async () => {
  // What a crash between showing and deleting leaves: archived, invisible for a while, then delivered again.
  await here.send(texts(5));
  const archive = await open();
  const received = await here.queue.receive({ max: 10, waitSeconds: 0, visibilitySeconds: 1 });
  const crash = new AbortController();
  const deleteBatch = () => {
    crash.abort();
    return new Promise<never>(() => undefined);
  };
  await run({
    archive,
    queue: { ...pick(), receive: async () => received, deleteBatch },
    limit: 5,
    abort: crash.signal,
  });
  await archive.close();
  await sleep(1100);
  const next = await open();
  const summary = await run({ archive: next });
  await next.close();
  expect(summary).toMatchObject({ shown: 5, duplicates: 0, redelivered: 5, acknowledged: 5 });
  expect(shown.map(({ duplicateOf }) => duplicateOf)).toEqual(Array(shown.length).fill(undefined));
  expectEmpty();
});
