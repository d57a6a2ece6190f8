import { afterEach, describe, expect, test } from "vitest";
import { UsageError } from "../../../src/errors.ts";
import { readEnvelope } from "../../../src/events/envelope.ts";
import { createHttpTarget, type HttpTargetOptions } from "../../../src/events/sinks/http-target.ts";
import { createSink, type EventSink, type SinkOptions } from "../../../src/events/sinks/sink.ts";
import { sleep } from "../../../src/kernel/host.ts";
import { envelope, eventText, webhookBody } from "../messages.ts";
import { type Answer, type Receiver, startReceiver } from "./receiver.ts";

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of cleanUp.splice(0).reverse()) await stop();
});

async function receiver(answer?: Answer): Promise<Receiver> {
  const started = await startReceiver(answer);
  cleanUp.push(() => started.stop());
  return started;
}

/** Pauses between tries last no time, and are taken down. */
const pauses: number[] = [];
const clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  sleep: async (ms: number) => {
    pauses.push(ms);
  },
};

function open(url: string, more: Partial<HttpTargetOptions> = {}, options: Partial<SinkOptions> = {}): EventSink {
  pauses.length = 0;
  const target = createHttpTarget({
    url: new URL(url),
    headers: [],
    form: "original",
    timeoutMs: 60_000,
    keepsResponse: false,
    userAgent: "bwp/test",
    env: {},
    ...more,
  });
  const sink = createSink(target, { concurrency: 4, retries: 0, clock, random: () => 0, ...options });
  cleanUp.push(() => sink.close());
  return sink;
}

const event = readEnvelope(eventText(1));

describe("what is sent", () => {
  test("a POST of the original bytes, with headers that tell id and type", async () => {
    const at = await receiver();
    const outcome = await open(`${at.url}?key=hidden`).deliver({ event });
    expect(outcome).toEqual({
      target: `${at.url}?…`,
      taken: true,
      status: 200,
      ms: expect.any(Number),
      tries: 1,
    });
    const [request] = at.requests;
    expect(request).toMatchObject({
      method: "POST",
      url: "/hook?key=hidden",
      headers: {
        "content-type": "application/json",
        "user-agent": "bwp/test",
        "x-bwp-event-id": "00000000-0000-4000-8000-000000000001",
        "x-bwp-event-type": "PACKAGE_DELIVERED",
      },
    });
    expect(request?.headers["x-bwp-replay"]).toBeUndefined();
    expect(request?.body.toString()).toBe(eventText(1));
  });

  test("a replay says so, and headers of the user's win", async () => {
    const at = await receiver();
    const headers = [
      { name: "Authorization", value: "Bearer s3cret-token", isSecret: true },
      { name: "Content-Type", value: "application/cloudevents+json", isSecret: false },
    ];
    await open(at.url, { headers }).deliver({ event, isReplay: true });
    expect(at.requests[0]?.headers).toMatchObject({
      "x-bwp-replay": "true",
      authorization: "Bearer s3cret-token",
      "content-type": "application/cloudevents+json",
    });
  });

  test("bytes that are no text arrive as they came; an event's own words cannot forge headers", async () => {
    const at = await receiver();
    const sink = open(at.url);
    await sink.deliver({ event: readEnvelope(Buffer.from([0xff, 0x00, 0x0a])) });
    expect(at.requests[0]?.body).toEqual(Buffer.from([0xff, 0x00, 0x0a]));
    expect(at.requests[0]?.headers["content-type"]).toBe("application/octet-stream");
    const forged = readEnvelope(JSON.stringify(webhookBody("A\r\nx-evil: 1\ud800é", "order/o")));
    expect(await sink.deliver({ event: forged })).toMatchObject({ taken: true });
    expect(at.requests[1]?.headers["x-bwp-event-type"]).toBe("A%0D%0Ax-evil: 1%EF%BF%BD%C3%A9");
    expect(at.requests[1]?.headers["x-evil"]).toBeUndefined();
  });

  const detail = webhookBody("REFUND_REQUESTED", "order/o/refund/r", 7);
  const full = envelope("REFUND_REQUESTED", "order/o/refund/r", detail, 7);
  const thin = envelope("ITEM_DELIVERED", "order/o/delivery/d", {}, 8);
  test.each([
    ["eventbridge", "eventbridge", full, full, undefined],
    ["eventbridge", "webhook", full, detail, undefined],
    ["eventbridge in SNS", "webhook", { Type: "Notification", Message: JSON.stringify(full) }, detail, undefined],
    ["eventbridge in SNS", "eventbridge", { Type: "Notification", Message: JSON.stringify(full) }, full, undefined],
    ["webhook", "webhook", detail, detail, undefined],
    [
      "webhook",
      "eventbridge",
      detail,
      {
        version: "0",
        id: detail.eventId,
        "detail-type": "REFUND_REQUESTED",
        time: detail.eventTime,
        resources: detail.resources,
        detail,
      },
      "built",
    ],
    [
      "thin",
      "webhook",
      thin,
      {
        idempotencyKey: thin.id,
        eventDescriptor: "ITEM_DELIVERED",
        resources: thin.resources,
        eventId: thin.id,
        eventTime: thin.time,
        data: {},
      },
      "built",
    ],
    ["somebody else's", "webhook", { hello: 1 }, { hello: 1 }, "original"],
  ] as const)("%s as %s", async (_, form, message, expected, note) => {
    const at = await receiver();
    await open(at.url, { form }).deliver({ event: readEnvelope(JSON.stringify(message)) });
    expect(JSON.parse(String(at.requests[0]?.body))).toEqual(expected);
    expect(at.requests[0]?.headers["x-bwp-envelope"]).toBe(note);
  });

  test("the record is what bwp shows, and numbers keep their digits", async () => {
    const at = await receiver();
    await open(at.url, { form: "record" }).deliver({ event, record: () => ({ eventType: "X" }) });
    expect(String(at.requests[0]?.body)).toBe('{"eventType":"X"}');
    const exact = JSON.stringify(full).replace('"data":{}', '"data":{"amount":10.50}');
    await open(at.url, { form: "webhook" }).deliver({ event: readEnvelope(exact) });
    expect(String(at.requests[1]?.body)).toContain('"amount":10.50');
  });

  test("a proxy is used as anywhere else: not for this machine, and a broken variable is said at once", async () => {
    const proxy = await receiver();
    const env = { http_proxy: new URL(proxy.url).origin };
    await open("http://receiver.example/hook", { env }).deliver({ event });
    expect(proxy.requests[0]?.url).toBe("http://receiver.example/hook");
    const at = await receiver();
    await open(at.url, { env }).deliver({ event });
    expect([proxy.requests.length, at.requests.length]).toEqual([1, 1]);
    expect(() => open("http://receiver.example/", { env: { http_proxy: "socks5://p" } })).toThrow(UsageError);
  });

  test("connections are used again, and no more than allowed run at once", async () => {
    const waiting: (() => void)[] = [];
    const at = await receiver((_, response) => {
      waiting.push(() => response.end());
      if (waiting.length === 3) for (const answer of waiting.splice(0)) answer();
    });
    const sink = open(at.url, {}, { concurrency: 3 });
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => sink.deliver({ event })));
    expect(outcomes.every(({ taken }) => taken)).toBe(true);
    expect([at.most, at.connections]).toEqual([3, 3]);
    expect(sink.pending).toBe(0);
  });
});

describe("what is not taken", () => {
  test("a redirect is a problem, and is not followed", async () => {
    const there = await receiver();
    const at = await receiver((_, response) => response.writeHead(301, { location: `${there.url}?token=x` }).end());
    const outcome = await open(at.url, {}, { retries: 3 }).deliver({ event });
    expect(outcome).toMatchObject({
      taken: false,
      status: 301,
      tries: 1,
      problem: `It answered 301, a redirect to ${there.url}, which is not followed.`,
    });
    expect(there.requests).toEqual([]);
  });

  test.each([400, 401, 404, 410])("%i is final", async (status) => {
    const at = await receiver((_, response) => response.writeHead(status).end());
    const outcome = await open(at.url, {}, { retries: 3 }).deliver({ event });
    expect(outcome).toMatchObject({ taken: false, status, tries: 1, problem: `It answered ${status}.` });
  });

  test.each([500, 502, 503, 429, 408])("%i is tried again, with a growing pause", async (status) => {
    const at = await receiver((_, response, index) => response.writeHead(index === 4 ? 204 : status).end());
    expect(await open(at.url, {}, { retries: 3 }).deliver({ event })).toMatchObject({
      taken: true,
      status: 204,
      tries: 4,
    });
    expect(pauses).toEqual([250, 500, 1000]);
    expect(await open(at.url, {}, { retries: 1 }).deliver({ event })).toMatchObject({ taken: false, status, tries: 2 });
  });

  test("a receiver that asks for time gets it", async () => {
    const at = await receiver((_, response, index) =>
      index === 1 ? response.writeHead(503, { "retry-after": "7" }).end() : response.end(),
    );
    expect(await open(at.url, {}, { retries: 1 }).deliver({ event })).toMatchObject({ taken: true, tries: 2 });
    expect(pauses).toEqual([7000]);
  });

  test("hangs, resets and refuses: tried again, then told", async () => {
    const hangs = await receiver(() => undefined);
    const slow = await open(hangs.url, { timeoutMs: 100 }, { retries: 1 }).deliver({ event });
    expect(slow).toMatchObject({ taken: false, tries: 2, problem: "No answer within 100 ms." });
    expect(slow.ms).toBeLessThan(30_000);
    const resets = await receiver((_, response) => response.destroy());
    const { host } = new URL(resets.url);
    expect(await open(resets.url).deliver({ event })).toMatchObject({
      taken: false,
      problem: `No answer from ${host} (ECONNRESET).`,
    });
    expect(await open("http://127.0.0.1:1/").deliver({ event })).toMatchObject({
      taken: false,
      problem: "No answer from 127.0.0.1:1 (ECONNREFUSED).",
    });
  });

  test("a kept connection that the receiver has closed is not a failure", async () => {
    const at = await receiver((_, response, index) => {
      if (index % 2 === 0) response.destroy();
      else response.end();
    });
    const sink = open(at.url);
    expect(await sink.deliver({ event })).toMatchObject({ taken: true, tries: 1 });
    expect(await sink.deliver({ event })).toMatchObject({ taken: true, tries: 1 });
    expect(at.requests).toHaveLength(3);
  });
});

describe("an answer's body", () => {
  test("that trickles in or breaks off does not undo its status", async () => {
    const at = await receiver((_, response, index) => {
      response.writeHead(200).write("thanks");
      if (index === 2) setTimeout(() => response.destroy(), 20);
    });
    const sink = open(at.url, { timeoutMs: 3000, keepsResponse: true });
    expect(await sink.deliver({ event })).toMatchObject({ taken: true, response: "thanks…" });
    expect(await sink.deliver({ event })).toMatchObject({ taken: true, response: "thanks…" });
  });

  test("is told only on wish, cut off, without secrets that it repeats", async () => {
    const at = await receiver((request, response) =>
      response.writeHead(500).end(`no ${request.headers.authorization} ${"x".repeat(100_000)}`),
    );
    const headers = [{ name: "authorization", value: "Bearer s3cret-token", isSecret: true }];
    expect((await open(at.url, { headers }).deliver({ event })).response).toBeUndefined();
    const { response = "" } = await open(at.url, { headers, keepsResponse: true }).deliver({ event });
    expect(response.length).toBeLessThanOrEqual(4097);
    expect(response).toMatch(/^no \*{8} x/);
  });
});

describe("signals", () => {
  test("after the first no further try is made", async () => {
    const at = await receiver((_, response) => response.writeHead(500).end());
    const stop = new AbortController();
    const sink = open(at.url, {}, { retries: 100, clock: { ...clock, sleep } });
    setTimeout(() => stop.abort(), 50);
    const outcome = await sink.deliver({ event }, { stop: stop.signal });
    expect(outcome).toMatchObject({ taken: false, status: 500, tries: 1 });
  });

  test("the second ends the try under way, and those that wait never start", async () => {
    const abort = new AbortController();
    const at = await receiver(() => abort.abort());
    const sink = open(at.url, {}, { retries: 100, concurrency: 1 });
    const outcomes = await Promise.all([1, 2].map(() => sink.deliver({ event }, { abort: abort.signal })));
    expect(outcomes).toMatchObject([
      { taken: false, tries: 1, problem: "Interrupted before an answer came." },
      { taken: false, tries: 0, problem: "Interrupted." },
    ]);
    expect(at.requests).toHaveLength(1);
  });
});
