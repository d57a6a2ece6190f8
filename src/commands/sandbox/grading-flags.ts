import { UsageError } from "../../errors.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { addDecimals, compareDecimals, type Decimal, parseDecimal, subtractDecimals } from "../../model/decimal.ts";
import type { ReturnLineItem } from "../../model/order.ts";
import { GRADING_CONDITIONS, type GradingCondition } from "../../model/return-states.ts";
import { ANY_UNIT, parseUnits } from "../../model/units.ts";

/** A condition as the command line takes it: `SELLABLE` for all that is left, `DAMAGED=1` for so many units. */
export interface WantedCondition {
  readonly condition: GradingCondition;
  readonly units: Decimal | undefined;
}

/** How many units have which condition. */
export interface GradedUnits {
  readonly condition: GradingCondition;
  readonly units: Decimal;
}

/** Reads `SELLABLE` or `DAMAGED=1`. @throws {UsageError} for an unknown condition or an amount that is none. */
export function parseCondition(text: string): WantedCondition {
  const [word = "", amount] = text.split("=");
  const condition = GRADING_CONDITIONS.find((known) => known === word.trim());
  const units = amount === undefined ? undefined : parseUnits(amount, ANY_UNIT);
  if (condition === undefined) {
    throw new UsageError(`--condition: "${word}" is no condition.`, {
      code: "unknown_condition",
      suggestion: didYouMean(word, GRADING_CONDITIONS) ?? `Known are ${GRADING_CONDITIONS.join(", ")}.`,
    });
  }
  if (amount !== undefined && units === undefined) {
    throw new UsageError(`--condition: "${amount}" is no number of units.`, { code: "invalid_amount" });
  }
  return { condition, units };
}

function isUnitsOf({ contents }: ReturnLineItem, text: string): boolean {
  return contents.every(({ amount }) => parseUnits(text, amount?.unit) !== undefined);
}

/**
 * Spreads the conditions over the units of a returned line: a condition without an amount takes what is left.
 * @throws {UsageError} if two take the rest, or the amounts exceed what was returned.
 */
export function gradeUnits(item: ReturnLineItem, wanted: readonly WantedCondition[]): readonly GradedUnits[] {
  const returned = item.contents.reduce((sum, { amount }) => addDecimals(sum, amount?.value ?? "0"), "0");
  const named = wanted.reduce((sum, { units }) => addDecimals(sum, units?.text ?? "0"), "0");
  const rest = subtractDecimals(returned, named);
  const broken = wanted.find(({ units }) => units !== undefined && !isUnitsOf(item, units.text));
  if (broken?.units !== undefined) {
    throw new UsageError(`--condition: "${broken.units.text}" is no whole number of units.`, {
      code: "invalid_amount",
    });
  }
  const takers = wanted.filter(({ units }) => units === undefined).length;
  if (takers > 1 || compareDecimals(rest, "0") < 0 || (takers === 1 && compareDecimals(rest, "0") === 0)) {
    throw new UsageError(
      takers > 1
        ? "Only one condition can take what is left; give the others an amount: DAMAGED=1."
        : `The conditions cover more than the ${returned} returned units.`,
      { code: "invalid_amount" },
    );
  }
  return wanted.flatMap(({ condition, units }) => {
    const amount = units ?? parseDecimal(rest);
    return amount === undefined ? [] : [{ condition, units: amount }];
  });
}
