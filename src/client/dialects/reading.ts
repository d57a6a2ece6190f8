import { decimalText, isDecimalValue } from "../../model/decimal.ts";
import { isExactJsonObject, type JsonObject } from "../../model/json-object.ts";
import type { Alias, Amount, Money } from "../../model/order.ts";

/** A JSON object of an answer. */
export type Json = JsonObject;

/** The object at the end of a path; an empty one if something on the way is missing, null or of another kind. */
export function at(value: unknown, ...path: readonly string[]): Json {
  const end = path.reduce<unknown>((inner, key) => (isExactJsonObject(inner) ? inner[key] : undefined), value);
  return isExactJsonObject(end) ? end : {};
}

/** The objects of a list. A single object counts as a list of one, since documented examples do not always agree. */
export function listOf(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return value.filter(isExactJsonObject);
  return isExactJsonObject(value) ? [value] : [];
}

/** Text, or undefined for null, a missing member or another kind. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** True or false, or undefined. */
export function flagOf(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** An identifier; numbers become text, a missing one the empty text. */
export function idOf(value: unknown): string {
  return isDecimalValue(value) ? decimalText(value) : (textOf(value) ?? "");
}

function decimalOf(value: unknown): string | undefined {
  return isDecimalValue(value) ? decimalText(value) : textOf(value);
}

/** An amount of money, or undefined without a number. */
export function moneyOf(value: unknown): Money | undefined {
  const money = at(value);
  const amount = decimalOf(money.amount);
  return amount === undefined ? undefined : { amount, currencyCode: textOf(money.currencyCode) };
}

/** A number with a unit, or undefined without a number. Takes the older form `{amount, unit}` as well. */
export function amountOf(value: unknown): Amount | undefined {
  const amount = at(value);
  const number = decimalOf(amount.value) ?? decimalOf(amount.amount);
  return number === undefined ? undefined : { value: number, unit: textOf(amount.unit) };
}

/** The names of an entity. */
export function aliasesOf(value: unknown): readonly Alias[] {
  return listOf(value).map((alias) => ({ aliasType: idOf(alias.aliasType), aliasId: idOf(alias.aliasId) }));
}
