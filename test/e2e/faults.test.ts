import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { reference } from "../../src/generated/reference.ts";
import { OPERATIONS } from "../../src/model/operations.ts";
import { type Emulated, errorOf, startEmulated } from "../commands/emulated.ts";

/** A fault, and what the caller can know after it. */
interface FaultCase {
  readonly name: string;
  readonly fault: Readonly<Record<string, unknown>>;
  /**
   * `refused`: the service said no before it did anything. `failed`: the service says that it failed. `unclear`: no usable
   * answer, so it may have happened. `slow`: only late.
   */
  readonly knows: "refused" | "failed" | "unclear" | "slow";
  /** Exit code if bwp gives up. */
  readonly exit: number;
}

const HTTP = { kind: "http" };
const FAULTS: readonly FaultCase[] = [
  { name: "throttled", fault: { kind: "throttle" }, knows: "refused", exit: 6 },
  { name: "denied", fault: { kind: "deny" }, knows: "refused", exit: 3 },
  { name: "an internal error", fault: { kind: "internal" }, knows: "failed", exit: 6 },
  { name: "HTTP 429", fault: { ...HTTP, status: 429 }, knows: "refused", exit: 6 },
  { name: "HTTP 500", fault: { ...HTTP, status: 500 }, knows: "unclear", exit: 6 },
  { name: "HTTP 502", fault: { ...HTTP, status: 502 }, knows: "unclear", exit: 6 },
  { name: "HTTP 503 with a GraphQL error", fault: { ...HTTP, status: 503, body: true }, knows: "failed", exit: 6 },
  { name: "HTTP 504 after it took effect", fault: { ...HTTP, status: 504, when: "after" }, knows: "unclear", exit: 6 },
  { name: "a page with status 200", fault: { kind: "html200" }, knows: "unclear", exit: 6 },
  { name: "a page after it took effect", fault: { kind: "html200", when: "after" }, knows: "unclear", exit: 6 },
  { name: "a cut connection", fault: { kind: "drop" }, knows: "unclear", exit: 6 },
  { name: "a cut connection after it took effect", fault: { kind: "drop", when: "after" }, knows: "unclear", exit: 6 },
  { name: "a short delay", fault: { kind: "delay", ms: 30 }, knows: "slow", exit: 6 },
  { name: "a delay longer than the time-out", fault: { kind: "delay", ms: 4_000 }, knows: "unclear", exit: 6 },
];

/** A command that changes something, and the state that it needs. */
interface CommandCase {
  readonly operation: string;
  /**
   * Why bwp may send it again after an unclear answer; without a reason it must not. `once`: the service refuses a second
   * one. `same`: the second one changes nothing.
   */
  readonly repeatable?: "once" | "same";
  /** Makes what the command needs, and gives the words. */
  prepare(world: Emulated, alias: string): Promise<readonly string[]>;
}

const secrets = mkdtempSync(join(tmpdir(), "bwp-faults-"));
afterAll(() => rmSync(secrets, { recursive: true, force: true }));
writeFileSync(join(secrets, "password"), "p4ssword");
const CREDENTIALS = ["--basic-username", "shop", "--basic-password-file", join(secrets, "password")];

const create = (world: Emulated, alias: string, ...more: string[]) =>
  world.json(["order", "create", "--sample", "--alias", alias, ...more]);
const lineOf = (world: Emulated, alias: string) =>
  world.json<string>(["order", "show", alias, "--query", "order.lineItems[0].id"]);
async function delivered(world: Emulated, alias: string): Promise<void> {
  await create(world, alias, "--start");
  for (const state of ["IN_TRANSIT", "DELIVERED"]) {
    await world.json(["sandbox", "advance-delivery", alias, "--to", state, "--wait"]);
  }
}
async function returned(world: Emulated, alias: string): Promise<void> {
  await delivered(world, alias);
  await world.openReturn(await world.json<string>(["order", "show", alias, "--query", "order.id"]));
}
const emailOf = (alias: string) => `${skuOf(alias).toLowerCase()}@example.org`;
const skuOf = (alias: string) => alias.replace(/\W/g, "-").toUpperCase();
const PAYMENT = ["--payment-method", "Visa ending in 4821", "--payment-type", "CARD"];

const COMMANDS: Readonly<Record<string, CommandCase>> = {
  "order create": {
    operation: "createOrder",
    repeatable: "once",
    prepare: async (_, alias) => ["--sample", "--alias", alias],
  },
  "order create --no-alias": {
    operation: "createOrder",
    prepare: async () => ["--sample"],
  },
  "order start": {
    operation: "updateOrder",
    repeatable: "same",
    prepare: async (world, alias) => {
      await create(world, alias);
      return [alias];
    },
  },
  "order update": {
    operation: "updateOrder",
    prepare: async (world, alias) => {
      await create(world, alias);
      return [alias, "--alias", `OMS_ID:${alias}`];
    },
  },
  "order cancel": {
    operation: "cancelOrder",
    prepare: async (world, alias) => {
      await create(world, alias, "--start");
      return [alias, "--reason", "OTHER"];
    },
  },
  "order refund": {
    operation: "updateOrder",
    prepare: async (world, alias) => {
      await create(world, alias, "--start");
      const cancel = ["--to", "CANCELLED", "--reason", "UNFULFILLABLE", "--wait"];
      await world.json(["sandbox", "advance-delivery", alias, ...cancel]);
      return [alias, "--state", "PARTIAL", "--amount", "1.00", ...PAYMENT];
    },
  },
  "order refund add": {
    operation: "updateOrder",
    prepare: async (world, alias) => {
      await create(world, alias, "--start");
      return [alias, "--alias", "EXTERNAL_REFUND_ID:rf-1", "--amount", "1.00", ...PAYMENT];
    },
  },
  "order return add": {
    operation: "updateOrder",
    prepare: async (world, alias) => {
      await create(world, alias, "--start");
      return [alias, "--line", `${await lineOf(world, alias)}=1`, "--alias", "EXTERNAL-RETURN-ID:rma-1"];
    },
  },
  "order return update": {
    operation: "updateOrder",
    repeatable: "same",
    prepare: async (world, alias) => {
      await create(world, alias, "--start");
      const line = `${await lineOf(world, alias)}=1`;
      await world.json(["order", "return", "add", alias, "--line", line, "--alias", "EXTERNAL-RETURN-ID:rma-1"]);
      return [alias, "EXTERNAL-RETURN-ID:rma-1", "--state", "CANCELLED"];
    },
  },
  "returns create": {
    operation: "createReturn",
    prepare: async (world, alias) => {
      await delivered(world, alias);
      return [alias, "--line", `${await lineOf(world, alias)}=1`, "--force"];
    },
  },
  "returns update": {
    operation: "updateReturn",
    prepare: async (world, alias) => {
      await delivered(world, alias);
      const words = ["returns", "create", alias, "--line", `${await lineOf(world, alias)}=1`, "--force"];
      const answer = JSON.stringify(await world.json(words));
      const id = /"id":"([^"]+)"/.exec(answer)?.[1] ?? "";
      return [id, "--alias", "EXTERNAL-RETURN-ID:rma-1", "--force"];
    },
  },
  "sandbox advance-delivery": {
    operation: "updateOrderPackageInformation",
    prepare: async (world, alias) => {
      await create(world, alias, "--start");
      return [alias, "--to", "IN_TRANSIT"];
    },
  },
  "sandbox advance-tracker": {
    operation: "updateOrderPackageInformation",
    prepare: async (world, alias) => {
      await create(world, alias, "--start");
      await world.json(["sandbox", "advance-delivery", alias, "--to", "IN_TRANSIT", "--wait"]);
      return [alias, "--to", "OUT_FOR_DELIVERY"];
    },
  },
  "sandbox advance-return": {
    operation: "updateOrderReturns",
    prepare: async (world, alias) => {
      await returned(world, alias);
      return [alias, "--to", "IN_TRANSIT"];
    },
  },
  "sandbox grade-return": {
    operation: "updateOrderReturns",
    prepare: async (world, alias) => {
      await returned(world, alias);
      for (const state of ["IN_TRANSIT", "DELIVERED"]) {
        await world.json(["sandbox", "advance-return", alias, "--to", state, "--wait"]);
      }
      return [alias, "--condition", "SELLABLE"];
    },
  },
  "subscribe create": {
    operation: "createEventSubscription",
    repeatable: "once",
    prepare: async (_, alias) => ["--type", "ORDER_CONFIRMED", "--source-name", alias.replace(/\W/g, "-")],
  },
  "subscribe auth-profile create": {
    operation: "createAuthProfile",
    prepare: async (_, alias) => ["--alias", alias, ...CREDENTIALS],
  },
  "subscribe auth-profile update": {
    operation: "updateAuthProfile",
    repeatable: "same",
    prepare: async (world, alias) => {
      await world.json(["subscribe", "auth-profile", "create", "--alias", alias, ...CREDENTIALS]);
      return [alias, ...CREDENTIALS];
    },
  },
  "subscribe auth-profile delete": {
    operation: "deleteAuthProfile",
    prepare: async (world, alias) => {
      await world.json(["subscribe", "auth-profile", "create", "--alias", alias, ...CREDENTIALS]);
      return [alias, "--yes"];
    },
  },
  "subscribe delete": {
    operation: "deleteEventSubscription",
    prepare: async (world, alias) => {
      const source = alias.replace(/\W/g, "-");
      const made = await world.json(["subscribe", "create", "--type", "ORDER_CONFIRMED", "--source-name", source]);
      const id = /"(?:id|subscriptionId)":"([^"]+)"/.exec(JSON.stringify(made))?.[1] ?? "";
      return [id, "--yes"];
    },
  },
  "order create-from-offer": {
    operation: "createOrderFromOffer",
    prepare: async (world, alias) => {
      const offers = await world.json<{ id: string }[][]>([
        ...["delivery", "preview", "--line", "sku=EMU-MUG,qty=1", "--shopper", "prime"],
        ...["--address", "12 Harbor Lane, Portland, OR 97201"],
        ...["--query", "deliveryPreview.deliveryGroups[].deliveryOffers"],
      ]);
      return [offers.flat()[0]?.id ?? "", "--alias", alias];
    },
  },
  "privacy retrieve": {
    operation: "startPersonalDataRetrievalTask",
    repeatable: "same",
    prepare: async (_, alias) => [emailOf(alias)],
  },
  "privacy delete": {
    operation: "startPersonalDataDeletionTask",
    repeatable: "same",
    prepare: async (_, alias) => [emailOf(alias), "--yes"],
  },
  "privacy cancel": {
    operation: "cancelPersonalDataDeletionTask",
    prepare: async (world, alias) => {
      const words = ["privacy", "delete", emailOf(alias), "--yes", "--query", "startPersonalDataDeletionTask.taskId"];
      return [await world.json<string>(words), "--yes"];
    },
  },
  "catalog upload": {
    operation: "createCatalogFeed",
    prepare: async (world, alias) => {
      const file = join(secrets, `${alias.replace(/\W/g, "-")}.csv`);
      writeFileSync(file, (await world.bwp(["catalog", "template"])).stdout.replaceAll("listing-", `${alias}-`));
      return [file, "--detach"];
    },
  },
  "catalog product create": {
    operation: "createProduct",
    prepare: async (_, alias) => ["--sku", skuOf(alias), "--external-id", alias, "--offer-prime", "true"],
  },
  "catalog product update": {
    operation: "updateProduct",
    repeatable: "same",
    prepare: async (_, alias) => ["--sku", `EMU-${skuOf(alias)}`, "--page-url", "https://shop.example/p"],
  },
  "catalog product delete": {
    operation: "deleteProduct",
    prepare: async (world, alias) => {
      await world.json(["catalog", "product", "create", "--sku", skuOf(alias), "--external-id", alias]);
      return ["--sku", skuOf(alias), "--yes"];
    },
  },
  "catalog purchase-group create": {
    operation: "createPurchaseGroup",
    prepare: async (_, alias) => ["--representative", `sku=EMU-${skuOf(alias)}`, "--member", "sku=EMU-MUG,amount=2"],
  },
  "analytics send": {
    operation: "sendUserEvents",
    prepare: async () => ["--event-type", "click", "--client-type", "SERVER_CLIENT", "--client-version", "1.0"],
  },
  "analytics report start": {
    operation: "startReportTask",
    prepare: async () => ["--type", "USER_EVENTS"],
  },
};

interface LogEntry {
  readonly sequence: number;
  readonly kind: string;
  readonly message: string;
  readonly details?: { readonly target?: string };
}

/** What the emulator saw of one call. */
interface Seen {
  readonly code: number;
  readonly stderr: string;
  /** How often the operation took effect. */
  readonly done: number;
  /** How often the fault struck. */
  readonly struck: number;
}

async function control(world: Emulated, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${world.emulator.url}/_emulator/${path}`, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

async function log(world: Emulated, after: number): Promise<readonly LogEntry[]> {
  return ((await control(world, "GET", `log?after=${after}`)) as { entries: LogEntry[] }).entries;
}

/** Runs a command while a fault strikes its operation. */
async function runUnder(
  world: Emulated,
  words: readonly string[],
  operation: string,
  fault: FaultCase["fault"],
  times: number | null,
): Promise<Seen> {
  const before = (await log(world, 0)).at(-1)?.sequence ?? 0;
  await control(world, "POST", "faults", { operation, ...fault, ...(times === null ? {} : { times }) });
  const delayMs = Number(fault.ms ?? 0);
  // Only where time shall run out is there little of it: a busy machine is no fault.
  const { code, stderr } = await world.bwp([...words, "--timeout", delayMs > 1_000 ? "2500ms" : "60s"], {
    longestPauseMs: 20,
  });
  // What was only delayed happens after the answer was given up.
  if (delayMs > 0) await new Promise((resume) => setTimeout(resume, delayMs + 200));
  await control(world, "DELETE", "faults");
  const entries = await log(world, before);
  return {
    code,
    stderr,
    done: entries.filter(({ kind, message }) => kind === "operation" && message === `${operation}: ok`).length,
    struck: entries.filter(({ kind, details }) => kind === "fault" && details?.target === operation).length,
  };
}

/** What is wrong with a call under a fault, in words; nothing if it kept every promise. */
function brokenPromises(seen: Seen, { repeatable }: CommandCase, fault: FaultCase, times: number | null): string[] {
  const { code, done, struck } = seen;
  const { knows } = fault;
  const broken: string[] = [];
  const promise = (kept: boolean, words: string): void => {
    if (!kept) broken.push(words);
  };
  promise(done <= 1 || repeatable === "same", `it happened ${done} times`);
  promise(code !== 0 || done >= 1, "it says done, and nothing happened");
  if (code !== 0) {
    const error = errorOf({ ...seen, stdout: "" });
    promise(code === fault.exit, `exit code ${code} instead of ${fault.exit}`);
    promise(error.message !== "" && (error.suggestion ?? "") !== "", "it does not say what happened and what to do");
    if (knows === "refused") promise(done === 0 && error.code !== "outcome_unknown", `refused, but ${error.code}`);
    if (knows === "failed") promise(error.code === "InternalServerError", `failed, but ${error.code}`);
    if (knows === "unclear") promise(error.code === "outcome_unknown", `it claims to know: ${error.code}`);
  }
  if ((knows === "failed" || knows === "unclear") && repeatable === undefined) {
    promise(struck === 1, `it was sent ${struck} times, and is not safe to repeat`);
    promise(code !== 0, "it says done after an unclear answer");
  }
  if (knows === "slow") promise(code === 0, "it gave up after a short delay");
  // A denial may come from a stale token, so one more try with a new one is right, and enough is enough.
  if (times === 1 && knows === "refused" && fault.exit !== 3) promise(code === 0, "it gave up after one refusal");
  if (times === null && knows !== "slow" && done === 0) promise(code !== 0, "it says done while the fault goes on");
  return broken;
}

it("every command that sends a mutation is tried", () => {
  const mutations = new Set(
    Object.entries(OPERATIONS)
      .filter(([, { kind }]) => kind === "mutation")
      .map(([name]) => name),
  );
  const sending = Object.values(reference())
    .filter(({ mutates, operations = [] }) => mutates && operations.some((name) => mutations.has(name)))
    .map(({ name }) => name);
  const tried = new Set(Object.keys(COMMANDS).map((name) => name.replace(/ --.*/, "")));
  // Both are made of what the commands send.
  const left = ["events trigger", "sandbox run"];
  expect(sending.filter((name) => !tried.has(name)).sort()).toEqual(left);
});

it.concurrent.each(Object.entries(COMMANDS))(
  "bwp %s happens exactly once under every fault, or fails and says what is known",
  async (name, command) => {
    const world = await startEmulated();
    const broken: string[] = [];
    let number = 0;
    // The first call pays for the schema and the token, so that the others' time is for their own call.
    await world.json(["order", "create", "--sample"]);
    try {
      for (const fault of FAULTS) {
        for (const times of [1, null]) {
          number += 1;
          const words = [...name.split(" "), ...(await command.prepare(world, `EXTERNAL_ID:fault-${number}`))];
          const seen = await runUnder(world, words, command.operation, fault.fault, times);
          const found = brokenPromises(seen, command, fault, times);
          broken.push(
            ...found.map((each) => `${fault.name}, ${times === 1 ? "once" : "always"}: ${each}\n${seen.stderr}`),
          );
        }
      }
    } finally {
      await world.close();
    }
    expect(broken).toEqual([]);
  },
);
