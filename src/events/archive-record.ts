import { hash } from "node:crypto";
import { isJsonObject, type JsonObject } from "../model/json-object.ts";
import type { ReceivedEvent } from "./received-event.ts";

/** One received message in the archive; a line of NDJSON with these members, `body` last. */
export interface ArchiveRecord {
  /** ISO 8601 with milliseconds, UTC. */
  readonly receivedAt: string;
  /** URL of the queue, or what else the message came from. */
  readonly queue: string;
  readonly messageId: string;
  /** How often the queue had handed it out, this time included. */
  readonly receiveCount: number;
  /** Hash of the message's bytes, hexadecimal. */
  readonly sha256: string;
  /** Keys that make duplicates known, see `duplicateKeys`. */
  readonly keys: readonly string[];
  /** `messageId` of the first other message with one of the keys. */
  readonly duplicateOf?: string;
  /** The queue delivered this same message before. */
  readonly redelivered?: true;
  readonly encoding: "utf8" | "base64";
  /** The message byte for byte: text, or Base64 of bytes that are not valid UTF-8. */
  readonly body: string;
}

/** SHA-256 of a message as it came, hexadecimal. */
export function sha256Of(raw: ReceivedEvent["raw"]): string {
  return hash("sha256", raw);
}

/** The members `encoding` and `body` that keep the message byte for byte. */
export function encodeBody(raw: ReceivedEvent["raw"]): Pick<ArchiveRecord, "encoding" | "body"> {
  if (typeof raw === "string") return { encoding: "utf8", body: raw };
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes)
    ? { encoding: "utf8", body: text }
    : { encoding: "base64", body: bytes.toString("base64") };
}

/** The message of a record, as `readEnvelope` takes it. */
export function bodyOf(record: ArchiveRecord): Uint8Array | string {
  return record.encoding === "base64" ? Buffer.from(record.body, "base64") : record.body;
}

function isRecord(value: unknown): value is JsonObject & ArchiveRecord {
  if (!isJsonObject(value)) return false;
  const { receivedAt, queue, messageId, receiveCount, sha256, keys, duplicateOf, redelivered, encoding, body } = value;
  return (
    (duplicateOf === undefined || typeof duplicateOf === "string") &&
    (redelivered === undefined || redelivered === true) &&
    [receivedAt, queue, messageId, sha256, body].every((member) => typeof member === "string") &&
    typeof receiveCount === "number" &&
    Array.isArray(keys) &&
    (encoding === "utf8" || encoding === "base64")
  );
}

/** A parsed document as a record of the archive; undefined if it is none. */
export function asArchiveRecord(value: unknown): ArchiveRecord | undefined {
  return isRecord(value) ? value : undefined;
}

/** Reads a line of the archive; undefined if it is not a whole record. */
export function parseRecord(line: string): ArchiveRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const BODY_MEMBER = Buffer.from(',"encoding":');

/** Reads only what the duplicate index needs from a line: `body` stands last, so it need not be parsed. */
export function parseKeys(line: Buffer): { messageId: string; keys: readonly string[] } | undefined {
  const end = line.indexOf(BODY_MEMBER);
  if (end === -1) return undefined;
  try {
    const head: unknown = JSON.parse(`${line.toString("utf8", 0, end)}}`);
    const { messageId, keys } = isJsonObject(head) ? head : {};
    if (typeof messageId !== "string" || !Array.isArray(keys)) return undefined;
    return { messageId, keys: keys.filter((key) => typeof key === "string") };
  } catch {
    return undefined;
  }
}
