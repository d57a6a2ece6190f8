import { at, listOf } from "../../client/dialects/reading.ts";
import { line } from "../../formatters/blocks.ts";
import { returnsTable } from "../../formatters/return.ts";
import { defineCommand } from "../../kernel/command.ts";
import { findOrder } from "../order/find-order.ts";
import { chooseOrder, ORDER_ARGUMENT } from "../order/order-identifier.ts";

export const command = defineCommand({
  name: "returns list",
  summary: "List the returns of an order",
  description:
    "The API lists returns only below their order. Returns of Buy with Prime and external ones stand together; nothing in the answer tells them apart, but only those of Buy with Prime have packages.",
  operations: ["order"],
  arguments: { orderId: ORDER_ARGUMENT },
  output: {
    "[].id": "id of the return",
    "[].state": "CREATED, COMPLETED, or CANCELLED (external returns only)",
    "[].returnLineItems[]": "what comes back, with its grading",
    "[].returnPackageDetails[]": "packages on their way back (returnDeliveryDetails in 2024-04-01)",
  },
  errors: { AccessDeniedError: "not allowed, or no such order: the API does not tell them apart (exit 3)" },
  examples: [
    { command: "bwp returns list EXTERNAL_ID:shop-1001", note: "An empty list is no error" },
    { command: "bwp returns list EXTERNAL_ID:shop-1001 --query '[].id'", note: "The ids, for a script" },
  ],
  async run(context, { args }) {
    const { answer, order } = await findOrder(context, await chooseOrder(context, args));
    const returns = listOf(at(answer, "order", "returns").details);
    await context.output.result(returns, () =>
      order.returns.length === 0
        ? [line(`Order ${order.id} has no returns.`)]
        : [returnsTable(order.returns, order.lineItems)],
    );
  },
});
