import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { FileError } from "../../../src/errors.ts";
import { type Archive, openArchive, readArchive } from "../../../src/events/archive.ts";
import { createSink, type Target } from "../../../src/events/sinks/sink.ts";
import { createCallerCheck } from "../../../src/events/webhook/callers.ts";
import { listen } from "../../../src/events/webhook/listen.ts";
import type { ListenOptions, ListenSummary, PostedEvent } from "../../../src/events/webhook/listen-types.ts";
import { createSignatureGate } from "../../../src/events/webhook/signature-gate.ts";
import { sleep } from "../../../src/kernel/host.ts";
import { stopClock } from "../hand-clock.ts";
import { webhookBody } from "../messages.ts";

const CLOCK = { now: () => Date.now(), steady: () => performance.now(), sleep };

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

interface World {
  readonly port: number;
  readonly shown: PostedEvent[];
  readonly said: string[];
  readonly done: Promise<ListenSummary>;
  readonly folder: string;
  stop(): void;
  abort(): void;
  post(
    body: string | Buffer,
    headers?: Readonly<Record<string, string>>,
    method?: string,
    path?: string,
  ): Promise<Reply>;
  archived(): Promise<string[]>;
}

const body = (index: number, type = "PACKAGE_DELIVERED"): string =>
  JSON.stringify(webhookBody(type, `order/322-ABC1-AAAAAA/delivery/d${index}`, index));

/** A listener on a free port that takes anybody's posts, unless told otherwise. */
async function start(more: Partial<ListenOptions> = {}, wrap = (archive: Archive): Archive => archive): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "bwp-listen-"));
  const archive = await openArchive({ folder, now: CLOCK.now, pid: process.pid });
  const [stop, abort] = [new AbortController(), new AbortController()];
  const shown: PostedEvent[] = [];
  const said: string[] = [];
  let ready: (port: number) => void = () => undefined;
  const listening = new Promise<number>((resolve) => {
    ready = resolve;
  });
  const done = listen({
    host: "127.0.0.1",
    port: 0,
    path: "/hook",
    maxBodyBytes: 4096,
    readTimeoutMs: 60_000,
    callers: undefined,
    signatures: createSignatureGate("off", undefined),
    archive: wrap(archive),
    addressOf: (port) => `http://127.0.0.1:${port}/hook`,
    sink: async (batch) => void shown.push(...batch),
    signal: stop.signal,
    abort: abort.signal,
    clock: CLOCK,
    onReady: ready,
    onState: () => undefined,
    onRefusal: ({ status, reason }) => said.push(`${status} ${reason}`),
    onArchiveTrouble: (error) => said.push(`archive: ${error instanceof Error ? error.message : ""}`),
    onArchiveRecovery: () => said.push("archive again"),
    ...more,
  });
  const port = await Promise.race([listening, done.then(() => 0)]);
  const agent = new Agent({ keepAlive: true });
  onTestFinished(async () => {
    agent.destroy();
    stop.abort();
    abort.abort();
    await done.catch(() => undefined);
    await archive.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    port,
    shown,
    said,
    done,
    folder,
    stop: () => stop.abort(),
    abort: () => abort.abort(),
    post: (content, headers = {}, method = "POST", path = "/hook") =>
      new Promise((resolve, reject) => {
        const sending = request({ port, host: "127.0.0.1", method, path, headers, agent }, async (response) => {
          let text = "";
          for await (const chunk of response) text += String(chunk);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
        sending.on("error", reject);
        sending.end(content);
      }),
    async archived() {
      const bodies: string[] = [];
      for await (const record of readArchive(folder)) bodies.push(record.body);
      return bodies;
    },
  };
}

async function eventually(holds: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error("It never came to pass.");
    await delay(5);
  }
}

describe("a post", () => {
  test("is archived byte for byte, answered, and shown", async () => {
    const world = await start();
    const text = `  ${body(1)}\n`;
    expect(await world.post(text)).toMatchObject({ status: 200, text: "OK\n" });
    expect(await world.archived()).toEqual([text]);
    await eventually(() => world.shown.length === 1);
    expect(world.shown[0]).toMatchObject({ event: { type: "PACKAGE_DELIVERED" }, signature: "unchecked" });
    world.stop();
    expect(await world.done).toMatchObject({ end: "stopped", received: 1, shown: 1, inHand: 0 });
  });

  test("is answered only when the archive has it, and does not wait for the sink", async () => {
    const steps: string[] = [];
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const world = await start({ sink: () => new Promise(() => undefined) }, (archive) => ({
      ...archive,
      append: async (entries) => {
        await gate;
        const repeats = await archive.append(entries);
        steps.push("archived");
        return repeats;
      },
      close: () => archive.close(),
    }));
    const reply = world.post(body(1)).then(({ status }) => steps.push(`answered ${status}`));
    await delay(100);
    expect(steps).toEqual([]);
    letGo();
    await reply;
    expect(steps).toEqual(["archived", "answered 200"]);
  });

  test("that comes again is marked as a duplicate, with another body too", async () => {
    const world = await start();
    await world.post(body(1));
    await world.post(body(1));
    await world.post(body(1).replace('"data":{}', '"data":{"a":1}'));
    await eventually(() => world.shown.length === 3);
    const [first, ...others] = world.shown;
    expect(first?.duplicateOf).toBeUndefined();
    expect(others.map(({ duplicateOf }) => duplicateOf)).toEqual([first?.messageId, first?.messageId]);
  });

  test.each([
    ["text", "hello"],
    ["bytes that are no UTF-8", Buffer.from([0xff, 0xfe, 0x00])],
    ["JSON that is no event", "[1,2]"],
  ])("of %s is kept and shown as it is", async (_, content) => {
    const world = await start();
    expect((await world.post(content)).status).toBe(200);
    await eventually(() => world.shown.length === 1);
    expect(world.shown[0]?.event.form).toBe("unknown");
    expect(Buffer.from(world.shown[0]?.event.raw ?? "")).toEqual(Buffer.from(content));
  });
});

describe("refused:", () => {
  const post = { content: "x", headers: {}, method: "POST", path: "/hook" };
  test.each([
    ["another path", { ...post, path: "/other" }, 404, "Events are posted to /hook."],
    ["a path that only begins so", { ...post, path: "/hook/x" }, 404, "Events are posted to /hook."],
    ["GET", { ...post, content: "", method: "GET" }, 405, "Only POST is taken."],
    ["an empty body", { ...post, content: "" }, 400, "The body is empty."],
    ["a long body", { ...post, content: "x".repeat(4097) }, 413, "The body is longer than 4096 bytes."],
    [
      "a compressed body",
      { ...post, headers: { "content-encoding": "gzip" } },
      415,
      "The body is encoded: it must come as it was signed.",
    ],
  ])("%s", async (_, { content, headers, method, path }, status, reason) => {
    const world = await start();
    const reply = await world.post(content, headers, method, path);
    expect(reply).toMatchObject({ status });
    expect(reply.text).toMatch(new RegExp(`^${status} [A-Za-z ]+: ${reason.replaceAll(".", "\\.")}\\n$`));
    expect(world.said).toEqual([`${status} ${reason}`]);
    expect(await world.archived()).toEqual([]);
    // The connection is still good.
    expect((await world.post(body(1))).status).toBe(200);
  });

  test("a long body in pieces, whose length nobody told", async () => {
    const world = await start();
    const reply = await world.post("x".repeat(1024 * 1024), { "transfer-encoding": "chunked" });
    expect(reply.status).toBe(413);
    expect((await world.post("x".repeat(4096), { "transfer-encoding": "chunked" })).status).toBe(200);
  });

  test("a body that takes too long; others are not held up", async () => {
    const world = await start({ readTimeoutMs: 3000 });
    const socket = connect(world.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => {
      answer += String(chunk);
    });
    socket.write("POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");
    expect((await world.post(body(1))).status).toBe(200);
    await new Promise((resolve) => socket.once("close", resolve));
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(await world.archived()).toEqual([body(1)]);
  });

  test("a wrong password, before the body is read", async () => {
    const world = await start({ callers: createCallerCheck({ kind: "basic", username: "a", password: "b" }) });
    const reply = await world.post(body(1));
    expect(reply).toMatchObject({ status: 401, headers: { "www-authenticate": 'Basic realm="bwp"' } });
    expect((await world.post(body(1), { authorization: `Basic ${btoa("a:c")}` })).status).toBe(401);
    expect((await world.post(body(1), { authorization: `Basic ${btoa("a:b")}` })).status).toBe(200);
    expect(world.said).toEqual([
      "401 The header authorization is missing.",
      "401 The header authorization is not the right one.",
    ]);
  });
});

describe("under pressure", () => {
  test("what is too much is answered with 503, and taken when there is room again", async () => {
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const world = await start({ mostInHand: 3, sink: () => gate });
    const replies = await Promise.all([1, 2, 3, 4, 5].map((index) => world.post(body(index))));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, 503, 503]);
    expect(replies.find(({ status }) => status === 503)?.headers["retry-after"]).toBe("1");
    expect(world.said).toHaveLength(2);
    letGo();
    await expect.poll(async () => (await world.post(body(6))).status, { timeout: 30_000 }).toBe(200);
    expect(await world.archived()).toHaveLength(4);
  });

  test("an archive that cannot be written is answered with 503, and said once until it can", async () => {
    let isFull = true;
    const world = await start({}, (archive) => ({
      ...archive,
      append: (entries) =>
        isFull ? Promise.reject(new FileError("Cannot write: the disk is full.")) : archive.append(entries),
      close: () => archive.close(),
    }));
    const first = await world.post(body(1));
    expect(first).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
    expect((await world.post(body(2))).status).toBe(503);
    isFull = false;
    expect((await world.post(body(1))).status).toBe(200);
    expect(world.said.filter((line) => line.startsWith("archive"))).toEqual([
      "archive: Cannot write: the disk is full.",
      "archive again",
    ]);
    await eventually(() => world.shown.length === 1);
    expect(world.shown[0]?.duplicateOf).toBeUndefined();
  });
});

describe("a filter", () => {
  test("keeps from the sink, not from the archive; the limit counts what is shown", async () => {
    const world = await start({ filter: ({ type }) => type === "REFUND_REQUESTED", limit: 2 });
    for (let index = 0; index < 4; index += 1) {
      expect((await world.post(body(index, index % 2 ? "REFUND_REQUESTED" : "PACKAGE_DELIVERED"))).status).toBe(200);
    }
    expect(await world.done).toMatchObject({ end: "limit", received: 4, shown: 2, filtered: 2 });
    expect(await world.archived()).toHaveLength(4);
  });
});

describe("the end", () => {
  test("after the limit is reached nothing more is taken", async () => {
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const world = await start({ limit: 1, sink: () => gate });
    expect((await world.post(body(1))).status).toBe(200);
    expect((await world.post(body(2))).status).toBe(503);
    letGo();
    expect(await world.done).toMatchObject({ end: "limit", received: 1 });
    expect(await world.archived()).toEqual([body(1)]);
  });

  test("when nothing comes; not while something is in hand", async () => {
    const clock = stopClock();
    let letGo: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let isOver = false;
    const world = await start({ clock, idleTimeoutMs: 200, sink: () => gate });
    void world.done.then(() => {
      isOver = true;
    });
    await world.post(body(1));
    clock.pass(10_000);
    await delay(50);
    expect(isOver).toBe(false);
    letGo();
    await eventually(() => {
      clock.pass(200);
      return isOver;
    });
    expect(await world.done).toMatchObject({ end: "idle", shown: 1 });
  });

  test("when the reader of the output is gone is quiet", async () => {
    const world = await start({ sink: () => Promise.reject(Object.assign(new Error("gone"), { code: "EPIPE" })) });
    expect((await world.post(body(1))).status).toBe(200);
    expect(await world.done).toMatchObject({ end: "sink-closed", received: 1, shown: 0, inHand: 1 });
  });

  test("with any other error of the sink is that error", async () => {
    const world = await start({ sink: () => Promise.reject(new FileError("stdout is full")) });
    const failure = expect(world.done).rejects.toThrow("stdout is full");
    await world.post(body(1));
    await failure;
  });

  test("finishes a post that is being read, and answers it", async () => {
    const world = await start();
    const socket = connect(world.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => {
      answer += String(chunk);
    });
    const text = body(1);
    const head = `POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: ${text.length}\r\nExpect: 100-continue`;
    socket.write(`${head}\r\n\r\n${text.slice(0, 10)}`);
    // This says that the post is being read.
    await eventually(() => answer.startsWith("HTTP/1.1 100 Continue"));
    world.stop();
    await delay(50);
    socket.write(text.slice(10));
    expect(await world.done).toMatchObject({ end: "stopped", received: 1, shown: 1 });
    await eventually(() => /\nHTTP\/1.1 200 /.test(answer));
  });

  test("the second signal waits for nothing", async () => {
    const world = await start({ sink: () => new Promise(() => undefined) });
    await world.post(body(1));
    world.stop();
    await delay(20);
    world.abort();
    expect(await world.done).toMatchObject({ end: "aborted", received: 1, shown: 0, inHand: 1 });
  });
});

describe("a receiver", () => {
  const target = (attempt: Target["attempt"]): Target => ({ name: "r", attempt, close: () => undefined });

  test("that fails now and then gets it all; what it does not take is counted", async () => {
    const tries = new Map<string, number>();
    const taken: string[] = [];
    const sink = createSink(
      target(async ({ event }) => {
        await delay(1);
        const id = event.eventId ?? "";
        tries.set(id, (tries.get(id) ?? 0) + 1);
        if (id.endsWith("7")) return { taken: false, retryable: false, problem: "Never." };
        if (Number(id.at(-1)) > (tries.get(id) ?? 0)) return { taken: false, retryable: true, problem: "Not now." };
        taken.push(id);
        return { taken: true, retryable: false };
      }),
      { concurrency: 4, retries: 20, clock: { ...CLOCK, sleep: () => delay(1) }, random: Math.random },
    );
    const world = await start({ limit: 50, handOver: { sink, record: () => ({}) } });
    await Promise.all(Array.from({ length: 50 }, (_, index) => world.post(body(index))));
    expect(await world.done).toMatchObject({ end: "limit", received: 50, shown: 50, refused: 5 });
    expect(new Set(taken).size).toBe(45);
    expect(world.shown.filter(({ outcome }) => outcome?.taken === false)).toHaveLength(5);
  });

  const taking = () =>
    createSink(
      target(async () => ({ taken: true, retryable: false })),
      { concurrency: 4, retries: 0, clock: CLOCK, random: Math.random },
    );

  test("does not keep the listener when the reader of the output is gone", async () => {
    const world = await start({
      handOver: { sink: taking(), record: () => ({}) },
      sink: () => Promise.reject(Object.assign(new Error("gone"), { code: "EPIPE" })),
    });
    expect((await world.post(body(1))).status).toBe(200);
    expect(await world.done).toMatchObject({ end: "sink-closed", shown: 0, inHand: 1 });
  });

  test("that hangs is left alone after the second signal, and its event is in the archive only", async () => {
    const hanging = target(
      (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve({ taken: false, retryable: false }));
        }),
    );
    const sink = createSink(hanging, { concurrency: 1, retries: 0, clock: CLOCK, random: Math.random });
    const world = await start({ handOver: { sink, record: () => ({}) } });
    await Promise.all([1, 2, 3].map((index) => world.post(body(index))));
    world.stop();
    await delay(20);
    world.abort();
    expect(await world.done).toMatchObject({ end: "aborted", received: 3, shown: 0, refused: 0, inHand: 3 });
  });

  test("gets what is in hand when the listener ends", async () => {
    const slow = createSink(
      target(async () => {
        await delay(20);
        return { taken: true, retryable: false };
      }),
      { concurrency: 2, retries: 0, clock: CLOCK, random: Math.random },
    );
    const world = await start({ handOver: { sink: slow, record: () => ({}) } });
    await Promise.all(Array.from({ length: 20 }, (_, index) => world.post(body(index))));
    world.stop();
    expect(await world.done).toMatchObject({ end: "stopped", received: 20, shown: 20, refused: 0, inHand: 0 });
  });
});
