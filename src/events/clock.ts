/** Time, as the Context gives it. */
export interface Clock {
  /** Milliseconds since 1970. Whoever sets the computer's clock makes it jump. */
  now(): number;
  /** Whole milliseconds of a clock that nobody sets: for lengths of time, never for a point in it. */
  steady(): number;
  /** Waits; rejects when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * A time for what others do by a clock of their own, such as showing a message again: it goes on with the steady clock, and
 * goes ahead where the other one does, since the steady one may stand still while a computer sleeps. It never goes back.
 */
export function cautiousTime(clock: Pick<Clock, "now" | "steady">): () => number {
  let ahead = Number.NEGATIVE_INFINITY;
  return () => {
    const at = clock.steady();
    ahead = Math.max(ahead, clock.now() - at);
    return at + ahead;
  };
}
