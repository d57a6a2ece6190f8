import { AWS_ACCOUNT_PATTERN, SOURCE_PREFIX } from "../model/event-source.ts";
import { type EventType, findEventType, RESOURCE_TEMPLATES } from "../model/event-types.ts";
import type { JsonObject } from "../model/json-object.ts";
import { DEFAULT_API_VERSION } from "../model/versions.ts";

/** Members of a webhook body. Page: "Subscribe to events", webhook events. */
export const BODY_MEMBERS = [
  "idempotencyKey",
  "eventDescriptor",
  "resources",
  "eventId",
  "apiVersion",
  "subscriptionId",
  "eventTime",
  "data",
] as const;

/** Members of EventBridge's envelope. Page: EventBridge user guide, "Events". */
export const ENVELOPE_MEMBERS = [
  "version",
  "id",
  "detail-type",
  "source",
  "account",
  "time",
  "region",
  "resources",
  "detail",
] as const;

/** Placeholders of all resource templates. */
export const RESOURCE_IDS: readonly string[] = [
  ...new Set(Object.values(RESOURCE_TEMPLATES).flatMap((template) => placeholdersOf(template))),
];

/** A hand-written event: what is there of it. */
export interface EventDraft {
  readonly type: string;
  /** Ids for the resource path, if there are no resources. */
  readonly ids: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  readonly envelope: JsonObject;
}

/** A whole event in both forms. */
export interface WholeEvent {
  readonly body: JsonObject;
  readonly envelope: JsonObject;
  /** Ids of the resource path that nobody gave. */
  readonly madeUp: readonly string[];
}

/** What a draft is completed with. */
export interface DraftFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly newId: () => string;
  readonly businessProductId: string | undefined;
  readonly source: string;
}

/** Before this version `detail` is empty. */
const FULL_SINCE = "2024-11-01";

const EXAMPLES: Readonly<Record<string, string>> = {
  orderId: "322-TEST-AAAAAA",
  carrierCode: "test-carrier",
  trackingNumber: "TEST0001",
  // 14 characters, as ids of products and inventory items have.
  itemId: "test0000000001",
};

function placeholdersOf(template: string): readonly string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
}

/** Puts in what is missing: ids, times, resources, and the one form into the other. Nothing that is given is changed. */
export function completeDraft(draft: EventDraft, facts: DraftFacts): WholeEvent {
  const { type, ids } = draft;
  const time = new Date(facts.now).toISOString();
  const { resources, madeUp } = resourcesOf(draft, findEventType(type), ids, facts);
  const eventId = draft.body.eventId ?? facts.newId();
  const subscriptionId = draft.body.subscriptionId ?? facts.newId();
  const apiVersion = draft.body.apiVersion ?? findEventType(type)?.until ?? DEFAULT_API_VERSION;
  const body: JsonObject = {
    idempotencyKey: Buffer.from(`${String(subscriptionId)}#${String(eventId)}`).toString("base64"),
    eventDescriptor: type,
    resources,
    eventId,
    apiVersion,
    subscriptionId,
    eventTime: draft.envelope.time ?? time,
    data: {},
    ...draft.body,
  };
  const envelope: JsonObject = {
    version: "0",
    id: facts.newId(),
    "detail-type": type,
    source: facts.source,
    account: "000000000000",
    time: String(body.eventTime).replace(/\.\d+Z$/, "Z"),
    region: "us-east-1",
    resources,
    detail: isThin(apiVersion) ? {} : body,
    ...draft.envelope,
  };
  return { body, envelope, madeUp };
}

function isThin(apiVersion: unknown): boolean {
  return typeof apiVersion === "string" && apiVersion < FULL_SINCE;
}

function resourcesOf(
  { body, envelope }: EventDraft,
  type: EventType | undefined,
  ids: EventDraft["ids"],
  { businessProductId, newId }: DraftFacts,
): { readonly resources: unknown; readonly madeUp: readonly string[] } {
  const given = body.resources ?? envelope.resources;
  if (given !== undefined || type === undefined) return { resources: given ?? [], madeUp: [] };
  const madeUp: string[] = [];
  const known: Readonly<Record<string, string | undefined>> = { businessProductId, ...ids };
  const path = RESOURCE_TEMPLATES[type.resource].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = known[name];
    if (value !== undefined) return value;
    const example = EXAMPLES[name] ?? newId();
    madeUp.push(`${name} ${example}`);
    return example;
  });
  return { resources: [path], madeUp };
}

/** What is not as the documentation has it, a sentence each; empty if all is. */
export function checkEvent({ body, envelope }: WholeEvent, form: "eventbridge" | "webhook"): readonly string[] {
  const type = findEventType(String(body.eventDescriptor));
  const { apiVersion, eventTime } = body;
  const version = String(apiVersion);
  const findings: (string | false)[] = [
    type === undefined && `eventDescriptor: the documentation has no event type ${String(body.eventDescriptor)}.`,
    ...(type === undefined ? [] : resourceFindings(type, body.resources)),
    type !== undefined &&
      version < type.since &&
      `apiVersion: ${type.name} exists since ${type.since}, not in ${version}.`,
    type?.until !== undefined && version > type.until && `apiVersion: ${type.name} is gone after ${type.until}.`,
    !isTime(eventTime) && "eventTime: it is ISO 8601 in UTC, for example 2025-01-31T12:00:00.000Z.",
  ];
  if (form === "webhook") {
    findings.push(isThin(apiVersion) && `apiVersion: webhooks exist since ${FULL_SINCE}.`);
  } else {
    findings.push(...envelopeFindings(body, envelope));
  }
  return findings.filter((finding) => finding !== false);
}

function envelopeFindings(body: JsonObject, envelope: JsonObject): readonly (string | false)[] {
  const { detail, source, account, time } = envelope;
  const isEmpty = typeof detail === "object" && detail !== null && Object.keys(detail).length === 0;
  return [
    envelope["detail-type"] !== body.eventDescriptor && "detail-type: it is the same as eventDescriptor.",
    JSON.stringify(envelope.resources) !== JSON.stringify(body.resources) &&
      "resources: the envelope has the same as the body in detail.",
    isThin(body.apiVersion) && !isEmpty && `detail: it is empty before ${FULL_SINCE}.`,
    typeof account === "string" && !AWS_ACCOUNT_PATTERN.test(account) && "account: it has 12 digits.",
    !isTime(time) && "time: it is ISO 8601 in UTC, for example 2025-01-31T12:00:00Z.",
    typeof source === "string" &&
      source.startsWith("aws.") &&
      !source.startsWith(SOURCE_PREFIX) &&
      `source: Buy with Prime's begins with ${SOURCE_PREFIX}.`,
  ];
}

function isTime(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT.*Z$/.test(value) && !Number.isNaN(Date.parse(value));
}

function resourceFindings(type: EventType, resources: unknown): readonly string[] {
  const template = RESOURCE_TEMPLATES[type.resource];
  if (!Array.isArray(resources) || resources.length === 0) return [`resources: it is a list with ${template}.`];
  const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`);
  return resources.flatMap((path: unknown, index) =>
    typeof path === "string" && pattern.test(path) ? [] : [`resources[${index}]: of ${type.name} it is ${template}.`],
  );
}
