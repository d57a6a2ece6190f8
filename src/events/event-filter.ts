import { compileEventPattern } from "../model/event-pattern.ts";
import { unwrapEnvelope } from "./envelope.ts";
import type { ReceivedEvent } from "./received-event.ts";
import type { ResourceIds } from "./resources.ts";

/** What events to select; all that is given must hold. Values of one member are alternatives. */
export interface EventSelection {
  readonly types?: readonly string[];
  readonly orderIds?: readonly string[];
  readonly returnIds?: readonly string[];
  readonly businessProductIds?: readonly string[];
  /** Milliseconds since 1970. An event without a time that can be read is selected. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** A pattern of the EventBridge language, as JSON text or parsed; see {@link patternSubject} for what it looks at. */
  readonly pattern?: unknown;
}

/** Says if an event is selected. */
export type EventFilter = (event: ReceivedEvent) => boolean;

/**
 * Makes a filter; undefined if nothing is asked for, so that whoever filters can do without.
 * @throws {EventPatternError} if the pattern is not valid.
 */
export function createEventFilter(selection: EventSelection): EventFilter | undefined {
  const { types = [], orderIds = [], returnIds = [], businessProductIds = [], since, until, pattern } = selection;
  const tests: EventFilter[] = [];
  if (types.length > 0) {
    const wanted = new Set(types);
    tests.push(({ type }) => type !== undefined && wanted.has(type));
  }
  for (const [name, ids] of [
    ["orderId", orderIds],
    ["returnId", returnIds],
    ["businessProductId", businessProductIds],
  ] as const) {
    if (ids.length > 0) tests.push(isAbout(name, new Set(ids)));
  }
  if (since !== undefined) tests.push((event) => !(timeOf(event) < since));
  if (until !== undefined) tests.push((event) => !(timeOf(event) > until));
  if (pattern !== undefined) {
    const { matches } = compileEventPattern(pattern);
    tests.push((event) => matches(patternSubject(event)));
  }
  if (tests.length === 0) return undefined;
  return (event) => tests.every((test) => test(event));
}

function isAbout(name: keyof ResourceIds, wanted: ReadonlySet<string>): EventFilter {
  return ({ references }) => references.some(({ ids }) => wanted.has(ids[name] ?? ""));
}

/** NaN, which is neither earlier nor later than anything, if there is none. */
function timeOf({ time }: ReceivedEvent): number {
  return time === undefined ? Number.NaN : Date.parse(time);
}

/**
 * The JSON that a pattern is matched against: EventBridge's envelope. A webhook body stands in `detail` of one, as it would
 * on a bus, so that one pattern selects the same events in every form; whatever is no event of Buy with Prime is taken as it
 * is. Undefined if it is no JSON.
 */
export function patternSubject(event: ReceivedEvent): unknown {
  const text = typeof event.raw === "string" ? event.raw : Buffer.from(event.raw).toString("utf8");
  let json: unknown;
  try {
    // The pattern language compares numbers as doubles, so the exact parser is not wanted here.
    json = unwrapEnvelope(JSON.parse(text.replace(/^\uFEFF/, "")), JSON.parse).inner;
  } catch {
    return undefined;
  }
  if (event.form !== "webhook") return json;
  const { eventId, type, time, resources } = event;
  return { version: "0", id: eventId, "detail-type": type, time, resources, detail: json };
}
