import { stringify } from "csv-stringify/sync";
import { flattenRecord, safeCsvCell } from "./serialise.ts";

/** Records as CSV (RFC 4180, line feeds). Columns are the dotted names of all records, in order of first appearance. */
export function toCsv(
  records: readonly unknown[],
  options: { header: boolean; columns?: readonly string[] | undefined },
): { text: string; columns: readonly string[] } {
  const rows = records.map((record) => flattenRecord(record));
  const columns = options.columns ?? columnsOf(rows);
  const safeRows = rows.map((row) => columns.map((column) => safeCsvCell(row[column] ?? "")));
  return { text: stringify(options.header ? [[...columns], ...safeRows] : safeRows), columns };
}

/** A member that is null here and an object there has the columns of the object only. */
function columnsOf(rows: readonly Readonly<Record<string, string>>[]): readonly string[] {
  const all = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const filled = new Set(rows.flatMap((row) => Object.keys(row).filter((column) => row[column] !== "")));
  const parents = new Set(all.flatMap(ancestorsOf));
  return all.filter((column) => filled.has(column) || !parents.has(column));
}

/** The names of what a column is a part of: `a` and `a.b` for `a.b.c`. */
function ancestorsOf(column: string): readonly string[] {
  const parts = column.split(".");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
}
