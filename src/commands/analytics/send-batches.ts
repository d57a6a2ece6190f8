import type { BwpError } from "../../errors.ts";
import type { Batch } from "./batches.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { type Delivery, deliver, type SendEvents } from "./deliver.ts";
import { inLineOrder, type Refusal } from "./refusal.ts";

/** How batches are sent. */
export interface SendingOptions {
  readonly batches: AsyncGenerator<Batch, void, void>;
  readonly checkpoint: Checkpoint;
  readonly send: SendEvents;
  /** Most batches that are on their way at a time. */
  readonly concurrency: number;
  /** Aborted: no further batch is begun. */
  readonly signal: AbortSignal;
  /** True: no further batch is begun after a refused event. */
  readonly strict: boolean;
  /** Called when a batch is done, before the checkpoint says so. */
  onDone(batch: Batch, outcome: { readonly sent: number; readonly refusals: readonly Refusal[] }): Promise<void>;
}

/** How it ended. */
export interface SendingEnd {
  /** Why it ended before the last batch. */
  readonly failure: BwpError | undefined;
  /** True if the input was read to its end and every batch is done. */
  readonly complete: boolean;
}

/**
 * Sends batches, several at a time, until there are no more or one fails; what is on its way is always finished. A batch is
 * begun when the disk says so, and the one before it is on the disk as done by then: whenever the process dies, only the
 * batches on their way are in doubt.
 * @throws what reading the input throws, after what was on its way is finished
 */
export async function sendBatches(options: SendingOptions): Promise<SendingEnd> {
  const { batches, checkpoint, send, concurrency, signal, strict } = options;
  let failure: BwpError | undefined;
  let stopped = false;
  let ended = false;
  let dropped = false;
  const settleBatch = async (batch: Batch, delivery: Delivery): Promise<void> => {
    if (delivery.failure !== undefined) {
      failure ??= delivery.failure;
      stopped = true;
      if (delivery.inDoubt !== true) checkpoint.withdraw(batch);
      return;
    }
    const outcome = { sent: delivery.sent, refusals: inLineOrder([...batch.refusals, ...delivery.refusals]) };
    if (strict && outcome.refusals.length > 0) stopped = true;
    await options.onDone(batch, outcome);
    checkpoint.finish(batch, outcome);
  };
  const work = async (): Promise<void> => {
    try {
      while (!stopped && !signal.aborted) {
        const next = await batches.next();
        if (next.done === true) {
          ended = true;
          return;
        }
        if (stopped || signal.aborted) {
          dropped = true;
          return;
        }
        await checkpoint.begin(next.value);
        await settleBatch(next.value, await deliver(next.value.events, send));
      }
    } catch (error) {
      stopped = true;
      throw error;
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: concurrency }, work));
  // Closes the input, if there is more of it.
  await batches.return();
  await checkpoint.settle();
  const broken = outcomes.find((outcome) => outcome.status === "rejected");
  // A stream that was stopped by a signal ends with the signal's reason, which the caller reports in its own words.
  if (broken !== undefined && !signal.aborted) throw broken.reason;
  return { failure, complete: ended && !dropped && failure === undefined && broken === undefined };
}
