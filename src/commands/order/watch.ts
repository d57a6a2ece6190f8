import { type BwpError, RefusedError, UnavailableError, WaitTimeoutError } from "../../errors.ts";
import { changeBlocks } from "../../formatters/watch.ts";
import { defineCommand } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { formatDuration } from "../../kernel/duration.ts";
import type { OrderView } from "../../model/order.ts";
import { findOrder } from "./find-order.ts";
import { chooseOrder, ORDER_ARGUMENT } from "./order-identifier.ts";
import { openScreen } from "./watch-screen.ts";
import { changesBetween, goalState, statesOf, WATCH_GOALS, type WatchChange, type WatchGoal } from "./watch-states.ts";

export const command = defineCommand({
  name: "order watch",
  summary: "Watch an order live, until it is delivered, returned, refunded or cancelled",
  description:
    "Looks again and again and shows what changed: a picture that is redrawn on a terminal, one line a change elsewhere. The first records are the states as they are (from is null). delivered: every package is finished and one arrived; returned: each return is COMPLETED or its packages arrived; refunded: each refund is SUCCESS; cancelled: a cancellation is SUCCESS or every package is CANCELLED. Without --until it watches until Ctrl-C or until the time is up.",
  operations: ["order"],
  streams: true,
  arguments: { orderId: ORDER_ARGUMENT },
  options: {
    until: { type: "string", value: "GOAL", choices: WATCH_GOALS, summary: "What to wait for" },
    interval: {
      type: "duration",
      value: "TIME",
      summary: "Pause between two looks (default: 5s; 500ms on the emulator); what is over between them is not seen",
    },
    waitTimeout: { type: "duration", value: "TIME", default: 3_600_000, summary: "How long at most (default: 1h)" },
  },
  output: {
    at: "when the change was seen",
    orderId: "the order",
    entity: "order, package, tracker, cancellation, return, returnPackage, grading or refund",
    id: "its id; the tracking number of a tracker, the time of a cancellation",
    from: "state before; null when it is seen for the first time",
    to: "state now; a reason or an amount stands behind it in brackets",
  },
  errors: {
    timed_out: "the goal was not reached in time (exit 7)",
    out_of_reach: "it will never be: every package is cancelled, or delivered (exit 5)",
    interrupted: "Ctrl-C (exit 130)",
  },
  examples: [
    { command: "bwp order watch EXTERNAL_ID:shop-1001 --until delivered --wait-timeout 2h", note: "On a terminal" },
    { command: "bwp order watch EXTERNAL_ID:shop-1001 --until refunded -o ndjson", note: "For a script" },
  ],
  async run(context, { args, options }) {
    const identifier = await chooseOrder(context, { orderId: args.orderId });
    const { host } = context;
    const { kind } = await context.profile();
    const interval = options.interval ?? (kind === "emulator" ? 500 : 5_000);
    const start = host.now();
    const show = openView(context, options.until, start);
    let order = (await findOrder(context, identifier)).order;
    let states: ReturnType<typeof statesOf> = [];
    for (;;) {
      const after = statesOf(order);
      await show(order, changesBetween(states, after, order.id, context.serviceNow()));
      states = after;
      if (options.until !== undefined && hasReached(order, options.until)) return;
      const waited = host.now() - start;
      if (waited + interval > options.waitTimeout) throw timedOut(order, options.until, options.waitTimeout);
      await host.sleep(interval, context.signal);
      order = await lookAgain(context, order);
    }
  },
});

type Show = (order: OrderView, changes: readonly WatchChange[]) => Promise<void>;

/** A screen where a person looks at a terminal, else one record a change. */
function openView(context: Context, goal: WatchGoal | undefined, start: number): Show {
  if (context.output.format !== "table" || !context.io.stdout.isTTY) {
    const stream = context.output.stream<WatchChange>(changeBlocks);
    return (_order, changes) => stream.write(changes);
  }
  const screen = openScreen(context);
  const all: WatchChange[] = [];
  return async (order, changes) => {
    all.push(...changes);
    const watched = formatDuration(context.host.now() - start);
    await screen.draw({ orderId: order.id, goal, things: statesOf(order), changes: all, watched });
  };
}

function hasReached(order: OrderView, goal: WatchGoal): boolean {
  const state = goalState(order, goal);
  if (state !== "out of reach") return state === "reached";
  const states = [...new Set(order.packages.map((entry) => entry.state))].join(", ");
  throw new RefusedError(`Order ${order.id} will not be ${goal}: its packages are ${states}.`, {
    code: "out_of_reach",
  });
}

/** A look that fails for a passing reason does not end the watch. */
async function lookAgain(context: Context, last: OrderView): Promise<OrderView> {
  try {
    return (await findOrder(context, { orderId: last.id })).order;
  } catch (error) {
    if (!(error instanceof UnavailableError) || context.signal.aborted) throw error;
    context.notices.warn(`The order could not be read: ${error.message} Looking again later.`);
    return last;
  }
}

function timedOut(order: OrderView, goal: WatchGoal | undefined, timeoutMs: number): BwpError {
  return new WaitTimeoutError(
    `Timed out after ${formatDuration(timeoutMs)}: ${goal === undefined ? `order ${order.id} is not watched any longer` : `order ${order.id} is not ${goal} yet`}.`,
    { suggestion: "Give --wait-timeout more time.", retryable: true },
  );
}
