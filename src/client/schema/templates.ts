/** A template literal of a JavaScript or TypeScript file, without its backticks; offsets in the file. */
export interface Template {
  readonly start: number;
  readonly end: number;
  /** The `${…}` in it. */
  readonly holes: readonly { readonly start: number; readonly end: number }[];
  /** The code before it, up to the end of the file's last token: a tag or a comment tells what it is. */
  readonly before: string;
}

const TAG_LENGTH = 200;

/** Finds every template literal of a source file, nested ones too; comments, strings and regular expressions are passed over. */
export function findTemplates(source: string): readonly Template[] {
  const found: Template[] = [];
  readCode(source, 0, found, false);
  return found.sort((left, right) => left.start - right.start);
}

/** Reads code from an offset to the end, or to the brace that closes a hole; answers the offset behind it. */
function readCode(source: string, from: number, found: Template[], isHole: boolean): number {
  let depth = 0;
  let last = "";
  let at = from;
  while (at < source.length) {
    const char = source[at] ?? "";
    const next = source[at + 1];
    if (char === "/" && next === "/") at = endOf(source, "\n", at);
    else if (char === "/" && next === "*") at = endOf(source, "*/", at + 2);
    else if (char === "/" && startsRegExp(last)) at = endOfRegExp(source, at);
    else if (char === "'" || char === '"') at = endOfString(source, at);
    else if (char === "`") at = readTemplate(source, at, found);
    else if (char === "}" && isHole && depth === 0) return at + 1;
    else {
      if (char === "{") depth += 1;
      if (char === "}") depth -= 1;
      at += 1;
    }
    if (!/\s/.test(char) && !(char === "/" && (next === "/" || next === "*"))) {
      last = /\w/.test(char) && /\w$/.test(last) ? last + char : char;
    } else if (/\s/.test(char) && /\w$/.test(last)) last += " ";
  }
  return at;
}

/** Reads a template from its first backtick; answers the offset behind its last one. */
function readTemplate(source: string, from: number, found: Template[]): number {
  const holes: { start: number; end: number }[] = [];
  let at = from + 1;
  while (at < source.length && source[at] !== "`") {
    if (source[at] === "\\") at += 2;
    else if (source[at] === "$" && source[at + 1] === "{") {
      const end = readCode(source, at + 2, found, true);
      holes.push({ start: at, end });
      at = end;
    } else at += 1;
  }
  found.push({ start: from + 1, end: at, holes, before: source.slice(Math.max(0, from - TAG_LENGTH), from) });
  return at + 1;
}

function endOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found === -1 ? source.length : found + mark.length;
}

/** A string ends at its line, so that an apostrophe in the text of a JSX element misleads for one line only. */
function endOfString(source: string, from: number): number {
  const quote = source[from];
  for (let at = from + 1; at < source.length; at += 1) {
    if (source[at] === "\\") at += 1;
    else if (source[at] === quote) return at + 1;
    else if (source[at] === "\n") return at;
  }
  return source.length;
}

/** A slash begins a regular expression where no value stands before it. */
function startsRegExp(last: string): boolean {
  return last === "" || /^[(,=:[!&|?{};+\-*%~^<>]$/.test(last) || /\b(return|typeof|case|in|of|void)\s?$/.test(last);
}

function endOfRegExp(source: string, from: number): number {
  let inClass = false;
  for (let at = from + 1; at < source.length; at += 1) {
    const char = source[at];
    if (char === "\\") at += 1;
    else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (char === "/" && !inClass) return at + 1;
    else if (char === "\n") return from + 1;
  }
  return from + 1;
}
