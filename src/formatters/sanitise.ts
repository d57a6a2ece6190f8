/**
 * Makes untrusted text safe for a terminal. Order notes, product titles and event bodies can be written by anybody, and a
 * terminal obeys escape sequences: every control character (C0 and C1), bidirectional control and invisible character is
 * shown as a visible escape instead. Node's stripVTControlCharacters leaves C1 forms, bidi and zero-width characters.
 */

// Controls (C0, C1, DEL), format characters (bidi, zero width, soft hyphen, tags), lone surrogates, line and paragraph
// separators, and the blank letters that Unicode calls ignorable; emoji keep their variation selectors.
const UNSAFE = /(?!\ufe0e|\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]/gu;
const UNSAFE_IN_LINES = /(?!\n|\t|\ufe0e|\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]/gu;

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** One line of untrusted text; line breaks and tabs become visible as well. */
export function sanitiseLine(text: string): string {
  return text.replace(UNSAFE, (character) =>
    character === "\n" ? "\\n" : character === "\t" ? "\\t" : character === "\r" ? "\\r" : visible(character),
  );
}

/** Untrusted text of several lines: keeps line feeds and tabs. */
export function sanitiseText(text: string): string {
  return text.replace(UNSAFE_IN_LINES, visible);
}

/** JSON text for a terminal: JSON escapes C0 itself, the rest is escaped here, so that the result stays the same JSON value. */
export function sanitiseJson(json: string): string {
  return json.replace(UNSAFE_IN_LINES, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code <= 0xffff) return `\\u${code.toString(16).padStart(4, "0")}`;
    return [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`)
      .join("");
  });
}
