import type { Theme } from "./theme.ts";

/** How a text is laid out. */
export interface Layout {
  readonly theme: Theme;
  /** Columns available. Infinity in a pipe: nothing wraps there. */
  readonly width: number;
  readonly unicode: boolean;
}

/** Columns between a label and its value, and between two columns. */
export const COLUMN_GAP = 2;
