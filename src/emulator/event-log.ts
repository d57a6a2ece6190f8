import type { LogReport } from "./log.ts";

/** The event that a line of the log is about. */
export interface LoggedEvent {
  readonly eventType: string;
  /** Absent if it was never made, since nobody is subscribed. */
  readonly eventId?: string;
  readonly subscriptionId?: string;
  readonly resources: readonly string[];
  /** Which attempt it was, for webhooks. */
  readonly attempt?: number;
}

/** What became of it. */
export interface EventFate {
  readonly outcome: "delivered" | "dropped" | "held" | "retrying";
  /** ARNs of queues, or addresses of webhooks. */
  readonly to?: readonly string[];
  /** Why it was not delivered, or not everywhere: a phrase without a full stop. */
  readonly reason?: string;
}

/** The line of the log on one event: a sentence for people, the same in parts for machines. */
export function eventReport(event: LoggedEvent, fate: EventFate): LogReport {
  const { outcome, to = [], reason } = fate;
  const places = to.length === 0 ? "" : ` ${outcome === "delivered" ? "to" : "for"} ${to.join(", ")}`;
  const what = { delivered: "went", dropped: "was dropped", held: "is held back", retrying: "will be tried again" };
  return {
    kind: "event",
    message: `${event.eventType} ${what[outcome]}${places}${reason === undefined ? "" : `: ${reason}`}.`,
    details: { ...event, outcome, to, ...(reason === undefined ? {} : { reason }) },
  };
}
