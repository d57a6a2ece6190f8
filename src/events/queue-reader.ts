import { MAX_WAIT_SECONDS, type QueueMessage } from "../aws/queue-client.ts";
import { BwpError, NotFoundError, UnavailableError } from "../errors.ts";
import { Backoff } from "./backoff.ts";
import type { InHand } from "./in-hand.ts";
import type { QueueWatch } from "./queue-watch.ts";
import type { StopSignals } from "./stop-signals.ts";
import type { TailGroup } from "./tail-group.ts";
import type { TailOptions } from "./tail-types.ts";

/** Wait of a receive while messages are in hand, or by a poller beside the first. */
const SHORT_WAIT_SECONDS = 1;

/** What a reader needs. */
export interface QueueReaderParts {
  readonly group: TailGroup;
  readonly inHand: InHand;
  readonly watch: QueueWatch;
  readonly signals: StopSignals;
  /** What the deadlines of messages are told by. */
  readonly time: () => number;
  readonly visibilitySeconds: number;
  readonly idleMs: number | undefined;
  readonly giveUpMs: number;
  /** Messages in hand that are kept until the end. */
  readonly held: () => number;
  /** Called if the queue cannot or must not be read. */
  readonly onFailure: (error: unknown) => void;
}

/** Receives from a queue, waits as long as fits, and tries again what may come back. */
export class QueueReader {
  /** Messages received. */
  received = 0;
  private readonly options: TailOptions;
  private readonly parts: QueueReaderParts;
  private readonly backoff: Backoff;
  private ready = false;

  constructor(options: TailOptions, parts: QueueReaderParts) {
    this.options = options;
    this.parts = parts;
    this.backoff = new Backoff(parts.giveUpMs, options.random);
  }

  /** One receive; undefined if it failed (and waited for another try) or was ended by a signal. */
  async receive(max: number, isFirst: boolean): Promise<readonly QueueMessage[] | undefined> {
    const { queue, clock } = this.options;
    const { group, inHand, signals, time, visibilitySeconds } = this.parts;
    const since = time();
    const waitSeconds = isFirst ? this.waitSeconds() : SHORT_WAIT_SECONDS;
    group.awaited += max;
    try {
      const messages = await queue.receive({
        max,
        waitSeconds,
        visibilitySeconds,
        // A queue may go on with a poll whose caller has gone, and hand what comes back to nobody: short ones end by themselves.
        signal: waitSeconds > SHORT_WAIT_SECONDS ? signals.polling : signals.leaving,
      });
      if (this.backoff.reset() && this.ready) this.options.onRecovery?.();
      inHand.take(
        messages.map(({ receiptHandle }) => receiptHandle),
        since,
      );
      this.received += messages.length;
      if (messages.length > 0) group.idleSince = clock.steady();
      if (!this.ready) await this.becomeReady();
      return messages;
    } catch (error) {
      // Of several pollers only the first tries again: the others were an extra.
      if (isFirst && !signals.stopping.aborted) await this.retry(error);
      return undefined;
    } finally {
      group.awaited -= max;
    }
  }

  private async retry(error: unknown): Promise<void> {
    const { clock, queue, onRetry } = this.options;
    const { onFailure, signals } = this.parts;
    if (!this.mayComeBack(error)) return onFailure(error);
    const retry = this.backoff.next(clock.steady());
    if (retry === undefined) {
      return onFailure(
        new UnavailableError(`The queue ${queue.name} could not be read; gave up. ${error.message}`, {
          code: error.code,
          operation: error.operation,
          suggestion: error.suggestion,
          cause: error,
        }),
      );
    }
    onRetry?.({ operation: "receive", ...retry, error });
    await clock.sleep(retry.delayMs, signals.stopping).catch(() => undefined);
  }

  /** A queue that was read before may be made anew, as after a reset of the emulator; one that never was is a mistake. */
  private mayComeBack(error: unknown): error is BwpError {
    if (!(error instanceof BwpError)) return false;
    return error.retryable || (this.ready && error instanceof NotFoundError);
  }

  private waitSeconds(): number {
    const { group, held, idleMs, inHand } = this.parts;
    // The first receive, also after failures, only shows that the queue can be read; a person waits for that.
    if (!this.ready || this.backoff.isFailing) return 0;
    if (inHand.size > held()) return SHORT_WAIT_SECONDS;
    if (idleMs === undefined) return MAX_WAIT_SECONDS;
    const left = idleMs - (this.options.clock.steady() - group.idleSince);
    return Math.min(MAX_WAIT_SECONDS, Math.max(1, Math.ceil(left / 1000)));
  }

  private async becomeReady(): Promise<void> {
    const { group, watch } = this.parts;
    this.ready = true;
    await watch.first;
    group.idleSince = this.options.clock.steady();
    this.options.onReady?.(watch.numbers);
  }
}
