import { setMaxListeners } from "node:events";
import { MAX_BATCH, MAX_WAIT_SECONDS, type QueueMessage } from "../aws/queue-client.ts";
import { BwpError, NotFoundError, UnavailableError } from "../errors.ts";
import { Acknowledger } from "./acknowledger.ts";
import { Backoff } from "./backoff.ts";
import { cautiousTime } from "./clock.ts";
import { Delivery } from "./delivery.ts";
import { InHand } from "./in-hand.ts";
import { Aborted, isClosedSink, unlessAborted } from "./interruptions.ts";
import { QueueWatch } from "./queue-watch.ts";
import { TailGroup } from "./tail-group.ts";
import type { TailEnd, TailOptions, TailState, TailSummary } from "./tail-types.ts";

const DEFAULT_VISIBILITY_SECONDS = 30;
const DEFAULT_POLLERS = 8;
const DEFAULT_GIVE_UP_MS = 5 * 60_000;
const PEEK_IDLE_MS = 1000;
/** Wait of a receive while messages are in hand, or by a poller beside the first. */
const SHORT_WAIT_SECONDS = 1;
/** After the first signal a receive may still answer for so long: what it brings would be invisible for a while else. */
const STOP_GRACE_MS = 300;
/** After the second signal a short poll may end by itself for so long. */
const SHORT_POLL_GRACE_MS = 1500;
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
  private readonly backoff: Backoff;
  /** What the deadlines of messages are told by. */
  private readonly time: () => number;
  private readonly visibilitySeconds: number;
  private readonly idleMs: number | undefined;
  /** Aborted with the first reason to stop: wakes up whoever sleeps. */
  private readonly stopping = new AbortController();
  /** Aborted a moment later: ends the long polls. */
  private readonly polling = new AbortController();
  private readonly aborting = new AbortController();
  /** Aborted when short polls have had their time after the second signal. */
  private readonly leaving = new AbortController();

  private end: TailEnd | undefined;
  private failure: { readonly error: unknown } | undefined;
  private ready = false;
  private pollers = new Set<Promise<void>>();
  /** Batches that are being worked on. */
  private readonly openBatches = new Set<Promise<void>>();
  private received = 0;
  private returned = 0;

  constructor(options: TailOptions, group: TailGroup) {
    this.options = options;
    // Each poller listens, and there may be more than the ten above which Node warns.
    setMaxListeners(0, this.polling.signal, this.leaving.signal, this.stopping.signal, this.aborting.signal);
    this.group = group;
    const { queue, clock, random, mode } = options;
    const giveUpMs = options.giveUpMs ?? DEFAULT_GIVE_UP_MS;
    this.visibilitySeconds = options.visibilitySeconds ?? DEFAULT_VISIBILITY_SECONDS;
    this.idleMs = options.idleTimeoutMs ?? (mode === "peek" ? PEEK_IDLE_MS : undefined);
    this.watch = new QueueWatch(options, { received: () => this.received, report: () => this.report() });
    this.time = cautiousTime(clock);
    this.inHand = new InHand(queue, this.time, this.visibilitySeconds);
    this.backoff = new Backoff(giveUpMs, random);
    this.acknowledger = new Acknowledger({
      queue,
      clock,
      random,
      giveUpMs,
      inHand: this.inHand,
      concurrency: options.maxPollers ?? DEFAULT_POLLERS,
      abort: this.aborting.signal,
      onRetry: (notice) => options.onRetry?.(notice),
      onFailure: (error) => this.fail(error),
    });
    this.delivery = new Delivery(options, {
      inHand: this.inHand,
      acknowledger: this.acknowledger,
      group,
      stopping: this.stopping.signal,
      abort: this.aborting.signal,
    });
  }

  async run(): Promise<TailSummary> {
    const { signal, abort } = this.options;
    const onStop = (): void => this.stop("stopped");
    const onAbort = (): void => {
      if (this.end === undefined || this.end === "stopped") this.end = "aborted";
      this.stop("aborted");
      this.polling.abort();
      this.aborting.abort();
      void this.after(SHORT_POLL_GRACE_MS, this.leaving);
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
      await Promise.all(this.openBatches);
      await this.settle();
    } finally {
      finished.abort();
      stopWaitingForLimit();
      this.polling.abort();
      this.leaving.abort();
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
    await unlessAborted(this.acknowledger.done(), this.aborting.signal).catch(() => undefined);
    const rest = this.inHand.giveBack().then((count) => {
      this.returned += count;
    });
    if (!this.aborting.signal.aborted) await rest;
    else await Promise.race([Promise.all([rest, this.acknowledger.done()]), clock.sleep(ABORT_GRACE_MS)]);
  }

  private stop(end: TailEnd): void {
    this.end ??= end;
    if (this.stopping.signal.aborted) return;
    this.stopping.abort();
    void this.after(STOP_GRACE_MS, this.polling);
  }

  /** Aborts a controller in a while, unless it is aborted before. */
  private async after(ms: number, controller: AbortController): Promise<void> {
    await this.options.clock.sleep(ms, controller.signal).catch(() => undefined);
    controller.abort();
  }

  private fail(error: unknown): void {
    this.failure ??= { error };
    this.stop("stopped");
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
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
        await this.options.clock.sleep(5, this.stopping.signal).catch(() => undefined);
        continue;
      }
      const messages = await this.receive(max, isFirst);
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
      if (this.aborting.signal.aborted) return;
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

  /** One receive; undefined if it failed (and waited for another try) or was ended by a signal. */
  private async receive(max: number, isFirst: boolean): Promise<readonly QueueMessage[] | undefined> {
    const { queue, clock } = this.options;
    const since = this.time();
    const waitSeconds = isFirst ? this.waitSeconds() : SHORT_WAIT_SECONDS;
    this.group.awaited += max;
    try {
      const messages = await queue.receive({
        max,
        waitSeconds,
        visibilitySeconds: this.visibilitySeconds,
        // A queue may go on with a poll whose caller has gone, and hand what comes back to nobody: short ones end by themselves.
        signal: waitSeconds > SHORT_WAIT_SECONDS ? this.polling.signal : this.leaving.signal,
      });
      if (this.backoff.reset() && this.ready) this.options.onRecovery?.();
      this.inHand.take(
        messages.map(({ receiptHandle }) => receiptHandle),
        since,
      );
      this.received += messages.length;
      if (messages.length > 0) this.group.idleSince = clock.steady();
      if (!this.ready) await this.becomeReady();
      return messages;
    } catch (error) {
      // Of several pollers only the first tries again: the others were an extra.
      if (isFirst && !this.stopped) await this.retry(error);
      return undefined;
    } finally {
      this.group.awaited -= max;
    }
  }

  private async retry(error: unknown): Promise<void> {
    const { clock, queue, onRetry } = this.options;
    if (!this.mayComeBack(error)) return this.fail(error);
    const retry = this.backoff.next(clock.steady());
    if (retry === undefined) {
      return this.fail(
        new UnavailableError(`The queue ${queue.name} could not be read; gave up. ${error.message}`, {
          code: error.code,
          operation: error.operation,
          suggestion: error.suggestion,
          cause: error,
        }),
      );
    }
    onRetry?.({ operation: "receive", ...retry, error });
    await clock.sleep(retry.delayMs, this.stopping.signal).catch(() => undefined);
  }

  /** A queue that was read before may be made anew, as after a reset of the emulator; one that never was is a mistake. */
  private mayComeBack(error: unknown): error is BwpError {
    if (!(error instanceof BwpError)) return false;
    return error.retryable || (this.ready && error instanceof NotFoundError);
  }

  private waitSeconds(): number {
    // The first receive, also after failures, only shows that the queue can be read; a person waits for that.
    if (!this.ready || this.backoff.isFailing) return 0;
    if (this.inHand.size > this.delivery.held) return SHORT_WAIT_SECONDS;
    if (this.idleMs === undefined) return MAX_WAIT_SECONDS;
    const left = this.idleMs - (this.options.clock.steady() - this.group.idleSince);
    return Math.min(MAX_WAIT_SECONDS, Math.max(1, Math.ceil(left / 1000)));
  }

  private endIfIdle(): void {
    if (this.idleMs === undefined || this.group.busy > 0) return;
    if (this.options.clock.steady() - this.group.idleSince < this.idleMs) return;
    this.stop(this.options.mode === "peek" && this.options.idleTimeoutMs === undefined ? "seen-all" : "idle");
  }

  private async becomeReady(): Promise<void> {
    this.ready = true;
    await this.watch.first;
    this.group.idleSince = this.options.clock.steady();
    this.options.onReady?.(this.watch.numbers);
  }

  /**
   * Works on a batch while the next is received: one more than there are pollers, so that neither the queue nor we wait for
   * the other; with a receiver as many as it has room for.
   */
  private async handle(messages: readonly QueueMessage[]): Promise<void> {
    const work = this.bring(messages);
    const { handOver } = this.options;
    this.openBatches.add(work);
    void work.then(() => this.openBatches.delete(work));
    const most = handOver === undefined ? this.pollers.size : MAX_OPEN_BATCHES - 1;
    while (this.openBatches.size > most) await Promise.race(this.openBatches);
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
      received: this.received,
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
