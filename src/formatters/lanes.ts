import stringWidth from "fast-string-width";
import { wrapAnsi } from "fast-wrap-ansi";
import type { LaneMark, LaneRow, LanesBlock } from "./blocks.ts";
import { renderInline } from "./inline.ts";
import { COLUMN_GAP, type Layout } from "./layout.ts";

const UNICODE: Readonly<Record<LaneMark, string>> = {
  none: " ",
  pass: "│",
  point: "●",
  first: "●",
  last: "●",
  ahead: "○",
};
const ASCII: Readonly<Record<LaneMark, string>> = {
  none: " ",
  pass: "|",
  point: "*",
  first: "*",
  last: "*",
  ahead: "o",
};
/** Narrower than this, text stands below its marks no better than beside them. */
const NARROWEST_TEXT = 16;

/** Draws lanes: label, marks, text. Text that is too long goes on in rows of its own, beside the lanes that go on. */
export function drawLanes({ rows }: LanesBlock, { theme, width, unicode }: Layout): string[] {
  const marks = unicode ? UNICODE : ASCII;
  const labelWidth = Math.max(0, ...rows.map(({ label }) => stringWidth(label)));
  const laneCount = Math.max(0, ...rows.map(({ lanes }) => lanes.length));
  const start = labelWidth + COLUMN_GAP + Math.max(0, laneCount * 2 - 1) + COLUMN_GAP;
  const left = (label: string, cells: readonly string[]): string =>
    theme.paint(label, "dim") + " ".repeat(labelWidth - stringWidth(label) + COLUMN_GAP) + cells.join(" ");
  const cellsOf = (row: LaneRow): string[] =>
    Array.from({ length: laneCount }, (_, index) => {
      const lane = row.lanes[index];
      return lane === undefined ? marks.none : theme.paint(marks[lane.mark], lane.tone);
    });
  const below = (row: LaneRow): string[] =>
    Array.from({ length: laneCount }, (_, index) => {
      const lane = row.lanes[index];
      const goesOn = lane !== undefined && lane.mark !== "none" && lane.mark !== "last" && lane.mark !== "ahead";
      return goesOn ? theme.paint(marks.pass, lane.tone) : marks.none;
    });
  return rows.flatMap((row) => {
    const text = renderInline(row.text, theme);
    const wrapped = Number.isFinite(width)
      ? wrapAnsi(text, Math.max(NARROWEST_TEXT, width - start), { hard: true, trim: true }).split("\n")
      : [text];
    return wrapped.map((part, index) => {
      const head = left(index === 0 ? row.label : "", index === 0 ? cellsOf(row) : below(row));
      return (head + " ".repeat(COLUMN_GAP) + part).trimEnd();
    });
  });
}
