import { randomUUID } from "node:crypto";
import { returnBlock } from "../../../formatters/return.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { mutate } from "../../../kernel/mutate.ts";
import { ORDER_LIMITS } from "../../../model/order-limits.ts";
import { findOrder } from "../find-order.ts";
import { chooseLineAmounts, lineAmountsText, RETURN_LINES } from "../line-amounts.ts";
import { chooseOrder, ORDER_ARGUMENT, parseAliases } from "../order-identifier.ts";

/** Alias type of external returns in the documentation's samples; the type is free text. */
const RETURN_ALIAS_TYPE = "EXTERNAL-RETURN-ID";

export const command = defineCommand({
  name: "order return add",
  summary: "Tell Buy with Prime of a return that was asked for elsewhere (external return)",
  description:
    "For returns that began in your own portal or with your customer service. Create the return in your own system first. An alias is set by default, since it is the only way to find the return if the answer is lost; at most 2.",
  operations: ["updateOrder", "order"],
  mutates: true,
  arguments: { orderId: ORDER_ARGUMENT },
  options: {
    line: RETURN_LINES,
    alias: {
      type: "string",
      value: "TYPE:ID",
      multiple: true,
      commas: false,
      summary: `Your own id of the return (default: ${RETURN_ALIAS_TYPE} with a new id)`,
    },
    noAlias: { type: "boolean", summary: "Set no alias" },
  },
  output: {
    "updateOrder.order.id": "the order's id",
    "updateOrder.order.returns.details[]": "its returns with the new one: id, state, aliases",
  },
  errors: {
    AliasValueAlreadyExists: "another return of the order has the alias id (exit 5)",
    AliasLimitExceeded: "more than two aliases (exit 5)",
    not_in_version: "only 2024-11-01 has external returns (exit 5)",
  },
  examples: [
    {
      command:
        "bwp order return add EXTERNAL_ID:shop-1001 --line 88eaa8941c-b27324fb27=1 --alias EXTERNAL-RETURN-ID:rma-8",
      note: "One unit of a line comes back",
    },
  ],
  async run(context, { args, options }) {
    const given = parseAliases(options.alias, "A return", ORDER_LIMITS.aliasesPerReturn);
    const byDefault = options.noAlias ? [] : [{ aliasType: RETURN_ALIAS_TYPE, aliasId: `bwp-${randomUUID()}` }];
    const aliases = given.length > 0 ? given : byDefault;
    const dialect = await context.dialect();
    const { order } = await findOrder(context, await chooseOrder(context, { orderId: args.orderId }));
    const amounts = await chooseLineAmounts(context, order, options.line, "What comes back?");
    const details = {
      ...(aliases.length === 0 ? {} : { aliases }),
      state: "CREATED" as const,
      returnLineItems: amounts.map((amount) => ({ returnFor: { orderLineItemAmounts: [amount] } })),
    };
    const answer = await mutate(context, {
      ...dialect.updateOrder({ orderId: order.id }, { returns: { details: [details] } }),
      what: `add an external return of ${lineAmountsText(order, amounts)} to order ${order.id}`,
    });
    if (answer === undefined) return;
    const known = new Set(order.returns.map(({ id }) => id));
    const added = (dialect.readOrder(answer)?.returns ?? []).filter(({ id }) => !known.has(id));
    await context.output.result(answer, (_, facts) => added.map((entry) => returnBlock(entry, order.lineItems, facts)));
  },
});
