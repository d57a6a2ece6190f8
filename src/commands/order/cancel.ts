import { RefusedError } from "../../errors.ts";
import { cancellationBlock } from "../../formatters/cancellation.ts";
import { defineCommand } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { mutate } from "../../kernel/mutate.ts";
import { waitFor, waitOptions } from "../../kernel/wait.ts";
import { CANCELLATION_REASONS } from "../../model/cancellation-states.ts";
import type { Cancellation, OrderView } from "../../model/order.ts";
import { ORDER_LIMITS } from "../../model/order-limits.ts";
import { findOrder } from "./find-order.ts";
import { chooseOrder, ORDER_ARGUMENT, parseAliases } from "./order-identifier.ts";

export const command = defineCommand({
  name: "order cancel",
  summary: "Ask for the cancellation of a whole order",
  description:
    "Only whole orders, and only while every package is PENDING; an order that is past that is refused before anything is sent. The API accepts the request (PENDING) and decides later: SUCCESS or REJECTED. --wait waits for that.",
  operations: ["cancelOrder", "order"],
  mutates: true,
  arguments: { orderId: ORDER_ARGUMENT },
  options: {
    reason: { type: "string", value: "REASON", choices: CANCELLATION_REASONS, summary: "Why it is cancelled" },
    comment: { type: "string", value: "TEXT", summary: "Further words (additionalComments)" },
    alias: {
      type: "string",
      value: "TYPE:ID",
      multiple: true,
      commas: false,
      summary: "Your own id of the cancellation; at most 5",
    },
    ...waitOptions("the cancellation is SUCCESS or REJECTED", 600_000),
    force: { type: "boolean", summary: "Send it although a package is not PENDING" },
  },
  output: {
    "cancelOrder.cancellation.id": "id of the request",
    "cancelOrder.cancellation.state": "PENDING: the API decides later. With --wait the state that was reached",
    "cancelOrder.cancellation.canceledFor.orderLineItems[]": "lines and units that it is about",
  },
  errors: {
    not_cancellable: "a package is not PENDING any more; nothing was sent (exit 5)",
    cancellation_rejected: "with --wait: the cancellation was REJECTED (exit 5)",
    not_in_version: "2024-01-01 has no cancelOrder (exit 5)",
    timed_out: "with --wait: still PENDING (exit 7)",
  },
  examples: [
    {
      command: "bwp order cancel EXTERNAL_ID:shop-1001 --reason ORDERED_BY_MISTAKE --wait",
      note: "And see if it worked",
    },
    { command: "bwp order cancel 322-ABC1-AAAAAA --reason OTHER --dry-run", note: "See what would be sent" },
  ],
  async run(context, { args, options }) {
    const aliases = parseAliases(options.alias, "A cancellation", ORDER_LIMITS.aliasesPerCancellation);
    const dialect = await context.dialect();
    const orderIdentifier = await chooseOrder(context, { orderId: args.orderId });
    const { order } = await findOrder(context, orderIdentifier);
    if (!options.force) requireCancellable(order);
    const reason = options.reason ?? (await askReason(context));
    const input = {
      ...(reason === undefined ? {} : { reason }),
      ...(options.comment === undefined ? {} : { additionalComments: options.comment }),
      ...(aliases.length === 0 ? {} : { aliases }),
    };
    const call = dialect.cancelOrder({ orderId: order.id }, Object.keys(input).length === 0 ? undefined : input);
    const answer = await mutate(context, {
      ...call,
      what: `cancel order ${order.id}${reason === undefined ? "" : ` (${reason})`}`,
    });
    if (answer === undefined) return;
    const asked = dialect.readCancellation(answer);
    if (!options.wait) {
      await showCancellation(context, answer, asked, order);
      context.notices.info("Accepted; whether it worked is decided later. --wait waits for it, bwp order show tells.");
      return;
    }
    const settled = await waitForCancellation(context, order, asked, options.waitTimeout);
    await showCancellation(
      context,
      withState(answer, settled),
      { ...settled, id: asked?.id, contents: asked?.contents ?? [] },
      order,
    );
    if (settled.state !== "REJECTED") return;
    throw new RefusedError(`The cancellation of order ${order.id} was REJECTED; the order goes on.`, {
      code: "cancellation_rejected",
      operation: "cancelOrder",
      suggestion: "What is on its way can be returned once it arrived: bwp order show.",
    });
  },
});

/** Cancelling is possible only while every package is PENDING. Page: cancel-an-order. */
function requireCancellable(order: OrderView): void {
  const moved = order.packages.filter(({ state }) => state !== "PENDING");
  if (moved.length === 0) return;
  throw new RefusedError(`Order ${order.id} cannot be cancelled: not every package is PENDING any more.`, {
    code: "not_cancellable",
    operation: "cancelOrder",
    findings: moved.map(({ id, state }) => `package ${id} is ${state}`),
    suggestion: "Nothing was sent. --force sends it anyway, to see the API's answer.",
  });
}

/** The reason is optional, so it is asked for only where somebody can answer. */
async function askReason(context: Context): Promise<(typeof CANCELLATION_REASONS)[number] | undefined> {
  if (!context.io.canPrompt) return undefined;
  return context.prompt.select(
    "Why is it cancelled?",
    CANCELLATION_REASONS.map((reason) => ({ value: reason, label: reason })),
  );
}

async function waitForCancellation(
  context: Context,
  order: OrderView,
  asked: Cancellation | undefined,
  timeoutMs: number,
): Promise<Cancellation> {
  const known = new Set(order.cancellations.map(({ createdAt }) => createdAt));
  const seen = await waitFor(context, {
    what: `the cancellation of ${order.id} is decided`,
    timeoutMs,
    poll: async () => {
      const { cancellations } = (await findOrder(context, { orderId: order.id })).order;
      // In the order a cancellation has no id: it is the one of the same moment, else one that was not there before.
      return (
        cancellations.find(({ createdAt }) => createdAt !== undefined && createdAt === asked?.createdAt) ??
        cancellations.find(({ createdAt }) => !known.has(createdAt)) ??
        asked
      );
    },
    done: (entry) => entry?.state === "SUCCESS" || entry?.state === "REJECTED",
    state: (entry) => entry?.state ?? "PENDING",
  });
  if (seen === undefined) throw new TypeError("A cancellation that is decided was seen.");
  return seen;
}

async function showCancellation(
  context: Context,
  answer: unknown,
  entry: Cancellation | undefined,
  order: OrderView,
): Promise<void> {
  await context.output.result(answer, (_, facts) =>
    entry === undefined ? [] : [cancellationBlock(entry, order.lineItems, facts)],
  );
}

/** The API's answer, with the state and the time that were read from the order later. */
function withState(answer: unknown, { state, updatedAt }: Cancellation): unknown {
  const { cancelOrder } = answer as { cancelOrder?: { cancellation?: object | null } | null };
  return { cancelOrder: { ...cancelOrder, cancellation: { ...cancelOrder?.cancellation, state, updatedAt } } };
}
