import { RefusedError, UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  formatMoney,
  parseDecimal,
  subtractDecimals,
} from "../../model/decimal.ts";
import type { OrderView, Refund } from "../../model/order.ts";
import { FAILED_PAYMENT_STATES } from "../../model/payments.ts";
import { REFUND_TRANSITIONS, type RefundState } from "../../model/refund-states.ts";
import { parseAmount } from "./line-flags.ts";

/** How the money stands before and after a report. All texts are decimals, added exactly. */
export interface RefundSums {
  /** Paid back before this step. */
  readonly before: string;
  /** Of this step; undefined if no money moved. */
  readonly step: Decimal | undefined;
  /** Cumulative: what `refundTotal` takes. */
  readonly total: Decimal;
}

/**
 * The next state of a refund: the one that was asked for, checked against the documented transitions, else asked for.
 * @throws {RefusedError} code `impossible_step`; {@link UsageError} without `--state` where nobody can answer.
 */
export async function chooseRefundState(
  context: Context,
  refund: Refund,
  { state, force }: { readonly state: RefundState | undefined; readonly force: boolean },
): Promise<RefundState> {
  const transitions: Readonly<Record<string, readonly RefundState[] | undefined>> = REFUND_TRANSITIONS;
  const possible = transitions[refund.state ?? ""] ?? [];
  const now = refund.state ?? "?";
  if (state !== undefined) {
    if (force || possible.includes(state)) return state;
    const ways = possible.length === 0 ? `nothing is documented to follow ${now}` : `possible: ${possible.join(", ")}`;
    throw new RefusedError(`The refund ${refund.id} is ${now} and cannot be reported as ${state}; ${ways}.`, {
      code: "impossible_step",
      operation: "updateOrder",
      suggestion: "Nothing was sent. --force sends it anyway, to see the API's answer.",
    });
  }
  if (!context.io.canPrompt || possible.length === 0) {
    throw new UsageError("Missing: --state <STATE>.", {
      code: "missing_input",
      ...(possible.length === 0 ? {} : { suggestion: `Possible now: ${possible.join(", ")}.` }),
    });
  }
  const hints: Readonly<Partial<Record<RefundState, string>>> = {
    PARTIAL: "part of the money went back",
    SUCCESS: "all of it went back: the last report",
    FAILURE: "tried and failed; can be tried again",
    PENDING: "nothing done yet",
  };
  return context.prompt.select(
    `State of the refund ${refund.id} (now ${now})`,
    possible.map((value) => ({ value, label: value, ...(hints[value] === undefined ? {} : { hint: hints[value] }) })),
  );
}

/**
 * What was paid back before. A report of PARTIAL or SUCCESS carried the cumulative total; before that `refundTotal` is only
 * an estimate (PENDING) or not documented (FAILURE), so the payments that worked are added up.
 */
export function paidBefore(refund: Refund): string {
  const steps = refund.payments
    .filter((payment) => !FAILED_PAYMENT_STATES.includes(payment.state ?? ""))
    .reduce((sum, payment) => addDecimals(sum, payment.amount?.amount ?? "0"), "0");
  if (refund.state === "PARTIAL" || refund.state === "SUCCESS") return refund.total?.amount ?? steps;
  return steps;
}

/**
 * Works out step and cumulative total from what was given; asks for the step where a person can answer.
 * @throws {UsageError} if the two contradict each other, or the total would shrink.
 */
export async function chooseSums(
  context: Context,
  refund: Refund,
  state: RefundState,
  given: { readonly amount: string | undefined; readonly total: string | undefined },
): Promise<RefundSums> {
  const before = paidBefore(refund);
  const amount = given.amount === undefined ? undefined : parseAmount(given.amount, "--amount", { zero: false });
  if (given.total !== undefined)
    return sumsOfTotal(before, parseAmount(given.total, "--total", { zero: true }), amount);
  if (amount !== undefined) {
    // A step that failed moved no money.
    if (state === "FAILURE") return { before, step: amount, total: decimal(before) };
    return { before, step: amount, total: decimal(addDecimals(before, amount.text)) };
  }
  // Nothing new was paid: the failure or the state alone is reported.
  if (state === "FAILURE" || state === "PENDING" || refund.state === "SUCCESS") {
    return { before, step: undefined, total: decimal(state === "PENDING" ? (refund.total?.amount ?? before) : before) };
  }
  const open = remaining(refund, before);
  if (!context.io.canPrompt) {
    throw new UsageError("Missing: --amount <AMOUNT>.", {
      code: "missing_input",
      suggestion: `Give what this step paid back, or the cumulative total with --total; ${moneyOf(before, refund)} before.`,
    });
  }
  const typed = await context.prompt.input(`Paid back in this step (${moneyOf(before, refund)} before)`, {
    ...(open === undefined ? {} : { preset: open }),
    check: checkPaid,
  });
  const step = parseAmount(typed, "--amount", { zero: false });
  return { before, step, total: decimal(addDecimals(before, step.text)) };
}

/** Says what is wrong with an amount that was typed; undefined if it is one above 0. */
export function checkPaid(text: string): string | undefined {
  const value = parseDecimal(text);
  return value === undefined || compareDecimals(value.text, "0") <= 0
    ? "A decimal number, for example 4.00."
    : undefined;
}

function sumsOfTotal(before: string, total: Decimal, amount: Decimal | undefined): RefundSums {
  const difference = subtractDecimals(total.text, before);
  if (compareDecimals(difference, "0") < 0) {
    throw new UsageError(`--total ${total.text} is less than the ${before} that were paid back before.`, {
      code: "total_shrinks",
      suggestion: "The total is cumulative: everything that was refunded so far for this refund.",
    });
  }
  if (amount !== undefined && compareDecimals(difference, amount.text) !== 0) {
    throw new UsageError(
      `--amount and --total contradict each other: ${before} + ${amount.text} = ${addDecimals(before, amount.text)}.`,
      { code: "total_mismatch", suggestion: "Give only one of them." },
    );
  }
  const step = compareDecimals(difference, "0") === 0 ? undefined : decimal(difference);
  return { before, step, total };
}

/** What is left of the estimate or of the total; undefined where that is not known. */
function remaining(refund: Refund, before: string): string | undefined {
  if (refund.state !== "PENDING" || refund.total === undefined) return undefined;
  const open = subtractDecimals(refund.total.amount, before);
  return compareDecimals(open, "0") > 0 ? open : undefined;
}

/** The sum in words: `0.00 USD + 4.00 USD = 4.00 USD`. */
export function sumsText({ before, step, total }: RefundSums, currencyCode: string): string {
  const money = (amount: string): string => formatMoney(amount, currencyCode);
  if (step === undefined || compareDecimals(total.text, before) === 0) return `${money(total.text)} refunded in all`;
  return `${money(before)} + ${money(step.text)} = ${money(total.text)} refunded in all`;
}

/** More than the order cost is seldom meant; SUCCESS cannot be taken back. The API has no such rule. */
export function warnOfExcess(
  context: Context,
  { total: price }: OrderView,
  total: Decimal,
  currencyCode: string,
): void {
  if (price === undefined || price.currencyCode !== currencyCode) return;
  if (compareDecimals(total.text, price.amount) <= 0) return;
  const [refunded, paid] = [formatMoney(total.text, currencyCode), formatMoney(price.amount, currencyCode)];
  context.notices.warn(`The refund of ${refunded} is more than the ${paid} of the whole order.`);
}

function moneyOf(amount: string, refund: Refund): string {
  return formatMoney(amount, refund.total?.currencyCode);
}

function decimal(text: string): Decimal {
  const value = parseDecimal(text);
  if (value === undefined) throw new RangeError(`Not a decimal number: ${text}`);
  return value;
}
