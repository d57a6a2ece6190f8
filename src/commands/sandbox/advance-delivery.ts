import type { LineAmount } from "../../client/dialects/dialect.ts";
import { RefusedError } from "../../errors.ts";
import { contentsText } from "../../formatters/contents.ts";
import { defineCommand } from "../../kernel/command.ts";
import { mutate } from "../../kernel/mutate.ts";
import { waitOptions } from "../../kernel/wait.ts";
import { decimalText, parseDecimal } from "../../model/decimal.ts";
import type { OrderView } from "../../model/order.ts";
import { PACKAGE_CANCELLATION_REASONS, PACKAGE_STATES } from "../../model/package-states.ts";
import { chooseOrderForChange, findOrder } from "../order/find-order.ts";
import { ORDER_ARGUMENT } from "../order/order-identifier.ts";
import { adviseNext } from "./next-step.ts";
import { planSteps } from "./plan-steps.ts";
import { reportSteps, STEP_OUTPUT } from "./report-steps.ts";
import { requireSandbox, sandboxMachines } from "./sandbox-only.ts";
import { followSplit, readSplit, SPLIT_OPTION } from "./split-units.ts";

export const command = defineCommand({
  name: "sandbox advance-delivery",
  aliases: ["sandbox advance-package"],
  summary: "Move a package of an order to its next state",
  description:
    "PENDING leads to IN_TRANSIT or CANCELLED, IN_TRANSIT to DELIVERED or CANCELLED. The API accepts the change and makes it later: after 8 minutes out of PENDING, else after 2, by the documentation; at once on the emulator unless it runs with another speed. An impossible step is refused before it is sent.",
  operations: ["updateOrderPackageInformation", "updateOrderDeliveryInformation", "order"],
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
    line: SPLIT_OPTION,
    all: { type: "boolean", summary: "Move every package that can take the step" },
    ...waitOptions("the state is reached", 600_000),
    force: { type: "boolean", summary: "Send an impossible step anyway" },
  },
  output: {
    "[].orderId": "the order",
    "[].packageId": "the package",
    "[].newPackageId": "with --line: id of the part that was split off, or null before it shows",
    ...STEP_OUTPUT,
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
    {
      command: "bwp sandbox advance-delivery EXTERNAL_ID:shop-1001 --to IN_TRANSIT --line 1=1 --wait",
      note: "Ship one unit of the first line; the rest stays pending",
    },
  ],
  async run(context, { args, options }) {
    await requireSandbox(context);
    const { outbound } = await sandboxMachines(context, "updateOrderPackageInformation");
    const dialect = await context.dialect();
    const orderIdentifier = await chooseOrderForChange(context, { orderId: args.orderId });
    const { order } = await findOrder(context, orderIdentifier);
    const packages = movablePackages(order);
    if (packages.length === 0) throw noPackages(order);
    const pending = packages.filter(({ state }) => state === outbound.initial);
    const candidates = options.line.length > 0 && pending.length > 0 ? pending : packages;
    const steps = await planSteps(context, outbound, candidates, {
      ...options,
      id: args.packageId,
      idArgument: "PACKAGE_ID",
    });
    const ids = steps.map(({ id }) => id);
    const split = readSplit(order, ids, options.line);
    const changes = steps.map(({ id, to, reason }) => ({
      id,
      state: to,
      reason,
      lines: split,
      contents: knownContents(order, id),
    }));
    const answer = await mutate(context, {
      ...dialect.movePackages(orderIdentifier, changes),
      what: `move ${steps.map(({ id, from, to }) => `${partText(order, split)}package ${id} from ${from} to ${to}`).join(", ")}`,
    });
    if (answer === undefined) return;
    let partId: string | undefined;
    const reread = async () => {
      const now = movablePackages((await findOrder(context, orderIdentifier)).order);
      const [step] = steps;
      if (split === undefined || step === undefined) return now;
      const followed = followSplit(packages, now, step);
      partId = followed.partId;
      return followed.things;
    };
    await reportSteps(
      context,
      outbound,
      steps,
      { ...options, reread, partId: () => partId },
      ({ id, partId: newPackageId, ...change }) => ({
        orderId: order.id,
        packageId: id,
        ...(split === undefined ? {} : { newPackageId: newPackageId ?? null }),
        ...change,
      }),
    );
    await adviseNext(context, { orderId: order.id, of: "package", state: steps[0]?.to ?? "" });
  },
});

/** What is split off, in words that stand before the package: `1 × Blue mug of `. */
function partText(order: OrderView, split: readonly LineAmount[] | undefined): string {
  if (split === undefined) return "";
  const contents = split.map(({ lineItemId, amount }) => ({
    lineItemId,
    amount: { value: decimalText(amount), unit: undefined },
  }));
  return `${contentsText(contents, order.lineItems) ?? "a part"} of `;
}

/** What a package holds, if the order tells every amount. */
function knownContents(order: OrderView, packageId: string): readonly LineAmount[] | undefined {
  const contents = order.packages.find(({ id }) => id === packageId)?.contents ?? [];
  const known = contents.flatMap(({ lineItemId, amount }) => {
    const units = parseDecimal(amount?.value ?? "");
    return units === undefined ? [] : [{ lineItemId, amount: units }];
  });
  return known.length > 0 && known.length === contents.length ? known : undefined;
}

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
      order.executionState !== "NOT_STARTED"
        ? `Packages show some time after the start (bwp order start ${order.id}); look with bwp order show.`
        : `Its fulfilment has not started: bwp order start ${order.id}`,
  });
}
