import { Decimal, meetsDecimal } from "./decimal.ts";

/**
 * A number that may be spelled unlike JavaScript would: a trailing zero, an exponent, many digits, tiny, or -0. Finding none
 * is the common case, and the quickest to establish.
 */
const SUSPICIOUS = /[:,[\s](?:-0[\s,}\]]|-?(?:\d+\.\d*0(?=[\s,}\]]|$)|\d[\d.]*[eE]|\d[\d.]{15}|0\.000000))|^-?\d/;
/** A number where a JSON value can stand. Also matches inside strings; that costs a slower parse, nothing else. */
const NUMBER_IN_PLACE = /(?:^|[:,[\s])(-?\d[\d.eE+-]*)(?=[\s,}\]]|$)/g;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const SPACE = 0x20;
const BLANKS = /[ \t\n\r]*/y;
/** Deeper texts are left to JSON.parse: the exact parser and most readers of its result recurse. */
const MAX_DEPTH = 1000;

class TooDeep extends Error {}

function losesText(number: string): boolean {
  return String(Number(number)) !== number;
}

function needsExactness(text: string): boolean {
  if (!SUSPICIOUS.test(text)) return false;
  for (const match of text.matchAll(NUMBER_IN_PLACE)) {
    if (match[1] !== undefined && losesText(match[1])) return true;
  }
  return false;
}

/** Reads text that JSON.parse has accepted, so it need not look for faults. */
class ExactReader {
  private readonly text: string;
  private position = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  read(): unknown {
    this.skipBlanks();
    switch (this.text[this.position]) {
      case "{":
        return this.nested(() => this.readObject());
      case "[":
        return this.nested(() => this.readArray());
      case '"':
        return this.readString();
      case "t":
        this.position += 4;
        return true;
      case "f":
        this.position += 5;
        return false;
      case "n":
        this.position += 4;
        return null;
      default:
        return this.readNumber();
    }
  }

  private skipBlanks(): void {
    if (this.text.charCodeAt(this.position) <= SPACE) this.take(BLANKS);
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0] ?? "";
    this.position += found.length;
    return found;
  }

  private nested<T>(read: () => T): T {
    if (this.depth === MAX_DEPTH) throw new TooDeep();
    this.depth += 1;
    const value = read();
    this.depth -= 1;
    return value;
  }

  /** True if the bracket or brace is closed here, or after a comma there is more. */
  private more(close: string, first: boolean): boolean {
    this.skipBlanks();
    const closed = this.text[this.position] === close;
    if (closed || !first) this.position += 1;
    return !closed;
  }

  private readObject(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    this.position += 1;
    for (let first = true; this.more("}", first); first = false) {
      this.skipBlanks();
      const key = this.readString();
      this.skipBlanks();
      this.position += 1;
      const value = this.read();
      // An assignment to __proto__ would change the object instead of adding a member.
      if (key === "__proto__") {
        Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
      } else object[key] = value;
    }
    return object;
  }

  private readArray(): unknown[] {
    const array: unknown[] = [];
    this.position += 1;
    for (let first = true; this.more("]", first); first = false) array.push(this.read());
    return array;
  }

  private readString(): string {
    const start = this.position + 1;
    const end = this.text.indexOf('"', start);
    const simple = this.text.slice(start, end);
    if (!simple.includes("\\")) {
      this.position = end + 1;
      return simple;
    }
    const literal = this.take(STRING);
    const value: unknown = JSON.parse(literal);
    return typeof value === "string" ? value : "";
  }

  private readNumber(): number | Decimal {
    const literal = this.take(NUMBER);
    return losesText(literal) ? new Decimal(literal) : Number(literal);
  }
}

/**
 * Parses JSON like JSON.parse, but keeps each number that a floating point number would write differently
 * (`10.10`, `1E2`, `-0`, 20 digits) as a {@link Decimal}. As fast as JSON.parse plus one scan when there is none.
 * @throws SyntaxError for text that is no JSON
 */
export function parseJson(text: string): unknown {
  const plain: unknown = JSON.parse(text);
  if (!needsExactness(text)) return plain;
  try {
    return new ExactReader(text).read();
  } catch (error) {
    if (error instanceof TooDeep) return plain;
    throw error;
  }
}

/**
 * Writes JSON like JSON.stringify, with every {@link Decimal} as the text it was read from.
 * `indent` is the number of blanks for each level, 0 for one line. Undefined members are left out.
 */
export function stringifyJson(value: unknown, indent = 0): string {
  let text: string | undefined;
  const isExact = !meetsDecimal(() => {
    text = JSON.stringify(value, null, indent);
  });
  if (isExact) return text ?? "null";
  return write(value, indent === 0 ? "" : `\n`, " ".repeat(indent)) ?? "null";
}

function write(value: unknown, newline: string, step: string): string | undefined {
  if (value instanceof Decimal) return value.text;
  if (typeof value !== "object" || value === null || hasToJson(value)) return JSON.stringify(value);
  const inner = newline + step;
  if (Array.isArray(value)) {
    return enclose(
      "[",
      "]",
      value.map((item) => write(item, inner, step) ?? "null"),
      newline,
      inner,
    );
  }
  const colon = step === "" ? ":" : ": ";
  const members = Object.entries(value).flatMap(([key, member]) => {
    const text = write(member, inner, step);
    return text === undefined ? [] : [JSON.stringify(key) + colon + text];
  });
  return enclose("{", "}", members, newline, inner);
}

function hasToJson(value: object): boolean {
  return "toJSON" in value && typeof value.toJSON === "function";
}

function enclose(open: string, close: string, parts: readonly string[], newline: string, inner: string): string {
  return parts.length === 0 ? open + close : open + inner + parts.join(`,${inner}`) + newline + close;
}
