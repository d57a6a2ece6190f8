import type { Inline } from "./blocks.ts";
import { sanitiseLine } from "./sanitise.ts";
import type { Theme } from "./theme.ts";

/** Paints one inline text, made safe. */
export function renderInline(inline: Inline, theme: Theme): string {
  const spans = typeof inline === "string" || "text" in inline ? [inline] : inline;
  return spans
    .map((part) => (typeof part === "string" ? sanitiseLine(part) : theme.paint(sanitiseLine(part.text), part.tone)))
    .join("");
}
