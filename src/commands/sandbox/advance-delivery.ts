import { RefusedError } from "../../errors.ts";
import { contentsText } from "../../formatters/contents.ts";
import { updateOrderPackageInformationOperation } from "../../generated/operations/2024-11-01.ts";
import { defineCommand } from "../../kernel/command.ts";
import { mutate } from "../../kernel/mutate.ts";
import type { OrderView } from "../../model/order.ts";
import { PACKAGE_CANCELLATION_REASONS, PACKAGE_MACHINE, PACKAGE_STATES } from "../../model/package-states.ts";
import { findOrder } from "../order/find-order.ts";
import { chooseOrder, ORDER_ARGUMENT } from "../order/order-identifier.ts";
import { planSteps } from "./plan-steps.ts";
import { reportSteps } from "./report-steps.ts";
import { requireSandbox } from "./sandbox-only.ts";

export const command = defineCommand({
  name: "sandbox advance-delivery",
  aliases: ["sandbox advance-package"],
  summary: "Move a package of an order to its next state",
  description:
    "PENDING leads to IN_TRANSIT or CANCELLED, IN_TRANSIT to DELIVERED or CANCELLED. The API accepts the change and makes it later: after 8 minutes out of PENDING, else after 2, by the documentation; at once on the emulator unless it runs with another speed. An impossible step is refused before it is sent.",
  operations: ["updateOrderPackageInformation", "order"],
  mutates: true,
  arguments: {
    orderId: ORDER_ARGUMENT,
    packageId: { value: "PACKAGE_ID", summary: "Which package; not needed if only one can move" },
  },
  options: {
    to: { type: "string", value: "STATE", choices: PACKAGE_STATES, summary: "State to move to" },
    reason: {
      type: "string",
      value: "REASON",
      choices: PACKAGE_CANCELLATION_REASONS,
      summary: "Why it is cancelled",
    },
    all: { type: "boolean", summary: "Move every package that can take the step" },
    wait: { type: "boolean", short: "w", summary: "Wait until the state is reached" },
    waitTimeout: { type: "duration", value: "TIME", default: 600_000, summary: "How long to wait at most" },
    force: { type: "boolean", summary: "Send an impossible step anyway" },
  },
  output: {
    "[].orderId": "the order",
    "[].packageId": "the package",
    "[].from": "state before",
    "[].to": "state asked for",
    "[].reason": "reason sent, or null",
    "[].state": "state as last seen; with --wait equal to `to`",
    "[].expectedEvents": "event types that the documentation names for the step",
    "[].documentedWaitMs": "documented time until the change shows",
  },
  errors: {
    sandbox_only: "the profile is production (exit 2)",
    impossible_step: "the package cannot take this step (exit 5)",
    ConflictException: "the order is being changed already: try again (exit 5)",
    timed_out: "the state was not reached in time (exit 7)",
  },
  examples: [
    { command: "bwp sandbox advance-delivery EXTERNAL_ID:shop-1001 --to IN_TRANSIT --wait", note: "Ship it" },
    { command: "bwp sandbox advance-delivery EXTERNAL_ID:shop-1001 --to DELIVERED --wait", note: "Deliver it" },
  ],
  async run(context, { args, options }) {
    await requireSandbox(context);
    const orderIdentifier = await chooseOrder(context, { orderId: args.orderId });
    const { order } = await findOrder(context, orderIdentifier);
    const packages = movablePackages(order);
    if (packages.length === 0) throw noPackages(order);
    const steps = await planSteps(context, PACKAGE_MACHINE, packages, {
      ...options,
      id: args.packageId,
      idArgument: "PACKAGE_ID",
    });
    const details = steps.map(({ id, to, reason }) => ({
      id,
      packageState: { packageInformationState: { state: to, ...(reason === undefined ? {} : { reason }) } },
    }));
    const answer = await mutate(context, {
      operation: updateOrderPackageInformationOperation,
      variables: { orderIdentifier, input: { packageInformation: { details } } },
      what: `move ${steps.map(({ id, from, to }) => `package ${id} from ${from} to ${to}`).join(", ")}`,
    });
    if (answer === undefined) return;
    const reread = async () => movablePackages((await findOrder(context, orderIdentifier)).order);
    await reportSteps(context, PACKAGE_MACHINE, steps, { ...options, reread }, ({ id, ...change }) => ({
      orderId: order.id,
      packageId: id,
      ...change,
    }));
  },
});

function movablePackages(order: OrderView) {
  return order.packages.map(({ id, state, contents }) => ({
    id,
    state,
    hint: contentsText(contents, order.lineItems),
  }));
}

function noPackages(order: OrderView): RefusedError {
  return new RefusedError(`Order ${order.id} has no packages yet.`, {
    code: "no_packages",
    suggestion:
      order.executionState === "STARTED"
        ? "Packages show some time after the start; look with bwp order show."
        : `Its fulfilment has not started: bwp order update ${order.id} --start`,
  });
}
