import { negotiationBlocks } from "../../formatters/negotiation.ts";
import { returnBlock } from "../../formatters/return.ts";
import { defineCommand } from "../../kernel/command.ts";
import { mutate } from "../../kernel/mutate.ts";
import { findOrder } from "../order/find-order.ts";
import { chooseLineAmounts, lineAmountsText, RETURN_LINES } from "../order/line-amounts.ts";
import { chooseOrder, ORDER_ARGUMENT } from "../order/order-identifier.ts";
import { readNegotiation } from "./negotiation.ts";
import { PROGRAMMATIC_EXPERIMENTAL, requireProgrammaticReturns } from "./programmatic.ts";

export const command = defineCommand({
  name: "returns create",
  summary: "Make a return through the API: as a draft to negotiate, or started at once",
  experimental: PROGRAMMATIC_EXPERIMENTAL,
  description:
    "createReturn begins with a DRAFT: bwp returns get shows reasons and ways to send it, bwp returns update chooses one. Which argument names the order is not documented, nor is the answer; so a real service needs --force. A return that began elsewhere is told of with bwp order return add, which is documented.",
  operations: ["createReturn", "order"],
  mutates: true,
  arguments: { orderId: ORDER_ARGUMENT },
  options: {
    line: RETURN_LINES,
    start: { type: "boolean", summary: "Start the return at once (STARTED)" },
    force: { type: "boolean", summary: "Send it although it is not wholly documented" },
  },
  output: {
    "createReturn.returnDetails.id": "id of the return",
    "createReturn.returnDetails.state": "DRAFT, or CREATED with --start",
  },
  errors: {
    not_in_sandbox: "sandboxes do not support it (exit 5)",
    experimental: "not sent to a real service without --force (exit 5)",
    not_in_version: "only 2024-11-01 has it (exit 5)",
  },
  examples: [
    {
      command: "bwp returns create EXTERNAL_ID:shop-1001 --line 88eaa8941c-b27324fb27=1 --dry-run",
      note: "Look first",
    },
  ],
  async run(context, { args, options }) {
    await requireProgrammaticReturns(context, {
      operation: "createReturn",
      force: options.force,
      guessed: "which argument of createReturn names the order, nor what it answers",
    });
    const dialect = await context.dialect();
    const { order } = await findOrder(context, await chooseOrder(context, { orderId: args.orderId }));
    const amounts = await chooseLineAmounts(context, order, options.line, "What comes back?");
    const input = {
      returnLineItems: amounts.map((amount) => ({ returnFor: { orderLineItemAmounts: [amount] } })),
      ...(options.start ? { desiredReturnExecutionState: "STARTED" } : {}),
    };
    const answer = await mutate(context, {
      ...dialect.createReturn({ orderId: order.id }, input),
      what: `create a return of ${lineAmountsText(order, amounts)} of order ${order.id}`,
    });
    if (answer === undefined) return;
    const details = dialect.readReturn(answer);
    await context.output.result(answer, (_, facts) =>
      details === undefined
        ? []
        : [returnBlock(details, order.lineItems, facts), ...negotiationBlocks(readNegotiation(answer), facts)],
    );
  },
});
