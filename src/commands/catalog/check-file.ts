import { isUtf8 } from "node:buffer";
import { CsvError, parse } from "csv-parse/sync";
import { CATALOG_LIMITS, FEED_COLUMNS, type FileCheck, type FileFinding } from "../../model/catalog.ts";
import { createRowCheck, type RowRules } from "./check-row.ts";

/** More findings are only counted. */
const MOST_FINDINGS = 1000;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A record as csv-parse hands it over with `info`. */
interface ParsedRecord {
  readonly record: readonly string[];
  /** Where it ends, with its line end. */
  readonly info: { readonly bytes: number };
}

/**
 * Checks a catalog file as far as the documentation goes: encoding, header, number of rows, and each row. Rows are looked at
 * one by one and not kept.
 */
export function checkCatalogFile(bytes: Buffer, rules: RowRules): FileCheck {
  const findings: FileFinding[] = [];
  let total = 0;
  const add = (finding: FileFinding): void => {
    total += 1;
    if (findings.length < MOST_FINDINGS) findings.push(finding);
  };
  checkEncoding(bytes, add);
  const row = createRowCheck(rules, add);
  const lines = new LineCounter(bytes);
  let records = 0;
  let header = false;
  let last = 1;
  const look = ({ record, info }: ParsedRecord): null => {
    const line = lines.startOfRecord(info.bytes);
    last = line;
    records += 1;
    if (records === 1) header = checkHeader(record, line, add);
    else if (header && records <= CATALOG_LIMITS.feedRows + 1) row.check(record, line);
    return null;
  };
  try {
    parse(bytes, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      onRecord: (found) => look(found as unknown as ParsedRecord),
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = lines.startOfRecord(0);
    add({ line, column: null, problem: `${quoteProblem(error)}; what follows was not checked` });
  }
  const rows = Math.max(0, records - 1);
  if (rows === 0 && total === 0) add({ line: 1, column: null, problem: "there is no row below the header" });
  if (rows > CATALOG_LIMITS.feedRows) {
    const most = CATALOG_LIMITS.feedRows.toLocaleString("en-US");
    add({ line: last, column: null, problem: `there are ${rows.toLocaleString("en-US")} rows; at most ${most} fit` });
  }
  findings.sort((left, right) => left.line - right.line);
  const hasByteOrderMark = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  return { rows, total, findings, withoutAmazonSku: row.withoutAmazonSku(), hasByteOrderMark };
}

/** Tells in which line of the file a record begins. The parser's own count goes wrong for line ends inside quotes. */
class LineCounter {
  readonly #bytes: Buffer;
  readonly #end: number;
  #offset = 0;
  #line = 1;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#end = bytes.includes(LINE_FEED) ? LINE_FEED : CARRIAGE_RETURN;
  }

  /** The first line of the next record, which ends before that offset. */
  startOfRecord(end: number): number {
    while (this.#bytes[this.#offset] === LINE_FEED || this.#bytes[this.#offset] === CARRIAGE_RETURN) this.#step();
    const start = this.#line;
    while (this.#offset < end) this.#step();
    return start;
  }

  #step(): void {
    if (this.#bytes[this.#offset] === this.#end) this.#line += 1;
    this.#offset += 1;
  }
}

function quoteProblem({ code }: CsvError): string {
  if (code === "CSV_QUOTE_NOT_CLOSED") return "a quotation mark opens here and is never closed";
  if (code === "CSV_INVALID_CLOSING_QUOTE") return 'text follows a closing quotation mark (write "" for one inside)';
  if (code === "INVALID_OPENING_QUOTE") return "a quotation mark stands in the middle of a value without quotes";
  return `this is no CSV (${code})`;
}

/** Adds a finding for each line that is no UTF-8 or has a NUL byte. Most files have none, which one look shows. */
function checkEncoding(bytes: Buffer, add: (finding: FileFinding) => void): void {
  if (isUtf8(bytes) && !bytes.includes(0)) return;
  let line = 0;
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found < 0 ? bytes.length : found;
    const part = bytes.subarray(start, end);
    line += 1;
    if (!isUtf8(part)) add({ line, column: null, problem: "is not UTF-8" });
    if (part.includes(0)) add({ line, column: null, problem: "holds a NUL byte" });
    start = end + 1;
  }
}

/** True if the header is the documented one. */
function checkHeader(record: readonly string[], line: number, add: (finding: FileFinding) => void): boolean {
  const report = (problem: string): void => add({ line, column: null, problem });
  const given = record.map((name) => name.trim());
  if (given.length === FEED_COLUMNS.length && FEED_COLUMNS.every((name, index) => name === record[index])) return true;
  const known = new Set<string>(FEED_COLUMNS);
  const [only = ""] = record.length === 1 ? given : [];
  const separator = only.includes(";") ? "semicolons" : only.includes("\t") ? "tabs" : undefined;
  if (separator !== undefined) {
    report(`the columns are parted by ${separator}; commas are needed`);
    return false;
  }
  if (!given.some((name) => known.has(name))) {
    report(`the header is missing; it is ${FEED_COLUMNS.join(",")}`);
    return false;
  }
  const missing = FEED_COLUMNS.filter((name) => !given.includes(name));
  const strange = given.filter((name) => !known.has(name));
  if (missing.length > 0) report(`the header lacks ${missing.join(", ")}`);
  if (strange.length > 0) report(`the header has what is no column of a catalog: ${strange.join(", ")}`);
  if (missing.length === 0 && strange.length === 0) {
    report(`the columns must be written exactly so and in this order: ${FEED_COLUMNS.join(",")}`);
  }
  return false;
}
