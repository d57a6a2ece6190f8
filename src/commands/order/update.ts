import { readOrder } from "../../client/dialects/2024-11-01.ts";
import { RefusedError, UsageError } from "../../errors.ts";
import { orderBlocks } from "../../formatters/order.ts";
import { type UpdateOrderInput, updateOrderOperation } from "../../generated/operations/2024-11-01.ts";
import { defineCommand } from "../../kernel/command.ts";
import { readInputFile } from "../../kernel/input-file.ts";
import { mutate } from "../../kernel/mutate.ts";
import { ORDER_LIMITS } from "../../model/order-limits.ts";
import { chooseOrder, identifierText, ORDER_ARGUMENT, parseAlias } from "./order-identifier.ts";

export const command = defineCommand({
  name: "order update",
  summary: "Start the fulfilment of an order, add aliases, or send an UpdateOrderInput",
  description:
    "Aliases are appended: an alias that an order has can be neither changed nor removed, and an order has at most five.",
  operations: ["updateOrder"],
  mutates: true,
  arguments: { orderId: ORDER_ARGUMENT },
  options: {
    start: { type: "boolean", summary: "Start fulfilment (STARTED)" },
    alias: { type: "string", value: "TYPE:ID", multiple: true, commas: false, summary: "Add your own id of the order" },
    file: { type: "string", short: "f", value: "FILE", summary: "UpdateOrderInput as JSON or YAML; - for stdin" },
  },
  output: {
    "updateOrder.order.id": "the order's id",
    "updateOrder.order.aliases[]": "its aliases",
    "updateOrder.order.metadata.executionState": "NOT_STARTED or STARTED",
  },
  errors: {
    invalid_input: "the file does not fit the schema; every mistake is listed with its path (exit 2)",
    AccessDeniedError: "not allowed, or no such order: the API does not tell them apart (exit 3)",
  },
  examples: [
    { command: "bwp order update EXTERNAL_ID:shop-1001 --start", note: "Start fulfilment, found by an alias" },
    { command: "bwp order update EXTERNAL_ID:shop-1001 --alias OMS_ORDER_ID:oms-77", note: "Add an alias" },
  ],
  async run(context, { args, options }) {
    if (!options.start && options.alias.length === 0 && options.file === undefined) {
      throw new UsageError("Nothing to update: give --start, --alias or --file.", { code: "missing_input" });
    }
    const fromFile: UpdateOrderInput =
      options.file === undefined
        ? {}
        : await readInputFile(context, {
            file: options.file,
            type: "UpdateOrderInput",
            isInput: (value): value is UpdateOrderInput => typeof value === "object" && value !== null,
          });
    const aliases = [...(fromFile.aliases ?? []), ...options.alias.map(parseAlias)];
    if (aliases.length > ORDER_LIMITS.aliasesPerOrder) {
      throw new RefusedError(`An order has at most ${ORDER_LIMITS.aliasesPerOrder} aliases.`, {
        code: "invalid_order",
      });
    }
    const input: UpdateOrderInput = {
      ...fromFile,
      ...(aliases.length === 0 ? {} : { aliases }),
      ...(options.start ? { desiredExecutionState: "STARTED" as const } : {}),
    };
    const orderIdentifier = await chooseOrder(context, args);
    const onlyStarts = Object.keys(input).join() === "desiredExecutionState";
    const answer = await mutate(context, {
      operation: updateOrderOperation,
      variables: { orderIdentifier, input },
      what: `update order ${identifierText(orderIdentifier)}: ${Object.keys(input).join(", ")}`,
      ...(onlyStarts ? { retry: "safe" as const } : {}),
    });
    if (answer === undefined) return;
    const order = readOrder(answer.updateOrder?.order);
    await context.output.result(answer, (_, facts) => orderBlocks(order, facts, { personalData: true }));
  },
});
