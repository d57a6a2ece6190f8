import { isDecimalValue } from "../model/decimal.ts";
import { SOURCE_PREFIX } from "../model/event-source.ts";
import { findEventType } from "../model/event-types.ts";
import { parseJson } from "../model/json.ts";
import { isExactJsonObject, type JsonObject } from "../model/json-object.ts";
import type { ReceivedEvent, SnsWrapper } from "./received-event.ts";
import { parseResource, type ResourceReference } from "./resources.ts";

/** Event names of the partner preview before 2024 (amzn/buy-with-prime-event-accelerator, 2023). */
const PREVIEW_TYPES: ReadonlySet<string> = new Set([
  "ORDER_PLACED",
  "ORDER_UPDATED",
  "REFUND_SUCCESS",
  "INVENTORY_AVAILABILITY_CHANGED",
  "santos.buyability.status.change",
]);

/** SNS in SNS and JSON in JSON text is unwrapped as often as this. */
const MAX_WRAPPERS = 4;

const NOTHING: JsonObject = {};
const NO_RESOURCES: readonly string[] = [];
const NO_REFERENCES: readonly ResourceReference[] = [];

function isEmpty(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}

/** Reads members of JSON objects and takes down what is not as documented. */
class Reader {
  readonly problems: string[] = [];

  text(object: JsonObject, name: string): string | undefined {
    const value = object[name];
    if (typeof value === "string") return value;
    if (value !== undefined && value !== null) {
      this.problems.push(`${name} is not text but ${describe(value)}.`);
    }
    return undefined;
  }

  resources(object: JsonObject): readonly string[] {
    const value = object.resources;
    if (value === undefined || value === null) return NO_RESOURCES;
    if (typeof value === "string") {
      this.problems.push("resources is text instead of a list.");
      return [value];
    }
    if (!Array.isArray(value)) {
      this.problems.push(`resources is not a list but ${describe(value)}.`);
      return NO_RESOURCES;
    }
    const paths = value.filter((path) => typeof path === "string");
    if (paths.length < value.length) this.problems.push("resources holds entries that are not text.");
    return paths;
  }
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (isDecimalValue(value)) return "a number";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function sameResources(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((path, index) => path === b[index]);
}

function referencesOf(resources: readonly string[], problems: string[]): readonly ResourceReference[] {
  if (resources.length === 0) return NO_REFERENCES;
  const references = resources.map(parseResource);
  for (const { raw, leftover } of references) {
    if (leftover !== undefined) problems.push(`The resource path "${raw}" has a piece without partner at its end.`);
  }
  return references;
}

function unknownEvent(raw: Uint8Array | string, json: unknown, problem: string, sns?: SnsWrapper): ReceivedEvent {
  return {
    form: "unknown",
    type: undefined,
    model: undefined,
    successor: undefined,
    eventId: undefined,
    envelopeId: undefined,
    idempotencyKey: undefined,
    subscriptionId: undefined,
    apiVersion: undefined,
    time: undefined,
    account: undefined,
    region: undefined,
    source: undefined,
    resources: NO_RESOURCES,
    references: NO_REFERENCES,
    data: undefined,
    sns,
    problems: [problem],
    raw,
    json,
  };
}

/** Takes off what SNS or a second encoding put around the message. */
export function unwrapEnvelope(
  json: unknown,
  parse: (text: string) => unknown = parseJson,
): { inner: unknown; sns: SnsWrapper | undefined; problem?: string } {
  let inner = json;
  let sns: SnsWrapper | undefined;
  for (let depth = 0; depth < MAX_WRAPPERS; depth += 1) {
    let text: string;
    if (typeof inner === "string") {
      text = inner;
    } else if (isExactJsonObject(inner) && inner.Type === "Notification" && typeof inner.Message === "string") {
      const { TopicArn: topicArn, MessageId: messageId } = inner;
      sns = {
        topicArn: typeof topicArn === "string" ? topicArn : undefined,
        messageId: typeof messageId === "string" ? messageId : undefined,
      };
      text = inner.Message;
    } else {
      return { inner, sns };
    }
    try {
      inner = parse(text);
    } catch {
      return {
        inner,
        sns,
        problem: sns ? "The message inside the SNS notification is no JSON." : "JSON text, not an object.",
      };
    }
  }
  return { inner, sns };
}

/** Reads a message whose JSON is parsed already; `raw` is kept as it is. Never throws. */
export function readParsedEnvelope(raw: Uint8Array | string, json: unknown): ReceivedEvent {
  const { inner, sns, problem } = unwrapEnvelope(json);
  if (problem !== undefined) return unknownEvent(raw, json, problem, sns);
  if (!isExactJsonObject(inner))
    return unknownEvent(raw, json, `The JSON is not an object but ${describe(inner)}.`, sns);

  const hasDetailType = inner["detail-type"] !== undefined;
  if (!hasDetailType && inner.eventDescriptor === undefined) {
    const what = typeof inner.Type === "string" && inner.TopicArn !== undefined ? ` (SNS ${inner.Type})` : "";
    return unknownEvent(raw, json, `Neither detail-type nor eventDescriptor is there: no event${what}.`, sns);
  }

  const reader = new Reader();
  const { problems } = reader;
  const outer = hasDetailType ? inner : NOTHING;
  let body = inner;
  let detailIsEmpty = false;
  if (hasDetailType) {
    const detail = inner.detail;
    body = isExactJsonObject(detail) ? detail : NOTHING;
    detailIsEmpty = isEmpty(body);
    if (!isExactJsonObject(detail) && detail !== undefined && detail !== null) {
      problems.push(`detail is not an object but ${describe(detail)}.`);
      detailIsEmpty = false;
    }
  }

  const detailType = reader.text(outer, "detail-type");
  const descriptor = reader.text(body, "eventDescriptor");
  if (detailType !== undefined && descriptor !== undefined && detailType !== descriptor) {
    problems.push(`detail-type says ${detailType}, eventDescriptor says ${descriptor}.`);
  }
  const type = descriptor ?? detailType;
  const source = reader.text(outer, "source");
  const model = type === undefined ? undefined : findEventType(type);

  const outerResources = reader.resources(outer);
  const bodyResources = reader.resources(body);
  let resources = bodyResources.length > 0 ? bodyResources : outerResources;
  if (bodyResources.length > 0 && outerResources.length > 0 && !sameResources(bodyResources, outerResources)) {
    problems.push("resources inside and outside of detail differ; both are read.");
    resources = [...new Set([...bodyResources, ...outerResources])];
  }

  const fields = {
    model,
    successor: model?.deprecated?.successor,
    eventId: reader.text(body, "eventId"),
    envelopeId: reader.text(outer, "id"),
    idempotencyKey: reader.text(body, "idempotencyKey"),
    subscriptionId: reader.text(body, "subscriptionId"),
    apiVersion: reader.text(body, "apiVersion"),
    time: reader.text(body, "eventTime") ?? reader.text(outer, "time"),
    account: reader.text(outer, "account"),
    region: reader.text(outer, "region"),
    source,
    resources,
    references: referencesOf(resources, problems),
    data: body.data,
    sns,
    problems,
    raw,
  };

  if (type === undefined) {
    problems.push("The event type is missing.");
    return { form: "unknown", type, ...fields, json };
  }
  if (PREVIEW_TYPES.has(type)) {
    problems.push("An event of the partner preview before 2024.");
    return { form: "unknown", type, ...fields, json };
  }
  if (!hasDetailType) return { form: "webhook", type, ...fields };
  if (descriptor !== undefined) return { form: "eventbridge", type, ...fields };
  const isOurs = model !== undefined || source?.startsWith(SOURCE_PREFIX) === true;
  if (detailIsEmpty && isOurs) return { form: "eventbridge-thin", type, ...fields };
  problems.push(
    isOurs
      ? "detail is neither empty nor does it hold an eventDescriptor."
      : "An EventBridge event, but not Buy with Prime's.",
  );
  return { form: "unknown", type, ...fields, json };
}

function decodeText(bytes: Uint8Array): { text: string; valid: boolean } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), valid: true };
  } catch {
    return { text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), valid: false };
  }
}

/** Parses JSON, passing over a byte order mark; undefined if the text is no JSON. */
export function tryParseJson(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: parseJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) };
  } catch {
    return undefined;
  }
}

/**
 * Reads a message in any form that Buy with Prime, EventBridge or SNS give it (see `EnvelopeForm`), and anything else as
 * `unknown`. Never throws and never drops: `raw` is what was given, `problems` says what could not be read. Numbers that
 * JavaScript cannot hold digit by digit are kept as `Decimal`.
 */
export function readEnvelope(raw: Uint8Array | string): ReceivedEvent {
  const { text, valid } = typeof raw === "string" ? { text: raw, valid: true } : decodeText(raw);
  const parsed = tryParseJson(text);
  const event = parsed
    ? readParsedEnvelope(raw, parsed.json)
    : unknownEvent(raw, undefined, text.trim() === "" ? "The message is empty." : "The text is no JSON.");
  return valid ? event : { ...event, problems: [...event.problems, "The bytes are not valid UTF-8."] };
}
