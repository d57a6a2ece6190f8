import { isUtf8 } from "node:buffer";
import { CsvError, parse } from "csv-parse/sync";
import type { FeedColumn } from "../../../model/catalog.ts";
import { CATALOG_LIMITS, FEED_COLUMNS } from "../../../model/catalog.ts";
import type { FeedSignal } from "./feeds.ts";

/** One row of an uploaded file; `values` is null if it has another number of columns than the header. */
export interface FeedRow {
  /** Line of the file in which it ends, from 1. */
  readonly line: number;
  readonly values: Readonly<Record<FeedColumn, string>> | null;
}

/** What csv-parse answers with `info`. */
interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Reads an uploaded file: its rows, or why it cannot be imported at all. */
export function readFeedFile(
  body: Buffer | undefined,
): { readonly rows: readonly FeedRow[] } | { readonly signal: FeedSignal } {
  if (body === undefined) return failure("FileNotFound", "The uploaded file is not there any more.");
  if (body.length > CATALOG_LIMITS.feedBytes) return failure("FileTooLarge", "The file is larger than 50 MB.");
  const parsed = parseRows(body);
  if (typeof parsed === "string") return failure("InvalidFile", `The file is no CSV: ${parsed}`);
  const [header, ...rows] = parsed;
  const places = FEED_COLUMNS.map((column) => header?.record.indexOf(column) ?? -1);
  if (places.some((place, index) => place < 0 || place < (places[index - 1] ?? -1))) {
    return failure("InvalidHeader", `The first line must name the columns ${FEED_COLUMNS.join(", ")}.`);
  }
  if (rows.length > CATALOG_LIMITS.feedRows) {
    return failure("TooManyRows", `The file has ${rows.length} rows; ${CATALOG_LIMITS.feedRows} are possible.`);
  }
  const width = header?.record.length;
  return {
    rows: rows.map(({ record, info }) => ({
      line: info.lines,
      values: record.length === width ? valuesOf(record, places) : null,
    })),
  };
}

function parseRows(body: Buffer): readonly ParsedRow[] | string {
  if (body.includes(0) || !isUtf8(body)) return "it is no UTF-8 text.";
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true } as const;
    return parse(body, options) as unknown as readonly ParsedRow[];
  } catch (error) {
    if (error instanceof CsvError) return error.message;
    throw error;
  }
}

function valuesOf(record: readonly string[], places: readonly number[]): Readonly<Record<FeedColumn, string>> {
  const entries = FEED_COLUMNS.map((column, index) => [column, (record[places[index] ?? -1] ?? "").trim()] as const);
  return Object.fromEntries(entries) as Record<FeedColumn, string>;
}

function failure(code: string, message: string): { readonly signal: FeedSignal } {
  return {
    signal: {
      code,
      message,
      impact: "No row was imported.",
      reaction: "Correct the file and upload it again.",
    },
  };
}
