import { randomUUID } from "node:crypto";
import { UsageError } from "../../errors.ts";
import type { OptionSpec, OptionValues } from "../../kernel/command.ts";
import type { Decimal } from "../../model/decimal.ts";
import type { Payment } from "../../model/order.ts";
import { PAYMENT_METHOD_TYPES, PAYMENT_STATES, type PaymentMethodType } from "../../model/payments.ts";

const PAYMENT = "Payment of this step";

/** Options that describe how the money of one step went back. */
export const PAYMENT_FLAGS = {
  currency: {
    type: "string",
    value: "CODE",
    group: PAYMENT,
    summary: "Currency (default: the refund's or the order's)",
  },
  paymentMethod: {
    type: "string",
    value: "TEXT",
    group: PAYMENT,
    summary: "How it was paid, for example 'Visa ending in 4821' (default: as before, if there was only one method)",
  },
  paymentType: {
    type: "string",
    value: "TYPE",
    choices: PAYMENT_METHOD_TYPES,
    group: PAYMENT,
    summary: "Kind of the payment method",
  },
  paymentId: { type: "string", value: "ID", group: PAYMENT, summary: "Your id of the payment (default: a new one)" },
  paymentState: {
    type: "string",
    value: "STATE",
    choices: PAYMENT_STATES,
    group: PAYMENT,
    summary: "State of the payment (default: SUCCESS, or FAILED for a failed refund)",
  },
} as const satisfies Record<string, OptionSpec>;

type PaymentFlags = OptionValues<typeof PAYMENT_FLAGS>;

/**
 * The payment of one step, by the only method of the known payments unless flags say another, as RefundDetailsInput takes it; undefined if no money moved or nobody said how. Page:
 * paymentdetailsinput.
 * @throws {UsageError} if payment flags are given for a step without an amount.
 */
export function paymentOf(
  known: readonly Payment[],
  amount: Decimal | undefined,
  currencyCode: string,
  isFailed: boolean,
  flags: PaymentFlags,
) {
  const method = methodOf(known, flags);
  if (amount === undefined) {
    const given = [flags.paymentMethod, flags.paymentType, flags.paymentId, flags.paymentState];
    if (given.every((value) => value === undefined)) return undefined;
    throw new UsageError("A payment needs its amount: --amount.", { code: "missing_input" });
  }
  if (method === undefined) return undefined;
  return {
    id: flags.paymentId ?? `bwp-${randomUUID()}`,
    amount: { amount, currencyCode },
    paymentMethod: method,
    state: flags.paymentState ?? (isFailed ? ("FAILED" as const) : ("SUCCESS" as const)),
  };
}

/** A payment that was sent, as views show it. */
export function paymentView(payment: NonNullable<ReturnType<typeof paymentOf>>): Payment {
  return {
    id: payment.id,
    amount: { amount: payment.amount.amount.text, currencyCode: payment.amount.currencyCode },
    method: payment.paymentMethod.displayString,
    methodType: payment.paymentMethod.type,
    state: payment.state,
    createdAt: undefined,
    updatedAt: undefined,
  };
}

function methodOf(payments: readonly Payment[], { paymentMethod, paymentType }: PaymentFlags) {
  const known = [...new Map(payments.map((payment) => [payment.method, payment])).values()];
  const [only] = known.length === 1 ? known : [];
  const displayString = paymentMethod ?? only?.method;
  const type = paymentType ?? (paymentMethod === undefined ? methodType(only?.methodType) : undefined);
  if (displayString === undefined && type === undefined) return undefined;
  return { ...(displayString === undefined ? {} : { displayString }), ...(type === undefined ? {} : { type }) };
}

function methodType(text: string | undefined): PaymentMethodType | undefined {
  return PAYMENT_METHOD_TYPES.find((type) => type === text);
}
