import Table from "cli-table3";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import type { Block, Cell, FieldsBlock, Inline, TableBlock } from "./blocks.ts";
import { sanitiseLine, sanitiseText } from "./sanitise.ts";
import type { Theme } from "./theme.ts";

/** How a text is laid out. */
export interface Layout {
  readonly theme: Theme;
  /** Columns available. Infinity in a pipe: nothing wraps there. */
  readonly width: number;
  readonly unicode: boolean;
}

const COLUMN_GAP = 2;
const INDENT = 2;

/** Renders blocks as text that ends in a line feed; empty blocks give the empty string. */
export function renderBlocks(blocks: readonly Block[], layout: Layout): string {
  const lines = blocks.flatMap((block) => renderBlock(block, layout));
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** Paints one inline text, made safe. */
export function renderInline(inline: Inline, { theme }: Pick<Layout, "theme">): string {
  const spans = typeof inline === "string" || "text" in inline ? [inline] : inline;
  return spans
    .map((part) => (typeof part === "string" ? sanitiseLine(part) : theme.paint(sanitiseLine(part.text), part.tone)))
    .join("");
}

function renderBlock(block: Block, layout: Layout): string[] {
  switch (block.kind) {
    case "line":
      return wrap(renderInline(block.text, layout), layout.width, block.indent);
    case "fields":
      return renderFields(block, layout);
    case "table":
      return renderTable(block, layout);
    case "section": {
      const inner = { ...layout, width: layout.width - INDENT };
      const body = block.blocks.flatMap((child) => renderBlock(child, inner));
      const title = wrap(layout.theme.paint(renderInline(block.title, layout), "strong"), layout.width, 0);
      return ["", ...title, ...body.map((text) => (text === "" ? "" : " ".repeat(INDENT) + text))];
    }
    case "text":
      return sanitiseText(block.text)
        .replace(/\n$/, "")
        .split("\n")
        .map((text) => " ".repeat(block.indent) + layout.theme.paint(text, block.tone));
  }
}

function renderCell(cell: Cell, layout: Layout): string {
  if (cell === null || cell === undefined || cell === "") return layout.theme.paint(layout.unicode ? "–" : "-", "dim");
  return renderInline(cell, layout);
}

function renderFields({ rows }: FieldsBlock, layout: Layout): string[] {
  const labelWidth = Math.max(0, ...rows.map(([label]) => stringWidth(label)));
  return rows.flatMap(([label, value]) => {
    const start = labelWidth + COLUMN_GAP;
    const wrapped = wrap(renderCell(value, layout), layout.width - start, 0);
    const painted = layout.theme.paint(label, "dim") + " ".repeat(start - stringWidth(label));
    return wrapped.map((text, index) => (index === 0 ? painted + text : " ".repeat(start) + text));
  });
}

function renderTable(block: TableBlock, layout: Layout): string[] {
  const cells = block.rows.map((row) => row.map((cell) => renderCell(cell, layout)));
  const widths = block.columns.map((column, index) =>
    Math.max(stringWidth(column.title), ...cells.map((row) => stringWidth(row[index] ?? ""))),
  );
  const natural = widths.reduce((sum, width) => sum + width, 0) + COLUMN_GAP * (widths.length - 1);
  if (natural > layout.width) return renderAsCards(block, layout);
  const table = new Table({
    head: block.columns.map((column) => layout.theme.paint(column.title, "dim")),
    colAligns: block.columns.map((column) => column.align ?? "left"),
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    chars: {
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
    },
  });
  table.push(...cells);
  return table
    .toString()
    .split("\n")
    .map((text) => text.trimEnd());
}

function renderAsCards(block: TableBlock, layout: Layout): string[] {
  return block.rows.flatMap((row, index) => {
    const card = renderFields(
      { kind: "fields", rows: block.columns.map((column, position) => [column.title, row[position]] as const) },
      layout,
    );
    return index === 0 ? card : ["", ...card];
  });
}

function wrap(text: string, width: number, indent: number): string[] {
  const pad = " ".repeat(indent);
  if (!Number.isFinite(width)) return [pad + text];
  const room = Math.max(20, width - indent);
  return wrapAnsi(text, room, { hard: true, trim: true })
    .split("\n")
    .map((part) => (part === "" ? "" : pad + part));
}
