import type { Clock } from "./clock.ts";
import { DuplicateIndex } from "./duplicate-index.ts";
import type { KeptEvent } from "./history.ts";
import type { EventSink, Outcome } from "./sinks/sink.ts";

/** So many events are remembered, to leave out those that came again. */
const REMEMBER = 100_000;

/** How events of an archive are handed over again. */
export interface ReplayOptions {
  /** In the order of arrival. */
  readonly source: AsyncIterable<readonly KeptEvent[]>;
  readonly sink: EventSink;
  /** False: what came again is left out. */
  readonly withDuplicates: boolean;
  /** How many times as fast as they arrived; infinity: without waiting. */
  readonly speed: number;
  /** Begin behind these messages: what an interrupted replay ended with. */
  readonly after?: ReadonlySet<string> | undefined;
  /** The event as `bwp` shows it in JSON. */
  readonly record: (kept: KeptEvent) => unknown;
  readonly onOutcome: (kept: KeptEvent, outcome: Outcome) => Promise<void>;
  readonly clock: Clock;
  /** Hand over nothing new, and do not try again. */
  readonly signal: AbortSignal;
  /** Give up what is under way. */
  readonly abort: AbortSignal;
}

/** What a replay came to. */
export interface ReplaySummary {
  readonly taken: number;
  /** Ids of events (of messages, for those that have none) that the receiver did not take. */
  readonly refused: readonly string[];
  readonly refusedCount: number;
  /** Left out: they came before. */
  readonly repeats: number;
  readonly isStopped: boolean;
  /** Message up to which all is settled, in the order of arrival: go on behind it. Undefined before the first. */
  readonly settledUpTo: string | undefined;
  /** False if the message to begin behind was not among the selected ones. */
  readonly hasBegun: boolean;
}

/** Ids that are kept of what was not taken. */
const MOST_REFUSED = 1_000;

interface Underway {
  readonly messageId: string;
  state: "pending" | "settled" | "interrupted";
}

/** Hands events over in the order of their arrival. Rejects only if the source or `onOutcome` does. */
class Replay {
  private readonly options: ReplayOptions;
  private readonly known = new DuplicateIndex(REMEMBER);
  private readonly underway: Underway[] = [];
  private readonly deliveries = new Set<Promise<void>>();
  private readonly refused: string[] = [];
  private taken = 0;
  private refusedCount = 0;
  private repeats = 0;
  private settledUpTo: string | undefined;
  private hasBegun: boolean;
  private start: { readonly at: number; readonly receivedAt: number } | undefined;
  private failure: { readonly error: unknown } | undefined;

  constructor(options: ReplayOptions) {
    this.options = options;
    this.hasBegun = options.after === undefined;
  }

  async run(): Promise<ReplaySummary> {
    const { source, signal } = this.options;
    try {
      for await (const batch of source) {
        for (const kept of batch) if (this.isNext(kept)) await this.hand(kept);
        if (signal.aborted || this.failure !== undefined) break;
      }
    } finally {
      await Promise.all(this.deliveries);
    }
    if (this.failure !== undefined) throw this.failure.error;
    const { taken, refused, refusedCount, repeats, settledUpTo, hasBegun } = this;
    return { taken, refused, refusedCount, repeats, settledUpTo, hasBegun, isStopped: signal.aborted };
  }

  /** True for what is to be handed over now. */
  private isNext({ record }: KeptEvent): boolean {
    const { withDuplicates, after, signal } = this.options;
    if (signal.aborted || this.failure !== undefined) return false;
    const { messageId, keys } = record;
    const { duplicateOf, redelivered } = this.known.add(keys, messageId);
    if (!this.hasBegun) {
      this.hasBegun = after?.has(messageId) === true;
      return false;
    }
    if (withDuplicates || (duplicateOf === undefined && !redelivered)) return true;
    this.repeats += 1;
    return false;
  }

  private async hand(kept: KeptEvent): Promise<void> {
    const { sink, signal, abort, record, onOutcome } = this.options;
    await this.pace(Date.parse(kept.record.receivedAt));
    await sink.room();
    if (signal.aborted || this.failure !== undefined) return;
    const entry: Underway = { messageId: kept.record.messageId, state: "pending" };
    this.underway.push(entry);
    const handover = { event: kept.event, isReplay: true, record: () => record(kept) };
    const delivery = sink
      .deliver(handover, { stop: signal, abort })
      .then(async (outcome) => {
        this.settle(entry, outcome, idOf(kept));
        await onOutcome(kept, outcome);
      })
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => this.deliveries.delete(delivery));
    this.deliveries.add(delivery);
  }

  private settle(entry: Underway, { taken }: Outcome, id: string): void {
    if (taken) this.taken += 1;
    else {
      this.refusedCount += 1;
      if (this.refused.length < MOST_REFUSED) this.refused.push(id);
    }
    // What was given up because of the signal is to be done again.
    entry.state = taken || !this.options.signal.aborted ? "settled" : "interrupted";
    while (this.underway[0]?.state === "settled") this.settledUpTo = this.underway.shift()?.messageId;
  }

  /** Waits as long as it took for the event to arrive after the first one. */
  private async pace(receivedAt: number): Promise<void> {
    const { speed, clock, signal } = this.options;
    if (speed === Number.POSITIVE_INFINITY) return;
    this.start ??= { at: clock.steady(), receivedAt };
    const due = this.start.at + (receivedAt - this.start.receivedAt) / speed;
    const pause = due - clock.steady();
    if (pause > 0) await clock.sleep(pause, signal).catch(() => undefined);
  }
}

function idOf({ event: { eventId, envelopeId }, record: { messageId } }: KeptEvent): string {
  return eventId ?? envelopeId ?? messageId;
}

/** Hands events of an archive to a receiver again, and counts what it took. */
export function replay(options: ReplayOptions): Promise<ReplaySummary> {
  return new Replay(options).run();
}
