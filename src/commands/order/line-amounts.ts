import { UsageError } from "../../errors.ts";
import { amountText } from "../../formatters/contents.ts";
import type { OptionSpec } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { compareDecimals, decimalText, type parseDecimal } from "../../model/decimal.ts";
import type { LineItem, OrderView } from "../../model/order.ts";
import { isCount, parseUnits } from "../../model/units.ts";
import { parseAmount } from "./line-flags.ts";

/** Units of one line of an order, as inputs of the API take them. */
export interface LineAmountInput {
  readonly lineItemId: { readonly lineItemId: string };
  readonly amount: { readonly value: NonNullable<ReturnType<typeof parseDecimal>> };
}

/** How to write `--line` where it means lines of an order that exists. */
export const LINE_AMOUNT_FORMAT = "LINE_ID=QTY";

/** The option `--line` of commands that begin a return. */
export const RETURN_LINES = {
  type: "string",
  value: LINE_AMOUNT_FORMAT,
  multiple: true,
  summary: "Line item (id or alias id) and units that come back; without =QTY all of the line",
} as const satisfies OptionSpec;

/**
 * Reads `--line LINE_ID=QTY` and checks it against the order; asks where a person can answer. Without `=QTY` the whole line.
 * @throws {UsageError} for an unknown line, a bad amount, more than was bought, or no line at all.
 */
export async function chooseLineAmounts(
  context: Context,
  order: OrderView,
  given: readonly string[],
  question: string,
): Promise<readonly LineAmountInput[]> {
  if (given.length > 0) return given.map((text) => readLineAmount(order, text));
  if (!context.io.canPrompt) {
    throw new UsageError(`Missing: --line <${LINE_AMOUNT_FORMAT}>.`, {
      code: "missing_input",
      findings: order.lineItems.map(lineText),
    });
  }
  const chosen = await context.prompt.checkbox(
    question,
    order.lineItems.map((item) => ({ value: item, label: item.title ?? item.id, hint: lineText(item) })),
  );
  const amounts: LineAmountInput[] = [];
  for (const item of chosen) {
    const most = item.amount?.value ?? "1";
    const units =
      compareDecimals(most, "1") <= 0
        ? most
        : await context.prompt.input(`How many of ${most} ${item.title ?? item.id}`, {
            preset: most,
            check: (text) => checkUnits(item, text),
          });
    amounts.push(toInput(item, units));
  }
  return amounts;
}

/** Finds the lines that `--line LINE_ID` names. @throws {UsageError} for an unknown one. */
export function lineOf(order: OrderView, id: string): LineItem {
  const found = order.lineItems.find((item) => item.id === id || item.aliases.some(({ aliasId }) => aliasId === id));
  if (found !== undefined) return found;
  throw new UsageError(`Order ${order.id} has no line ${id}.`, {
    code: "unknown_line",
    findings: order.lineItems.map(lineText),
  });
}

function readLineAmount(order: OrderView, text: string): LineAmountInput {
  const equals = text.lastIndexOf("=");
  const item = lineOf(order, (equals === -1 ? text : text.slice(0, equals)).trim());
  const most = item.amount?.value ?? "1";
  const units = equals === -1 ? most : text.slice(equals + 1).trim();
  const problem = checkUnits(item, units);
  if (problem !== undefined) throw new UsageError(`--line ${text}: ${problem}`, { code: "invalid_amount" });
  return toInput(item, units);
}

function checkUnits(item: LineItem, text: string): string | undefined {
  const most = item.amount?.value ?? "1";
  const units = parseUnits(text, item.amount?.unit);
  if (units === undefined) {
    return `"${text}" is no ${isCount(item.amount?.unit) ? "whole number" : "number"} of units.`;
  }
  return compareDecimals(units.text, most) > 0 ? `Only ${most} were bought.` : undefined;
}

function toInput(item: LineItem, units: string): LineAmountInput {
  return { lineItemId: { lineItemId: item.id }, amount: { value: parseAmount(units, "--line", { zero: false }) } };
}

function lineText(item: LineItem): string {
  return `${item.id}: ${amountText(item.amount)} × ${item.title ?? "?"}`;
}

/** The units of a list of lines in words, for announcements: `2 × Blue mug`. */
export function lineAmountsText(order: OrderView, amounts: readonly LineAmountInput[]): string {
  return amounts
    .map(({ lineItemId, amount }) => {
      const item = order.lineItems.find(({ id }) => id === lineItemId.lineItemId);
      return `${decimalText(amount.value)} × ${item?.title ?? lineItemId.lineItemId}`;
    })
    .join(", ");
}
