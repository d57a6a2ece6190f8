import { randomUUID } from "node:crypto";
import type { Call, CreateOrderInput, Dialect, Variables } from "../../client/dialects/dialect.ts";
import { RefusedError, UsageError } from "../../errors.ts";
import { span } from "../../formatters/blocks.ts";
import { orderBlocks } from "../../formatters/order.ts";
import { defineCommand, flagName } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { readInputFile } from "../../kernel/input-file.ts";
import { DEFAULT_ORDER_ALIAS_TYPE } from "../../model/order-limits.ts";
import { sandboxLine } from "../sandbox/sandbox-only.ts";
import { givenOrderFlags, ORDER_FLAGS, type OrderFlagValues } from "./order-flags.ts";
import { orderFromFlags } from "./order-from-flags.ts";
import { parseAlias } from "./order-identifier.ts";
import { findOrderMistakes, findPrimeGaps } from "./order-rules.ts";
import { ORDER_TEMPLATES, printTemplate } from "./order-template.ts";
import { askExtras, askLines } from "./order-wizard.ts";
import { sendOrder } from "./send-order.ts";

export const command = defineCommand({
  name: "order create",
  summary: "Create an order, from flags, from a file, or by asking",
  description:
    "An order alias is set by default (EXTERNAL_ID with a new id), so that a call whose answer is lost can be repeated without creating a second order; bwp then finds the order by that alias. A line with a delivery preview id and an offer id is delivered with Prime, one of --merchant by the merchant, any other by Amazon without Prime; bwp delivery preview --use fills both in. A sandbox has a default shopper for Prime lines. On a terminal, without any flag about the order, everything is asked for.",
  operations: ["createOrder", "order"],
  mutates: true,
  options: {
    file: { type: "string", short: "f", value: "FILE", summary: "CreateOrderInput as JSON or YAML; - for stdin" },
    alias: { type: "string", value: "TYPE:ID", multiple: true, commas: false, summary: "Your own id of the order" },
    noAlias: { type: "boolean", summary: "Set no alias; then a repetition can create a second order" },
    start: { type: "boolean", summary: "Start fulfilment at once (STARTED)" },
    write: { type: "string", value: "FILE", summary: "Write the order into a file for --file, and send nothing" },
    printTemplate: {
      type: "string",
      value: "KIND",
      choices: ORDER_TEMPLATES,
      summary: "Print a commented YAML for --file, and send nothing",
    },
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
    {
      command: "bwp order create --print-template mixed > order.yaml",
      note: "A file to fill in, then: bwp order create --file order.yaml",
    },
  ],
  async run(context, { options }) {
    if (options.printTemplate !== undefined) return printTemplate(context, options.printTemplate);
    if (options.sample && (await context.profile()).kind === "production") {
      throw new UsageError("--sample is not for production.", { code: "sample_on_production" });
    }
    const dialect = await context.dialect();
    const { input, call } = await readOrderInput(context, dialect, options);
    const mistakes = findOrderMistakes(input);
    if (mistakes.length > 0) {
      throw new RefusedError("This order breaks documented rules; nothing was sent.", {
        code: "invalid_order",
        operation: "createOrder",
        findings: mistakes,
      });
    }
    for (const gap of findPrimeGaps(input)) context.notices.warn(`Delivery with Prime needs ${gap}.`);
    if (options.write !== undefined) {
      // YAML is loaded only for this.
      const { writeOrder } = await import("./write-order.ts");
      return writeOrder(context, call, options.write);
    }
    const answer = await sendOrder(context, input, call);
    if (answer === undefined) return;
    const order = dialect.readOrder(answer);
    if (order === undefined) return context.output.result(answer, () => []);
    await context.output.result(answer, (_, facts) => orderBlocks(order, facts, { personalData: true }));
    if (input.desiredExecutionState !== "STARTED") {
      context.notices.info(["Next: ", span(`bwp order start ${order.id}`, "code"), " starts its fulfilment."]);
    } else if ((await context.profile()).kind !== "production") {
      const line = await sandboxLine(context, `sandbox advance-delivery ${order.id}`);
      context.notices.info(["Next: ", span(line, "code"), " ships its package."]);
    }
  },
});

/** An order to create: in the newest words, for checks, and as it is sent. */
interface OrderToCreate {
  readonly input: CreateOrderInput;
  readonly call: Call;
}

async function readOrderInput(
  context: Context,
  dialect: Dialect,
  options: OrderFlagValues & Extras & { readonly file: string | undefined },
): Promise<OrderToCreate> {
  if (options.file === undefined && context.io.canPrompt && givenOrderFlags(options).length === 0) {
    return askOrder(context, dialect, options);
  }
  if (options.file === undefined) {
    const input = { ...(await orderFromFlags(context, options)), ...extrasOf(options, 0) };
    return { input, call: callOf(dialect, input) };
  }
  const others = givenOrderFlags(options);
  if (others.length > 0) {
    throw new UsageError(`--file holds the whole order; it does not go with ${others.map(flagName).join(", ")}.`, {
      code: "two_ways",
      suggestion: "Beside --file there are only --alias, --no-alias and --start.",
    });
  }
  const file = await readInputFile(context, {
    file: options.file,
    type: "CreateOrderInput",
    isInput: (value): value is Variables => typeof value === "object" && value !== null && "lineItems" in value,
  });
  const named = [...listed(file.aliases), ...listed(file.orderAliases)];
  const { aliases, ...extras } = extrasOf(options, named.length);
  const input = {
    ...file,
    ...extras,
    ...(aliases === undefined ? {} : { aliases: [...listed(file.aliases), ...aliases] }),
  };
  return { input: dialect.toNewestCreateOrder(input), call: dialect.createOrderAsWritten(input) };
}

/** Nothing was said of the order, and a person can answer: all is asked for. */
async function askOrder(context: Context, dialect: Dialect, options: OrderFlagValues & Extras): Promise<OrderToCreate> {
  const order = await orderFromFlags(context, options, await askLines(context));
  const more = await askExtras(context, order);
  const extras = { ...options, alias: [...options.alias, ...more.alias], start: options.start || more.start };
  const input = { ...order, ...more.input, ...extrasOf(extras, 0) };
  return { input, call: callOf(dialect, input) };
}

/** The call, with the parts of the input that flags and questions can make although no page confirms their names. */
function callOf(dialect: Dialect, input: CreateOrderInput): Call {
  const call = dialect.createOrder(input);
  const coupons = input.lineItems.flatMap((line, index) =>
    line?.discounts?.details ? [`lineItems[${index}].discounts.details`] : [],
  );
  const unconfirmed = [...(call.unconfirmed ?? []), ...(input.payments ? ["payments"] : []), ...coupons];
  return unconfirmed.length === 0 ? call : { ...call, unconfirmed };
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

interface Extras {
  readonly alias: readonly string[];
  readonly noAlias: boolean;
  readonly start: boolean;
}

/** Aliases and execution state to add; a new alias where none is named (`named` counts the others), unless nobody wants it. */
function extrasOf({ alias, noAlias, start }: Extras, named: number) {
  const given = alias.map(parseAlias);
  const byDefault = { aliasType: DEFAULT_ORDER_ALIAS_TYPE, aliasId: `bwp-${randomUUID()}` };
  const aliases = given.length > 0 ? given : named > 0 || noAlias ? [] : [byDefault];
  return {
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(start ? { desiredExecutionState: "STARTED" as const } : {}),
  };
}
