import type { Variables } from "../../client/dialects/dialect.ts";
import { RefusedError, UsageError } from "../../errors.ts";
import { orderBlocks } from "../../formatters/order.ts";
import { defineCommand } from "../../kernel/command.ts";
import { readInputFile } from "../../kernel/input-file.ts";
import { mutate } from "../../kernel/mutate.ts";
import { ORDER_LIMITS } from "../../model/order-limits.ts";
import { askChange } from "./ask-change.ts";
import { ATTRIBUTE_FLAGS, attributesOf } from "./attribute-flags.ts";
import { chooseOrderForChange } from "./find-order.ts";
import { identifierText, ORDER_ARGUMENT, parseAlias } from "./order-identifier.ts";

export const command = defineCommand({
  name: "order update",
  summary: "Change an order: aliases, links, total, taxes, discount, start; or by UpdateOrderInput",
  description:
    "Aliases are appended: an alias that an order has can be neither changed nor removed, and an order has at most five. The same is true of links and discounts. Refunds are reported with bwp order refund, external returns with bwp order return add.\n\nOf line items, package information and (2024-01-01) aliases of deliveries no page shows the fields: --file sends them as they are written, and the emulator refuses them (NotEmulated).",
  operations: ["updateOrder"],
  mutates: true,
  arguments: { orderId: ORDER_ARGUMENT },
  options: {
    start: { type: "boolean", summary: "Start fulfilment (STARTED); the same as bwp order start" },
    alias: { type: "string", value: "TYPE:ID", multiple: true, commas: false, summary: "Add your own id of the order" },
    ...ATTRIBUTE_FLAGS,
    file: { type: "string", short: "f", value: "FILE", summary: "UpdateOrderInput as JSON or YAML; - for stdin" },
  },
  output: {
    "updateOrder.order.id": "the order's id",
    "updateOrder.order.aliases[]": "its aliases",
    "updateOrder.order.metadata.executionState": "NOT_STARTED or STARTED",
  },
  errors: {
    invalid_input: "the file does not fit the schema; every mistake is listed with its path (exit 2)",
    NotEmulated: "the emulator does not emulate what the file changes (exit 5)",
    AccessDeniedError: "not allowed, or no such order: the API does not tell them apart (exit 3)",
  },
  examples: [
    { command: "bwp order update EXTERNAL_ID:shop-1001 --start", note: "Start fulfilment, found by an alias" },
    { command: "bwp order update EXTERNAL_ID:shop-1001 --alias OMS_ORDER_ID:oms-77", note: "Add an alias" },
    {
      command:
        "bwp order update EXTERNAL_ID:shop-1001 --link EXTERNAL_ORDER_MANAGEMENT=https://shop.example.com/orders/1001 --total 66.00 --tax 6.00",
      note: "Add a link, change total and taxes",
    },
  ],
  async run(context, { args, options: given }) {
    const asked = saysNothing(given) && context.io.canPrompt ? await askChange(context) : {};
    const options = { ...given, ...asked };
    if (saysNothing(options)) {
      throw new UsageError("Nothing to update: give --start, --alias, --link, --total, --tax, --discount or --file.", {
        code: "missing_input",
      });
    }
    const attributes = attributesOf(options);
    const dialect = await context.dialect();
    const orderIdentifier = await chooseOrderForChange(context, args);
    const file =
      options.file === undefined
        ? undefined
        : await readInputFile(context, {
            file: options.file,
            type: "UpdateOrderInput",
            complete: (value) => dialect.placeOrderId(orderIdentifier, value),
            isInput: (value): value is Variables => typeof value === "object" && value !== null,
          });
    const named = Array.isArray(file?.aliases) ? file.aliases : [];
    const added = options.alias.map(parseAlias);
    if (named.length + added.length > ORDER_LIMITS.aliasesPerOrder) {
      throw new RefusedError(`An order has at most ${ORDER_LIMITS.aliasesPerOrder} aliases.`, {
        code: "invalid_order",
      });
    }
    const extras = { ...attributes, ...(options.start ? { desiredExecutionState: "STARTED" as const } : {}) };
    const twice = Object.keys(extras).filter((name) => file !== undefined && name in file);
    if (twice.length > 0) {
      throw new UsageError(`Flags and ${options.file} both say something of ${twice.join(", ")}.`, {
        code: "two_ways",
      });
    }
    const call =
      file === undefined
        ? dialect.updateOrder(orderIdentifier, { ...(added.length === 0 ? {} : { aliases: added }), ...extras })
        : dialect.updateOrderAsWritten(orderIdentifier, {
            ...file,
            ...(added.length === 0 ? {} : { aliases: [...named, ...added] }),
            ...extras,
          });
    const changed = [
      ...new Set([...Object.keys(file ?? {}), ...(added.length > 0 ? ["aliases"] : []), ...Object.keys(extras)]),
    ].filter((name) => name !== "orderId");
    const answer = await mutate(context, {
      ...call,
      what: `update order ${identifierText(orderIdentifier)}: ${changed.join(", ")}`,
      ...(changed.join() === "desiredExecutionState" ? { retry: "safe" as const } : {}),
    });
    if (answer === undefined) return;
    const order = dialect.readOrder(answer);
    await context.output.result(answer, (_, facts) =>
      order === undefined ? [] : orderBlocks(order, facts, { personalData: true }),
    );
  },
});

function saysNothing(options: Parameters<typeof attributesOf>[0] & Named): boolean {
  const { start, alias, file } = options;
  return !start && alias.length === 0 && file === undefined && Object.keys(attributesOf(options)).length === 0;
}

interface Named {
  readonly start: boolean;
  readonly alias: readonly string[];
  readonly file: string | undefined;
}
