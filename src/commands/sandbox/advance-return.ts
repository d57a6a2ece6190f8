import { RefusedError } from "../../errors.ts";
import { contentsText } from "../../formatters/contents.ts";
import { defineCommand } from "../../kernel/command.ts";
import { mutate } from "../../kernel/mutate.ts";
import { waitOptions } from "../../kernel/wait.ts";
import type { OrderView } from "../../model/order.ts";
import { RETURN_PACKAGE_FAILURE_REASONS, RETURN_PACKAGE_STATES } from "../../model/return-states.ts";
import type { SandboxMachines } from "../../model/sandbox-machines.ts";
import { chooseOrderForChange, findOrder } from "../order/find-order.ts";
import { ORDER_ARGUMENT } from "../order/order-identifier.ts";
import { returnsOf } from "./choose-return.ts";
import { adviseNext } from "./next-step.ts";
import { planSteps } from "./plan-steps.ts";
import { reportSteps, STEP_OUTPUT } from "./report-steps.ts";
import { requireSandbox, sandboxMachines } from "./sandbox-only.ts";

export const command = defineCommand({
  name: "sandbox advance-return",
  summary: "Move a return package of an order to its next state",
  description:
    "CREATED leads to IN_TRANSIT (or DROPPED_OFF, for drop-off returns only), DROPPED_OFF to IN_TRANSIT, IN_TRANSIT to DELIVERED or FAILED. Version 2024-01-01 has no return packages: there the return itself goes from CREATED to COMPLETED. The API accepts the change and makes it later: after 2 minutes by the documentation; at once on the emulator unless it runs with another speed. The sandbox stores UNDELIVERABLE for every failed return, whatever reason is sent.",
  operations: ["updateOrderReturns", "order"],
  mutates: true,
  arguments: {
    orderId: ORDER_ARGUMENT,
    returnPackageId: { value: "RETURN_PACKAGE_ID", summary: "Which return package; not needed if only one can move" },
  },
  options: {
    return: { type: "string", value: "RETURN_ID", summary: "Only packages of this return" },
    to: {
      type: "string",
      value: "STATE",
      choices: [...RETURN_PACKAGE_STATES, "COMPLETED"],
      summary: "State to move to",
    },
    reason: {
      type: "string",
      value: "REASON",
      choices: RETURN_PACKAGE_FAILURE_REASONS,
      summary: "Why it failed; may stay out",
    },
    all: { type: "boolean", summary: "Move every return package that can take the step" },
    ...waitOptions("the state is reached", 600_000),
    force: { type: "boolean", summary: "Send an impossible step anyway" },
  },
  output: {
    "[].orderId": "the order",
    "[].returnId": "the return",
    "[].returnPackageId": "the return package; null in 2024-01-01, where the return moves",
    ...STEP_OUTPUT,
  },
  errors: {
    sandbox_only: "the profile is production (exit 2)",
    no_returns: "the order has no return (exit 5)",
    impossible_step: "the return package cannot take this step (exit 5)",
    timed_out: "the state was not reached in time (exit 7)",
  },
  examples: [
    { command: "bwp sandbox advance-return EXTERNAL_ID:shop-1001 --to IN_TRANSIT --wait", note: "The carrier has it" },
    { command: "bwp sandbox advance-return EXTERNAL_ID:shop-1001 --to DELIVERED --wait", note: "It arrived" },
  ],
  async run(context, { args, options }) {
    await requireSandbox(context);
    const { returns: machine, moves } = await sandboxMachines(context, "updateOrderReturns");
    const dialect = await context.dialect();
    const orderIdentifier = await chooseOrderForChange(context, { orderId: args.orderId });
    const { order } = await findOrder(context, orderIdentifier);
    const returns = returnsOf(order, options.return);
    const packages = movableThings(order, moves).filter(({ returnId }) => returns.some(({ id }) => id === returnId));
    if (packages.length === 0) throw new RefusedError("The return has no package yet.", { code: "no_packages" });
    const returnOf = new Map(packages.map(({ id, returnId }) => [id, returnId]));
    const steps = await planSteps(context, machine, packages, {
      ...options,
      id: args.returnPackageId,
      idArgument: "RETURN_PACKAGE_ID",
    });
    const changes = steps.map(({ id, to, reason }) => ({
      returnId: returnOf.get(id) ?? "",
      packageId: moves === "return" ? undefined : id,
      state: to,
      reason,
    }));
    const answer = await mutate(context, {
      ...dialect.moveReturns(orderIdentifier, changes),
      what: `move ${steps.map(({ id, from, to }) => `${machine.entity} ${id} from ${from} to ${to}`).join(", ")}`,
    });
    if (answer === undefined) return;
    const reread = async () => movableThings((await findOrder(context, orderIdentifier)).order, moves);
    await reportSteps(context, machine, steps, { ...options, reread }, ({ id, ...change }) => ({
      orderId: order.id,
      returnId: returnOf.get(id) ?? "",
      returnPackageId: moves === "return" ? null : id,
      ...change,
    }));
    await adviseNext(context, { orderId: order.id, of: "return", state: steps[0]?.to ?? "" });
  },
});

function movableThings(order: OrderView, moves: SandboxMachines["moves"]) {
  if (moves === "return") {
    return order.returns.map(({ id, state, lineItems }) => ({
      id,
      state: state ?? "",
      returnId: id,
      hint: contentsText(
        lineItems.flatMap(({ contents }) => contents),
        order.lineItems,
      ),
    }));
  }
  return order.returns.flatMap((details) =>
    details.packages.map(({ id, state, contents }) => ({
      id,
      state,
      returnId: details.id,
      hint: [`return ${details.id}`, contentsText(contents, order.lineItems)].filter(Boolean).join(": "),
    })),
  );
}
