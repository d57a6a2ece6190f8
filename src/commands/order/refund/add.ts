import { RefusedError, UsageError } from "../../../errors.ts";
import { refundBlock } from "../../../formatters/refund.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { complete } from "../../../kernel/complete.ts";
import { mutate } from "../../../kernel/mutate.ts";
import { formatMoney } from "../../../model/decimal.ts";
import type { Alias, OrderView } from "../../../model/order.ts";
import { REFUND_REQUEST_REASONS, REFUND_STATUS_REASONS } from "../../../model/refund-reasons.ts";
import { findOrder } from "../find-order.ts";
import { lineOf } from "../line-amounts.ts";
import { parseAmount } from "../line-flags.ts";
import { chooseOrder, ORDER_ARGUMENT, parseAlias } from "../order-identifier.ts";
import { PAYMENT_FLAGS, paymentOf } from "../refund-payment.ts";
import { checkPaid, warnOfExcess } from "../refund-plan.ts";

/** States in which an external refund is told for the first time. */
const FIRST_STATES = ["PENDING", "PARTIAL", "SUCCESS", "FAILURE"] as const;

export const command = defineCommand({
  name: "order refund add",
  summary: "Tell Buy with Prime of a refund that you started yourself (external refund)",
  description:
    "Pay the shopper first. Your own unique id of the refund goes into an alias; later reports use the refund id that Buy with Prime gives it (bwp order refund). It can collide with a refund that Buy with Prime has asked for: look with bwp order show --view refunds. A call without a refund id follows the documentation's words; its samples still send one.",
  operations: ["updateOrder", "order"],
  mutates: true,
  arguments: { orderId: ORDER_ARGUMENT },
  options: {
    alias: {
      type: "string",
      value: "TYPE:ID",
      multiple: true,
      commas: false,
      summary: "Your own id of the refund, for example EXTERNAL_REFUND_ID:rf-12",
    },
    amount: { type: "string", value: "AMOUNT", summary: "Paid back" },
    line: {
      type: "string",
      value: "LINE_ID",
      multiple: true,
      summary: "Line that it is about (line item id or alias id); default: every line",
    },
    state: {
      type: "string",
      value: "STATE",
      choices: FIRST_STATES,
      default: "SUCCESS",
      summary: "State (default: SUCCESS)",
    },
    reason: {
      type: "string",
      value: "REASON",
      choices: REFUND_REQUEST_REASONS,
      summary: "Why it was asked for (refundRequestReason)",
    },
    statusReason: {
      type: "string",
      value: "REASON",
      choices: REFUND_STATUS_REASONS,
      summary: "Why it is in its state (refundStatusReason)",
    },
    ...PAYMENT_FLAGS,
  },
  output: {
    "updateOrder.order.id": "the order's id",
    "updateOrder.order.refunds.details[]": "its refunds with the new one: id, state, aliases, refundTotal",
  },
  errors: {
    refund_exists: "a refund of the order has the alias; nothing was sent (exit 5)",
    InvalidAliasId: "the alias id belongs to another refund of the order (exit 5)",
    MissingRefundId: "the API wants a refund id (exit 5)",
    not_in_version: "2024-01-01 has no external refunds (exit 5)",
  },
  examples: [
    {
      command:
        "bwp order refund add EXTERNAL_ID:shop-1001 --alias EXTERNAL_REFUND_ID:rf-12 --amount 9.00 --reason ITEM_MISSING --payment-method 'Gift card'",
      note: "Paid already",
    },
  ],
  async run(context, { args, options }) {
    const dialect = await context.dialect();
    const { order } = await findOrder(context, await chooseOrder(context, { orderId: args.orderId }));
    const given = await complete(context, {
      alias: {
        given: options.alias[0],
        flag: "--alias <TYPE:ID>",
        ask: (prompt) =>
          prompt.input("Your own id of the refund, such as EXTERNAL_REFUND_ID:rf-12", {
            check: (text) => (/^[^:]+:.+$/.test(text) ? undefined : "For example EXTERNAL_REFUND_ID:rf-12."),
          }),
      },
      amount: {
        given: options.amount,
        flag: "--amount <AMOUNT>",
        ask: (prompt) => prompt.input("Paid back", { check: checkPaid }),
      },
    });
    const aliases = [given.alias, ...options.alias.slice(1)].map(parseAlias);
    refuseKnown(order, aliases);
    const currencyCode = options.currency ?? order.total?.currencyCode ?? order.lineItems[0]?.price?.currencyCode;
    if (currencyCode === undefined) throw new UsageError("Missing: --currency <CODE>.", { code: "missing_input" });
    const amount = parseAmount(given.amount, "--amount", { zero: false });
    const lines = options.line.length === 0 ? order.lineItems : options.line.map((id) => lineOf(order, id));
    const isFailed = options.state === "FAILURE";
    const hasMoved = options.state === "SUCCESS" || options.state === "PARTIAL";
    const payment =
      hasMoved || isFailed ? paymentOf(order.payments, amount, currencyCode, isFailed, options) : undefined;
    if (payment === undefined && hasMoved) {
      context.notices.warn("No payment details are sent, since it is not known how it was paid: --payment-method.");
    }
    const details = {
      aliases,
      state: options.state,
      refundTotal: { totalAmount: { amount, currencyCode } },
      refundFor: { orderLineItems: lines.map(({ id }) => ({ lineItemId: { lineItemId: id } })) },
      ...(options.reason === undefined ? {} : { refundRequestReason: options.reason }),
      ...(options.statusReason === undefined ? {} : { refundStatusReason: options.statusReason }),
      ...(payment === undefined ? {} : { paymentDetails: [payment] }),
    };
    warnOfExcess(context, order, amount, currencyCode);
    const answer = await mutate(context, {
      ...dialect.updateOrder({ orderId: order.id }, { refunds: { details: [details] } }),
      what: `add an external refund to order ${order.id}, ${options.state}: ${formatMoney(amount.text, currencyCode)}`,
    });
    if (answer === undefined) return;
    const known = new Set(order.refunds.map(({ id }) => id));
    const added = (dialect.readOrder(answer)?.refunds ?? []).filter(({ id }) => !known.has(id));
    await context.output.result(answer, (_, facts) =>
      added.map((refund) => refundBlock(refund, order.lineItems, facts)),
    );
  },
});

/** Reporting a known alias changes the refund that has it, total and all: that must not be called adding. */
function refuseKnown(order: OrderView, aliases: readonly Alias[]): void {
  for (const { aliasType, aliasId } of aliases) {
    const refund = order.refunds.find((known) =>
      known.aliases.some((alias) => alias.aliasType === aliasType && alias.aliasId === aliasId),
    );
    if (refund === undefined) continue;
    throw new RefusedError(`The order has a refund ${aliasType}:${aliasId} already; it is ${refund.state ?? "?"}.`, {
      code: "refund_exists",
      operation: "updateOrder",
      suggestion: `Nothing was sent. Report its progress with bwp order refund ${order.id} ${refund.id}`,
    });
  }
}
