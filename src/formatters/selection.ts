import { stringifyJson } from "../model/json.ts";
import { type Block, line, table, text, type View } from "./blocks.ts";

/** Shows what `--query` selected: scalars as lines, a list of lists as a table, anything else as JSON. */
export const selectionView: View<unknown> = (selected): readonly Block[] => {
  if (Array.isArray(selected) && selected.length > 0 && selected.every(Array.isArray)) {
    const width = Math.max(...selected.map((row) => row.length));
    return [
      table(
        Array.from({ length: width }, () => ""),
        selected.map((row) => row.map(scalarText)),
      ),
    ];
  }
  if (Array.isArray(selected) && selected.every(isScalar)) return selected.map((value) => line(scalarText(value)));
  return isScalar(selected) ? [line(scalarText(selected))] : [text(stringifyJson(selected, 2))];
};

function isScalar(value: unknown): boolean {
  return value === null || typeof value !== "object";
}

function scalarText(value: unknown): string {
  return typeof value === "string" ? value : stringifyJson(value);
}
