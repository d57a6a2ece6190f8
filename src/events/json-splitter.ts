/** A JSON document cut out of text, not parsed. */
export interface JsonPiece {
  /** Line it begins on, from 1. */
  readonly line: number;
  readonly text: string;
}

/** A value may be as long as this, in UTF-16 units; beyond it the lines are given as they are. */
const MAX_VALUE_LENGTH = 64 * 1024 * 1024;

const SCALAR_IN_ARRAY = /"(?:[^"\\]|\\.)*"|[^\s,\]]+/y;
/** All that matters in a value outside of strings, and within them. */
const OUTSIDE = /["{}[\]]/g;
const INSIDE = /["\\]/g;

/**
 * Cuts text, given line by line, into JSON documents: several on a line, one over many lines, or the elements of an array.
 * What is no JSON comes out as the lines it stands on.
 */
export class JsonSplitter {
  private lines: string[] = [];
  private length = 0;
  private firstLine = 0;
  private depth = 0;
  private inString = false;
  /** Arrays around the values, whose elements are the documents. */
  private arrays = 0;

  /** True between documents, so that the next line can be read by itself. */
  get idle(): boolean {
    return this.depth === 0 && this.arrays === 0;
  }

  /** True inside of a value that goes on. */
  get open(): boolean {
    return this.depth > 0;
  }

  /** Takes the next line, without its line feed, and adds the documents that are complete to `out`. */
  feed(text: string, line: number, out: JsonPiece[]): void {
    let at = this.depth > 0 ? this.scan(text, 0, line, out) : 0;
    while (at < text.length) {
      const char = text.charAt(at);
      if (char.trim() === "" || char === "\ufeff" || (char === "," && this.arrays > 0)) {
        at += 1;
      } else if (char === "{") {
        at = this.scan(text, at, line, out);
      } else if (char === "[") {
        this.arrays += 1;
        at += 1;
      } else if (char === "]" && this.arrays > 0) {
        this.arrays -= 1;
        at += 1;
      } else {
        at = this.scalar(text, at, line, out);
      }
    }
  }

  /** Gives up the value that is open: its lines come out one by one. */
  flush(out: JsonPiece[]): void {
    this.lines.forEach((text, index) => {
      if (text.trim() !== "") out.push({ line: this.firstLine + index, text });
    });
    this.lines = [];
    this.length = 0;
    this.depth = 0;
    this.inString = false;
  }

  private scalar(text: string, at: number, line: number, out: JsonPiece[]): number {
    if (this.arrays > 0) {
      SCALAR_IN_ARRAY.lastIndex = at;
      const piece = SCALAR_IN_ARRAY.exec(text)?.[0];
      if (piece !== undefined) {
        out.push({ line, text: piece });
        return at + piece.length;
      }
    }
    out.push({ line, text: text.slice(at) });
    return text.length;
  }

  /** Goes through a value from `start`; answers where it ends, or the end of the line if it goes on. */
  private scan(text: string, start: number, line: number, out: JsonPiece[]): number {
    if (this.lines.length === 0) this.firstLine = line;
    let at = start;
    for (;;) {
      const pattern = this.inString ? INSIDE : OUTSIDE;
      pattern.lastIndex = at;
      const char = pattern.exec(text)?.[0];
      if (char === undefined) return this.suspend(text, start, out);
      at = pattern.lastIndex;
      if (char === '"') {
        this.inString = !this.inString;
      } else if (char === "\\") {
        at += 1;
      } else if (char === "{" || char === "[") {
        this.depth += 1;
      } else {
        this.depth -= 1;
        if (this.depth === 0) {
          this.lines.push(text.slice(start, at));
          out.push({ line: this.firstLine, text: this.lines.join("\n") });
          this.lines = [];
          this.length = 0;
          return at;
        }
      }
    }
  }

  private suspend(text: string, start: number, out: JsonPiece[]): number {
    this.lines.push(text.slice(start));
    this.length += text.length;
    // JSON strings hold no line feed: an open one at the end of a line means that the line was cut short.
    if (this.inString || this.length > MAX_VALUE_LENGTH) this.flush(out);
    return text.length;
  }
}
