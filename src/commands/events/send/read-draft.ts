import { UsageError } from "../../../errors.ts";
import { BODY_MEMBERS, ENVELOPE_MEMBERS, type EventDraft, RESOURCE_IDS } from "../../../events/draft.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { parseJson } from "../../../model/json.ts";
import { isJsonObject, type JsonObject } from "../../../model/json-object.ts";

const BODY: ReadonlySet<string> = new Set(BODY_MEMBERS);
/** What the outer level of an envelope has beside the body's members. */
const OUTER: ReadonlySet<string> = new Set(
  ENVELOPE_MEMBERS.filter((name) => name !== "detail" && name !== "resources"),
);
const IDS: ReadonlySet<string> = new Set(RESOURCE_IDS);
/** All names that may stand in a file that is no envelope, and at the beginning of a `--set` path. */
const NAMES: readonly string[] = ["type", ...BODY_MEMBERS, ...OUTER, ...RESOURCE_IDS];

/**
 * Reads a hand-written event: EventBridge's envelope, a webhook body, or the short form with `type` and the ids of its path.
 * @throws {UsageError} code `invalid_event`, with every member that no form has.
 */
export function readDraft(written: unknown, name: string): EventDraft {
  if (!isJsonObject(written)) throw invalid(name, ["It is no object."]);
  const { detail, ...outer } = written;
  const isEnvelope = "detail-type" in written;
  const inner = isJsonObject(detail) ? detail : {};
  const findings = [
    ...unknownNames(outer, isEnvelope ? ENVELOPE_MEMBERS : NAMES, ""),
    ...(isEnvelope
      ? unknownNames(inner, BODY_MEMBERS, "detail.")
      : "detail" in written
        ? ["detail: it needs detail-type."]
        : []),
  ];
  if (detail !== undefined && !isJsonObject(detail)) findings.push("detail: it is no object.");
  const type = outer["detail-type"] ?? inner.eventDescriptor ?? outer.eventDescriptor ?? outer.type;
  if (typeof type !== "string") findings.push("It names no event type: type, eventDescriptor or detail-type.");
  if (findings.length > 0) throw invalid(name, findings);
  const pick = (from: JsonObject, names: ReadonlySet<string>): JsonObject =>
    Object.fromEntries(Object.entries(from).filter(([key]) => names.has(key)));
  const ids = Object.fromEntries(Object.entries(pick(outer, IDS)).map(([key, value]) => [key, String(value)]));
  const body = isEnvelope ? { ...pick(outer, new Set(["resources"])), ...inner } : pick(outer, BODY);
  const resources = isEnvelope && outer.resources !== undefined ? { resources: outer.resources } : {};
  return { type: String(type), ids, body, envelope: { ...pick(outer, OUTER), ...resources } };
}

function unknownNames(object: JsonObject, names: readonly string[], place: string): string[] {
  return Object.keys(object)
    .filter((key) => !names.includes(key))
    .map((key) => [`${place}${key}: there is no such member.`, didYouMean(key, names)].filter(Boolean).join(" "));
}

function invalid(name: string, findings: readonly string[]): UsageError {
  return new UsageError(`${name} is no event.`, {
    code: "invalid_event",
    findings,
    suggestion: "Short: type: REFUND_REQUESTED, orderId: ..., refundId: .... bwp events types TYPE tells the path.",
  });
}

/**
 * Lays `--set PATH=VALUE` over a draft. Paths are members of the body or the envelope, ids of the resource path, and
 * anything below `data`. Values are JSON, or text if they are none.
 * @throws {UsageError} code `unknown_path`.
 */
export function applySets(draft: EventDraft, sets: readonly string[]): EventDraft {
  return sets.reduce(applySet, draft);
}

function applySet(draft: EventDraft, written: string): EventDraft {
  const equals = written.indexOf("=");
  if (equals < 1) throw new UsageError(`--set takes PATH=VALUE, not "${written}".`, { code: "invalid_set" });
  const path = written
    .slice(0, equals)
    .trim()
    .replace(/^detail\./, "");
  const text = written.slice(equals + 1);
  const [name = "", ...rest] = path.split(/\.|\[(\d+)\]/).filter((part) => part !== undefined && part !== "");
  if (!NAMES.includes(name) || (rest.length > 0 && name !== "data" && name !== "resources")) {
    const near = didYouMean(name, NAMES);
    throw new UsageError(`--set: an event has no "${path}".`, {
      code: "unknown_path",
      suggestion: NAMES.includes(name) ? `${name} has no members.` : (near ?? `There are ${NAMES.join(", ")}.`),
    });
  }
  if (IDS.has(name)) return { ...draft, ids: { ...draft.ids, [name]: text } };
  if (name === "type" || name === "eventDescriptor" || name === "detail-type") {
    const { "detail-type": _, ...envelope } = draft.envelope;
    return { ...draft, type: text, envelope, body: { ...draft.body, eventDescriptor: text } };
  }
  const value = name === "data" || name === "resources" ? readValue(text) : text;
  if (OUTER.has(name)) return { ...draft, envelope: { ...draft.envelope, [name]: text } };
  return { ...draft, body: { ...draft.body, [name]: put(draft.body[name], rest, value) } };
}

function readValue(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

/** A copy of a value with another one at a path in it. */
function put(value: unknown, [first, ...rest]: readonly string[], inner: unknown): unknown {
  if (first === undefined) return inner;
  if (/^\d{1,4}$/.test(first) && (Array.isArray(value) || value === undefined)) {
    const list = Array.isArray(value) ? [...value] : [];
    list[Number(first)] = put(list[Number(first)], rest, inner);
    return list;
  }
  const object = isJsonObject(value) ? value : {};
  // Own members only: a path such as __proto__ must stay data.
  return Object.fromEntries([
    ...Object.entries(object),
    [first, put(Object.hasOwn(object, first) ? object[first] : undefined, rest, inner)],
  ]);
}
