import { catalogCalls, readProduct } from "../../../client/dialects/catalog.ts";
import { NotFoundError, RefusedError } from "../../../errors.ts";
import type { Context } from "../../../kernel/context.ts";
import type { PrivacyTaskKind } from "../../../model/privacy.ts";
import { openLedger } from "../../privacy/own-ledger.ts";
import { sendRequest } from "../../privacy/send-request.ts";
import { coerceValues } from "../../sandbox/scenario/coerce.ts";
import { resolveReferences } from "../../sandbox/scenario/references.ts";
import { STEP_ACTIONS } from "../../sandbox/scenario/run-scenario.ts";
import { STEPS } from "../../sandbox/scenario/scenario.ts";
import type { Memory, Values } from "../../sandbox/scenario/step-values.ts";
import { until } from "../../sandbox/scenario/until.ts";
import type { ScenarioWorld } from "../../sandbox/scenario/world.ts";
import type { PlannedStep } from "./journey.ts";

/** A step that was done, and the calls that it made; looks at the order are not counted. */
export interface DoneStep {
  readonly title: string;
  /** Operations of the API, or controls of the emulator such as `POST /_emulator/returns`. */
  readonly calls: readonly string[];
}

/** What the steps came to. */
export interface Travelled {
  readonly orderId: string | undefined;
  readonly productId: string | undefined;
  readonly taskId: string | undefined;
}

/** How to do them. */
export interface RunOptions {
  readonly world: ScenarioWorld;
  /** For each wait for a state. */
  readonly timeoutMs: number;
  /** False: the last change is only asked for. */
  readonly awaitsLast: boolean;
  /** Called with each step as soon as it is done, and the order that it was about. */
  readonly onStep: (step: DoneStep, orderId: string | undefined) => void;
  /** Called before the step that publishes the event. */
  readonly beforeLast: () => Promise<void>;
}

/** A world that writes down which changes are sent. */
function recording(world: ScenarioWorld, calls: string[]): ScenarioWorld {
  return {
    ...world,
    send(call, retry) {
      calls.push(call.operation.name);
      return world.send(call, retry);
    },
    control(method, path, body) {
      calls.push(`${method} /_emulator/${path}`);
      return world.control(method, path, body);
    },
  };
}

/** Does the steps one after the other. Rejects with the error of the first that fails. */
export async function runSteps(
  context: Context,
  steps: readonly PlannedStep[],
  { world, timeoutMs, awaitsLast, onStep, beforeLast }: RunOptions,
): Promise<Travelled> {
  const memory: Memory = { orderId: undefined };
  const known: Record<string, unknown> = {};
  let found: Omit<Travelled, "orderId"> = { productId: undefined, taskId: undefined };
  for (const step of steps) {
    context.signal.throwIfAborted();
    const isLast = step === steps.at(-1);
    if (isLast) await beforeLast();
    const calls: string[] = [];
    const inner = recording(world, calls);
    const written = resolveReferences(step.values, known) as Values;
    if (step.kind === "product") found = { ...found, productId: await changeProduct(context, inner, written) };
    else if (step.kind === "task") found = { ...found, taskId: await askForTask(context, calls, step.title, written) };
    else {
      const waits = "wait" in STEPS[step.kind].fields && isLast && !awaitsLast ? { wait: false } : {};
      const timeout = "timeout" in STEPS[step.kind].fields ? { timeout: timeoutMs } : {};
      const values = coerceValues({ ...written, ...waits, ...timeout }, STEPS[step.kind].fields);
      const isDueSoon = step.kind === "refund" && written.refund === undefined;
      if (isDueSoon) await awaitRefund(inner, String(written.order ?? memory.orderId), timeoutMs);
      known[step.kind] = await STEP_ACTIONS[step.kind]({ world: inner, values, memory });
      if (typeof written.order === "string") memory.orderId = written.order;
    }
    context.changes.push(step.title);
    onStep({ title: step.title, calls }, memory.orderId);
  }
  return { orderId: memory.orderId, ...found };
}

/** A refund shows some time after what makes it due. */
async function awaitRefund(world: ScenarioWorld, orderId: string, timeoutMs: number): Promise<void> {
  await until(world, {
    timeoutMs,
    look: () => world.order(orderId),
    done: ({ order }) => order.refunds.some(({ state }) => state !== "SUCCESS"),
    missing: () => `order ${orderId} has no open refund`,
  });
}

/** Makes a product that can be bought, or takes away (or brings back) that one can be; answers its id. */
async function changeProduct(context: Context, world: ScenarioWorld, { sku, create }: Values): Promise<string> {
  const calls = catalogCalls(world.dialect.version);
  const identifier = { sku: String(sku ?? create) };
  if (create !== undefined) {
    const name = String(create);
    await world.send(
      calls.createProduct({ sku: name, externalId: name, amazonSku: { value: name }, offerPrime: true }),
    );
  }
  const { operation, variables } = calls.product(identifier);
  const answer = await (await context.api()).request(operation, variables, { signal: context.signal });
  const product = readProduct(answer);
  if (product === undefined) throw new NotFoundError(`The catalog has no product with the SKU ${identifier.sku}.`);
  if (create !== undefined) return product.id;
  const isBuyable = product.buyability === "BUYABLE";
  if (world.isEmulator) {
    if (!isBuyable && product.offerPrime !== true) {
      throw new RefusedError(`The product ${identifier.sku} does not offer Prime, so its stock changes nothing.`, {
        code: "cannot_trigger",
        suggestion: `bwp catalog product update --sku ${identifier.sku} --offer-prime true`,
      });
    }
    await world.control("POST", "stock", { sku: identifier.sku, units: isBuyable ? 0 : 100 });
  } else {
    await world.send(calls.updateProduct(identifier, { offerPrime: !isBuyable }));
  }
  return product.id;
}

/** Starts a privacy task as `bwp privacy` does: it stands in the ledger before it is sent. */
async function askForTask(
  context: Context,
  calls: string[],
  what: string,
  { task, email: address, irreversible }: Values,
): Promise<string | undefined> {
  const kind: PrivacyTaskKind = task === "deletion" ? "deletion" : "retrieval";
  const email = String(address);
  const [ledger, { name: profile, apiUrl, targetId }] = await Promise.all([openLedger(context), context.profile()]);
  const holding = kind === "deletion" ? { holdingPeriod: 0 } : { holdingPeriod: undefined };
  calls.push(kind === "deletion" ? "startPersonalDataDeletionTask" : "startPersonalDataRetrievalTask");
  return sendRequest(context, ledger, {
    request: { kind, email, ...holding, reason: undefined, profile, apiUrl, targetId },
    clientToken: undefined,
    words: {
      what,
      ...(irreversible === true
        ? { irreversible: "it cannot be undone", retype: { name: "the shopper's e-mail", value: email } }
        : {}),
    },
  });
}
