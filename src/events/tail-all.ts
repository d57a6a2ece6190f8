import type { QueueClient, QueueNumbers } from "../aws/queue-client.ts";
import { tail } from "./tail.ts";
import { TailGroup } from "./tail-group.ts";
import type { RetryNotice, TailEnd, TailedEvent, TailOptions, TailState, TailSummary } from "./tail-types.ts";

/** A queue of several, and what may be done with its messages. */
export interface TailedQueue {
  readonly queue: QueueClient;
  readonly mode: TailOptions["mode"];
  readonly unselected?: TailOptions["unselected"];
}

type Shared = Omit<
  TailOptions,
  | "queue"
  | "mode"
  | "unselected"
  | "sink"
  | "handOver"
  | "onReady"
  | "onRetry"
  | "onRecovery"
  | "onState"
  | "onWarning"
  | "onNotice"
>;

/** What to tail and how; see {@link TailOptions}. Callbacks are told which queue it is about. */
export interface TailAllOptions extends Shared {
  readonly queues: readonly TailedQueue[];
  readonly sink: (batch: readonly TailedEvent[], queue: QueueClient) => Promise<void>;
  readonly handOver?:
    | {
        readonly sink: NonNullable<TailOptions["handOver"]>["sink"];
        readonly record: (tailed: TailedEvent, queue: QueueClient) => unknown;
      }
    | undefined;
  readonly onReady?: ((queue: QueueClient, numbers: QueueNumbers | undefined) => void) | undefined;
  readonly onRetry?: ((queue: QueueClient, notice: RetryNotice) => void) | undefined;
  readonly onRecovery?: ((queue: QueueClient) => void) | undefined;
  /** The numbers of all, and of each queue in the order they were given. */
  readonly onState?: ((total: TailState, each: readonly TailState[]) => void) | undefined;
  readonly onWarning?: ((queue: QueueClient, message: string) => void) | undefined;
  readonly onNotice?: ((queue: QueueClient, message: string) => void) | undefined;
  /** One of several queues cannot be tailed any longer; the others go on. */
  readonly onFailure?: ((queue: QueueClient, error: unknown) => void) | undefined;
}

/** What the tails of all queues did. */
export interface TailAllSummary extends TailSummary {
  readonly each: readonly TailState[];
}

const NOTHING: TailState = {
  received: 0,
  shown: 0,
  filtered: 0,
  refused: 0,
  duplicates: 0,
  redelivered: 0,
  acknowledged: 0,
  returned: 0,
  undeleted: 0,
  inHand: 0,
  pollers: 0,
  backlog: undefined,
};

/** The stronger end first: it is said for all. */
const ENDS: readonly TailEnd[] = ["aborted", "stopped", "sink-closed", "limit", "seen-all", "idle"];

/**
 * Tails several queues at once, each with pollers of its own, into one sink. A limit and an idle time count for all
 * together. A queue that fails is told at once, and the others go on; its error is thrown at the end. A sink that is gone
 * ends all.
 */
export async function tailAll(options: TailAllOptions): Promise<TailAllSummary> {
  const { queues, sink, handOver, onReady, onRetry, onRecovery, onState, onWarning, onNotice, onFailure, ...shared } =
    options;
  const group = new TailGroup(shared.clock.steady(), shared.limit);
  const each = queues.map(() => NOTHING);
  const closed = new AbortController();
  const stop = closed.signal;
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (write: () => Promise<void>): Promise<void> => {
    const mine = turn.then(write);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const failures: unknown[] = [];
  const ends: TailEnd[] = [];
  const one = async ({ queue, mode, unselected }: TailedQueue, index: number): Promise<void> => {
    try {
      const summary = await tail(
        {
          ...shared,
          queue,
          mode,
          unselected,
          signal: shared.signal === undefined ? stop : AbortSignal.any([shared.signal, stop]),
          sink: (batch) => inTurn(() => sink(batch, queue)),
          handOver:
            handOver === undefined
              ? undefined
              : { sink: handOver.sink, record: (tailed) => handOver.record(tailed, queue) },
          onReady: (numbers) => onReady?.(queue, numbers),
          onRetry: (notice) => onRetry?.(queue, notice),
          onRecovery: () => onRecovery?.(queue),
          onState: (state) => {
            each[index] = state;
            onState?.(sumOf(each), each);
          },
          onWarning: (message) => onWarning?.(queue, message),
          onNotice: (message) => onNotice?.(queue, message),
        },
        group,
      );
      each[index] = summary;
      ends.push(summary.end);
      if (summary.end === "sink-closed") closed.abort();
    } catch (error) {
      failures.push(error);
      if (queues.length > 1) onFailure?.(queue, error);
    }
  };
  await Promise.all(queues.map(one));
  if (failures.length > 0) throw failures[0];
  const reached = closed.signal.aborted ? "sink-closed" : ENDS.find((end) => ends.includes(end));
  return { ...sumOf(each), each, end: reached ?? "stopped" };
}

function sumOf(each: readonly TailState[]): TailState {
  return each.reduce((sum, state) => ({
    received: sum.received + state.received,
    shown: sum.shown + state.shown,
    filtered: sum.filtered + state.filtered,
    refused: sum.refused + state.refused,
    duplicates: sum.duplicates + state.duplicates,
    redelivered: sum.redelivered + state.redelivered,
    acknowledged: sum.acknowledged + state.acknowledged,
    returned: sum.returned + state.returned,
    undeleted: sum.undeleted + state.undeleted,
    inHand: sum.inHand + state.inHand,
    pollers: sum.pollers + state.pollers,
    backlog: sum.backlog === undefined ? state.backlog : sum.backlog + (state.backlog ?? 0),
    last: (sum.last?.time ?? "") > (state.last?.time ?? "") ? sum.last : (state.last ?? sum.last),
  }));
}
