import type { Tone } from "./blocks.ts";

/** Paints text by its role. */
export interface Theme {
  paint(text: string, tone: Tone): string;
}

/** The theme of pipes and of terminals without colour. */
export const PLAIN_THEME: Theme = { paint: (text) => text };

/**
 * The theme for a colour level (0 paints nothing, and loads nothing). Made of the sixteen base colours, so that light and dark
 * terminals both stay readable.
 */
export async function loadTheme(level: 0 | 1 | 2 | 3): Promise<Theme> {
  if (level === 0) return PLAIN_THEME;
  const { Chalk } = await import("chalk");
  const chalk = new Chalk({ level });
  const styles: Readonly<Record<Exclude<Tone, "plain">, (text: string) => string>> = {
    strong: chalk.bold,
    dim: chalk.dim,
    good: chalk.green,
    warn: chalk.yellow,
    bad: chalk.red,
    info: chalk.cyan,
    accent: chalk.magenta,
    code: chalk.cyan,
  };
  return { paint: (text, tone) => (tone === "plain" || text === "" ? text : styles[tone](text)) };
}
