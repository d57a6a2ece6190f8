import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { runCli } from "../../../src/cli.ts";
import { createTestHost, type HostOptions } from "../../support/host.ts";
import { type Emulated, errorOf, startEmulated } from "../emulated.ts";

const ORDER = "EXTERNAL_ID:shop-1";
let world: Emulated;
beforeEach(async () => {
  world = await startEmulated();
  await world.json(["order", "create", "--sample", "--alias", ORDER, "--start"]);
});
afterEach(() => world.close());

const watch = (...words: string[]) => ["order", "watch", ORDER, "--interval", "50ms", ...words];
const advance = (...words: string[]) => world.json(["sandbox", "advance-delivery", ORDER, "--wait", "--to", ...words]);

interface Change {
  readonly entity: string;
  readonly from: string | null;
  readonly to: string;
}

function changesIn(stdout: string): readonly string[] {
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Change)
    .map(({ entity, from, to }) => `${entity} ${from} ${to}`);
}

/** A watch that runs; each step is taken when the watch shows what was before it. */
async function watchedSteps(options: HostOptions, ...words: string[]) {
  const { host, output, remove } = createTestHost({ ...options, env: world.env });
  onTestFinished(() => remove());
  const watching = runCli(watch("--until", "delivered", "--wait-timeout", "60s", ...words), host);
  for (const [state, next] of [
    ["PENDING", "IN_TRANSIT"],
    ["IN_TRANSIT", "DELIVERED"],
  ] as const) {
    await expect.poll(() => output().stdout, { timeout: 60_000 }).toMatch(new RegExp(`package.*${state}`));
    await advance(next);
  }
  return { code: await watching, ...output() };
}

test("one record a change, the states as they are first, and exit 0 at the goal", async () => {
  const { code, stdout, stderr } = await watchedSteps({}, "-o", "ndjson");
  expect([code, stderr]).toEqual([0, ""]);
  const changes = changesIn(stdout);
  expect(changes.slice(0, 2)).toEqual(["order null STARTED", "package null PENDING"]);
  expect(changes).toContain("package PENDING IN_TRANSIT");
  expect(changes).toContain("package IN_TRANSIT DELIVERED");
  expect(Object.keys(JSON.parse(stdout.split("\n")[0] ?? "") as object)).toEqual([
    "at",
    "orderId",
    "entity",
    "id",
    "from",
    "to",
  ]);
});

test("exit 7 when the time is up, with the states that were seen", async () => {
  const result = await world.bwp(watch("--until", "returned", "--wait-timeout", "200ms"));
  expect([result.code, errorOf(result).code]).toEqual([7, "timed_out"]);
  expect(errorOf(result).message).toMatch(/^Timed out after 200ms: order \S+ is not returned yet\.$/);
  expect(changesIn(result.stdout)).toEqual(["order null STARTED", "package null PENDING"]);
});

test("exit 5 when the goal is out of reach", async () => {
  await advance("CANCELLED", "--reason", "UNFULFILLABLE");
  for (const goal of ["delivered", "returned"]) {
    const result = await world.bwp(watch("--until", goal));
    expect([result.code, errorOf(result).code]).toEqual([5, "out_of_reach"]);
  }
  expect((await world.bwp(watch("--until", "cancelled"))).code).toBe(0);
});

test("on a terminal of 80 columns each thing stands with its state, a refund's long id below", async () => {
  await advance("CANCELLED", "--reason", "UNFULFILLABLE");
  const { stdout } = await world.bwp(watch("--until", "cancelled"), { tty: true, columns: 80 });
  const lines = stdout.split("\n").map((text) => text.trimEnd());
  expect(lines.find((text) => text.startsWith("order"))).toMatch(/^order {4}STARTED {20}\S+$/);
  const refund = lines.findIndex((text) => text.startsWith("refund"));
  expect(lines[refund]).toMatch(/^refund {3}PENDING \(18\.50 USD\)$/);
  expect(lines[refund + 1]).toMatch(/^ {9}[0-9a-f]{64}$/);
});

test("refunded and returned are goals as well", async () => {
  await advance("IN_TRANSIT");
  await advance("DELIVERED");
  await world.openReturn(await world.json<string>(["order", "show", ORDER, "--query", "order.id"]));
  for (const state of ["IN_TRANSIT", "DELIVERED"]) {
    await world.json(["sandbox", "advance-return", ORDER, "--to", state, "--wait"]);
  }
  expect((await world.bwp(watch("--until", "returned"))).code).toBe(0);
  expect((await world.bwp(watch("--until", "refunded", "--wait-timeout", "100ms"))).code).toBe(7);
  await world.json(["order", "refund", ORDER, "--state", "SUCCESS", "--amount", "18.50"]);
  const { code, stdout } = await world.bwp(watch("--until", "refunded"));
  expect(code).toBe(0);
  expect(changesIn(stdout)).toContain("refund null SUCCESS (18.50 USD)");
});

test("on a terminal the picture is redrawn in place", async () => {
  const { code, stdout } = await watchedSteps({ tty: true });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Order \S+ {2}until delivered/);
  expect(stdout).toMatch(/\u001b\[\d+A\u001b\[0J/);
  const last = stdout.split("\u001b[0J").at(-1) ?? "";
  expect(last).toMatch(/package +DELIVERED/);
  expect(last).toMatch(/package: (PENDING|IN_TRANSIT) -> /);
});

test("one line a change where a table goes into a pipe", async () => {
  const { stdout } = await world.bwp(watch("--wait-timeout", "10ms", "-o", "table"));
  expect(stdout).toMatch(/^\d\d:\d\d:\d\d {2}order \S+: STARTED\n\d\d:\d\d:\d\d {2}package \S+: PENDING\n$/);
});

test("Ctrl-C ends it with 130", async () => {
  const host = createTestHost({ env: world.env });
  try {
    const running = runCli(watch(), host.host);
    while (!host.output().stdout.includes("PENDING")) await delay(20);
    host.signal("SIGINT");
    expect(await running).toBe(130);
  } finally {
    host.remove();
  }
});
