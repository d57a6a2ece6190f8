import { stringify } from "csv-stringify/sync";
import { flattenRecord, safeCsvCell } from "./serialise.ts";

/** Records as CSV (RFC 4180, line feeds). Columns are the dotted names of all records, in order of first appearance. */
export function toCsv(
  records: readonly unknown[],
  options: { header: boolean; columns?: readonly string[] | undefined },
): { text: string; columns: readonly string[] } {
  const rows = records.map((record) => flattenRecord(record));
  const columns = options.columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const safeRows = rows.map((row) => columns.map((column) => safeCsvCell(row[column] ?? "")));
  return { text: stringify(options.header ? [[...columns], ...safeRows] : safeRows), columns };
}
