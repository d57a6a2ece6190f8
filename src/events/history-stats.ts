import type { KeptEvent } from "./history.ts";

/** Seconds of a bucket, each a multiple of the one before, so that counts can be joined. */
const SIZES = [1, 5, 15, 60, 300, 900, 3600, 10_800, 21_600, 43_200, 86_400, 604_800, 2_419_200] as const;

/** Counts of one event type. */
export interface TypeCounts {
  /** Null for messages that name none. */
  readonly eventType: string | null;
  readonly count: number;
  /** One a bucket; all types have as many. */
  readonly buckets: readonly number[];
}

/** Counts of a selection of an archive. */
export interface HistoryStats {
  readonly events: number;
  /** Other messages with an event that came before. */
  readonly duplicates: number;
  /** The same messages, delivered again. */
  readonly redelivered: number;
  /** Messages in no documented form. */
  readonly unknown: number;
  /** Arrival of the first and the last; null if there are none. */
  readonly from: string | null;
  readonly to: string | null;
  /** Begin of the first bucket, and the length of each. */
  readonly bucketsFrom: string | null;
  readonly bucketSeconds: number;
  /** The most frequent first. */
  readonly types: readonly TypeCounts[];
}

/**
 * Counts events by type and time of arrival, in flat memory: when the time that is covered needs more buckets than allowed,
 * buckets are joined into longer ones.
 */
export class StatsCounter {
  private readonly mostBuckets: number;
  /** By type (null: none), by number of the bucket since 1970. */
  private readonly counts = new Map<string | null, Map<number, number>>();
  private size = 0;
  private first = Number.POSITIVE_INFINITY;
  private last = Number.NEGATIVE_INFINITY;
  private events = 0;
  private duplicates = 0;
  private redelivered = 0;
  private unknown = 0;

  constructor(mostBuckets: number) {
    this.mostBuckets = mostBuckets;
  }

  add({ record, event }: KeptEvent): void {
    this.events += 1;
    if (record.duplicateOf !== undefined) this.duplicates += 1;
    if (record.redelivered === true) this.redelivered += 1;
    if (event.form === "unknown") this.unknown += 1;
    const time = Date.parse(record.receivedAt);
    this.first = Math.min(this.first, time);
    this.last = Math.max(this.last, time);
    while (this.span > this.mostBuckets && this.size < SIZES.length - 1) this.join();
    const type = event.type ?? null;
    const counts = this.counts.get(type) ?? new Map<number, number>();
    this.counts.set(type, counts);
    const bucket = this.bucketOf(time);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }

  get stats(): HistoryStats {
    const isEmpty = this.events === 0;
    const begin = this.bucketOf(this.first);
    const types = [...this.counts].map(([eventType, counts]) => ({
      eventType,
      count: [...counts.values()].reduce((sum, count) => sum + count, 0),
      buckets: Array.from({ length: this.span }, (_, index) => counts.get(begin + index) ?? 0),
    }));
    return {
      events: this.events,
      duplicates: this.duplicates,
      redelivered: this.redelivered,
      unknown: this.unknown,
      from: isEmpty ? null : new Date(this.first).toISOString(),
      to: isEmpty ? null : new Date(this.last).toISOString(),
      bucketsFrom: isEmpty ? null : new Date(begin * this.seconds * 1000).toISOString(),
      bucketSeconds: this.seconds,
      types: types.sort((left, right) => right.count - left.count || compareNames(left.eventType, right.eventType)),
    };
  }

  private get seconds(): number {
    return SIZES[this.size] ?? 1;
  }

  /** Buckets from the first to the last event. */
  private get span(): number {
    return this.events === 0 ? 0 : this.bucketOf(this.last) - this.bucketOf(this.first) + 1;
  }

  private bucketOf(time: number): number {
    return Math.floor(time / 1000 / this.seconds);
  }

  private join(): void {
    const before = this.seconds;
    this.size += 1;
    const factor = this.seconds / before;
    for (const [type, counts] of this.counts) {
      const joined = new Map<number, number>();
      for (const [bucket, count] of counts) {
        const longer = Math.floor(bucket / factor);
        joined.set(longer, (joined.get(longer) ?? 0) + count);
      }
      this.counts.set(type, joined);
    }
  }
}

function compareNames(left: string | null, right: string | null): number {
  return (left ?? "").localeCompare(right ?? "");
}
