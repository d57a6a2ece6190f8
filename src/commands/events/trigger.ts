import { randomBytes } from "node:crypto";
import { RefusedError } from "../../errors.ts";
import { span } from "../../formatters/blocks.ts";
import { triggerBlocks, triggerPlanBlocks } from "../../formatters/trigger.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { type LoggedEvent, readEventLog } from "../../kernel/emulator-log.ts";
import { announce } from "../../kernel/mutate.ts";
import { EVENT_TYPE_NAMES, type EventType } from "../../model/event-types.ts";
import type { OrderView } from "../../model/order.ts";
import { askEventType } from "../../prompts/event-types.ts";
import { chooseOrderForChange, findOrder } from "../order/find-order.ts";
import { requireSandbox } from "../sandbox/sandbox-only.ts";
import { openWorld } from "../sandbox/scenario/open-world.ts";
import { requireEventType } from "./find-type.ts";
import { maskedPlan } from "./trigger/masked-plan.ts";
import { newestName, OVERRIDE_NAMES, readOverrides } from "./trigger/overrides.ts";
import { planTrigger } from "./trigger/plan.ts";
import { findPublished } from "./trigger/published.ts";
import { type DoneStep, runSteps, type Travelled } from "./trigger/run-steps.ts";

export const command = defineCommand({
  name: "events trigger",
  summary: "Cause an event: lead an order, a return, a product or a privacy task to what publishes it",
  description: `Unlike an event that is made up, this one is about something that is there: every step is a call that the API documents, or, on the emulator, what a shopper or Amazon would do. It begins with a new order, or goes on from where an order is (--order), by the shortest way, and says which calls it made.\n\nOn the emulator every type can be triggered but INVENTORY_CHANGED, which no sandbox publishes. On a sandbox of the service a shopper has to open returns, in the browser; from then on --order leads them further. Moving a tracker and grading are sent there only with --force, since their inputs are not documented. Deprecated names are triggered by what causes their successors; they reach whoever is subscribed to them.\n\n--set changes what a step sends: ${OVERRIDE_NAMES.join(", ")}. Each type takes some of them; the refusal of another lists those.`,
  operations: [
    "createOrder",
    "updateOrder",
    "updateOrderPackageInformation",
    "updateOrderReturns",
    "createProduct",
    "updateProduct",
    "startPersonalDataRetrievalTask",
    "startPersonalDataDeletionTask",
    "order",
    "product",
  ],
  mutates: true,
  arguments: {
    eventType: { value: "TYPE", summary: "Event type, as subscriptions name it", suggestions: EVENT_TYPE_NAMES },
  },
  options: {
    order: {
      type: "string",
      value: "ORDER_ID",
      summary: "Go on from this order, by its id, or its alias as TYPE:ID (default: a new one)",
    },
    set: {
      type: "string",
      value: "NAME=VALUE",
      multiple: true,
      commas: false,
      summary: "Change what a step sends: reason=UNFULFILLABLE, milestone=DELAYED",
    },
    wait: {
      type: "boolean",
      short: "w",
      summary: "Wait until the emulator says that it was published; elsewhere, until its cause shows",
    },
    waitTimeout: { type: "duration", value: "TIME", default: 900_000, summary: "How long to wait for each state" },
    force: { type: "boolean", summary: "Send inputs that no page documents to a sandbox too" },
  },
  output: {
    eventType: "the type that was asked for",
    "orderId, productId, taskId": "what it is about; null for the others",
    "steps[].title": "what was done",
    "steps[].calls[]": "the operations and controls that were called for it",
    "published[]":
      "from the emulator's log, one for each subscription whose receiver had it or answered by then: eventType, outcome, to, reason, resources, eventId, time; null on a sandbox",
  },
  errors: {
    unknown_event_type: "the documentation has no such event type (exit 2)",
    unknown_override: "--set names what the type does not take (exit 2)",
    invalid_override: "--set gives a value that does not fit, and what would (exit 2)",
    cannot_trigger: "nothing publishes it from there, and why (exit 5)",
    emulator_only: "only the emulator can do a step of it, and why (exit 5)",
    not_in_version: "the version of the API lacks a step (exit 5)",
    sandbox_only: "the profile is production (exit 2)",
    timed_out: "a state, or the event, did not come in time (exit 7)",
  },
  examples: [
    { command: "bwp events trigger PACKAGE_DELIVERED --wait", note: "A new order, shipped and delivered" },
    {
      command: "bwp events trigger RETURN_COMPLETED --order 322-AB12-CD34EF --wait",
      note: "From where that order is, by the shortest way",
    },
    {
      command: "bwp events trigger PACKAGE_DELIVERY_CANCELLED --set reason=UNFULFILLABLE --dry-run",
      note: "Only what would be done",
    },
  ],
  async run(context, { args, options }) {
    const { eventType } = await complete(context, {
      eventType: { given: args.eventType, flag: "TYPE", ask: askEventType },
    });
    const type = requireEventType(eventType);
    const overrides = readOverrides(type, options.set, options.order !== undefined);
    await requireSandbox(context);
    const profile = await context.profile();
    const isEmulator = profile.kind === "emulator";
    const order = options.order === undefined ? undefined : await readOrder(context, options.order);
    const { apiVersion: version } = profile;
    const unique = randomBytes(4).toString("hex");
    const plan = planTrigger({ type, order, overrides, version, isEmulator, force: options.force, unique });
    if (context.globals.dryRun) {
      await context.output.result({ eventType: type.name, steps: maskedPlan(plan) }, triggerPlanBlocks);
      return;
    }
    await announce(context, `cause ${type.name}${order === undefined ? "" : ` from order ${order.id}`}`);
    const steps: DoneStep[] = [];
    const sayNext = (): void => {
      const next = plan[steps.length];
      // One of its own for each step: a pipe gets no more than the first word and the last of each.
      if (next !== undefined) context.notices.progress(`${steps.length + 1}/${plan.length} ${next.title}`);
    };
    sayNext();
    let after = 0;
    let reached: string | undefined;
    const travelled = await runSteps(context, plan, {
      world: await openWorld(context, { steps: [] }),
      timeoutMs: options.waitTimeout,
      awaitsLast: options.wait && !isEmulator,
      beforeLast: async () => {
        if (isEmulator) after = (await readEventLog(profile.apiUrl, 0)).latest;
      },
      onStep(step, orderId) {
        steps.push(step);
        reached = orderId;
        sayNext();
      },
    }).catch((error: unknown) => {
      context.notices.stop();
      if (reached !== undefined) adviseToGoOn(context, type.name, reached);
      throw error;
    });
    context.notices.stop();
    const published = isEmulator ? await lookUp(context, type, travelled, after, options) : null;
    const { orderId = null, productId = null, taskId = null } = travelled;
    await context.output.result({ eventType: type.name, orderId, productId, taskId, steps, published }, triggerBlocks);
    advise(context, type, travelled, published);
  },
});

async function readOrder(context: Context, written: string): Promise<OrderView> {
  return (await findOrder(context, await chooseOrderForChange(context, { orderId: written }))).order;
}

/** What the emulator's log says of the event that was caused. */
async function lookUp(
  context: Context,
  type: EventType,
  { orderId, productId, taskId }: Travelled,
  after: number,
  { wait, waitTimeout }: { readonly wait: boolean; readonly waitTimeout: number },
): Promise<readonly LoggedEvent[]> {
  const names = new Set([type.name, newestName(type)]);
  const id = taskId ?? productId ?? (type.resource === "tracker" ? undefined : orderId);
  const { apiUrl } = await context.profile();
  const isIt = ({ eventType, resources }: LoggedEvent): boolean => {
    if (taskId === undefined && !names.has(eventType)) return false;
    return id === undefined || resources.some((path) => path.split("/").includes(id));
  };
  // The emulator says nothing of products that nobody listens to, and it changes them at once.
  const timeoutMs = wait && productId === undefined ? waitTimeout : undefined;
  // A deprecated name is published to its own subscriptions only: what shows may be its successor.
  const what = `the emulator's log says what became of ${type.name}`;
  const found = await findPublished(context, apiUrl, { after, isIt, what }, timeoutMs);
  const other = found.find(({ eventType }) => !names.has(eventType));
  if (other !== undefined) {
    throw new RefusedError(`The task ended otherwise: ${other.eventType} was published.`, {
      code: "cannot_trigger",
      suggestion: `bwp privacy show ${taskId ?? ""} tells why.`,
    });
  }
  return found;
}

function advise(
  context: Context,
  { name, deprecated }: EventType,
  { orderId, productId }: Travelled,
  published: readonly LoggedEvent[] | null,
): void {
  const about = orderId === undefined ? "" : ` --order ${orderId}`;
  if (published === null) {
    context.notices.info(["Next: ", span(`bwp events wait --type ${name}${about}`, "code"), " waits for it."]);
    return;
  }
  const create = span(subscribeLine(name, deprecated !== undefined), "code");
  if (published.length === 0 && productId !== undefined) {
    context.notices.info(["The emulator published nothing: nobody is subscribed to it. ", create]);
  } else if (published.length === 0) {
    context.notices.info("It was not published yet: documented waits may have to pass. --wait waits for it.");
  } else if (published.every(({ subscriptionId }) => subscriptionId === null)) {
    context.notices.info(["Next: ", create, " subscribes to it."]);
  }
}

/** A step failed, or took too long: what was done before is there, and need not be done again. */
function adviseToGoOn(context: Context, name: string, orderId: string): void {
  const command = `bwp events trigger ${name} --order ${orderId}`;
  context.notices.info(["What was done before stays. Go on from there: ", span(command, "code")]);
}

function subscribeLine(name: string, isDeprecated: boolean): string {
  return `bwp subscribe create --type ${name}${isDeprecated ? " --api-version 2024-01-01" : ""}`;
}
