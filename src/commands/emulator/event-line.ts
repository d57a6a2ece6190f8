import { type Block, line, span, type Tone } from "../../formatters/blocks.ts";

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
export interface LogEntry {
  readonly sequence: number;
  readonly time: string;
  readonly details: Pick<LoggedEvent, "eventType" | "outcome" | "to" | "resources"> & Partial<LoggedEvent>;
}

/** Reads an entry of the log; what it lacks is null. */
export function toLoggedEvent({ sequence, time, details }: LogEntry): LoggedEvent {
  const { eventType, outcome, to, resources, reason = null, eventId = null, subscriptionId = null } = details;
  const { attempt = null } = details;
  return { sequence, time, eventType, outcome, to, reason, resources, eventId, subscriptionId, attempt };
}

const TONES: Readonly<Record<LoggedEvent["outcome"], Tone>> = {
  delivered: "good",
  dropped: "bad",
  held: "warn",
  retrying: "warn",
};
const WORDS: Readonly<Record<LoggedEvent["outcome"], string>> = {
  delivered: "delivered",
  dropped: "dropped",
  held: "held back",
  retrying: "to be tried again",
};

/** `16:22:54` and two blanks: paths of packages and returns then fit into 80 columns. */
const TIME_WIDTH = 10;

/** An event in two or three lines: what became of it, where it went or why not, what it is about. */
export function eventLines(event: LoggedEvent): readonly Block[] {
  const places = event.to.map(placeText).join(", ");
  const where = places === "" ? [] : [line(`${event.outcome === "delivered" ? "to" : "for"} ${places}`, TIME_WIDTH)];
  const why = event.reason === null ? [] : [line(event.reason, TIME_WIDTH)];
  return [
    line([
      span(event.time.slice(11, 19).padEnd(TIME_WIDTH), "dim"),
      span(event.eventType, "strong"),
      "  ",
      span(WORDS[event.outcome], TONES[event.outcome]),
    ]),
    ...where,
    ...why,
    line(span(event.resources.map(withoutProduct).join(", "), "dim"), TIME_WIDTH),
  ];
}

function placeText(place: string): string {
  const queue = /^arn:aws[\w-]*:sqs:[^:]*:[^:]*:(.+)$/.exec(place)?.[1];
  return queue === undefined ? place : `queue ${queue}`;
}

/** Every path of an emulator begins with the same business product. */
function withoutProduct(resource: string): string {
  return resource.replace(/^businessProduct\/[^/]+\//, "");
}
