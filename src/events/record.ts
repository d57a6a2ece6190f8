import type { EnvelopeForm, ReceivedEvent } from "./received-event.ts";
import type { ResourceIds } from "./resources.ts";

/** An event as `bwp events decode` and `tail` give it to scripts: plain JSON, absent members left out. */
export interface EventRecord {
  /** Null if the message names none. */
  readonly eventType: string | null;
  readonly form: EnvelopeForm;
  readonly time?: string | undefined;
  readonly eventId?: string | undefined;
  readonly envelopeId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly subscriptionId?: string | undefined;
  readonly apiVersion?: string | undefined;
  readonly source?: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** The name to subscribe to instead of a deprecated type. */
  readonly successor?: string | undefined;
  readonly snsTopicArn?: string | undefined;
  readonly resources: readonly string[];
  /** The ids of each resource path. */
  readonly references: readonly ResourceIds[];
  readonly data?: unknown;
  /** What could not be read; absent if all is well. */
  readonly problems?: readonly string[] | undefined;
  /** The message as it came, if something could not be read: text, or Base64 if it is not valid UTF-8. */
  readonly raw?: string | undefined;
  readonly rawEncoding?: "base64" | undefined;
}

/** When an event was received and as which message; part of what `tail` gives to scripts. */
export interface MessageFacts {
  /** ISO 8601, as is `sentAt`. */
  readonly receivedAt: string;
  /** When the message was put into the queue. */
  readonly sentAt?: string | undefined;
  readonly queue: string;
  readonly messageId: string;
  /** How often the queue handed the message out, this time included. */
  readonly receiveCount: number;
  /** True if this very message was received before. */
  readonly redelivered?: boolean | undefined;
  /** Id of another message with the same event, received before. */
  readonly duplicateOf?: string | undefined;
}

function rawOf(event: ReceivedEvent): Pick<EventRecord, "raw" | "rawEncoding"> {
  if (typeof event.raw === "string") return { raw: event.raw };
  const buffer = Buffer.from(event.raw.buffer, event.raw.byteOffset, event.raw.byteLength);
  const text = buffer.toString("utf8");
  return Buffer.from(text, "utf8").equals(buffer)
    ? { raw: text }
    : { raw: buffer.toString("base64"), rawEncoding: "base64" };
}

/** Whoever writes data as JSON or in another form calls itself for each level. */
const MAX_DEPTH = 500;

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (depth === 0) return true;
  for (const name in value) {
    const inner: unknown = Reflect.get(value, name);
    if (typeof inner === "object" && isDeeper(inner, depth - 1)) return true;
  }
  return false;
}

/**
 * The plain form of an event; always fit to be written. What could not be read is carried along as `problems` and `raw`, and
 * so is data that is nested deeper than 500 levels.
 */
export function toEventRecord(event: ReceivedEvent): EventRecord {
  const isDeep = isDeeper(event.data, MAX_DEPTH);
  const problems = isDeep ? [...event.problems, "data is nested too deeply to be shown."] : event.problems;
  const troubled = problems.length > 0;
  return {
    eventType: event.type ?? null,
    form: event.form,
    time: event.time,
    eventId: event.eventId,
    envelopeId: event.envelopeId,
    idempotencyKey: event.idempotencyKey,
    subscriptionId: event.subscriptionId,
    apiVersion: event.apiVersion,
    source: event.source,
    account: event.account,
    region: event.region,
    successor: event.successor,
    snsTopicArn: event.sns?.topicArn,
    resources: event.resources,
    references: event.references.map((reference) => reference.ids),
    data: isDeep ? undefined : event.data,
    problems: troubled ? problems : undefined,
    ...(troubled ? rawOf(event) : undefined),
  };
}
