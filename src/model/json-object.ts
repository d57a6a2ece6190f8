import { isDecimalValue } from "./decimal.ts";

/** An object of JSON; what its members are is still to be seen. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for an object that is no list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same where numbers may be exact: a `Decimal` is an object of JavaScript, but a number of JSON. */
export function isExactJsonObject(value: unknown): value is JsonObject {
  return isJsonObject(value) && !isDecimalValue(value);
}
