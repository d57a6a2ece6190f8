import { span } from "../../formatters/blocks.ts";
import { orderBlocks } from "../../formatters/order.ts";
import { defineCommand } from "../../kernel/command.ts";
import { mutate } from "../../kernel/mutate.ts";
import { sandboxLine } from "../sandbox/sandbox-only.ts";
import { findOrder } from "./find-order.ts";
import { chooseOrder, ORDER_ARGUMENT } from "./order-identifier.ts";

export const command = defineCommand({
  name: "order start",
  summary: "Start the fulfilment of an order",
  description:
    "Sends desiredExecutionState STARTED. Started twice is started once, so a call whose answer is lost is repeated. No page tells of a way back.",
  operations: ["updateOrder", "order"],
  mutates: true,
  arguments: { orderId: ORDER_ARGUMENT },
  output: {
    "updateOrder.order.id": "the order's id",
    "updateOrder.order.metadata.executionState": "STARTED",
  },
  errors: { AccessDeniedError: "not allowed, or no such order: the API does not tell them apart (exit 3)" },
  examples: [
    { command: "bwp order start EXTERNAL_ID:shop-1001", note: "Found by an alias" },
    { command: "bwp order start 322-ABC1-AAAAAA --dry-run", note: "See what would be sent" },
  ],
  async run(context, { args }) {
    const found = await findOrder(context, await chooseOrder(context, { orderId: args.orderId }));
    if (found.order.executionState === "STARTED") context.notices.info(`Order ${found.order.id} is started already.`);
    const dialect = await context.dialect();
    const answer = await mutate(context, {
      ...dialect.updateOrder({ orderId: found.order.id }, { desiredExecutionState: "STARTED" }),
      what: `start the fulfilment of order ${found.order.id}`,
      retry: "safe",
    });
    if (answer === undefined) return;
    const order = dialect.readOrder(answer) ?? found.order;
    await context.output.result(answer, (_, facts) => orderBlocks(order, facts, { personalData: false }));
    if ((await context.profile()).kind === "production") return;
    const line = await sandboxLine(context, `sandbox advance-delivery ${found.order.id}`);
    context.notices.info(["Next: ", span(line, "code"), " ships its package."]);
  },
});
