import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { clientOf, eventually, startEmulator } from "./support/emulator.ts";
import { movePackages, packageMove, showOrder, startedOrder } from "./support/order.ts";

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

test("two emulators never share a data directory", async () => {
  const dataDir = temporaryDirectory();
  const first = await startEmulator({ dataDir });
  await expect(startEmulator({ dataDir })).rejects.toThrow(/in use by another emulator/);
  await first.emulator.close();
  await startEmulator({ dataDir });
});
