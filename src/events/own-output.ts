import { isJsonObject, type JsonObject } from "../model/json-object.ts";
import { type ArchiveRecord, asArchiveRecord, bodyOf } from "./archive-record.ts";
import { readEnvelope } from "./envelope.ts";
import type { EnvelopeForm, ReceivedEvent } from "./received-event.ts";
import { type EventRecord, type MessageFacts, toEventRecord } from "./record.ts";
import { parseResource } from "./resources.ts";

type Absentable<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** An event out of a file: as it came from a queue, if `bwp` wrote it, else the event alone. */
export interface ReadRecord extends EventRecord, Absentable<MessageFacts> {
  /** What `--hydrate` had found, as it stands in the file. */
  readonly hydrated?: unknown;
  readonly hydrationProblem?: string | undefined;
}

const FORMS: ReadonlySet<unknown> = new Set<EnvelopeForm>(["eventbridge-thin", "eventbridge", "webhook", "unknown"]);

const TEXTS = [
  "time",
  "eventId",
  "envelopeId",
  "idempotencyKey",
  "subscriptionId",
  "apiVersion",
  "source",
  "account",
  "region",
  "successor",
  "snsTopicArn",
  "raw",
  "receivedAt",
  "sentAt",
  "queue",
  "messageId",
  "duplicateOf",
  "hydrationProblem",
] as const;

function isForm(value: unknown): value is EnvelopeForm {
  return FORMS.has(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "string");
}

/**
 * The plain form of an event that was read from a file. Files that `bwp` wrote are read back: a line of the archive gives the
 * message that it keeps, decoded, with when and as which message it came; a record of `decode` or `tail` gives itself.
 */
export function toReadRecord(event: ReceivedEvent): ReadRecord {
  // Neither of the two names a type as Buy with Prime does, so other events cost nothing here.
  if (event.form !== "unknown" || !isJsonObject(event.json)) return toEventRecord(event);
  const kept = asArchiveRecord(event.json);
  if (kept !== undefined) return toKeptRecord(kept, readEnvelope(bodyOf(kept)));
  return fromRecord(event.json) ?? toEventRecord(event);
}

/** The plain form of a message of the archive and the event that it holds. */
export function toKeptRecord(kept: ArchiveRecord, event: ReceivedEvent): EventRecord & MessageFacts {
  const { receivedAt, queue, messageId, receiveCount, duplicateOf, redelivered } = kept;
  const message: MessageFacts = { receivedAt, queue, messageId, receiveCount, redelivered, duplicateOf };
  return { ...message, ...toEventRecord(event) };
}

/** Undefined if it is no record of ours: a member of another kind than `bwp` writes makes it somebody else's. */
function fromRecord(json: JsonObject): ReadRecord | undefined {
  const { eventType, form, resources, problems, rawEncoding, receiveCount, redelivered, data, hydrated } = json;
  if (!(eventType === null || typeof eventType === "string") || !isForm(form)) return undefined;
  if (!isTexts(resources) || !Array.isArray(json.references)) return undefined;
  if (problems !== undefined && !isTexts(problems)) return undefined;
  if (rawEncoding !== undefined && rawEncoding !== "base64") return undefined;
  if (receiveCount !== undefined && typeof receiveCount !== "number") return undefined;
  if (redelivered !== undefined && typeof redelivered !== "boolean") return undefined;
  const texts: { [Name in (typeof TEXTS)[number]]?: string } = {};
  for (const name of TEXTS) {
    const value = json[name];
    if (typeof value === "string") texts[name] = value;
    else if (value !== undefined) return undefined;
  }
  const { receivedAt, sentAt, queue, messageId, duplicateOf, raw, hydrationProblem, ...fields } = texts;
  return {
    receivedAt,
    sentAt,
    queue,
    messageId,
    receiveCount,
    redelivered,
    duplicateOf,
    eventType,
    form,
    ...fields,
    resources,
    references: resources.map((path) => parseResource(path).ids),
    data,
    problems,
    raw,
    rawEncoding,
    hydrated,
    hydrationProblem,
  };
}
