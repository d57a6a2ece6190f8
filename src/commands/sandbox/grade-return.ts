import { NotFoundError, RefusedError } from "../../errors.ts";
import { span } from "../../formatters/blocks.ts";
import { contentsText } from "../../formatters/contents.ts";
import { gradingBlocks } from "../../formatters/grading.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { mutate } from "../../kernel/mutate.ts";
import { waitFor, waitOptions } from "../../kernel/wait.ts";
import type { OrderView, ReturnDetails, ReturnLineItem } from "../../model/order.ts";
import { GRADING_CONDITIONS, GRADING_WAIT_MS } from "../../model/return-states.ts";
import { chooseOrderForChange, findOrder } from "../order/find-order.ts";
import { ORDER_ARGUMENT } from "../order/order-identifier.ts";
import { returnsOf } from "./choose-return.ts";
import { gradeUnits, parseCondition } from "./grading-flags.ts";
import { requireGuessAllowed, requireSandbox } from "./sandbox-only.ts";

export const command = defineCommand({
  name: "sandbox grade-return",
  summary: "Grade returned items, as the fulfilment centre does after its inspection",
  description:
    "The documentation says that the sandbox can grade, but shows neither the input nor an example of it. bwp sends the shape of the answer as input: the emulator takes it, the service may refuse it. So outside the emulator it needs --force.",
  experimental: "the shape of its input is not documented; only for the emulator, unless --force is given",
  operations: ["updateOrderReturns", "order"],
  mutates: true,
  arguments: { orderId: ORDER_ARGUMENT },
  options: {
    return: { type: "string", value: "RETURN_ID", summary: "Which return; not needed if there is only one" },
    item: { type: "string", value: "ID", summary: "Returned line item (default: all that are not graded yet)" },
    condition: {
      type: "string",
      value: "CONDITION[=UNITS]",
      multiple: true,
      summary: `${GRADING_CONDITIONS.join(", ")}; without units all that is left`,
    },
    ...waitOptions("the grading shows", 600_000),
    force: { type: "boolean", summary: "Send it to a sandbox of the service too" },
  },
  output: {
    "[].orderId": "the order",
    "[].returnId": "the return",
    "[].returnLineItemId": "the returned line item",
    "[].conditions[]": "condition and amount",
    "[].graded": "true once the order shows the grading",
    "[].expectedEvents": "RETURN_ITEM_GRADED",
    "[].documentedWaitMs": "documented time until the grading shows",
  },
  errors: {
    undocumented_input: "not on the emulator, and --force is not given (exit 2)",
    sandbox_only: "the profile is production (exit 2)",
    no_returns: "the order has no return (exit 5)",
  },
  examples: [
    {
      command: "bwp sandbox grade-return EXTERNAL_ID:shop-1001 --condition SELLABLE --wait",
      note: "All in good order",
    },
  ],
  async run(context, { args, options }) {
    await requireSandbox(context);
    await requireGuessAllowed(context, "The input of a grading", options.force);
    const dialect = await context.dialect();
    const orderIdentifier = await chooseOrderForChange(context, { orderId: args.orderId });
    // A version without gradings says so before anything is asked.
    dialect.gradeReturn(orderIdentifier, "", []);
    const { order } = await findOrder(context, orderIdentifier);
    const chosen = await chooseReturn(context, order, options.return);
    const { conditions } = await complete(context, {
      conditions: {
        given: options.condition,
        flag: "--condition <CONDITION>",
        ask: async (prompt) => [
          await prompt.select(
            "Condition",
            GRADING_CONDITIONS.map((value) => ({ value, label: value })),
          ),
        ],
      },
    });
    const wanted = conditions.map(parseCondition);
    const gradings = itemsToGrade(chosen, options.item).map((item) => ({ item, units: gradeUnits(item, wanted) }));
    const changes = gradings.map(({ item, units }) => ({
      returnLineItemId: item.id,
      units: units.map((each) => ({ condition: each.condition, amount: each.units })),
    }));
    const answer = await mutate(context, {
      ...dialect.gradeReturn(orderIdentifier, chosen.id, changes),
      what: `grade ${gradings.map(({ item }) => contentsText(item.contents, order.lineItems) ?? item.id).join(", ")}`,
    });
    if (answer === undefined) return;
    const ids = new Set(gradings.map(({ item }) => item.id));
    const isGraded = (view: OrderView): boolean =>
      view.returns
        .filter(({ id }) => id === chosen.id)
        .flatMap(({ lineItems }) => lineItems)
        .every((item) => !ids.has(item.id) || item.grading !== undefined);
    let seen = order;
    let failure: unknown;
    if (options.wait) {
      await waitFor(context, {
        what: "the grading shows",
        timeoutMs: options.waitTimeout,
        poll: async () => {
          seen = (await findOrder(context, orderIdentifier)).order;
          return seen;
        },
        done: isGraded,
        state: () => "not graded",
      }).catch((error: unknown) => {
        failure = error;
      });
    }
    const result = gradings.map(({ item, units }) => ({
      orderId: order.id,
      returnId: chosen.id,
      returnLineItemId: item.id ?? null,
      conditions: units.map((each) => ({ condition: each.condition, amount: { value: each.units } })),
      graded: isGraded(seen),
      expectedEvents: ["RETURN_ITEM_GRADED"],
      documentedWaitMs: GRADING_WAIT_MS,
    }));
    await context.output.result(result, () =>
      gradingBlocks(
        gradings.map(({ item, units }) => ({
          item,
          units: units.map(({ condition, units: count }) => ({ condition, units: count.text })),
        })),
        order.lineItems,
      ),
    );
    if (failure !== undefined) throw failure;
    if (context.io.canPrompt) {
      context.notices.info(["Next: ", span(`bwp order show ${order.id}`, "code"), " shows what became of it."]);
    }
  },
});

async function chooseReturn(context: Context, order: OrderView, returnId: string | undefined): Promise<ReturnDetails> {
  const returns = returnsOf(order, returnId);
  const open = returns.filter(({ lineItems }) => lineItems.some(({ grading }) => grading === undefined));
  const candidates = open.length > 0 ? open : returns;
  const [first] = candidates;
  if (candidates.length === 1 && first !== undefined) return first;
  const { chosen } = await complete(context, {
    chosen: {
      given: undefined,
      flag: "--return <RETURN_ID>",
      ask: (prompt) =>
        prompt.select(
          "Which return?",
          candidates.map((value) => ({ value, label: `${value.id}  ${value.state ?? ""}` })),
        ),
    },
  });
  return chosen;
}

function itemsToGrade(details: ReturnDetails, itemId: string | undefined): readonly ReturnLineItem[] {
  if (itemId === undefined) {
    const open = details.lineItems.filter(({ grading }) => grading === undefined);
    if (open.length > 0) return open;
    throw new RefusedError(`Everything in return ${details.id} is graded.`, {
      code: "already_graded",
      suggestion: "--item grades one returned line item again.",
    });
  }
  const found = details.lineItems.filter(({ id }) => id === itemId);
  if (found.length > 0) return found;
  throw new NotFoundError(`Return ${details.id} has no returned line item ${itemId}.`, {
    findings: details.lineItems.map(({ id }) => id ?? "?"),
  });
}
