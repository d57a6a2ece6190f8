import { MAX_BATCH, type QueueMessage } from "../aws/queue-client.ts";
import { Acknowledger } from "./acknowledger.ts";
import { cautiousTime } from "./clock.ts";
import { Delivery } from "./delivery.ts";
import { InHand } from "./in-hand.ts";
import { Aborted, isClosedSink, unlessAborted } from "./interruptions.ts";
import { OpenWork } from "./open-work.ts";
import { QueueReader } from "./queue-reader.ts";
import { QueueWatch } from "./queue-watch.ts";
import { StopSignals } from "./stop-signals.ts";
import { TailGroup } from "./tail-group.ts";
import type { TailEnd, TailOptions, TailState, TailSummary } from "./tail-types.ts";

const DEFAULT_VISIBILITY_SECONDS = 30;
const DEFAULT_POLLERS = 8;
const DEFAULT_GIVE_UP_MS = 5 * 60_000;
const PEEK_IDLE_MS = 1000;
/** After the second signal messages are given back for so long at most. */
const ABORT_GRACE_MS = 3000;
/** Batches that wait for the sink, above which no poller is added. */
const SINK_IS_SLOW = 2;
/** So many batches may not be open at once with a receiver: one event that takes long must not hold up the others. */
const MAX_OPEN_BATCHES = 16;

class Tail {
  private readonly options: TailOptions;
  private readonly inHand: InHand;
  private readonly acknowledger: Acknowledger;
  private readonly delivery: Delivery;
  private readonly group: TailGroup;
  private readonly watch: QueueWatch;
  private readonly reader: QueueReader;
  private readonly signals: StopSignals;
  private readonly visibilitySeconds: number;
  private readonly idleMs: number | undefined;
  private end: TailEnd | undefined;
  private failure: { readonly error: unknown } | undefined;
  private pollers = new Set<Promise<void>>();
  /** Batches that are being worked on. */
  private readonly openBatches = new OpenWork();
  private returned = 0;

  constructor(options: TailOptions, group: TailGroup) {
    this.options = options;
    this.group = group;
    const { queue, clock, random, mode } = options;
    const giveUpMs = options.giveUpMs ?? DEFAULT_GIVE_UP_MS;
    this.visibilitySeconds = options.visibilitySeconds ?? DEFAULT_VISIBILITY_SECONDS;
    this.idleMs = options.idleTimeoutMs ?? (mode === "peek" ? PEEK_IDLE_MS : undefined);
    this.signals = new StopSignals(clock);
    this.watch = new QueueWatch(options, { received: () => this.reader.received, report: () => this.report() });
    const time = cautiousTime(clock);
    this.inHand = new InHand(queue, time, this.visibilitySeconds);
    this.reader = new QueueReader(options, {
      group,
      inHand: this.inHand,
      watch: this.watch,
      signals: this.signals,
      time,
      visibilitySeconds: this.visibilitySeconds,
      idleMs: this.idleMs,
      giveUpMs,
      held: () => this.delivery.held,
      onFailure: (error) => this.fail(error),
    });
    this.acknowledger = new Acknowledger({
      queue,
      clock,
      random,
      giveUpMs,
      inHand: this.inHand,
      concurrency: options.maxPollers ?? DEFAULT_POLLERS,
      abort: this.signals.aborting,
      onRetry: (notice) => options.onRetry?.(notice),
      onFailure: (error) => this.fail(error),
    });
    this.delivery = new Delivery(options, {
      inHand: this.inHand,
      acknowledger: this.acknowledger,
      group,
      stopping: this.signals.stopping,
      abort: this.signals.aborting,
    });
  }

  async run(): Promise<TailSummary> {
    const { signal, abort } = this.options;
    const onStop = (): void => this.stop("stopped");
    const onAbort = (): void => {
      if (this.end === undefined || this.end === "stopped") this.end = "aborted";
      this.signals.abort();
    };
    signal?.addEventListener("abort", onStop, { once: true });
    abort?.addEventListener("abort", onAbort, { once: true });
    if (signal?.aborted) onStop();
    if (abort?.aborted) onAbort();
    const stopWaitingForLimit = this.group.whenFull(() => this.stop("limit"));

    const finished = new AbortController();
    const chores = [this.heartBeat(finished.signal), this.watch.run(finished.signal)].map((chore) =>
      chore.catch((error: unknown) => this.fail(error)),
    );
    try {
      if (this.end === undefined) this.addPoller(true);
      while (this.pollers.size > 0) await Promise.all(this.pollers);
      await this.openBatches.atMost(0);
      await this.settle();
    } finally {
      finished.abort();
      stopWaitingForLimit();
      this.signals.finish();
      signal?.removeEventListener("abort", onStop);
      abort?.removeEventListener("abort", onAbort);
      await Promise.all(chores);
    }
    this.report();
    if (this.failure !== undefined) throw this.failure.error;
    return { ...this.state(), end: this.end ?? "stopped" };
  }

  /** Deletes what was shown, gives back the rest. */
  private async settle(): Promise<void> {
    const { clock } = this.options;
    await unlessAborted(this.acknowledger.done(), this.signals.aborting).catch(() => undefined);
    const rest = this.inHand.giveBack().then((count) => {
      this.returned += count;
    });
    if (!this.signals.aborting.aborted) await rest;
    else await Promise.race([Promise.all([rest, this.acknowledger.done()]), clock.sleep(ABORT_GRACE_MS)]);
  }

  private stop(end: TailEnd): void {
    this.end ??= end;
    this.signals.stop();
  }

  private fail(error: unknown): void {
    this.failure ??= { error };
    this.stop("stopped");
  }

  private get stopped(): boolean {
    return this.signals.stopping.aborted;
  }

  private addPoller(isFirst: boolean): void {
    const poller = this.poll(isFirst)
      .catch((error: unknown) => this.fail(error))
      .finally(() => this.pollers.delete(poller));
    this.pollers.add(poller);
  }

  private async poll(isFirst: boolean): Promise<void> {
    let thin = 0;
    while (!this.stopped) {
      await this.acknowledger.room();
      const max = this.nextMax();
      if (max <= 0) {
        // All that is still wanted may be on its way already: the limit is reached then, or a receive comes back with less.
        if (!isFirst) return;
        await this.options.clock.sleep(5, this.signals.stopping).catch(() => undefined);
        continue;
      }
      const messages = await this.reader.receive(max, isFirst);
      if (messages === undefined) {
        if (!isFirst) return;
        continue;
      }
      if (messages.length === 0) {
        this.endIfIdle();
        if (!isFirst) return;
        continue;
      }
      const isFull = messages.length === MAX_BATCH;
      thin = isFull ? 0 : thin + 1;
      if (isFull) this.scaleUp();
      if (this.signals.aborting.aborted) return;
      await this.handle(messages);
      if (!isFirst && thin >= 2) return;
    }
  }

  private scaleUp(): void {
    const limit = this.options.maxPollers ?? DEFAULT_POLLERS;
    if (!this.stopped && this.pollers.size < limit && this.delivery.waitingForSink < SINK_IS_SLOW)
      this.addPoller(false);
  }

  /** How many messages to ask for. A filter may throw away any number of them, so it gets full batches. */
  private nextMax(): number {
    const { filter, mode } = this.options;
    if (filter !== undefined || mode === "peek") return MAX_BATCH;
    return Math.min(MAX_BATCH, this.group.open);
  }

  private endIfIdle(): void {
    if (this.idleMs === undefined || this.group.busy > 0) return;
    if (this.options.clock.steady() - this.group.idleSince < this.idleMs) return;
    this.stop(this.options.mode === "peek" && this.options.idleTimeoutMs === undefined ? "seen-all" : "idle");
  }

  /**
   * Works on a batch while the next is received: one more than there are pollers, so that neither the queue nor we wait for
   * the other; with a receiver as many as it has room for.
   */
  private async handle(messages: readonly QueueMessage[]): Promise<void> {
    const work = this.bring(messages);
    const { handOver } = this.options;
    this.openBatches.add(work);
    await this.openBatches.atMost(handOver === undefined ? this.pollers.size : MAX_OPEN_BATCHES - 1);
    if (handOver !== undefined) await Promise.race([work, handOver.sink.room()]);
  }

  /** What a delivery leaves in hand goes back to the queue at the end. */
  private async bring(messages: readonly QueueMessage[]): Promise<void> {
    this.group.busy += 1;
    try {
      await this.delivery.deliver(messages, this.options.clock.now());
      this.report();
    } catch (error) {
      if (isClosedSink(error)) this.stop("sink-closed");
      else if (!(error instanceof Aborted)) this.fail(error);
    } finally {
      this.group.busy -= 1;
      this.group.idleSince = this.options.clock.steady();
    }
  }

  private async heartBeat(finished: AbortSignal): Promise<void> {
    const { clock } = this.options;
    while (!finished.aborted) {
      await clock.sleep((this.visibilitySeconds * 1000) / 4, finished).catch(() => undefined);
      if (!finished.aborted) await this.inHand.prolong();
    }
  }

  private report(): void {
    this.options.onState?.(this.state());
  }

  private state(): TailState {
    const { shown, filtered, refused, duplicates, redelivered, returned, last } = this.delivery;
    return {
      received: this.reader.received,
      shown,
      filtered,
      refused,
      duplicates,
      redelivered,
      acknowledged: this.acknowledger.acknowledged,
      returned: this.returned + returned,
      undeleted: this.acknowledger.undeleted,
      inHand: this.inHand.size,
      pollers: this.pollers.size,
      backlog: this.watch.backlog,
      last,
    };
  }
}

/**
 * Pulls events out of a queue: receive, archive, show, then delete, at least once. One long poll while the queue is empty,
 * more beside it while receives come back full. Ends as {@link TailEnd} says; whatever was received is by then shown and
 * deleted, or visible in the queue again.
 * @throws {UnavailableError} if the queue could not be reached for the time given; {@link AuthenticationError},
 * {@link PermissionError} or {@link NotFoundError} if it must not or cannot be used; {@link FileError} if the archive or the
 * sink could not write: nothing of that batch is deleted then.
 */
export function tail(
  options: TailOptions,
  group = new TailGroup(options.clock.steady(), options.limit),
): Promise<TailSummary> {
  return new Tail(options, group).run();
}
