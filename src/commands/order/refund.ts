import { NotFoundError, RefusedError, UsageError } from "../../errors.ts";
import { moneyText } from "../../formatters/money.ts";
import { refundBlock } from "../../formatters/refund.ts";
import { defineCommand } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { mutate } from "../../kernel/mutate.ts";
import type { OrderView, Refund } from "../../model/order.ts";
import { REFUND_STATUS_REASONS } from "../../model/refund-reasons.ts";
import { REFUND_STATES } from "../../model/refund-states.ts";
import { findOrder } from "./find-order.ts";
import { chooseOrder, ORDER_ARGUMENT, parseAlias } from "./order-identifier.ts";
import { PAYMENT_FLAGS, paymentOf, paymentView } from "./refund-payment.ts";
import { chooseRefundState, chooseSums, sumsText, warnOfExcess } from "./refund-plan.ts";

export const command = defineCommand({
  name: "order refund",
  summary: "Report the progress of a refund that Buy with Prime asked for",
  description:
    "Pay the shopper first, then report each step. refundTotal is cumulative, the payment is this step only: give what this step paid back (--amount), and bwp adds it exactly to what was reported before and shows the sum before it is sent. A state that cannot follow is refused: PENDING leads to PARTIAL, FAILURE or SUCCESS, FAILURE to PARTIAL or SUCCESS, PARTIAL to SUCCESS. What follows REJECTED, or leads there, is not documented. A refund that you started yourself: bwp order refund add.",
  operations: ["updateOrder", "order"],
  mutates: true,
  arguments: {
    orderId: ORDER_ARGUMENT,
    refundId: { value: "REFUND_ID", summary: "Which refund; not needed if only one is open" },
  },
  options: {
    state: { type: "string", value: "STATE", choices: REFUND_STATES, summary: "State to report" },
    amount: { type: "string", value: "AMOUNT", summary: "Paid back in this step" },
    total: { type: "string", value: "AMOUNT", summary: "Paid back in all, this step included, instead of --amount" },
    reason: {
      type: "string",
      value: "REASON",
      choices: REFUND_STATUS_REASONS,
      summary: "Why it is in that state (refundStatusReason)",
    },
    alias: {
      type: "string",
      value: "TYPE:ID",
      multiple: true,
      commas: false,
      summary: "Your own id of the refund; a known type takes the new id, none can be removed",
    },
    force: { type: "boolean", summary: "Send an impossible step anyway" },
    ...PAYMENT_FLAGS,
  },
  output: {
    "updateOrder.order.id": "the order's id",
    "updateOrder.order.refunds.details[]": "its refunds: id, state, aliases, refundTotal",
  },
  errors: {
    no_refunds: "the order has no refund to report on (exit 5)",
    impossible_step: "the refund cannot go from its state to that one; nothing was sent (exit 5)",
    total_mismatch: "--amount and --total contradict each other (exit 2)",
    InvalidRefundStateTransition: "the API says the same (exit 5)",
    InvalidAliasId: "the alias id belongs to another refund of the order (exit 5)",
  },
  examples: [
    {
      command:
        "bwp order refund EXTERNAL_ID:shop-1001 --state PARTIAL --amount 4.00 --payment-method 'Visa ending in 4821'",
      note: "The first step",
    },
    { command: "bwp order refund EXTERNAL_ID:shop-1001 --state SUCCESS --amount 6.00", note: "The last: 4.00 + 6.00" },
  ],
  async run(context, { args, options }) {
    const dialect = await context.dialect();
    const { order } = await findOrder(context, await chooseOrder(context, { orderId: args.orderId }));
    const refund = await chooseRefund(context, order, args.refundId);
    const state = await chooseRefundState(context, refund, options);
    const currencyCode = options.currency ?? refund.total?.currencyCode ?? order.total?.currencyCode ?? "USD";
    if (refund.total?.currencyCode !== undefined && refund.total.currencyCode !== currencyCode) {
      throw new UsageError(`The refund is in ${refund.total.currencyCode}, not in ${currencyCode}.`, {
        code: "currency_mismatch",
      });
    }
    const sums = await chooseSums(context, refund, state, options);
    warnOfExcess(context, order, sums.total, currencyCode);
    const payment = paymentOf(
      [...order.payments, ...refund.payments],
      sums.step,
      currencyCode,
      state === "FAILURE",
      options,
    );
    if (payment === undefined && sums.step !== undefined) {
      context.notices.warn("No payment details are sent, since it is not known how it was paid: --payment-method.");
    }
    const lines = refund.contents.map(({ lineItemId }) => ({ lineItemId: { lineItemId } }));
    const aliases = options.alias.map(parseAlias);
    const details = {
      id: refund.id,
      state,
      refundTotal: { totalAmount: { amount: sums.total, currencyCode } },
      ...(lines.length === 0 ? {} : { refundFor: { orderLineItems: lines } }),
      ...(payment === undefined ? {} : { paymentDetails: [payment] }),
      ...(options.reason === undefined ? {} : { refundStatusReason: options.reason }),
      ...(aliases.length === 0 ? {} : { aliases }),
    };
    const answer = await mutate(context, {
      ...dialect.updateOrder({ orderId: order.id }, { refunds: { details: [details] } }),
      what: `report refund ${refund.id} from ${refund.state ?? "?"} to ${state}: ${sumsText(sums, currencyCode)}`,
    });
    if (answer === undefined) return;
    const after = dialect.readOrder(answer)?.refunds.find(({ id }) => id === refund.id);
    const reported: Refund = {
      ...refund,
      state: after?.state ?? state,
      statusReason: options.reason ?? refund.statusReason,
      total: after?.total ?? { amount: sums.total.text, currencyCode },
      aliases: after === undefined || after.aliases.length === 0 ? refund.aliases : after.aliases,
      payments: [...refund.payments, ...(payment === undefined ? [] : [paymentView(payment)])],
    };
    await context.output.result(answer, (_, facts) => [refundBlock(reported, order.lineItems, facts)]);
  },
});

/** The refund that is meant: the one named, else the only open one, else asked for. */
async function chooseRefund(context: Context, order: OrderView, refundId: string | undefined): Promise<Refund> {
  const findings = order.refunds.map(
    (refund) => `${refund.id} (${refund.state ?? "?"}) ${moneyText(refund.total) ?? ""}`,
  );
  if (refundId !== undefined) {
    const found = order.refunds.find(
      ({ id, aliases }) =>
        id === refundId || aliases.some((alias) => `${alias.aliasType}:${alias.aliasId}` === refundId),
    );
    if (found !== undefined) return found;
    throw new NotFoundError(`Order ${order.id} has no refund ${refundId}.`, { findings });
  }
  if (order.refunds.length === 0) {
    throw new RefusedError(`Order ${order.id} has no refunds.`, {
      code: "no_refunds",
      suggestion:
        "Buy with Prime asks for one after a cancelled delivery or a return (REFUND_REQUESTED). One that you started: bwp order refund add.",
    });
  }
  const open = order.refunds.filter(({ state }) => state !== "SUCCESS" && state !== "REJECTED");
  const [first] = open.length === 1 ? open : order.refunds.length === 1 ? order.refunds : [];
  if (first !== undefined) return first;
  if (!context.io.canPrompt) {
    throw new UsageError(`Order ${order.id} has ${order.refunds.length} refunds.`, {
      code: "missing_input",
      findings,
      suggestion: "Name one: REFUND_ID.",
    });
  }
  return context.prompt.select(
    "Which refund?",
    (open.length === 0 ? order.refunds : open).map((refund) => ({
      value: refund,
      label: `${refund.id.slice(0, 12)}  ${refund.state ?? "?"}  ${moneyText(refund.total) ?? ""}`,
      ...(refund.requestReason === undefined ? {} : { hint: refund.requestReason }),
    })),
  );
}
