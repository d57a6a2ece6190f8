import { Aborted, unlessAborted } from "../interruptions.ts";
import type { Arrival } from "./intake.ts";
import type { ListenOptions, ListenState, PostedEvent } from "./listen-types.ts";

/** Events that are hydrated and shown together. */
const BATCH = 10;
/** Without hydration there is nothing to wait for between them. */
const PLAIN_BATCH = 100;

/** Brings archived events the rest of the way, in their order: hydrate, hand to a receiver, show. */
export class Outlet {
  shown = 0;
  refused = 0;
  last: ListenState["last"];
  private readonly options: ListenOptions;
  private readonly onProgress: () => void;
  private readonly waiting: Arrival[] = [];
  private readonly handovers = new Set<Promise<void>>();
  private wake: () => void = () => undefined;
  private isComplete = false;
  /** Of the first handover that could not be shown. */
  private failure: { readonly error: unknown } | undefined;
  private turn: Promise<void> = Promise.resolve();

  constructor(options: ListenOptions, onProgress: () => void) {
    this.options = options;
    this.onProgress = onProgress;
  }

  add(arrival: Arrival): void {
    this.waiting.push(arrival);
    this.wake();
  }

  /** Nothing more will come. */
  complete(): void {
    this.isComplete = true;
    this.wake();
  }

  /** Works until all that will come is done. Rejects with `Aborted` after the second signal, or as the sink does. */
  async run(): Promise<void> {
    const { hydrate, handOver, abort } = this.options;
    for (;;) {
      this.throwIfOver();
      const batch = this.waiting.splice(0, hydrate === undefined ? PLAIN_BATCH : BATCH);
      if (batch.length > 0) await (handOver === undefined ? this.showAll(batch) : this.handAll(batch));
      else if (this.isComplete) break;
      else await unlessAborted(this.more(), abort);
    }
    await Promise.all(this.handovers);
    this.throwIfOver();
  }

  private throwIfOver(): void {
    if (this.options.abort.aborted) throw new Aborted();
    if (this.failure !== undefined) throw this.failure.error;
  }

  private more(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private async showAll(batch: readonly Arrival[]): Promise<void> {
    await this.show(await this.hydrated(batch));
    for (const { place } of batch) place.release();
    this.onProgress();
  }

  /** Starts handovers, as many at once as the receiver is to bear; later events do not overtake the wait for it. */
  private async handAll(batch: readonly Arrival[]): Promise<void> {
    const { handOver, abort } = this.options;
    const posted = await this.hydrated(batch);
    for (const [index, event] of posted.entries()) {
      await unlessAborted(handOver?.sink.room() ?? Promise.resolve(), abort);
      this.throwIfOver();
      const handover = this.handOver(event)
        .then(() => {
          batch[index]?.place.release();
          this.onProgress();
        })
        .catch((error: unknown) => {
          this.failure ??= { error };
          this.wake();
        })
        .finally(() => this.handovers.delete(handover));
      this.handovers.add(handover);
    }
  }

  private async handOver(posted: PostedEvent): Promise<void> {
    const { handOver, signal, abort } = this.options;
    if (handOver === undefined) return;
    const record = () => handOver.record(posted);
    const outcome = await handOver.sink.deliver({ event: posted.event, record }, { stop: signal, abort });
    if (!outcome.taken) {
      if (abort.aborted) throw new Aborted();
      this.refused += 1;
    }
    await this.show([{ ...posted, outcome }]);
  }

  private async hydrated(batch: readonly Arrival[]): Promise<readonly PostedEvent[]> {
    const { hydrate, abort } = this.options;
    if (hydrate === undefined) return batch.map(({ posted }) => posted);
    const found = await unlessAborted(hydrate(batch.map(({ posted }) => posted.event)), abort);
    return batch.map(({ posted }, index) => ({ ...posted, hydration: found[index] }));
  }

  /** One batch at a time; after a failure no more. */
  private show(batch: readonly PostedEvent[]): Promise<void> {
    const { sink, abort } = this.options;
    this.turn = this.turn.then(async () => {
      await unlessAborted(sink(batch), abort);
      this.shown += batch.length;
      const { type, time } = batch.at(-1)?.event ?? {};
      this.last = { type, time };
    });
    return this.turn;
  }
}
