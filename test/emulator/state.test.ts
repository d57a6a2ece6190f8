import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createEmulator } from "../../src/emulator/emulator.ts";
import { drainQueue, wireQueue } from "./support/aws.ts";
import { deliver, documentedOrder, openReturnOf } from "./support/documented.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { clientOf, eventually, startEmulator } from "./support/emulator.ts";
import { CREATE_ORDER, movePackages, packageMove, primeOrder, showOrder, startedOrder } from "./support/order.ts";
import { subscribe } from "./support/subscribe.ts";

// biome-ignore lint/suspicious/noExplicitAny: tests change documents in every way
async function exported(api: TestEmulator): Promise<any> {
  const response = await api.control("GET", "export");
  expect(response.status).toBe(200);
  return response.json();
}

/**
 * An emulator with something of everything: returns, refunds, subscriptions, messages, pending changes, a moved clock. Time
 * stands still from then on, `now` is its clock: on a slow machine the pending changes would happen before they are looked at.
 */
async function rich() {
  let stoppedAt: number | undefined;
  const now = (): number => stoppedAt ?? Date.now();
  const api = await startEmulator({ speed: 600, now });
  await subscribe(api, "ORDER_CONFIRMED", "fixture");
  const queue = await wireQueue(api.emulator.url, "fixture");
  const { orderId, lines } = await documentedOrder(api, { towel: true });
  await deliver(api, orderId);
  await openReturnOf(api, orderId, lines[0] ?? "");
  await eventually(async () => (await (await api.control("GET", "clock")).json()).pending === 0);
  await api.control("POST", "clock", { advanceMs: 60_000 });
  const { orderId: pendingOrder, packageId } = await startedOrder(api, [1]);
  stoppedAt = now();
  await movePackages(api, pendingOrder, [packageMove(packageId, "IN_TRANSIT")]);
  return { api, now, orderId, pendingOrder, queue };
}

test("an export goes into another emulator and comes out of it the same", async () => {
  const { api, now, orderId, pendingOrder, queue } = await rich();
  const document = await exported(api);
  expect(document).toMatchObject({ format: "bwp-emulator-state", formatVersion: 1, clockOffsetMs: 60_000 });
  expect(Object.keys(document.collections)).toEqual(Object.keys(document.collections).toSorted());
  expect(JSON.stringify(document)).not.toContain("PRIVATE KEY");
  expect(document.collections).not.toHaveProperty("settings");

  const other = await startEmulator({ speed: "real", now });
  await startedOrder(other, [1]);
  const response = await other.control("POST", "import", document);
  expect(response.status).toBe(200);
  expect((await response.json()).counts.orders).toBe(2);
  expect(await exported(other)).toEqual(document);
  expect(await showOrder(other, orderId)).toEqual(await showOrder(api, orderId));

  const moved = await drainQueue(other.emulator.url, queue);
  expect(moved.map((event) => event["detail-type"])).toEqual(["ORDER_CONFIRMED", "ORDER_CONFIRMED"]);
  await other.control("POST", "clock", { advanceMs: 9 * 60_000 });
  expect((await showOrder(other, pendingOrder)).packageInformation.summary.state).toBe("IN_TRANSIT");
  await other.graphql(CREATE_ORDER, { input: primeOrder([1]) });
  expect(await drainQueue(other.emulator.url, queue)).toHaveLength(1);
});

test("an import is in the data directory before its answer", async () => {
  const { api, now, orderId } = await rich();
  const document = await exported(api);
  const dataDir = mkdtempSync(join(tmpdir(), "bwp-import-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const first = await createEmulator({ now, dataDir, speed: "real" });
  expect((await clientOf(first).control("POST", "import", document)).status).toBe(200);
  await first.close();
  const second = await createEmulator({ now, dataDir, speed: "real" });
  onTestFinished(() => second.close());
  expect(await exported(clientOf(second))).toEqual(document);
  expect((await showOrder(clientOf(second), orderId)).id).toBe(orderId);
});

// biome-ignore lint/suspicious/noExplicitAny: tests change documents in every way
const BREAKS: Readonly<Record<string, (document: any) => unknown>> = {
  "another format": (document) => ({ ...document, format: "zip" }),
  "another format version": (document) => ({ ...document, formatVersion: 2 }),
  "no clock": (document) => ({ ...document, clockOffsetMs: "soon" }),
  "an unknown collection": (document) => ({ ...document, collections: { ...document.collections, tea: [["a", 1]] } }),
  "settings, which hold keys": (document) => ({
    ...document,
    collections: { ...document.collections, settings: [["tokenKey", "mine"]] },
  }),
  "an entry without id": (document) => {
    document.collections.orders[0] = [document.collections.orders[0][1]];
    return document;
  },
  "an order under another id": (document) => {
    document.collections.orders[0][0] = "000-0000-000000";
    return document;
  },
  "an order twice": (document) => {
    document.collections.orders.push(document.collections.orders[0]);
    return document;
  },
  "a package in a state that does not exist": (document) => {
    document.collections.orders[0][1].packages[0].state = "EATEN";
    return document;
  },
  "a refund without total and lines": (document) => {
    document.collections.orders[0][1].refunds = [{ id: "r" }];
    return document;
  },
  "a package with a line of nobody": (document) => {
    document.collections.orders[0][1].packages[0].contents[0].lineItemId = "nobody";
    return document;
  },
  "an alias of an order that is not there": (document) => {
    document.collections.orderAliases[0][1] = "000-0000-000000";
    return document;
  },
  "a subscription of an unknown version": (document) => {
    document.collections.subscriptions[0][1].apiVersion = "2023-01-01";
    return document;
  },
  "a list of subscriptions that are not there": (document) => {
    document.collections.subscriptions = [];
    return document;
  },
  "a message in a queue that is not there": (document) => {
    document.collections["aws.sqs.queues"] = [];
    return document;
  },
  "work of an unknown kind": (document) => {
    document.collections.timers[0][1].work.kind = "nap";
    return document;
  },
};

test("a broken document is refused with a sentence, and changes nothing", async () => {
  const { api } = await rich();
  const document = await exported(api);
  const target = await startEmulator({ speed: "real" });
  await startedOrder(target, [1]);
  const before = await exported(target);
  for (const [name, change] of Object.entries(BREAKS)) {
    const response = await target.control("POST", "import", change(structuredClone(document)));
    expect(response.status, name).toBe(400);
    expect((await response.json()).error, name).toMatch(/\.$/);
    expect(await exported(target), name).toEqual(before);
  }
  for (const body of ["", "[]", "{", "null"]) {
    const response = await fetch(`${target.emulator.url}/_emulator/import`, { method: "POST", body });
    expect(response.status).toBe(400);
  }
  expect(await exported(target)).toEqual(before);
});
