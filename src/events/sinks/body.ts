import { parseJson, stringifyJson } from "../../model/json.ts";
import { isJsonObject, type JsonObject } from "../../model/json-object.ts";
import { tryParseJson, unwrapEnvelope } from "../envelope.ts";
import type { ReceivedEvent } from "../received-event.ts";
import { toEventRecord } from "../record.ts";
import type { Handover } from "./sink.ts";

/** The forms in which an event can be handed over. */
export const HANDOVER_FORMS = ["original", "eventbridge", "webhook", "record"] as const;

/**
 * - `original`: the message byte for byte
 * - `eventbridge`: EventBridge's envelope
 * - `webhook`: what a webhook of Buy with Prime would get
 * - `record`: as `bwp` shows it in JSON
 */
export type HandoverForm = (typeof HANDOVER_FORMS)[number];

/** What is sent. */
export interface HandoverBody {
  readonly bytes: string | Uint8Array;
  readonly contentType: string;
  /** Said where the body is not what was asked for, or holds less than the original form would. */
  readonly note?: "built" | "original";
}

const JSON_TYPE = "application/json";

/**
 * The body of a handover. A form that the event does not have is built from what is known of it, and nothing is invented:
 * members that it does not tell are left out. A message that is no event of Buy with Prime goes out as it came.
 */
export function bodyFor(handover: Handover, form: HandoverForm): HandoverBody {
  const { event } = handover;
  if (form === "record") {
    const record = handover.record?.() ?? toEventRecord(event);
    return { bytes: stringifyJson(record), contentType: JSON_TYPE };
  }
  if (form === "original") return original(event);
  if (event.form === "unknown") return { ...original(event), note: "original" };
  if (form === "eventbridge") return eventBridgeBody(event);
  return webhookBody(event);
}

function original({ raw, form }: ReceivedEvent): HandoverBody {
  if (form !== "unknown") return { bytes: raw, contentType: JSON_TYPE };
  const text = typeof raw === "string" ? raw : undefined;
  if (text !== undefined && tryParseJson(text) !== undefined) return { bytes: raw, contentType: JSON_TYPE };
  return { bytes: raw, contentType: text === undefined ? "application/octet-stream" : "text/plain; charset=utf-8" };
}

/** True if the message is not the event's JSON itself: SNS, or a second encoding, is around it. */
function isWrapped({ sns, raw }: ReceivedEvent): boolean {
  return sns !== undefined || /^\s*"/.test(typeof raw === "string" ? raw : Buffer.from(raw.subarray(0, 16)).toString());
}

/** The event's own JSON, out of what SNS or a second encoding put around it. */
function innerJson(event: ReceivedEvent): JsonObject {
  const text = typeof event.raw === "string" ? event.raw : Buffer.from(event.raw).toString("utf8");
  const { inner } = unwrapEnvelope(parseJson(text.replace(/^\uFEFF/, "")));
  return isJsonObject(inner) ? inner : {};
}

function eventBridgeBody(event: ReceivedEvent): HandoverBody {
  if (event.form !== "webhook") {
    return isWrapped(event) ? json(innerJson(event)) : original(event);
  }
  return json(
    {
      version: "0",
      id: event.eventId,
      "detail-type": event.type,
      time: event.time,
      resources: event.resources,
      detail: innerJson(event),
    },
    "built",
  );
}

function webhookBody(event: ReceivedEvent): HandoverBody {
  if (event.form === "webhook") return isWrapped(event) ? json(innerJson(event)) : original(event);
  if (event.form === "eventbridge") return json(innerJson(event).detail);
  // EventBridge's id is the only one that such an event has; it is the same for each delivery.
  return json(
    {
      idempotencyKey: event.envelopeId,
      eventDescriptor: event.type,
      resources: event.resources,
      eventId: event.envelopeId,
      eventTime: event.time,
      data: {},
    },
    "built",
  );
}

function json(value: unknown, note?: "built"): HandoverBody {
  return { bytes: stringifyJson(value), contentType: JSON_TYPE, ...(note === undefined ? {} : { note }) };
}
