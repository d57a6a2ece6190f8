import { RefusedError, UsageError } from "../../../errors.ts";
import { returnBlock } from "../../../formatters/return.ts";
import { defineCommand } from "../../../kernel/command.ts";
import type { Context } from "../../../kernel/context.ts";
import { mutate } from "../../../kernel/mutate.ts";
import type { ReturnDetails } from "../../../model/order.ts";
import { ORDER_LIMITS } from "../../../model/order-limits.ts";
import { findReturn } from "../../returns/find-return.ts";
import { findOrder } from "../find-order.ts";
import { chooseLineAmounts, LINE_AMOUNT_FORMAT } from "../line-amounts.ts";
import { chooseOrder, ORDER_ARGUMENT, parseAliases } from "../order-identifier.ts";

/** `ReturnStateInput`; COMPLETED is concluded from the output and sent only with --force. */
const STATES = ["CREATED", "CANCELLED", "COMPLETED"] as const;

export const command = defineCommand({
  name: "order return update",
  summary: "Change an external return: its state, aliases or lines",
  description:
    "Only external returns, those that bwp order return add told of; a return that Buy with Prime made must not be changed this way. Which state may follow which is not documented.",
  operations: ["updateOrder", "order"],
  mutates: true,
  arguments: {
    orderId: ORDER_ARGUMENT,
    returnId: {
      value: "RETURN_ID",
      summary: "Return id, or one of its aliases as TYPE:ID; not needed if there is one",
    },
  },
  options: {
    state: { type: "string", value: "STATE", choices: STATES, summary: "New state" },
    alias: { type: "string", value: "TYPE:ID", multiple: true, commas: false, summary: "Your own ids; at most 2" },
    line: { type: "string", value: LINE_AMOUNT_FORMAT, multiple: true, summary: "Lines that come back, all of them" },
    force: { type: "boolean", summary: "Send COMPLETED, or change a return that is none of yours" },
  },
  output: {
    "updateOrder.order.id": "the order's id",
    "updateOrder.order.returns.details[]": "its returns: id, state, aliases",
  },
  errors: {
    not_external: "the return has packages of Buy with Prime; nothing was sent (exit 5)",
    AliasValueAlreadyExists: "another return of the order has the alias id (exit 5)",
    not_in_version: "only 2024-11-01 has external returns (exit 5)",
  },
  examples: [
    {
      command: "bwp order return update EXTERNAL_ID:shop-1001 EXTERNAL-RETURN-ID:rma-8 --state CANCELLED",
      note: "Found by its alias",
    },
  ],
  async run(context, { args, options }) {
    const aliases = parseAliases(options.alias, "A return", ORDER_LIMITS.aliasesPerReturn);
    const dialect = await context.dialect();
    const { order } = await findOrder(context, await chooseOrder(context, { orderId: args.orderId }));
    const details = await findReturn(context, order, args.returnId);
    if (details.packages.length > 0 && !options.force) throw notExternal(details);
    const nothing = options.state === undefined && aliases.length === 0 && options.line.length === 0;
    const state = options.state ?? (nothing ? await askState(context, details) : undefined);
    if (state === "COMPLETED" && !options.force) {
      throw new RefusedError("No page confirms that an external return can be set to COMPLETED.", {
        code: "unconfirmed_state",
        suggestion: "--force sends it; it is concluded from the states of returns.",
      });
    }
    const amounts =
      options.line.length === 0 ? [] : await chooseLineAmounts(context, order, options.line, "What comes back?");
    const change = {
      returnIdentifier: { id: details.id },
      ...(state === undefined ? {} : { state }),
      ...(aliases.length === 0 ? {} : { aliases }),
      ...(amounts.length === 0
        ? {}
        : { returnLineItems: amounts.map((amount) => ({ returnFor: { orderLineItemAmounts: [amount] } })) }),
    };
    const answer = await mutate(context, {
      ...dialect.updateOrder({ orderId: order.id }, { returns: { details: [change] } }),
      what: `change the external return ${details.id}${state === undefined ? "" : ` from ${details.state ?? "?"} to ${state}`}`,
      retry: "safe",
    });
    if (answer === undefined) return;
    const after = dialect.readOrder(answer)?.returns.find(({ id }) => id === details.id);
    await context.output.result(answer, (_, facts) => [
      returnBlock({ ...details, state: after?.state, aliases: after?.aliases ?? [] }, order.lineItems, facts),
    ]);
  },
});

async function askState(context: Context, details: ReturnDetails): Promise<(typeof STATES)[number]> {
  if (!context.io.canPrompt) {
    throw new UsageError("Nothing to change: give --state, --alias or --line.", { code: "missing_input" });
  }
  return context.prompt.select(
    `State of the return (now ${details.state ?? "?"})`,
    (["CREATED", "CANCELLED"] as const).map((state) => ({ value: state, label: state })),
  );
}

function notExternal(details: ReturnDetails): RefusedError {
  return new RefusedError(`The return ${details.id} has packages of Buy with Prime, so it is no external return.`, {
    code: "not_external",
    operation: "updateOrder",
    suggestion: "Nothing was sent. --force sends it anyway, to see the API's answer.",
  });
}
