import { compareDecimals, type Decimal, parseDecimal } from "./decimal.ts";

/** The unit of a plain count; answers have it also when none was sent. */
export const COUNT_UNIT = "ONE";

/** For numbers whose unit of measure is not known yet. */
export const ANY_UNIT = "ANY";

/** True for a unit that counts things; other units of measure may have fractions. */
export function isCount(unit: string | undefined): boolean {
  return unit === undefined || unit === COUNT_UNIT;
}

/** Reads how many units there are: more than none, and whole ones where the unit counts. Undefined if it is no such number. */
export function parseUnits(text: string, unit?: string): Decimal | undefined {
  const units = parseDecimal(text);
  if (units === undefined || compareDecimals(units.text, "0") <= 0) return undefined;
  return isCount(unit) && !Number.isInteger(Number(units.text)) ? undefined : units;
}
