import stringWidth from "fast-string-width";
import type { Block, Cell, FieldsBlock, TableBlock } from "./blocks.ts";
import { renderInline } from "./inline.ts";
import { drawLanes } from "./lanes.ts";
import { COLUMN_GAP, type Layout } from "./layout.ts";
import { sanitiseText } from "./sanitise.ts";
import { wrapMarked } from "./wrap.ts";

export type { Layout } from "./layout.ts";

type Columns = typeof import("./columns.ts");

/** What the renderer needs beside the layout; the table library is loaded only where there is a table. */
interface Page extends Layout {
  readonly columns: Columns | undefined;
}

const INDENT = 2;
/** With less room beside its label a value that wraps stands below it. */
const NARROWEST_VALUE = 24;

/** Renders blocks as text that ends in a line feed; empty blocks give the empty string. */
export async function renderBlocks(blocks: readonly Block[], layout: Layout): Promise<string> {
  return renderPages([blocks], layout);
}

/** Renders several groups of blocks, one after the other. */
export async function renderPages(pages: readonly (readonly Block[])[], layout: Layout): Promise<string> {
  const columns = pages.some((blocks) => blocks.some(holdsTable)) ? await import("./columns.ts") : undefined;
  const lines = pages.flatMap((blocks) => blocks.flatMap((block) => renderBlock(block, { ...layout, columns })));
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function holdsTable(block: Block): boolean {
  return block.kind === "table" || (block.kind === "section" && block.blocks.some(holdsTable));
}

function renderBlock(block: Block, page: Page): string[] {
  switch (block.kind) {
    case "line":
      return wrap(renderInline(block.text, page.theme), page.width, block.indent, renderInline(block.mark, page.theme));
    case "fields":
      return renderFields(block, page);
    case "table":
      return renderTable(block, page);
    case "section": {
      const inner = { ...page, width: page.width - INDENT };
      const body = block.blocks.flatMap((child) => renderBlock(child, inner));
      const title = wrap(page.theme.paint(renderInline(block.title, page.theme), "strong"), page.width, 0);
      return ["", ...title, ...body.map((text) => (text === "" ? "" : " ".repeat(INDENT) + text))];
    }
    case "lanes":
      return drawLanes(block, page);
    case "text":
      return sanitiseText(block.text)
        .replace(/\n$/, "")
        .split("\n")
        .map((text) => " ".repeat(block.indent) + page.theme.paint(text, block.tone));
  }
}

function renderCell(cell: Cell, { theme, unicode }: Page): string {
  if (cell === null || cell === undefined || cell === "") return theme.paint(unicode ? "–" : "-", "dim");
  return renderInline(cell, theme);
}

function renderFields({ rows }: FieldsBlock, page: Page): string[] {
  const labelWidth = Math.max(0, ...rows.map(([label]) => stringWidth(label)));
  return rows.flatMap(([label, value]) => {
    const start = labelWidth + COLUMN_GAP;
    const text = renderCell(value, page);
    const title = page.theme.paint(label, "dim");
    const room = page.width - start;
    if (room < NARROWEST_VALUE && stringWidth(text) > room) return [title, ...wrap(text, page.width, INDENT)];
    return wrapMarked(title + " ".repeat(start - stringWidth(label)), text, page.width);
  });
}

function renderTable(block: TableBlock, page: Page): string[] {
  const cells = block.rows.map((row) => row.map((cell) => renderCell(cell, page)));
  const widths = block.columns.map((column, index) =>
    Math.max(stringWidth(column.title), ...cells.map((row) => stringWidth(row[index] ?? ""))),
  );
  const natural = widths.reduce((sum, width) => sum + width, 0) + COLUMN_GAP * (widths.length - 1);
  if (natural > page.width || page.columns === undefined) return renderAsCards(block, page);
  return page.columns.layOutColumns(block.columns, cells, page);
}

function renderAsCards(block: TableBlock, page: Page): string[] {
  return block.rows.flatMap((row, index) => {
    const rows = block.columns.map((column, position) => [column.title, row[position]] as const);
    const card = renderFields({ kind: "fields", rows }, page);
    return index === 0 ? card : ["", ...card];
  });
}

function wrap(text: string, width: number, indent: number, mark = ""): string[] {
  const pad = " ".repeat(indent);
  return wrapMarked(mark, text, width - indent).map((part) =>
    part === "" && Number.isFinite(width) ? "" : pad + part,
  );
}
