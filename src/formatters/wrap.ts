import stringWidth from "fast-string-width";
import { wrapAnsi } from "fast-wrap-ansi";

/** Narrower than this, text is not wrapped: the terminal may do it. */
const NARROWEST = 20;

/** What is done with a word that is longer than a line. */
export type LongWords = "break" | "keep";

/**
 * Breaks painted text into lines of at most `width` columns, at spaces. A word that is longer than a line is broken after its
 * slashes, elsewhere only where it must be; `keep` leaves it whole, so that the terminal breaks it and it can still be copied.
 * Spaces at the start stay, before each line.
 */
export function wrapText(text: string, width: number, longWords: LongWords = "break"): string[] {
  if (!Number.isFinite(width)) return [text];
  const lead = /^ */.exec(text)?.[0] ?? "";
  const room = Math.max(NARROWEST, width - lead.length);
  const hard = longWords === "break";
  return wrapAnsi(hard ? breakAfterSlashes(text, room) : text, room, { hard, trim: true })
    .split("\n")
    .map((part) => (part === "" ? "" : lead + part));
}

/** Puts line feeds after slashes of words that are too long: a resource path or a URL is read piece by piece. */
function breakAfterSlashes(text: string, room: number): string {
  if (!text.includes("/") || stringWidth(text) <= room) return text;
  return text.replace(/[^ \n]+/g, (word) => {
    if (stringWidth(word) <= room) return word;
    let lines = "";
    let last = "";
    for (const piece of word.split(/(?<=\/)(?!\/|$)/)) {
      if (last !== "" && stringWidth(last + piece) > room) {
        lines += `${last}\n`;
        last = piece;
      } else {
        last += piece;
      }
    }
    return lines + last;
  });
}

/** The same with a mark before the first line; the others stand under its text. */
export function wrapMarked(mark: string, text: string, width: number, longWords?: LongWords): string[] {
  const markWidth = stringWidth(mark);
  return wrapText(text, width - markWidth, longWords).map((part, index) => {
    if (index === 0) return mark + part;
    return part === "" ? "" : " ".repeat(markWidth) + part;
  });
}
