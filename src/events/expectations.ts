import type { EventFilter } from "./event-filter.ts";
import type { ReceivedEvent } from "./received-event.ts";

/** Events that are awaited. */
export interface Expectation {
  /** What to call it where it is missing. */
  readonly name: string;
  readonly filter: EventFilter;
  readonly count: number;
}

/** One awaited event. */
interface Place {
  readonly expectation: Expectation;
  event: ReceivedEvent | undefined;
}

/**
 * Keeps track of which awaited events have arrived. An event fills one place; where several fit, places are exchanged, so
 * that what can be met is met. With `inOrder` the events' own times must follow the order of the expectations; queues do not
 * keep the order of arrival.
 */
export class Expectations {
  private readonly places: readonly Place[];
  private readonly inOrder: boolean;
  private readonly seen = new Set<string>();
  /** For `inOrder`: all that fit anywhere, the earliest first. */
  private readonly candidates: ReceivedEvent[] = [];

  constructor(expectations: readonly Expectation[], { inOrder = false }: { readonly inOrder?: boolean } = {}) {
    this.inOrder = inOrder;
    this.places = expectations.flatMap((expectation) =>
      Array.from({ length: expectation.count }, (): Place => ({ expectation, event: undefined })),
    );
  }

  get areMet(): boolean {
    return this.places.every(({ event }) => event !== undefined);
  }

  /** What has not arrived yet: names, and how often each. */
  get missing(): readonly { readonly name: string; readonly count: number }[] {
    const counts = new Map<Expectation, number>();
    for (const { expectation, event } of this.places) {
      if (event === undefined) counts.set(expectation, (counts.get(expectation) ?? 0) + 1);
    }
    return [...counts].map(([{ name }, count]) => ({ name, count }));
  }

  /** With `inOrder`: events that fit something missing, but what they should follow has not happened before them. */
  get outOfOrder(): readonly ReceivedEvent[] {
    const missing = this.places.filter(({ event }) => event === undefined);
    const placed = new Set(this.places.map(({ event }) => event));
    return this.candidates.filter(
      (event) => !placed.has(event) && missing.some(({ expectation }) => expectation.filter(event)),
    );
  }

  /** Takes an event in; answers if it is one of the awaited. The same event, delivered again, is not. */
  accept(event: ReceivedEvent): boolean {
    if (this.areMet || !this.places.some(({ expectation }) => expectation.filter(event))) return false;
    const id = event.eventId ?? event.envelopeId;
    if (id !== undefined && this.seen.has(id)) return false;
    const isAwaited = this.inOrder ? this.lineUp(event) : this.place(event, new Set());
    if (isAwaited && id !== undefined) this.seen.add(id);
    return isAwaited;
  }

  /** Finds a place, moving others to places that fit them as well (an augmenting path of a matching). */
  private place(event: ReceivedEvent, tried: Set<Place>): boolean {
    for (const place of this.places) {
      if (tried.has(place) || !place.expectation.filter(event)) continue;
      tried.add(place);
      if (place.event === undefined || this.place(place.event, tried)) {
        place.event = event;
        return true;
      }
    }
    return false;
  }

  /** Fills the places from the first on, each with the earliest event that fits and is not before the one of the last place. */
  private lineUp(event: ReceivedEvent): boolean {
    const at = this.candidates.findIndex((other) => timeOf(other) > timeOf(event));
    this.candidates.splice(at === -1 ? this.candidates.length : at, 0, event);
    let next = 0;
    for (const place of this.places) {
      const { filter } = place.expectation;
      const found: number = this.candidates.findIndex((other, index) => index >= next && filter(other));
      place.event = this.candidates[found];
      // Without this one none of those after it can be in order.
      next = found === -1 ? Number.POSITIVE_INFINITY : found + 1;
    }
    return true;
  }
}

function timeOf({ time }: ReceivedEvent): number {
  const at = Date.parse(time ?? "");
  return Number.isNaN(at) ? 0 : at;
}
