import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { DEFAULT_CREDENTIAL } from "../../src/emulator/credentials.ts";
import { drainQueue, wireQueue } from "./support/aws.ts";
import type { TestEmulator } from "./support/emulator.ts";
import { clientOf, eventually } from "./support/emulator.ts";
import { CREATE_ORDER, movePackages, packageMove, primeOrder } from "./support/order.ts";
import { startReceiver } from "./support/receiver.ts";

/** `KILL_ROUNDS=200 npx vitest run --project unit test/emulator/durability.test.ts` is the long version. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 10);
const CLIENTS = 4;

const directory = mkdtempSync(join(tmpdir(), "bwp-durability-"));
const program = join(directory, "emulator.mjs");
const dataDir = join(directory, "data");
let child: ChildProcess | undefined;

beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, "support", "child.ts")],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    loader: { ".graphql": "text" },
    external: ["@graphql-yoga/render-graphiql"],
    banner: {
      js: `import { createRequire } from "node:module"; import { dirname as dirnameOf } from "node:path";
const require = createRequire(import.meta.url); const __filename = import.meta.filename ?? ""; const __dirname = dirnameOf(__filename);`,
    },
    logLevel: "error",
  });
});

// Also of a test that failed: a child that is left keeps the test run from ending.
afterEach(() => {
  child?.kill("SIGKILL");
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function start(directoryOfData = dataDir, largestFileBlocks?: number): Promise<TestEmulator> {
  const command = [process.execPath, program, directoryOfData];
  const limited = ["sh", "-c", `ulimit -f ${largestFileBlocks ?? "unlimited"}; exec "$@"`, "sh", ...command];
  const [file = "", ...args] = largestFileBlocks === undefined ? command : limited;
  const started = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] });
  child = started;
  const url = await new Promise<string>((resolve, reject) => {
    started.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
    started.once("exit", (code) => reject(new Error(`The emulator ended with ${code}.`)));
  });
  const emulator = { url, credentials: DEFAULT_CREDENTIAL } as Parameters<typeof clientOf>[0];
  return clientOf(emulator);
}

function kill(): Promise<void> {
  const dying = child;
  return new Promise((resolve) => {
    dying?.once("exit", () => resolve());
    dying?.kill("SIGKILL");
  });
}

interface Acknowledged {
  readonly orders: Map<string, string>;
  readonly shipped: Set<string>;
}

/** Creates and ships orders until the emulator is gone; notes only what was answered. */
async function load(api: TestEmulator, acknowledged: Acknowledged): Promise<void> {
  try {
    for (;;) {
      const input = primeOrder([1], { desiredExecutionState: "STARTED" });
      const { order } = (await api.graphql(CREATE_ORDER, { input })).data.createOrder;
      const packageId: string = order.packageInformation.details[0].id;
      acknowledged.orders.set(order.id, packageId);
      const moved = await movePackages(api, order.id, [packageMove(packageId, "IN_TRANSIT")]);
      if (moved.data?.updateOrderPackageInformation != null) acknowledged.shipped.add(order.id);
    }
  } catch {
    // The connection is cut when the emulator is killed: that is the point.
  }
}

test(`${ROUNDS} rounds of kill -9 under load lose neither an acknowledged change nor an event that was due`, {
  timeout: 120_000 + ROUNDS * 15_000,
}, async () => {
  const acknowledged: Acknowledged = { orders: new Map(), shipped: new Set() };
  let api = await start();
  let queue = "";
  for (const type of ["ORDER_CONFIRMED", "PACKAGE_DELIVERY_IN_TRANSIT"]) {
    await api.graphql(`mutation { createEventSubscription(input: { eventType: "${type}", destination: { eventBridge: {
        region: "us-east-1", partnerEventSource: { account: "000000000000", name: "durable" } } } }) { subscriptionId } }`);
  }
  queue = await wireQueue(api.emulator.url, "durable");
  for (let round = 0; round < ROUNDS; round += 1) {
    const clients = Array.from({ length: CLIENTS }, () => load(api, acknowledged));
    const before = acknowledged.shipped.size;
    await new Promise((resolve) => setTimeout(resolve, 30 + Math.random() * 250));
    // On a busy machine the first answers take longer.
    await eventually(async () => acknowledged.shipped.size > before + 1);
    await kill();
    await Promise.all(clients);
    api = await start();
  }
  expect(acknowledged.shipped.size).toBeGreaterThan(ROUNDS);

  const states = new Map<string, string>();
  for (const [orderId, packageId] of acknowledged.orders) {
    const look = async () => {
      const answer = await api.graphql(
        `{ order(orderIdentifier: { orderId: "${orderId}" }) { packageInformation { details { id state } } } }`,
      );
      expect(answer.errors).toBeUndefined();
      expect(answer.data.order.packageInformation.details[0].id).toBe(packageId);
      return answer.data.order.packageInformation.details[0].state;
    };
    if (acknowledged.shipped.has(orderId)) await eventually(async () => (await look()) === "IN_TRANSIT");
    states.set(orderId, await look());
  }
  const events = await drainQueue(api.emulator.url, queue);
  const confirmed = new Set<string>();
  const inTransit = new Set<string>();
  for (const event of events) {
    const orderId = String(event.resources[0]).split("/")[3] ?? "";
    (event["detail-type"] === "ORDER_CONFIRMED" ? confirmed : inTransit).add(orderId);
  }
  const lost = (all: Iterable<string>, found: Set<string>) => [...all].filter((id) => !found.has(id));
  expect(lost(acknowledged.orders.keys(), confirmed)).toEqual([]);
  const shipped = [...states].filter(([, state]) => state === "IN_TRANSIT").map(([id]) => id);
  expect(lost(shipped, inTransit)).toEqual([]);
  expect(lost(acknowledged.shipped, inTransit)).toEqual([]);
  await kill();
});

test("every event of an acknowledged order reaches its webhook, though the emulator is killed again and again", {
  timeout: 180_000,
}, async () => {
  // Slow, so that kills meet deliveries under way, and refusing at times.
  const receiver = await startReceiver(async () => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 50));
    return Math.random() < 0.2 ? 503 : 200;
  });
  const own = join(directory, "webhooks");
  let api = await start(own);
  const subscribed = await api.graphql(
    `mutation($input: CreateEventSubscriptionInput!) { createEventSubscription(input: $input) { subscriptionId } }`,
    { input: { eventType: "ORDER_CONFIRMED", destination: { webhook: { url: receiver.url, method: "POST" } } } },
  );
  expect(subscribed.errors).toBeUndefined();
  const orders: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    for (let n = 0; n < 20; n += 1) {
      orders.push((await api.graphql(CREATE_ORDER, { input: primeOrder([1]) })).data.createOrder.order.id);
    }
    await kill();
    api = await start(own);
  }
  const arrived = (): Set<string | undefined> =>
    new Set(receiver.received.map(({ body }) => JSON.parse(body.toString()).resources[0].split("/")[3]));
  await eventually(async () => {
    await api.control("POST", "clock", { advanceMs: 1000 });
    return orders.every((id) => arrived().has(id));
  });
  await kill();
});

test.skipIf(process.platform === "win32")(
  "when the disk takes no more, the answer is InternalServerError and the change does not exist",
  { timeout: 180_000 },
  async () => {
    const api = await start(join(directory, "full"), 100);
    const made: string[] = [];
    const alias = (n: number) => ({ aliasType: "EXTERNAL_ID", aliasId: `order-${n}` });
    const create = (n: number) => api.graphql(CREATE_ORDER, { input: primeOrder([1], { aliases: [alias(n)] }) });
    const ask = (n: number) =>
      api.graphql("query($i: OrderIdentifierInput!) { order(orderIdentifier: $i) { id } }", { i: { alias: alias(n) } });
    for (;;) {
      const answer = await create(made.length);
      if (answer.errors === undefined) made.push(answer.data.createOrder.order.id);
      else {
        expect(answer.errors[0]).toMatchObject({
          message: expect.stringMatching(/cannot write its journal/),
          path: ["createOrder"],
          extensions: { classification: { type: "InternalServerError", errorCode: 500 } },
        });
        expect(answer.data).toEqual({ createOrder: null });
        break;
      }
    }
    expect(made.length).toBeGreaterThan(5);
    expect((await ask(made.length)).data.order).toBeNull();
    await kill();
    const again = clientOf((await start(join(directory, "full"))).emulator);
    for (const [n, id] of made.entries()) {
      const answer = await again.graphql("query($i: OrderIdentifierInput!) { order(orderIdentifier: $i) { id } }", {
        i: { alias: alias(n) },
      });
      expect(answer.data.order.id).toBe(id);
    }
    await kill();
  },
);
