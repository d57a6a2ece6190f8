import Table from "cli-table3";
import type { Column } from "./blocks.ts";
import { COLUMN_GAP, type Layout } from "./layout.ts";

const NO_BORDERS = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: " ".repeat(COLUMN_GAP),
};

/** Lays painted cells out in columns under dim titles. */
export function layOutColumns(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  { theme }: Pick<Layout, "theme">,
): string[] {
  const titled = columns.some((column) => column.title !== "");
  const table = new Table({
    ...(titled ? { head: columns.map((column) => theme.paint(column.title, "dim")) } : {}),
    colAligns: columns.map((column) => column.align ?? "left"),
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    chars: NO_BORDERS,
  });
  table.push(...cells.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((text) => text.trimEnd());
}
