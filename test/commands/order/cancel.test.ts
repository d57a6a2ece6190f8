import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { runCli } from "../../../src/cli.ts";
import { createTestHost } from "../../support/host.ts";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

let world: Emulated;
beforeEach(async () => {
  world = await startEmulated();
});
afterEach(() => world.close());

const ORDER = "EXTERNAL_ID:shop-1";
const cancel = (...words: string[]) => ["order", "cancel", ORDER, ...words];

interface Cancelled {
  readonly cancelOrder: {
    readonly cancellation: { readonly id: string; readonly state: string; readonly reason: string | null };
  };
}

async function create(...more: string[]): Promise<void> {
  await world.json(["order", "create", "--sample", "--alias", ORDER, ...more]);
}

test("the request is PENDING at first; the answer is the API's own", async () => {
  await create("--start");
  const answer = await world.json<Cancelled>(
    cancel("--reason", "ORDERED_BY_MISTAKE", "--comment", "Wrong colour", "--alias", "EXT_CANCEL_ID:c-4"),
  );
  expect(answer.cancelOrder.cancellation).toMatchObject({
    state: "PENDING",
    reason: "ORDERED_BY_MISTAKE",
    additionalComments: "Wrong colour",
    requestedBy: "MERCHANT",
    aliases: [{ aliasType: "EXT_CANCEL_ID", aliasId: "c-4" }],
  });
});

test("--wait waits until it is SUCCESS, and the order shows it", async () => {
  await create("--start");
  const answer = await world.json<Cancelled>(cancel("--reason", "OUT_OF_STOCK", "--wait"));
  expect(answer.cancelOrder.cancellation.state).toBe("SUCCESS");
  const shown = await world.bwp(["order", "show", ORDER, "--view", "refunds"], { tty: true });
  expect(shown.stdout).toMatch(/Cancellation {2}SUCCESS\n {2}Reason +OUT_OF_STOCK/);
});

test("an order that is on its way is refused before anything is sent, with exit 5", async () => {
  await create("--start");
  await world.json(["sandbox", "advance-delivery", ORDER, "--to", "IN_TRANSIT", "--wait"]);
  const refused = await world.bwp(cancel("--reason", "OTHER"));
  expect([refused.code, errorOf(refused).code]).toEqual([5, "not_cancellable"]);
  expect(errorOf(refused).findings?.[0]).toMatch(/^package .* is IN_TRANSIT$/);
  const forced = await world.bwp(cancel("--reason", "OTHER", "--force"));
  expect(forced.code).toBe(5);
  expect(errorOf(forced).code).not.toBe("not_cancellable");
});

test("a dry run shows the request; without a reason the input stays out", async () => {
  await create();
  const request = await world.json<{ operation: string; body: { variables: Record<string, unknown> } }>(
    cancel("--dry-run"),
  );
  expect(request.operation).toBe("cancelOrder");
  expect(request.body.variables.input ?? null).toBeNull();
  const withReason = await world.json<typeof request>(cancel("--reason", "OTHER", "--dry-run"));
  expect(withReason.body.variables.input).toEqual({ reason: "OTHER" });
});

test("more than five aliases are too many; an unknown reason is named", async () => {
  await create();
  const many = Array.from({ length: 6 }, (_, index) => ["--alias", `T${index}:x`]).flat();
  expect((await world.bwp(cancel(...many))).code).toBe(2);
  expect((await world.bwp(cancel("--reason", "BORED"))).stderr).toContain("ORDERED_BY_MISTAKE");
});

test("2024-01-01 has no cancelOrder, and the error names the versions that have it", async () => {
  await create("--start");
  const result = await world.bwp(cancel("--api-version", "2024-01-01"));
  expect([result.code, errorOf(result).code]).toEqual([5, "not_in_version"]);
  expect(errorOf(result).message).toContain("2024-04-01, 2024-11-01");
});

test("2024-04-01 cancels as well", async () => {
  await create("--start");
  const answer = await world.json<Cancelled>(cancel("--reason", "OTHER", "--wait", "--api-version", "2024-04-01"));
  expect(answer.cancelOrder.cancellation.state).toBe("SUCCESS");
});

test("on a terminal the reason is asked for, and the result is a view", async () => {
  await create("--start");
  const result = await world.asked(cancel("--wait"), [["Why is it cancelled?", "\r"]]);
  expect(result.code).toBe(0);
  expect(result.stdout).toContain("Cancellation  SUCCESS");
  expect(result.stdout).toContain("ORDERED_BY_MISTAKE");
});

test("order start starts the fulfilment once and for all", async () => {
  await create();
  const started = await world.json<{ updateOrder: { order: { metadata: { executionState: string } } } }>([
    "order",
    "start",
    ORDER,
  ]);
  expect(started.updateOrder.order.metadata.executionState).toBe("STARTED");
  const again = await world.bwp(["order", "start", ORDER]);
  expect([again.code, again.stderr.includes("started already")]).toEqual([0, true]);
});

test("--wait exits 5 when the cancellation is REJECTED, and shows it", async () => {
  const slow = await startEmulated({ speed: "real" });
  try {
    await slow.json(["order", "create", "--sample", "--alias", ORDER, "--start"]);
    // The package is on its way out when the request comes: it will have left before the request is decided.
    await slow.json(["sandbox", "advance-delivery", ORDER, "--to", "IN_TRANSIT"]);
    const { host, output, remove } = createTestHost({ env: slow.env });
    onTestFinished(() => remove());
    const waiting = runCli(cancel("--reason", "OTHER", "--wait", "--wait-timeout", "60s"), host);
    await expect.poll(() => output().stderr, { timeout: 60_000 }).toContain("Waiting until");
    await slow.json(["emulator", "clock", "advance", "10m"]);
    const result = { code: await waiting, ...output() };
    expect([result.code, errorOf(result).code]).toEqual([5, "cancellation_rejected"]);
    expect((JSON.parse(result.stdout) as Cancelled).cancelOrder.cancellation.state).toBe("REJECTED");
  } finally {
    await slow.close();
  }
});

test("--wait exits 7 when nothing is decided in time", async () => {
  const slow = await startEmulated({ speed: "real" });
  try {
    await slow.json(["order", "create", "--sample", "--alias", ORDER, "--start"]);
    const result = await slow.bwp(cancel("--reason", "OTHER", "--wait", "--wait-timeout", "300ms"));
    expect([result.code, errorOf(result).code]).toEqual([7, "timed_out"]);
  } finally {
    await slow.close();
  }
});
