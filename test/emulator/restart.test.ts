import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { drainQueue, wireQueue } from "./support/aws.ts";
import { clientOf, eventually, startEmulator } from "./support/emulator.ts";
import { movePackages, packageMove, showOrder, startedOrder } from "./support/order.ts";
import { subscribe } from "./support/subscribe.ts";

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "bwp-restart-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

test("after a restart tokens are good, orders are there, and a change that became due meanwhile happens", async () => {
  const dataDir = temporaryDirectory();
  let now = Date.parse("2025-01-20T12:00:00Z");
  const first = await startEmulator({ dataDir, now: () => now, speed: "real" });
  const token = await first.token();
  const { orderId, packageId } = await startedOrder(first, [1]);
  await movePackages(first, orderId, [packageMove(packageId, "IN_TRANSIT")]);
  await first.emulator.close();

  now += 8 * 60_000;
  const second = await startEmulator({ dataDir, now: () => now, speed: "real" });
  const withOldToken = clientOf(second.emulator);
  const answer = await withOldToken.graphql(
    `{ order(orderIdentifier: { orderId: "${orderId}" }) { id } }`,
    {},
    { authorization: `Bearer ${token}` },
  );
  expect(answer).toEqual({ data: { order: { id: orderId } } });
  await eventually(async () => (await showOrder(second, orderId)).packageInformation.summary.state === "IN_TRANSIT");
});

test("a cancellation and an event that is held back survive a restart, faults do not", async () => {
  const dataDir = temporaryDirectory();
  const first = await startEmulator({ dataDir, speed: "real" });
  await subscribe(first, "ORDER_CONFIRMED", "source");
  const queue = await wireQueue(first.emulator.url, "source");
  await first.control("POST", "faults", { eventType: "ORDER_CONFIRMED", kind: "delay", ms: 600_000 });
  const { orderId } = await startedOrder(first, [1]);
  const cancel = `mutation { cancelOrder(orderIdentifier: { orderId: "${orderId}" }) { cancellation { state } } }`;
  expect((await first.graphql(cancel)).data.cancelOrder.cancellation.state).toBe("PENDING");
  await first.emulator.close();

  const second = await startEmulator({ dataDir, speed: "real" });
  expect(await (await second.control("GET", "faults")).json()).toEqual({ faults: [] });
  expect(await drainQueue(second.emulator.url, queue)).toEqual([]);
  await second.control("POST", "clock", { advanceMs: 10 * 60_000 });
  expect((await showOrder(second, orderId)).packageInformation.summary.state).toBe("CANCELLED");
  expect(await eventually(async () => (await drainQueue(second.emulator.url, queue))[0]?.["detail-type"])).toBe(
    "ORDER_CONFIRMED",
  );
});

test("two emulators never share a data directory", async () => {
  const dataDir = temporaryDirectory();
  const first = await startEmulator({ dataDir });
  await expect(startEmulator({ dataDir })).rejects.toThrow(/in use by another emulator/);
  await first.emulator.close();
  await startEmulator({ dataDir });
});
