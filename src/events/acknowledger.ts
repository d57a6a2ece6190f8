import { MAX_BATCH, type QueueClient } from "../aws/queue-client.ts";
import { BwpError, NotFoundError, UnavailableError } from "../errors.ts";
import { Backoff } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import type { InHand } from "./in-hand.ts";
import type { RetryNotice } from "./tail-types.ts";

/** What an acknowledger needs. */
export interface AcknowledgerOptions {
  readonly queue: QueueClient;
  readonly inHand: InHand;
  readonly clock: Clock;
  readonly random: () => number;
  readonly giveUpMs: number;
  /** Calls at once. */
  readonly concurrency: number;
  /** Second signal: no more waiting for another try. */
  readonly abort: AbortSignal;
  readonly onRetry: (notice: RetryNotice) => void;
  /** Called once if messages cannot be deleted at all. */
  readonly onFailure: (error: unknown) => void;
}

/** More messages than this make the pollers wait. */
const MAX_BACKLOG = 200;

/** Deletes messages beside the receives, ten a call, and tries again what failed. */
export class Acknowledger {
  acknowledged = 0;
  undeleted = 0;
  private readonly options: AcknowledgerOptions;
  private pending: string[] = [];
  private running = 0;
  private unsettled = 0;
  private waiters: { readonly below: number; readonly resolve: () => void }[] = [];

  constructor(options: AcknowledgerOptions) {
    this.options = options;
  }

  add(handles: readonly string[]): void {
    for (const handle of handles) this.pending.push(handle);
    this.unsettled += handles.length;
    this.start();
  }

  /** Resolves when there is room for more. */
  room(): Promise<void> {
    return this.below(MAX_BACKLOG);
  }

  /** Resolves when nothing is left to delete. */
  done(): Promise<void> {
    return this.below(1);
  }

  private below(limit: number): Promise<void> {
    if (this.unsettled < limit) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push({ below: limit, resolve }));
  }

  private start(): void {
    // A batch that is not full waits while others are under way: more may come in the meantime.
    while (
      this.running < this.options.concurrency &&
      (this.pending.length >= MAX_BATCH || (this.running === 0 && this.pending.length > 0))
    ) {
      const batch = this.pending.splice(0, MAX_BATCH);
      this.running += 1;
      void this.remove(batch)
        .catch((error: unknown) => this.options.onFailure(error))
        .finally(() => {
          this.running -= 1;
          this.unsettled -= batch.length;
          this.start();
          const ready = this.waiters.filter(({ below }) => this.unsettled < below);
          this.waiters = this.waiters.filter(({ below }) => this.unsettled >= below);
          for (const { resolve } of ready) resolve();
        });
    }
  }

  private async remove(batch: readonly string[]): Promise<void> {
    const { inHand, clock, giveUpMs, random, abort } = this.options;
    const backoff = new Backoff(giveUpMs, random);
    let left = batch;
    while (left.length > 0) {
      const outcome = await this.attempt(left);
      if (outcome.left.length < left.length) backoff.reset();
      left = outcome.left;
      if (left.length === 0) return;
      const retry = outcome.final || abort.aborted ? undefined : backoff.next(clock.steady());
      if (retry === undefined) {
        inHand.drop(left);
        this.undeleted += left.length;
        if (!abort.aborted) this.options.onFailure(asFailure(outcome.error, giveUpMs));
        return;
      }
      this.options.onRetry({ operation: "delete", ...retry, error: outcome.error });
      await clock.sleep(retry.delayMs, abort).catch(() => undefined);
    }
  }

  /** One call. Answers what is left to delete, why, and if that is for good. */
  private async attempt(
    handles: readonly string[],
  ): Promise<{ left: readonly string[]; error: unknown; final: boolean }> {
    const { queue, inHand } = this.options;
    try {
      const failed = await queue.deleteBatch(handles);
      const lost = failed.filter(({ final }) => final).map(({ receiptHandle }) => receiptHandle);
      const left = failed.filter(({ final }) => !final).map(({ receiptHandle }) => receiptHandle);
      this.undeleted += lost.length;
      this.acknowledged += handles.length - failed.length;
      const kept = new Set(left);
      inHand.drop(handles.filter((handle) => !kept.has(handle)));
      return { left, error: failed.find(({ final }) => !final), final: false };
    } catch (error) {
      if (error instanceof NotFoundError) {
        // They are gone with their queue: nothing is left to delete.
        inHand.drop(handles);
        this.undeleted += handles.length;
        return { left: [], error, final: true };
      }
      return { left: handles, error, final: !(error instanceof BwpError && error.retryable) };
    }
  }
}

function asFailure(error: unknown, giveUpMs: number): unknown {
  if (error instanceof BwpError && !error.retryable) return error;
  return new UnavailableError(`Shown messages could not be deleted for ${Math.round(giveUpMs / 1000)} seconds.`, {
    operation: "sqs:DeleteMessage",
    suggestion: "They stay in the queue and will come again, marked as redelivered.",
    cause: error,
  });
}
