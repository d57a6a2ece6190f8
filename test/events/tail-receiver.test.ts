import { afterEach, beforeEach, expect, test } from "vitest";
import { readEnvelope } from "../../src/events/envelope.ts";
import { createExecTarget } from "../../src/events/sinks/exec-target.ts";
import { createHttpTarget } from "../../src/events/sinks/http-target.ts";
import { createSink, type EventSink, type SinkOptions, type Target } from "../../src/events/sinks/sink.ts";
import { tail } from "../../src/events/tail.ts";
import type { TailedEvent, TailOptions } from "../../src/events/tail-types.ts";
import { sleep } from "../../src/kernel/host.ts";
import { timed, VISIBILITY_SECONDS } from "./hand-clock.ts";
import { eventText } from "./messages.ts";
import { type QueueServer, startQueue } from "./queue-server.ts";
import { type Answer, type Receiver, startReceiver } from "./sinks/receiver.ts";

let here: QueueServer;
let shown: TailedEvent[];
const clock = { now: () => Date.now(), steady: () => performance.now(), sleep };
const cleanUp: (() => Promise<void>)[] = [];

beforeEach(async () => {
  here = await startQueue();
  shown = [];
});
afterEach(async () => {
  for (const stop of cleanUp.splice(0).reverse()) await stop();
  await here.stop();
});

async function receiver(answer?: Answer): Promise<Receiver> {
  const started = await startReceiver(answer);
  cleanUp.push(() => started.stop());
  return started;
}

function sinkTo(target: Target, options: Partial<SinkOptions> = {}): EventSink {
  const sink = createSink(target, {
    concurrency: 8,
    retries: 2,
    // Pauses between tries are short, to keep the test so.
    clock: { ...clock, sleep: (ms, signal) => sleep(Math.min(ms, 20), signal) },
    random: Math.random,
    ...options,
  });
  cleanUp.push(() => sink.close());
  return sink;
}

function post(url: string, options: Partial<SinkOptions> = {}, timeoutMs = 60_000): EventSink {
  const target = createHttpTarget({
    url: new URL(url),
    headers: [],
    form: "original",
    timeoutMs,
    keepsResponse: false,
    userAgent: "bwp/test",
    env: {},
  });
  return sinkTo(target, options);
}

function run(sink: EventSink, options: Partial<TailOptions> = {}) {
  return tail({
    queue: here.queue,
    mode: "consume",
    clock,
    random: () => 0,
    idleTimeoutMs: 1000,
    handOver: { sink, record: ({ event }) => ({ eventType: event.type }) },
    sink: async (batch) => {
      shown.push(...batch);
    },
    ...options,
  });
}

const texts = (count: number, from = 0): string[] => Array.from({ length: count }, (_, at) => eventText(from + at));
const got = (at: Receiver): string[] => at.requests.map(({ body }) => body.toString());
const idOf = (text: string): string | undefined => readEnvelope(text).eventId;

test("each event is posted, shown with its delivery, and deleted", async () => {
  const at = await receiver();
  const sent = texts(60);
  await here.send(sent);
  const summary = await run(post(at.url));
  expect(got(at).sort()).toEqual([...sent].sort());
  expect(summary).toMatchObject({ end: "idle", shown: 60, acknowledged: 60, refused: 0, inHand: 0 });
  expect(shown.every(({ outcome }) => outcome?.taken === true && outcome.status === 200)).toBe(true);
  expect(here.contents()).toEqual({ ready: [], inFlight: [] });
});

test("an event is in the queue until the receiver has said 2xx", async () => {
  const inFlight: number[] = [];
  const at = await receiver((_, response) => {
    inFlight.push(here.contents().inFlight.length);
    response.end();
  });
  await here.send(texts(1));
  await run(post(at.url));
  expect(inFlight).toEqual([1]);
  expect(here.contents()).toEqual({ ready: [], inFlight: [] });
});

test("of a receiver that fails one call in five, none is lost and all is acknowledged in the end", async () => {
  const taken = new Set<string | undefined>();
  let calls = 0;
  const at = await receiver((request, response) => {
    calls += 1;
    if (calls % 10 === 0) return void response.destroy();
    if (calls % 5 === 0) return void response.writeHead(500).end();
    taken.add(idOf(request.body.toString()));
    response.end();
  });
  await here.send(texts(300));
  const summary = await run(post(at.url, { retries: 5 }));
  expect(taken.size).toBe(300);
  expect(summary).toMatchObject({ shown: 300, acknowledged: 300, refused: 0 });
  expect(here.contents()).toEqual({ ready: [], inFlight: [] });
});

test("what is not taken goes back to the queue, comes again after a pause, and is then taken", async () => {
  const at = await receiver((_, response, index) => response.writeHead(index <= 3 ? 503 : 200).end());
  await here.send(texts(1));
  const started = Date.now();
  const stop = new AbortController();
  const summary = await run(post(at.url), {
    idleTimeoutMs: undefined,
    signal: stop.signal,
    sink: async (batch) => {
      shown.push(...batch);
      if (shown.length === 2) stop.abort();
    },
  });
  expect(shown.map(({ outcome, receiveCount }) => [outcome?.taken, outcome?.tries, receiveCount])).toEqual([
    [false, 3, 1],
    [true, 1, 2],
  ]);
  expect(Date.now() - started).toBeGreaterThan(5000);
  expect(summary).toMatchObject({ received: 2, acknowledged: 1, returned: 1, refused: 0 });
  expect(here.contents()).toEqual({ ready: [], inFlight: [] });
});

test("a redirect is not followed, and the event is visible again at the end", async () => {
  const there = await receiver();
  const at = await receiver((_, response) => response.writeHead(302, { location: there.url }).end());
  const sent = texts(2);
  await here.send(sent);
  const summary = await run(post(at.url), { limit: 2 });
  expect(summary).toMatchObject({ end: "limit", refused: 2, acknowledged: 0, returned: 2, inHand: 0 });
  expect(there.requests).toEqual([]);
  expect(here.contents().ready.sort()).toEqual([...sent].sort());
});

test("one that hangs holds up neither the others nor loses itself", async () => {
  const hanging = idOf(eventText(0));
  let hangUp: () => void = () => undefined;
  const at = await receiver((request, response) => {
    if (idOf(request.body.toString()) !== hanging) response.end();
    else hangUp = () => response.writeHead(500).end();
  });
  await here.send(texts(100));
  const stop = new AbortController();
  const running = run(post(at.url, { retries: 0, concurrency: 2 }), { signal: stop.signal });
  await expect.poll(() => shown.length, { timeout: 30_000 }).toBe(99);
  stop.abort();
  hangUp();
  const summary = await running;
  expect(summary).toMatchObject({ end: "stopped", acknowledged: 99, refused: 1, returned: 1 });
  // What comes back at the end is not handed over once more on its way.
  expect(at.requests).toHaveLength(100);
  expect(here.contents()).toEqual({ ready: [eventText(0)], inFlight: [] });
});

test("slower than the visibility timeout, no event is handed out twice", async () => {
  const { clock, queue, outlastVisibility } = timed(here.queue);
  const waiting: (() => void)[] = [];
  const at = await receiver((_, response) => {
    waiting.push(() => response.end());
    if (waiting.length < 5) return;
    void outlastVisibility().then(() => {
      for (const answer of waiting.splice(0)) answer();
    });
  });
  await here.send(texts(10));
  const stop = new AbortController();
  const summary = await run(post(at.url, { concurrency: 5, clock }), {
    clock,
    queue,
    visibilitySeconds: VISIBILITY_SECONDS,
    idleTimeoutMs: undefined,
    signal: stop.signal,
    sink: async (batch) => {
      shown.push(...batch);
      if (shown.length === 10) stop.abort();
    },
  });
  expect(at.requests).toHaveLength(10);
  expect(summary).toMatchObject({ received: 10, acknowledged: 10, undeleted: 0 });
});

test("the first signal finishes what is under way and tries no further", async () => {
  const stop = new AbortController();
  const at = await receiver((_, response, index) => {
    if (index === 5) stop.abort();
    void setTimeout(() => response.writeHead(index <= 3 ? 500 : 200).end(), 30);
  });
  const sent = texts(50);
  await here.send(sent);
  const slow = { ...clock, sleep };
  const summary = await run(post(at.url, { retries: 50, clock: slow }), { signal: stop.signal });
  expect(summary.end).toBe("stopped");
  const taken = shown.filter(({ outcome }) => outcome?.taken).map(({ event }) => String(event.raw));
  expect(summary.acknowledged).toBe(taken.length);
  expect(here.contents().inFlight).toEqual([]);
  expect([...here.contents().ready, ...taken].sort()).toEqual([...sent].sort());
});

test("the second signal gives back what hangs in the receiver, at once", async () => {
  const at = await receiver(() => undefined);
  const sent = texts(20);
  await here.send(sent);
  const abort = new AbortController();
  const running = run(post(at.url, {}, 60_000), { abort: abort.signal });
  while (at.requests.length < 8) await sleep(5);
  const since = Date.now();
  abort.abort();
  const summary = await running;
  // The receiver would be waited for a minute.
  expect(Date.now() - since).toBeLessThan(30_000);
  expect(summary).toMatchObject({ end: "aborted", acknowledged: 0, inHand: 0 });
  expect(here.contents()).toEqual({ ready: expect.any(Array), inFlight: [] });
  expect(here.contents().ready.sort()).toEqual([...sent].sort());
});

test("a limit counts what was handed over, and takes no more than that", async () => {
  const at = await receiver();
  await here.send(texts(30));
  const summary = await run(post(at.url), { limit: 13 });
  expect(summary).toMatchObject({ end: "limit", shown: 13, acknowledged: 13 });
  expect(at.requests).toHaveLength(13);
  expect(here.contents().ready).toHaveLength(17);
  expect(here.contents().inFlight).toEqual([]);
});

test("taken is acknowledged, even if nobody can be shown it any more", async () => {
  const at = await receiver();
  const sent = texts(30);
  await here.send(sent);
  const summary = await run(post(at.url), {
    sink: async () => {
      throw Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
    },
  });
  expect(summary.end).toBe("sink-closed");
  expect([...here.contents().ready, ...got(at)].sort()).toEqual([...sent].sort());
  expect(here.contents().inFlight).toEqual([]);
});

test("a peek hands over too, and leaves everything where it is", async () => {
  const at = await receiver();
  const sent = texts(12);
  await here.send(sent);
  const summary = await run(post(at.url), { mode: "peek", idleTimeoutMs: undefined });
  expect(got(at).sort()).toEqual([...sent].sort());
  expect(summary).toMatchObject({ end: "seen-all", acknowledged: 0 });
  expect(here.contents().ready.sort()).toEqual([...sent].sort());
});

test("a command that fails leaves the event in the queue; one that works takes it", async () => {
  const exec = (command: string): EventSink =>
    sinkTo(
      createExecTarget({
        command,
        form: "record",
        timeoutMs: 60_000,
        cwd: "/",
        env: { PATH: process.env.PATH },
        platform: process.platform,
        onOutput: () => undefined,
      }),
    );
  await here.send(texts(3));
  expect(await run(exec("exit 1"), { limit: 3 })).toMatchObject({ refused: 3, acknowledged: 0 });
  expect(here.contents().ready).toHaveLength(3);
  expect(await run(exec("grep -q PACKAGE_DELIVERED"), { limit: 3 })).toMatchObject({ refused: 0, acknowledged: 3 });
  expect(here.contents()).toEqual({ ready: [], inFlight: [] });
});

test("what a filter does not select can be left in the queue", async () => {
  const at = await receiver();
  const others = Array.from({ length: 15 }, (_, index) => eventText(100 + index, "RETURN_STARTED", "order/o/return/r"));
  await here.send([...texts(15), ...others]);
  const notices: string[] = [];
  const { clock, queue, outlastVisibility } = timed(here.queue);
  const stop = new AbortController();
  const running = run(post(at.url, { clock }), {
    clock,
    queue,
    filter: ({ type }) => type === "PACKAGE_DELIVERED",
    unselected: "leave",
    visibilitySeconds: VISIBILITY_SECONDS,
    idleTimeoutMs: undefined,
    signal: stop.signal,
    onNotice: (text) => notices.push(text),
  });
  const allSeen = { ready: [], inFlight: expect.objectContaining({ length: others.length }) };
  await expect.poll(() => here.contents(), { timeout: 30_000 }).toEqual(allSeen);
  await outlastVisibility();
  expect(await here.queue.receive({ max: 10, waitSeconds: 0, visibilitySeconds: 0 })).toEqual([]);
  stop.abort();
  const summary = await running;
  expect(got(at).sort()).toEqual(texts(15).sort());
  expect(summary).toMatchObject({ received: 30, filtered: 15, shown: 15, acknowledged: 15, returned: 15 });
  expect(here.contents().ready.sort()).toEqual([...others].sort());
  expect(notices).toEqual([
    "What the filter does not select is received and given back at the end, so its receive count rises; the queue has no redrive policy.",
  ]);
});
