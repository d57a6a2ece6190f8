/**
 * What the tails of several queues have in common: how many events are still wanted, and since when nothing came. A tail of
 * one queue is a group of one.
 */
export class TailGroup {
  /** Events that are shown or on their way to the sink. */
  committed = 0;
  /** Messages that running receives may bring. */
  awaited = 0;
  /** Batches that are being worked on. */
  busy = 0;
  /** By the steady clock. */
  idleSince: number;
  private readonly limit: number;
  private readonly onLimit = new Set<() => void>();

  constructor(now: number, limit = Number.POSITIVE_INFINITY) {
    this.idleSince = now;
    this.limit = limit;
  }

  /** How many more events may be asked for. */
  get open(): number {
    return this.limit - this.committed - this.awaited;
  }

  get isFull(): boolean {
    return this.committed >= this.limit;
  }

  /** Calls back when the limit is reached; answers how to stop that. */
  whenFull(listener: () => void): () => void {
    this.onLimit.add(listener);
    return () => this.onLimit.delete(listener);
  }

  /** Tells everybody that no more events are wanted, if it is so. */
  announceFull(): void {
    if (this.isFull) for (const listener of this.onLimit) listener();
  }
}
