import fc from "fast-check";
import { expect, test } from "vitest";
import { FaultBoard } from "../../src/emulator/faults/board.ts";
import { matchesGlob, readFault } from "../../src/emulator/faults/fault.ts";
import { drainQueue, wireQueue } from "./support/aws.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { eventually, startEmulator } from "./support/emulator.ts";
import { CREATE_ORDER, primeOrder } from "./support/order.ts";
import { subscribe } from "./support/subscribe.ts";

async function add(api: TestEmulator, fault: unknown): Promise<{ id: string }> {
  const response = await api.control("POST", "faults", fault);
  expect(response.status).toBe(200);
  return response.json();
}

const aliased = (aliasId: string) => primeOrder([1], { aliases: [{ aliasType: "EXTERNAL_ID", aliasId }] });

async function orderCount(api: TestEmulator): Promise<number> {
  return (await (await api.control("GET", "status")).json()).counts.orders;
}

test.each([
  ["throttle", { type: "ThrottlingError", errorType: "ThrottlingException", errorCode: 429 }],
  ["deny", { type: "AccessDeniedError", errorType: "AccessDeniedException", errorCode: 403 }],
  ["internal", { type: "InternalServerError", errorType: "InternalServerException", errorCode: 500 }],
])("%s answers its error once, with HTTP 200 and without effect", async (kind, classification) => {
  const api = await startEmulator();
  await add(api, { operation: "createOrder", kind, times: 1 });
  const response = await api.post(CREATE_ORDER, { input: primeOrder([1]) });
  expect(response.status).toBe(200);
  const { errors, data } = await response.json();
  expect(errors[0].extensions.classification).toEqual(classification);
  expect(errors[0].path).toEqual(["createOrder"]);
  expect(data).toEqual({ createOrder: null });
  expect(await orderCount(api)).toBe(0);
  expect((await api.graphql(CREATE_ORDER, { input: primeOrder([1]) })).errors).toBeUndefined();
});

test("delay holds the answer back, and other operations are not touched", async () => {
  const api = await startEmulator();
  await add(api, { operation: "createOrder", kind: "delay", ms: 4000 });
  await api.token();
  const ended: string[] = [];
  const before = performance.now();
  const delayed = api.graphql(CREATE_ORDER, { input: primeOrder([1]) }).then(({ errors }) => {
    expect(errors).toBeUndefined();
    ended.push("createOrder");
  });
  const other = api.graphql('{ order(orderIdentifier: { orderId: "x" }) { id } }').then(() => ended.push("order"));
  await Promise.all([delayed, other]);
  expect(ended).toEqual(["order", "createOrder"]);
  expect(performance.now() - before).toBeGreaterThanOrEqual(3995);
});

test("http answers the status, with or without a body and Retry-After", async () => {
  const api = await startEmulator();
  await add(api, { operation: "*", kind: "http", status: 503, retryAfter: 2, times: 1 });
  const empty = await api.post(CREATE_ORDER, { input: primeOrder([1]) });
  expect([empty.status, empty.headers.get("retry-after"), await empty.text()]).toEqual([503, "2", ""]);
  await add(api, { operation: "*", kind: "http", status: 429, body: true, times: 1 });
  const worded = await api.post(CREATE_ORDER, { input: primeOrder([1]) });
  expect(worded.status).toBe(429);
  expect((await worded.json()).errors[0].extensions.classification.type).toBe("ThrottlingError");
  await add(api, { operation: "*", kind: "http", status: 502, body: "Bad Gateway", times: 1 });
  const text = await api.post(CREATE_ORDER, { input: primeOrder([1]) });
  expect([text.status, await text.text()]).toEqual([502, "Bad Gateway"]);
  expect(await orderCount(api)).toBe(0);
});

test("html200 answers a page", async () => {
  const api = await startEmulator();
  await add(api, { kind: "html200", times: 1 });
  const response = await api.post(CREATE_ORDER, { input: primeOrder([1]) });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("text/html");
  expect(await response.text()).toMatch(/^<!DOCTYPE html>/);
  expect(await orderCount(api)).toBe(0);
});

test.each([
  ["drop", "before", 0],
  ["drop", "after", 1],
  ["http", "after", 1],
  ["html200", "after", 1],
] as const)("%s %s the operation leaves %d orders", async (kind, when, orders) => {
  const api = await startEmulator();
  await api.token();
  await add(api, { operation: "createOrder", kind, when, times: 1 });
  const call = api.post(CREATE_ORDER, { input: aliased("a-1") });
  if (kind === "drop") await expect(call).rejects.toThrow("fetch failed");
  else expect((await call).headers.get("content-type") ?? "").not.toContain("json");
  expect(await orderCount(api)).toBe(orders);
  const again = await api.graphql(CREATE_ORDER, { input: aliased("a-1") });
  if (orders === 0) expect(again.errors).toBeUndefined();
  else expect(again.errors?.[0].extensions.classification.type).toBe("ConflictError");
});

test("token faults strike the token endpoint only", async () => {
  const api = await startEmulator();
  const { url, credentials } = api.emulator;
  const ask = () =>
    fetch(`${url}/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: credentials.clientId,
        client_secret: credentials.clientSecret,
      }),
    });
  const seen: (number | string)[] = [];
  for (const fault of [
    { kind: "throttle" },
    { kind: "deny" },
    { kind: "internal" },
    { kind: "http", status: 504 },
    { kind: "html200" },
    { kind: "drop" },
  ]) {
    await add(api, { operation: "token", times: 1, ...fault });
    seen.push(
      await ask().then(
        ({ status }) => status,
        () => "cut",
      ),
    );
  }
  expect(seen).toEqual([429, 401, 500, 504, 200, "cut"]);
  await add(api, { operation: "*", kind: "throttle" });
  expect((await ask()).status).toBe(200);
});

test("faults are listed with how often they struck, logged, taken down one by one, all at once, and by a reset", async () => {
  const api = await startEmulator();
  const first = await add(api, { operation: "createOrder", kind: "throttle", times: 2 });
  const second = await add(api, { eventType: "REFUND_*", kind: "drop" });
  await api.graphql(CREATE_ORDER, { input: primeOrder([1]) });
  const { faults } = await (await api.control("GET", "faults")).json();
  expect(faults).toEqual([
    { id: first.id, operation: "createOrder", kind: "throttle", times: 2, probability: 1, seed: 1, applied: 1 },
    { id: second.id, eventType: "REFUND_*", kind: "drop", times: null, probability: 1, seed: 1, applied: 0 },
  ]);
  const { entries } = await (await api.control("GET", "log")).json();
  expect(entries).toContainEqual(
    expect.objectContaining({
      kind: "fault",
      message: `The fault ${first.id} (throttle) struck createOrder.`,
      details: { fault: first.id, faultKind: "throttle", target: "createOrder", applied: 1 },
    }),
  );
  const remove = (path: string) => fetch(`${api.emulator.url}/_emulator/${path}`, { method: "DELETE" });
  expect((await remove(`faults/${first.id}`)).status).toBe(200);
  expect((await remove(`faults/${first.id}`)).status).toBe(404);
  expect(await (await remove("faults")).json()).toEqual({ cleared: 1 });
  await add(api, { kind: "throttle" });
  await api.control("POST", "reset");
  expect(await (await api.control("GET", "faults")).json()).toEqual({ faults: [] });
});

test.each([
  [null, "The body must be an object."],
  [{ kind: "throttle", operation: "makeTea" }, "operation must be"],
  [{ kind: "explode" }, "kind must be one of throttle"],
  [{ kind: "delay" }, "ms must be a whole number"],
  [{ kind: "http", status: 99 }, "status must be"],
  [{ kind: "throttle", times: 0 }, "times must be"],
  [{ kind: "throttle", probability: 1.1 }, "probability must be"],
  [{ kind: "throttle", ms: 5 }, "Such a fault has no ms"],
  [{ kind: "duplicate", eventType: "TEA_*" }, "eventType must match"],
  [{ kind: "throttle", eventType: "*" }, "kind must be one of duplicate"],
])("the fault %j is refused", async (fault, message) => {
  expect(readFault(fault)).toContain(message);
  const api = await startEmulator();
  const response = await api.control("POST", "faults", fault);
  expect(response.status).toBe(400);
  expect((await response.json()).error).toContain(message);
});

test("a fault with a probability strikes the same calls for the same seed, about as often as it says", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), fc.double({ min: 0.1, max: 0.9, noNaN: true }), (seed, probability) => {
      const strikes = () => {
        const board = new FaultBoard(() => undefined);
        board.add({ operation: "*", kind: "throttle", times: null, probability, seed });
        return Array.from({ length: 400 }, () => board.strike("order").length);
      };
      const first = strikes();
      expect(strikes()).toEqual(first);
      const share = first.filter((count) => count === 1).length / first.length;
      expect(Math.abs(share - probability)).toBeLessThan(0.15);
    }),
  );
});

test("a glob stands for the whole name", () => {
  expect(matchesGlob("RETURN_*", "RETURN_STARTED")).toBe(true);
  expect(matchesGlob("*_STARTED", "RETURN_STARTED")).toBe(true);
  expect(matchesGlob("RETURN", "RETURN_STARTED")).toBe(false);
  expect(matchesGlob("RETURN.STARTED", "RETURN_STARTED")).toBe(false);
});

/** Wires ORDER_CONFIRMED to a queue; the events name orders in the order of their arrival. */
async function confirmations(api: TestEmulator) {
  await subscribe(api, "ORDER_CONFIRMED", "source");
  const queue = await wireQueue(api.emulator.url, "source");
  return {
    create: async (): Promise<string> =>
      (await api.graphql(CREATE_ORDER, { input: primeOrder([1]) })).data.createOrder.order.id,
    drain: async (): Promise<string[]> => {
      const events = await drainQueue(api.emulator.url, queue);
      return events.map((event) => event.resources[0].split("/").at(-1));
    },
    events: () => drainQueue(api.emulator.url, queue),
  };
}

test("a duplicated event comes twice, the same in every part", async () => {
  const api = await startEmulator();
  const { create, events } = await confirmations(api);
  await add(api, { eventType: "ORDER_*", kind: "duplicate", times: 1 });
  await create();
  await create();
  const [first, second, third, ...more] = await events();
  expect(second).toEqual(first);
  expect(third.id).not.toBe(first.id);
  expect(more).toEqual([]);
});

test("a dropped event never comes", async () => {
  const api = await startEmulator();
  const { create, drain } = await confirmations(api);
  await add(api, { eventType: "ORDER_CONFIRMED", kind: "drop", times: 1 });
  await create();
  const second = await create();
  expect(await drain()).toEqual([second]);
});

test("an event that shall be overtaken comes behind the next one, or after five seconds", async () => {
  const api = await startEmulator();
  const { create, drain } = await confirmations(api);
  await add(api, { eventType: "*", kind: "reorder", times: 1 });
  const first = await create();
  const second = await create();
  expect(await drain()).toEqual([second, first]);
  await add(api, { eventType: "*", kind: "reorder", times: 1 });
  const third = await create();
  expect(await drain()).toEqual([]);
  await api.control("POST", "clock", { advanceMs: 5001 });
  expect(await eventually(async () => (await drain())[0])).toBe(third);
});

test("a delayed event comes at its time on the clock, and survives until then in the store", async () => {
  const api = await startEmulator();
  const { create, drain } = await confirmations(api);
  await add(api, { eventType: "*", kind: "delay", ms: 60_000, times: 1 });
  const late = await create();
  const early = await create();
  expect(await drain()).toEqual([early]);
  await api.control("POST", "clock", { advanceMs: 60_001 });
  expect(await eventually(async () => (await drain())[0])).toBe(late);
});
