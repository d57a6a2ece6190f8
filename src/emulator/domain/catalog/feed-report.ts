import { stringify } from "csv-stringify/sync";
import type { RowOutcome } from "./feed-import.ts";

/** Columns of a report. Those of the service are unseen. */
const COLUMNS = ["Line", "External ID", "SKU", "Amazon SKU", "Status", "Error Code", "Error Message"];

/** The report of an import as CSV, one line a row of the uploaded file. */
export function reportText(outcomes: readonly RowOutcome[]): string {
  const rows = outcomes.map(({ row, status, code, message }) => [
    row.line,
    row.values?.["External ID"] ?? "",
    row.values?.SKU ?? "",
    row.values?.["Amazon SKU"] ?? "",
    status,
    code,
    message,
  ]);
  return stringify([COLUMNS, ...rows]);
}
