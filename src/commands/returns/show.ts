import { at, listOf } from "../../client/dialects/reading.ts";
import { UsageError } from "../../errors.ts";
import { returnBlock } from "../../formatters/return.ts";
import { defineCommand } from "../../kernel/command.ts";
import { findOrder } from "../order/find-order.ts";
import { chooseOrder, ORDER_ARGUMENT } from "../order/order-identifier.ts";
import { findReturn } from "./find-return.ts";

export const command = defineCommand({
  name: "returns show",
  summary: "Show one return of an order: what comes back, its packages, its grading",
  operations: ["order"],
  arguments: {
    orderId: ORDER_ARGUMENT,
    returnId: {
      value: "RETURN_ID",
      summary: "Return id, or one of its aliases as TYPE:ID; not needed if there is one",
    },
  },
  output: {
    id: "id of the return",
    state: "CREATED, COMPLETED, or CANCELLED (external returns only)",
    "returnLineItems[]": "what comes back, with its grading",
    "returnPackageDetails[]": "packages on their way back (returnDeliveryDetails in 2024-04-01)",
  },
  errors: { not_found: "the order has no such return (exit 4)", no_returns: "the order has no return (exit 5)" },
  examples: [
    { command: "bwp returns show EXTERNAL_ID:shop-1001", note: "The only return of an order" },
    { command: "bwp returns show EXTERNAL_ID:shop-1001 EXTERNAL-RETURN-ID:rma-8", note: "By an alias of the return" },
  ],
  async run(context, { args }) {
    const { answer, order } = await findOrder(context, await chooseOrder(context, { orderId: args.orderId }));
    const details = await findReturn(context, order, args.returnId);
    const raw = listOf(at(answer, "order", "returns").details).find(({ id }) => id === details.id);
    if (raw === undefined) throw new UsageError(`The answer holds no return ${details.id}.`);
    await context.output.result(raw, (_, facts) => [returnBlock(details, order.lineItems, facts)]);
  },
});
