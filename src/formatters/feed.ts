import type { FeedReport, FeedView, FileCheck, FileFinding, ReportRow } from "../model/catalog.ts";
import { type Block, fields, type Inline, line, section, span, table } from "./blocks.ts";
import { stateSpan } from "./state.ts";

/** So many rows are shown to a person; the rest is in the report. */
const SHOWN_ROWS = 50;

/** A finding in a line, for errors and lists. */
export function findingText({ line: at, column, problem }: FileFinding): string {
  return `line ${at}: ${column === null ? "" : `${column} `}${problem}`;
}

/** What the check of a file gave. */
export function fileCheckBlocks(
  { rows, total, findings }: FileCheck,
  file: { readonly name: string; readonly bytes: number },
): readonly Block[] {
  const size = `${count(rows)} row${rows === 1 ? "" : "s"}, ${count(file.bytes)} bytes`;
  if (total === 0) return [line([span("Nothing found", "good"), ` in ${file.name}: ${size}.`])];
  const shown = findings.slice(0, SHOWN_ROWS);
  const width = widestOf(shown.map(({ line: at }) => String(at)));
  return [
    line([span(`${count(total)} finding${total === 1 ? "" : "s"}`, "bad"), ` in ${file.name}: ${size}.`]),
    ...shown.map(({ line: at, column, problem }) =>
      placed(String(at), width, column === null ? problem : [span(column, "strong"), ` ${problem}`]),
    ),
    ...more(total - shown.length, "-o csv lists up to 1,000"),
  ];
}

/** A line of a list about lines of a file: its number stands before it, and numbers stand one below the other. */
function placed(at: string, width: number, text: Inline): Block {
  return line(text, 0, span(`line ${at.padStart(width)}  `, "dim"));
}

function widestOf(places: readonly string[]): number {
  return Math.max(0, ...places.map((place) => place.length));
}

/** An import that has only begun. */
export function startedFeedBlocks(feedId: string): readonly Block[] {
  return [
    fields([
      ["Import", span(feedId, "strong")],
      ["State", span("started", "good")],
    ]),
  ];
}

/** An import: its state, and what its report says. */
export function feedBlocks(
  feed: FeedView,
  report: FeedReport | null,
  reportFile: string | undefined,
): readonly Block[] {
  return [
    fields([
      ["Import", span(feed.id, "strong")],
      ["State", stateSpan(feed.status)],
      ...(report === null ? [] : reportRows(report)),
      [reportFile === undefined ? "Report file" : "Report", reportFile ?? feed.reportFileId],
    ]),
    ...feed.signals.map((signal) =>
      section(span(signal.code ?? "Signal", "bad"), [
        fields([
          ["What", signal.message],
          ["Affects", signal.impact],
          ["To do", signal.remedy],
        ]),
      ]),
    ),
    ...(report === null || report.failedRows.length === 0 ? [] : [failedSection(report)]),
  ];
}

function reportRows({ rows, succeeded, skipped, failed }: FeedReport) {
  const some = (number: number | null, tone: "good" | "warn" | "bad") =>
    number === null ? undefined : span(count(number), number === 0 ? "plain" : tone);
  return [
    ["Rows", count(rows)] as const,
    ["Succeeded", some(succeeded, "good")] as const,
    ["Skipped", skipped === 0 ? undefined : some(skipped, "warn")] as const,
    ["Failed", failed === null ? span("the report does not tell: see --report", "warn") : some(failed, "bad")] as const,
  ];
}

function failedSection({ failedRows }: FeedReport): Block {
  const { where, which, why } = columnsOf(failedRows);
  const shown = failedRows.slice(0, SHOWN_ROWS);
  const left = more(failedRows.length - shown.length, "--report FILE saves all of them");
  if (which === undefined || why === undefined) {
    const all = Object.keys(failedRows[0] ?? {});
    return section("Rows that failed", [
      table(
        all,
        shown.map((row) => all.map((column) => row[column] || undefined)),
      ),
      ...left,
    ]);
  }
  const placeOf = (row: ReportRow): string => (where === undefined ? "" : (row[where] ?? ""));
  const width = widestOf(shown.map(placeOf));
  const lines = shown.map((row) => {
    const words: Inline = [span(row[which] || "(no id)", "strong"), `  ${row[why]}`];
    return width === 0 ? line(words) : placed(placeOf(row), width, words);
  });
  return section("Rows that failed", [...lines, ...left]);
}

/** The columns that say where a row stands, which product it is, and what is wrong; as far as their names tell. */
function columnsOf(rows: readonly ReportRow[]) {
  const all = Object.keys(rows[0] ?? {}).filter((column) => rows.some((row) => row[column] !== ""));
  const find = (...patterns: readonly RegExp[]): string | undefined =>
    patterns.map((pattern) => all.find((column) => pattern.test(column))).find((column) => column !== undefined);
  return {
    where: find(/^(line|row)\b/i),
    which: find(/^external id$/i, /^sku$/i, /sku|\bid$/i),
    why: find(/message|reason|description|detail/i, /error|code/i),
  };
}

function more(left: number, how: string): readonly Block[] {
  return left <= 0 ? [] : [line(span(`... and ${count(left)} more: ${how}.`, "dim"))];
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
