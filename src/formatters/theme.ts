import { Chalk, type ChalkInstance } from "chalk";
import type { Tone } from "./blocks.ts";

/** Paints text by its role. Made of the sixteen base colours, so that light and dark terminals both stay readable. */
export interface Theme {
  paint(text: string, tone: Tone): string;
}

/** A theme for a colour level (0 paints nothing). */
export function createTheme(level: 0 | 1 | 2 | 3): Theme {
  if (level === 0) return { paint: (text) => text };
  const chalk = new Chalk({ level });
  const styles: Readonly<Record<Exclude<Tone, "plain">, ChalkInstance>> = {
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
