import { parse } from "csv-parse/sync";
import type { FeedReport, ReportRow } from "../../model/catalog.ts";

const DONE = /^(success|succeeded|successful|ok|accepted|completed|complete|created|updated|done)$/i;
const PASSED_OVER = /^(skipped|ignored|unchanged|no_?change)$/i;

/**
 * Reads the report of an import. What its columns are called is not documented, so the one that tells how a row went is looked
 * for: a status, else a column of errors, which is empty for rows that went well. Without either nothing is counted.
 * Never throws: a report that is no CSV has no rows to tell of.
 */
export function readReport(text: string): FeedReport {
  const rows = parseRows(text);
  const columns = Object.keys(rows[0] ?? {});
  const status = columns.find((column) => /^(?:\w+ )?(?:status|result|outcome)$/i.test(column));
  const fault = columns.find((column) => /error|issue|reason/i.test(column));
  const column = status ?? fault;
  if (column === undefined) return { rows: rows.length, succeeded: null, skipped: null, failed: null, failedRows: [] };
  const wentWell = (row: ReportRow): boolean => {
    const word = (row[column] ?? "").trim();
    return status === undefined ? word === "" : DONE.test(word);
  };
  const succeeded = rows.filter(wentWell);
  const skipped = rows.filter((row) => status !== undefined && PASSED_OVER.test((row[status] ?? "").trim()));
  const others = new Set([...succeeded, ...skipped]);
  const failedRows = rows.filter((row) => !others.has(row));
  return {
    rows: rows.length,
    succeeded: succeeded.length,
    skipped: skipped.length,
    failed: failedRows.length,
    failedRows,
  };
}

function parseRows(text: string): readonly ReportRow[] {
  try {
    const options = { bom: true, columns: true, relax_column_count: true, skip_empty_lines: true } as const;
    return parse<ReportRow>(text, options);
  } catch {
    return [];
  }
}
