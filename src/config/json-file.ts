import { FileError } from "../errors.ts";

/** Where a text stops being JSON; both count from 1. */
export interface JsonMistake {
  readonly line: number;
  readonly column: number;
}

/**
 * Reads JSON text, with or without a byte order mark.
 * @throws {FileError} with the line and column of the mistake. Never the text itself, which JSON.parse would quote: the
 * file may hold secrets.
 */
export function parseJsonFile(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    const { line, column } = locateJsonMistake(text.replace(/^\uFEFF/, ""));
    throw new FileError(`${file} is not valid JSON: mistake in line ${line}, column ${column}.`, {
      code: "broken_file",
    });
  }
}

/** Finds the first mistake of a text that JSON.parse refused. Node's own messages name the place in some versions only. */
export function locateJsonMistake(text: string): JsonMistake {
  const before = text.slice(0, findMistake(text));
  const lineStart = Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1;
  return { line: before.split(/\r\n|\n|\r/).length, column: before.length - lineStart + 1 };
}

const TOKEN =
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

/**
 * Walks over the tokens with the brackets that are open, and answers the offset of the first token that may not stand
 * where it stands (or the end, if the text is cut off).
 */
function findMistake(text: string): number {
  const open: string[] = [];
  let expected: "value" | "valueOrEnd" | "key" | "keyOrEnd" | "colon" | "separator" = "value";
  let offset = 0;
  while (offset < text.length) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    const start = offset + (/^[ \t\n\r]*/.exec(text.slice(offset))?.[0].length ?? 0);
    if (match === null) return start;
    const [whole, sign, string] = match;
    const top = open.at(-1);
    if (sign === "}" || sign === "]") {
      const fits = sign === "}" ? top === "{" && expected !== "key" : top === "[" && expected !== "value";
      if (!fits || !(expected === "separator" || expected.endsWith("OrEnd"))) return start;
      open.pop();
      expected = "separator";
    } else if (expected === "separator") {
      if (sign !== "," || top === undefined) return start;
      expected = top === "{" ? "key" : "value";
    } else if (expected === "colon") {
      if (sign !== ":") return start;
      expected = "value";
    } else if (expected === "key" || expected === "keyOrEnd") {
      if (string === undefined) return start;
      expected = "colon";
    } else if (sign === "{" || sign === "[") {
      open.push(sign);
      expected = sign === "{" ? "keyOrEnd" : "valueOrEnd";
    } else if (sign !== undefined) {
      return start;
    } else {
      expected = "separator";
    }
    offset += whole.length;
  }
  return text.length;
}
