import { readEnvelope, readParsedEnvelope, tryParseJson } from "./envelope.ts";
import { type JsonPiece, JsonSplitter } from "./json-splitter.ts";
import type { ReceivedEvent } from "./received-event.ts";

/** An event out of a stream of text, with the line it begins on (from 1). */
export interface DecodedEvent {
  readonly line: number;
  readonly event: ReceivedEvent;
}

const LINE_FEED = 10;
const REPLACEMENT = "\ufffd";

/** Reads lines: each by itself where that works, else through the splitter. */
class LineDecoder {
  private line = 0;
  private readonly splitter = new JsonSplitter();
  private readonly pieces: JsonPiece[] = [];

  text(text: string, out: DecodedEvent[]): void {
    this.line += 1;
    if (this.splitter.idle) {
      const parsed = tryParseJson(text);
      if (parsed !== undefined && !Array.isArray(parsed.json)) {
        out.push({ line: this.line, event: readParsedEnvelope(text, parsed.json) });
        return;
      }
      if (parsed === undefined && text.trim() === "") return;
    } else if (this.splitter.open && text.startsWith("{") && tryParseJson(text.replace(/,\s*$/, "")) !== undefined) {
      // Pretty-printed JSON indents what is inside. A whole object in the first column is the next one, after one cut short.
      this.splitter.flush(this.pieces);
    }
    this.splitter.feed(text, this.line, this.pieces);
    this.drain(out);
  }

  /** Takes a line that is not valid UTF-8; by itself it keeps its bytes. */
  bytes(bytes: Buffer, out: DecodedEvent[]): void {
    if (this.splitter.idle) {
      this.line += 1;
      out.push({ line: this.line, event: readEnvelope(bytes) });
    } else {
      this.text(bytes.toString("utf8"), out);
    }
  }

  end(out: DecodedEvent[]): void {
    this.splitter.flush(this.pieces);
    this.drain(out);
  }

  private drain(out: DecodedEvent[]): void {
    for (const { line, text } of this.pieces) out.push({ line, event: readEnvelope(text) });
    this.pieces.length = 0;
  }
}

function decodeLines(block: Buffer, decoder: LineDecoder): DecodedEvent[] {
  const out: DecodedEvent[] = [];
  const text = block.toString("utf8");
  if (!text.includes(REPLACEMENT)) {
    for (const line of text.split("\n")) decoder.text(line, out);
    return out;
  }
  for (let start = 0; start <= block.length; ) {
    const end = block.indexOf(LINE_FEED, start);
    const line = block.subarray(start, end === -1 ? block.length : end);
    const lineText = line.toString("utf8");
    if (Buffer.from(lineText, "utf8").equals(line)) decoder.text(lineText, out);
    else decoder.bytes(line, out);
    if (end === -1) break;
    start = end + 1;
  }
  return out;
}

/**
 * Reads events out of a stream of bytes: one JSON document a line, documents after each other over any number of lines, or
 * arrays of them. Nothing is left out but blank lines: what is no JSON comes as an event of form `unknown`. Yields the events
 * of a chunk at once, so a reader waits once for many of them; memory holds a chunk and the document that is open.
 */
export async function* decodeEventStream(
  source: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<readonly DecodedEvent[], void, void> {
  const decoder = new LineDecoder();
  let pending: Buffer[] = [];
  for await (const chunk of source) {
    const bytes =
      typeof chunk === "string"
        ? Buffer.from(chunk, "utf8")
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const last = bytes.lastIndexOf(LINE_FEED);
    if (last === -1) {
      pending.push(bytes);
      continue;
    }
    const block = pending.length === 0 ? bytes.subarray(0, last) : Buffer.concat([...pending, bytes.subarray(0, last)]);
    pending = last + 1 < bytes.length ? [bytes.subarray(last + 1)] : [];
    const events = decodeLines(block, decoder);
    if (events.length > 0) yield events;
  }
  const rest = pending.length > 0 ? decodeLines(Buffer.concat(pending), decoder) : [];
  decoder.end(rest);
  if (rest.length > 0) yield rest;
}
