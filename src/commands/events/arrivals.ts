import type { ReceivedEvent } from "../../events/received-event.ts";
import { countText } from "../../formatters/event-tail.ts";

const MOST_TYPES = 50;
const MOST_LINES = 8;

/** Counts events that came and were not awaited, by type. */
export class Arrivals {
  private readonly counts = new Map<string, number>();

  note({ type = "(no event type)" }: ReceivedEvent): void {
    const name = this.counts.has(type) || this.counts.size < MOST_TYPES ? type : "other types";
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  /** A line each, the most frequent first. */
  get lines(): readonly string[] {
    const sorted = [...this.counts].sort(([, left], [, right]) => right - left);
    const rest = sorted.length - MOST_LINES;
    return [
      ...sorted.slice(0, MOST_LINES).map(([type, count]) => `Arrived instead: ${type} (${countText(count, "event")})`),
      ...(rest > 0 ? [`Arrived instead: ${countText(rest, "more type")}`] : []),
    ];
  }
}
