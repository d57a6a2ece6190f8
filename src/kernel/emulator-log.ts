import { controlEmulator } from "./emulator-control.ts";

/** What the emulator's log says of one event. */
export interface LoggedEvent {
  /** Counts up over the whole log. */
  readonly sequence: number;
  /** ISO 8601 on the emulator's clock. */
  readonly time: string;
  readonly eventType: string;
  readonly outcome: "delivered" | "dropped" | "held" | "retrying";
  /** ARNs of queues, or addresses of webhooks. */
  readonly to: readonly string[];
  readonly reason: string | null;
  readonly resources: readonly string[];
  readonly eventId: string | null;
  readonly subscriptionId: string | null;
  /** For webhooks. */
  readonly attempt: number | null;
}

/** An entry of `GET /_emulator/log?kind=event`. */
interface LogEntry {
  readonly sequence: number;
  readonly time: string;
  readonly details: Pick<LoggedEvent, "eventType" | "outcome" | "to" | "resources"> & Partial<LoggedEvent>;
}

/** Reads an entry of the log; what it lacks is null. */
function toLoggedEvent({ sequence, time, details }: LogEntry): LoggedEvent {
  const { eventType, outcome, to, resources, reason = null, eventId = null, subscriptionId = null } = details;
  const { attempt = null } = details;
  return { sequence, time, eventType, outcome, to, reason, resources, eventId, subscriptionId, attempt };
}

/** Events behind an entry of the emulator's log, and the number of its last entry, of whatever kind. */
export async function readEventLog(
  url: string,
  after: number,
): Promise<{ readonly events: readonly LoggedEvent[]; readonly latest: number }> {
  const answer = await controlEmulator(url, "GET", `log?kind=event&after=${after}`);
  const { entries, latest } = answer as { readonly entries: readonly LogEntry[]; readonly latest: number };
  return { events: entries.map(toLoggedEvent), latest };
}
