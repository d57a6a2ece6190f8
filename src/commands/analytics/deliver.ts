import type { UserEvent } from "../../client/dialects/analytics.ts";
import { BwpError, RefusedError } from "../../errors.ts";
import { stringifyJson } from "../../model/json.ts";
import { INVALID_INPUT_LEAD } from "../../model/user-events.ts";
import type { LinedEvent } from "./batches.ts";
import { LONGEST_TEXT, type Refusal } from "./refusal.ts";

/** Sends events in one call. */
export type SendEvents = (events: readonly UserEvent[]) => Promise<unknown>;

/** What became of the events of a batch. */
export interface Delivery {
  readonly sent: number;
  readonly refusals: readonly Refusal[];
  /** Why it ended before the last event. */
  readonly failure?: BwpError;
  /** With a failure: true if some of the events may have been stored all the same. */
  readonly inDoubt?: boolean;
}

/**
 * Sends the events of a batch. A refused call is taken apart, half by half, until the events are found that it was refused
 * for: a refusal for what is in the input means that nothing of it was stored, so its parts can be sent again.
 */
export async function deliver(events: readonly LinedEvent[], send: SendEvents): Promise<Delivery> {
  const [only] = events;
  if (only === undefined) return { sent: 0, refusals: [] };
  try {
    await send(events.map(({ event }) => event));
    return { sent: events.length, refusals: [] };
  } catch (error) {
    if (!(error instanceof BwpError)) throw error;
    if (!refusesInput(error)) return { sent: 0, refusals: [], failure: error, inDoubt: !surelyNotStored(error) };
    if (events.length === 1) return { sent: 0, refusals: [refusalOf(only, error)] };
  }
  const middle = Math.ceil(events.length / 2);
  const first = await deliver(events.slice(0, middle), send);
  if (first.failure !== undefined) return first;
  const second = await deliver(events.slice(middle), send);
  const both = { sent: first.sent + second.sent, refusals: [...first.refusals, ...second.refusals] };
  if (second.failure === undefined) return both;
  return { ...both, failure: second.failure, inDoubt: second.inDoubt === true || both.sent > 0 };
}

/** True for a refusal because of what is in the input, by the documented words or by the language itself. */
function refusesInput(error: BwpError): boolean {
  if (!(error instanceof RefusedError) || hasContent(error.partialData)) return false;
  return error.message.startsWith(INVALID_INPUT_LEAD) || error.code === "ValidationError";
}

function hasContent(data: unknown): boolean {
  return data !== undefined && data !== null;
}

/** Failures before a byte was sent, and answers that say that nothing was done. */
const NOT_STORED: ReadonlySet<string> = new Set([
  "ThrottlingError",
  "http_429",
  "network_refused",
  "network_dns",
  "network_unreachable",
  "network_connect_timeout",
  "network_tls",
  "network_proxy",
]);

/** True for a failure of which it is known that nothing of the call was stored. */
export function surelyNotStored(error: BwpError): boolean {
  return error.type === "authentication" || error.type === "permission" || NOT_STORED.has(error.code);
}

function refusalOf({ line, event }: LinedEvent, error: BwpError): Refusal {
  const message = error.message.startsWith(INVALID_INPUT_LEAD)
    ? error.message.slice(INVALID_INPUT_LEAD.length).replace(/^\[|\]$/g, "")
    : error.message;
  const problems = error.findings.length > 0 ? error.findings : [message];
  const text = stringifyJson(event).slice(0, LONGEST_TEXT);
  return { line, eventId: event.eventId, by: "service", problems, text };
}
