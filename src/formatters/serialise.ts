import { Decimal } from "../model/decimal.ts";
import { stringifyJson } from "../model/json.ts";

/** A value with plain numbers only, for query languages and formats that know no others. */
export function withPlainNumbers(value: unknown): unknown {
  if (value instanceof Decimal) return Number(value);
  if (Array.isArray(value)) return value.map(withPlainNumbers);
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withPlainNumbers(inner)]));
  }
  return value;
}

/** The records of a result: a list is its items, anything else is one record. */
export function recordsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** A record as dotted columns, for CSV: `{a: {b: 1}}` becomes `{"a.b": "1"}`; lists become JSON. */
export function flattenRecord(record: unknown, prefix = ""): Record<string, string> {
  if (record === null || record === undefined) return { [prefix || "value"]: "" };
  if (typeof record !== "object" || record instanceof Decimal) return { [prefix || "value"]: String(record) };
  if (Array.isArray(record)) return { [prefix || "value"]: stringifyJson(record) };
  return Object.entries(record).reduce<Record<string, string>>(
    (columns, [key, value]) => Object.assign(columns, flattenRecord(value, prefix === "" ? key : `${prefix}.${key}`)),
    {},
  );
}

/**
 * A cell that a spreadsheet does not take for a formula: untrusted text that begins like one gets an apostrophe in front
 * (OWASP: CSV injection); numbers stay as they are.
 */
export function safeCsvCell(cell: string): string {
  return /^[=+\-@\t\r]/.test(cell) && !/^[+-]?\d+(\.\d+)?$/.test(cell) ? `'${cell}` : cell;
}
