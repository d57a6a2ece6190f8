import { randomUUID } from "node:crypto";
import { readOrder } from "../../client/dialects/2024-11-01.ts";
import { RefusedError, UsageError } from "../../errors.ts";
import { span } from "../../formatters/blocks.ts";
import { orderBlocks } from "../../formatters/order.ts";
import type { CreateOrderInput } from "../../generated/operations/2024-11-01.ts";
import { defineCommand, flagName } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { readInputFile } from "../../kernel/input-file.ts";
import { DEFAULT_ORDER_ALIAS_TYPE } from "../../model/order-limits.ts";
import { givenOrderFlags, ORDER_FLAGS, type OrderFlagValues } from "./order-flags.ts";
import { orderFromFlags } from "./order-from-flags.ts";
import { parseAlias } from "./order-identifier.ts";
import { findOrderMistakes, findPrimeGaps } from "./order-rules.ts";
import { sendOrder } from "./send-order.ts";

export const command = defineCommand({
  name: "order create",
  summary: "Create an order, from flags, from a file, or by asking",
  description:
    "An order alias is set by default (EXTERNAL_ID with a new id), so that a call whose answer is lost can be repeated without creating a second order; bwp then finds the order by that alias. A line with a delivery preview id and an offer id is delivered with Prime, one of --merchant by the merchant, any other by Amazon without Prime.",
  operations: ["createOrder", "order"],
  mutates: true,
  options: {
    file: { type: "string", short: "f", value: "FILE", summary: "CreateOrderInput as JSON or YAML; - for stdin" },
    alias: { type: "string", value: "TYPE:ID", multiple: true, commas: false, summary: "Your own id of the order" },
    noAlias: { type: "boolean", summary: "Set no alias; then a repetition can create a second order" },
    start: { type: "boolean", summary: "Start fulfilment at once (STARTED)" },
    ...ORDER_FLAGS,
  },
  output: {
    "createOrder.order.id": "the order's id",
    "createOrder.order.aliases[]": "its aliases",
    "createOrder.order.metadata.executionState": "NOT_STARTED or STARTED",
    "createOrder.order.lineItems[]": "its lines with their ids",
  },
  errors: {
    invalid_input: "the file does not fit the schema; every mistake is listed with its path (exit 2)",
    invalid_order: "a documented rule is broken; every one is listed, and nothing was sent (exit 5)",
    AliasValueAlreadyExists: "the alias belongs to another order (exit 5)",
    outcome_unknown: "no answer, and no order with the alias: look again later (exit 6)",
  },
  examples: [
    {
      command: "bwp order create --sample --alias EXTERNAL_ID:shop-1001 --start",
      note: "A whole order, for trying out",
    },
    {
      command:
        "bwp order create --line 'sku=MUG,qty=2,title=Blue mug,price=18.50' --name 'Nora Quist' --email nora@example.com --address '12 Harbor Lane, Portland, OR 97201'",
      note: "An order from flags; fulfilment starts later",
    },
    { command: "bwp order create --sample --dry-run", note: "See what would be sent" },
  ],
  async run(context, { options }) {
    if (options.sample && (await context.profile()).kind === "production") {
      throw new UsageError("--sample is not for production.", { code: "sample_on_production" });
    }
    const input = withExtras(await readOrderInput(context, options), options);
    const mistakes = findOrderMistakes(input);
    if (mistakes.length > 0) {
      throw new RefusedError("This order breaks documented rules; nothing was sent.", {
        code: "invalid_order",
        operation: "createOrder",
        findings: mistakes,
      });
    }
    for (const gap of findPrimeGaps(input)) context.notices.warn(`Delivery with Prime needs ${gap}.`);
    const answer = await sendOrder(context, input);
    if (answer === undefined) return;
    const order = readOrder(answer.createOrder?.order);
    await context.output.result(answer, (_, facts) => orderBlocks(order, facts, { personalData: true }));
    if (order.executionState !== "STARTED") {
      context.notices.info(["Next: ", span(`bwp order update ${order.id} --start`, "code"), " starts its fulfilment."]);
    } else if ((await context.profile()).kind !== "production") {
      context.notices.info(["Next: ", span(`bwp sandbox advance-delivery ${order.id}`, "code"), " ships its package."]);
    }
  },
});

async function readOrderInput(
  context: Context,
  options: OrderFlagValues & { readonly file: string | undefined },
): Promise<CreateOrderInput> {
  if (options.file === undefined) return orderFromFlags(context, options);
  const others = givenOrderFlags(options);
  if (others.length > 0) {
    throw new UsageError(`--file holds the whole order; it does not go with ${others.map(flagName).join(", ")}.`, {
      code: "two_ways",
      suggestion: "Beside --file there are only --alias, --no-alias and --start.",
    });
  }
  return readInputFile(context, {
    file: options.file,
    type: "CreateOrderInput",
    isInput: (value): value is CreateOrderInput => typeof value === "object" && value !== null && "lineItems" in value,
  });
}

interface Extras {
  readonly alias: readonly string[];
  readonly noAlias: boolean;
  readonly start: boolean;
}

/** Adds aliases and execution state; without any alias a new one, unless the user does not want it. */
function withExtras(input: CreateOrderInput, { alias, noAlias, start }: Extras): CreateOrderInput {
  const named = [...(input.aliases ?? []), ...alias.map(parseAlias)];
  const byDefault = { aliasType: DEFAULT_ORDER_ALIAS_TYPE, aliasId: `bwp-${randomUUID()}` };
  const aliases = named.length > 0 ? named : noAlias ? [] : [byDefault];
  return {
    ...input,
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(start ? { desiredExecutionState: "STARTED" as const } : {}),
  };
}
