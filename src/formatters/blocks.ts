/**
 * What a view is made of. Views are pure functions from data to blocks; only `render.ts` knows colours, widths and
 * terminals, and it makes every text safe before it paints it, so that no view can forget.
 */

/** The role of a piece of text; the theme gives it a colour. */
export type Tone = "plain" | "strong" | "dim" | "good" | "warn" | "bad" | "info" | "accent" | "code";

/** Untrusted text with a tone. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** Text in a line or a cell. Null and undefined show as a dash in tables and cards. */
export type Inline = string | Span | readonly (string | Span)[];

/** Value of a cell or row. */
export type Cell = Inline | null | undefined;

/** A line of text that wraps at the width. */
export interface LineBlock {
  readonly kind: "line";
  /** What stands before the text, such as an arrow; lines that go on stand under the text. */
  readonly mark: Inline;
  readonly text: Inline;
  readonly indent: number;
}

/** Labels and values, one below the other. */
export interface FieldsBlock {
  readonly kind: "fields";
  readonly rows: readonly (readonly [label: string, value: Cell])[];
}

/** Columns and rows; shown as cards where the terminal is too narrow. */
export interface TableBlock {
  readonly kind: "table";
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** A heading with blocks below it. */
export interface SectionBlock {
  readonly kind: "section";
  readonly title: Inline;
  readonly blocks: readonly Block[];
}

/** Text of several lines, shown as it is (a JSON document, a shell command). */
export interface TextBlock {
  readonly kind: "text";
  readonly text: string;
  readonly tone: Tone;
  readonly indent: number;
}

/** What a lane shows in one row: nothing, the thing going on, a point (or the first or last of it), or one still to come. */
export type LaneMark = "none" | "pass" | "point" | "first" | "last" | "ahead";

/** One row of a picture: a label at the left, a mark in each lane, what it is about. */
export interface LaneRow {
  readonly label: string;
  readonly lanes: readonly { readonly mark: LaneMark; readonly tone: Tone }[];
  readonly text: Inline;
}

/** A picture of things that run side by side, drawn from top to bottom, one lane each. */
export interface LanesBlock {
  readonly kind: "lanes";
  readonly rows: readonly LaneRow[];
}

export type Block = LineBlock | FieldsBlock | TableBlock | SectionBlock | TextBlock | LanesBlock;

/** What a view may know of the moment. */
export interface ViewFacts {
  /** Milliseconds since 1970, for "3 min ago". */
  readonly now: number;
}

/** A view: data in, blocks out. */
export type View<T> = (data: T, facts: ViewFacts) => readonly Block[];

export function span(text: string, tone: Tone): Span {
  return { text, tone };
}

export function line(text: Inline, indent = 0, mark: Inline = ""): LineBlock {
  return { kind: "line", mark, text, indent };
}

export function blank(): LineBlock {
  return line("");
}

/** Rows whose value is undefined are left out; null shows as a dash. */
export function fields(rows: readonly (readonly [label: string, value: Cell])[]): FieldsBlock {
  return { kind: "fields", rows: rows.filter(([, value]) => value !== undefined) };
}

export function table(columns: readonly (Column | string)[], rows: readonly (readonly Cell[])[]): TableBlock {
  return {
    kind: "table",
    columns: columns.map((column) => (typeof column === "string" ? { title: column } : column)),
    rows,
  };
}

export function section(title: Inline, blocks: readonly Block[]): SectionBlock {
  return { kind: "section", title, blocks };
}

export function text(content: string, tone: Tone = "plain", indent = 0): TextBlock {
  return { kind: "text", text: content, tone, indent };
}

export function lanes(rows: readonly LaneRow[]): LanesBlock {
  return { kind: "lanes", rows };
}
