import { ORDER_PARTS, orderBlocks, orderPartBlocks } from "../../formatters/order.ts";
import { defineCommand } from "../../kernel/command.ts";
import { findOrder } from "./find-order.ts";
import { chooseOrder, ORDER_ARGUMENT } from "./order-identifier.ts";

export const command = defineCommand({
  name: "order show",
  summary: "Show an order: lines, packages with their tracking, returns, refunds",
  description:
    "On a terminal the customer's name and e-mail address are hidden, since screens end up in tickets and recordings; --show-personal-data shows them. The JSON is the API's own answer and holds them always; --view does not change it.",
  operations: ["order"],
  arguments: { orderId: ORDER_ARGUMENT },
  options: {
    alias: { type: "string", value: "TYPE:ID", summary: "Find the order by this alias instead" },
    view: {
      type: "string",
      value: "PART",
      choices: ORDER_PARTS,
      summary: "Show one part, the timeline as a picture, or all (default: all but the timeline)",
    },
    showPersonalData: { type: "boolean", summary: "Show the customer's name and e-mail address" },
  },
  output: {
    order: "the order as the API answers it",
    "order.metadata.executionState": "NOT_STARTED or STARTED",
    "order.packageInformation.details[]": "packages: id, state, reason, packageTracker",
    "order.returns.details[]": "returns: id, state, returnLineItems, returnPackageDetails",
    "order.refunds.details[]": "refunds: id, state, refundTotal",
  },
  errors: {
    AccessDeniedError: "not allowed, or no such order: the API does not tell them apart",
    not_found: "no such order",
  },
  examples: [
    { command: "bwp order show EXTERNAL_ID:shop-1001", note: "By an alias of yours" },
    {
      command: "bwp order show EXTERNAL_ID:shop-1001 --view timeline -o table",
      note: "What happened when, as a picture",
    },
    {
      command: "bwp order show --alias EXTERNAL_ID:shop-1001 --query 'order.packageInformation.details[].state'",
      note: "The states of its packages, for a script",
    },
  ],
  async run(context, { args, options }) {
    const found = await findOrder(context, await chooseOrder(context, { ...args, alias: options.alias }));
    const viewOptions = { personalData: options.showPersonalData };
    await context.output.result(found.answer, (_, facts) =>
      options.view === undefined
        ? orderBlocks(found.order, facts, viewOptions)
        : orderPartBlocks(options.view, found.order, facts, viewOptions),
    );
  },
});
