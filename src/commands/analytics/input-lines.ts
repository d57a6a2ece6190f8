/** A line of the input as it came. */
export interface InputLine {
  /** From 1. */
  readonly number: number;
  /** Without the line feed; only the beginning of a line that is longer than {@link MAX_LINE_BYTES}. */
  readonly bytes: Uint8Array;
  /** Bytes of the whole line, without the line feed. */
  readonly length: number;
}

/** No event comes near; more is no file of events, and must not fill the memory. */
export const MAX_LINE_BYTES = 1024 * 1024;

const LINE_FEED = 10;

/** Cuts a stream of bytes into lines, those of a chunk at once. Memory holds a chunk and at most one line. */
export async function* readLines(
  source: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<readonly InputLine[], void, void> {
  let number = 0;
  let parts: Buffer[] = [];
  let length = 0;
  const take = (part: Buffer): void => {
    const room = Math.max(0, MAX_LINE_BYTES - length);
    if (room > 0 && part.length > 0) parts.push(part.subarray(0, room));
    length += part.length;
  };
  const finish = (): InputLine => {
    number += 1;
    const [only = Buffer.alloc(0), ...more] = parts;
    const line = { number, bytes: more.length === 0 ? only : Buffer.concat(parts), length };
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of source) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk, "utf8") : Buffer.from(chunk);
    const lines: InputLine[] = [];
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      take(bytes.subarray(start, end));
      lines.push(finish());
      start = end + 1;
    }
    take(bytes.subarray(start));
    if (lines.length > 0) yield lines;
  }
  if (length > 0) yield [finish()];
}
