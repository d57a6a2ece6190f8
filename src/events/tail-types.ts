import type { QueueClient, QueueNumbers } from "../aws/queue-client.ts";
import type { Archive } from "./archive.ts";
import type { Clock } from "./clock.ts";
import type { EventHydration } from "./hydrate.ts";
import type { ReceivedEvent } from "./received-event.ts";
import type { EventSink, Outcome } from "./sinks/sink.ts";

/** An event on its way to the sink. */
export interface TailedEvent {
  readonly event: ReceivedEvent;
  readonly messageId: string;
  /** How often the queue handed it out, this time included. */
  readonly receiveCount: number;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  /** When it was put into the queue, in milliseconds since 1970. */
  readonly sentAt: number | undefined;
  /** `messageId` of the first other message with the same event. */
  readonly duplicateOf: string | undefined;
  /** This very message was received before; whoever received it may not have got to show it. */
  readonly redelivered: boolean;
  /** What the documented handling found; undefined without `hydrate`. */
  readonly hydration: EventHydration | undefined;
  /** What the receiver made of it; undefined without `handOver`. */
  readonly outcome?: Outcome | undefined;
}

/** Why a tail came to its end. */
export type TailEnd =
  /** As many events were shown as were asked for. */
  | "limit"
  /** Nothing arrived for the idle time. */
  | "idle"
  /** A peek has seen the whole queue. */
  | "seen-all"
  /** The first signal: all in hand was finished. */
  | "stopped"
  /** The second signal: what was in hand went back to the queue. */
  | "aborted"
  /** The reader of the output is gone (`| head -1`); what was not written went back to the queue. */
  | "sink-closed";

/** The tail's numbers so far. */
export interface TailState {
  readonly received: number;
  readonly shown: number;
  /** Received, but kept from the sink by the filter; archived, unless they are left in the queue. */
  readonly filtered: number;
  /** Events that the receiver has not taken so far; they are back in the queue, and come again. */
  readonly refused: number;
  readonly duplicates: number;
  /** Received before, and delivered again since they were not deleted. */
  readonly redelivered: number;
  /** Deleted from the queue. */
  readonly acknowledged: number;
  /** Given back to the queue, visible at once. */
  readonly returned: number;
  /** Shown, but the queue did not delete them: they will come again, marked as redelivered. */
  readonly undeleted: number;
  /** Received and neither acknowledged nor given back yet. */
  readonly inHand: number;
  readonly pollers: number;
  /**
   * About how many messages wait in the queue: what it said last, less what was received since; undefined if it was not asked
   * or does not tell.
   */
  readonly backlog: number | undefined;
  /** Type and time of the event that was shown last. */
  readonly last?: { readonly type: string | undefined; readonly time: string | undefined } | undefined;
}

/** What a tail did. */
export interface TailSummary extends TailState {
  readonly end: TailEnd;
}

/** A call to the queue failed and is tried again. */
export interface RetryNotice {
  readonly operation: "receive" | "delete";
  /** Failures in a row, from 1. */
  readonly attempt: number;
  readonly delayMs: number;
  /** Time left until the tail gives up. */
  readonly givesUpInMs: number;
  readonly error: unknown;
}

/** What to tail and how. */
export interface TailOptions {
  readonly queue: QueueClient;
  /** `consume` deletes what was shown. `peek` shows what is there once, and gives all of it back. */
  readonly mode: "consume" | "peek";
  /** Keeps every message before it is shown. Without it duplicates are only known within this run. */
  readonly archive?: Archive | undefined;
  /** Says if an event is to be shown. */
  readonly filter?: ((event: ReceivedEvent) => boolean) | undefined;
  /**
   * What becomes of the others: `archive` (the default) keeps them in the archive and acknowledges them; `leave` holds them,
   * invisible to others, and gives them back at the end.
   */
  readonly unselected?: "archive" | "leave" | undefined;
  /** What to call the others in a notice; "What the filter does not select" by default. */
  readonly unselectedName?: string | undefined;
  /** Performs the documented handling; answers one entry an event, and does not reject. */
  readonly hydrate?: ((events: readonly ReceivedEvent[]) => Promise<readonly EventHydration[]>) | undefined;
  /**
   * Hands each event over to a receiver before it is shown. Only what was taken is acknowledged; the others go back to the
   * queue, to come again after a pause that grows with each time.
   */
  readonly handOver?: { readonly sink: EventSink; readonly record: (tailed: TailedEvent) => unknown } | undefined;
  /**
   * Shows events; called with one batch at a time. Its messages are acknowledged when it resolves, without `handOver`. To reject with a closed
   * pipe (EPIPE, `ClosedPipeError`) ends the tail quietly, any other error ends it with that error.
   */
  readonly sink: (batch: readonly TailedEvent[]) => Promise<void>;
  /** Ends after so many shown events, whether or not a receiver took them. */
  readonly limit?: number | undefined;
  /** Ends when nothing arrived for so long; whole seconds. A peek ends after one second unless told otherwise. */
  readonly idleTimeoutMs?: number | undefined;
  /** First signal: stop receiving, finish what is in hand. */
  readonly signal?: AbortSignal | undefined;
  /** Second signal: give back what is in hand, and end. */
  readonly abort?: AbortSignal | undefined;
  readonly clock: Clock;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  /** How long received messages stay invisible to others before they are prolonged; 30 by default. */
  readonly visibilitySeconds?: number | undefined;
  /** How many receives may run at once while the queue is full; 8 by default. */
  readonly maxPollers?: number | undefined;
  /** Gives up with an UnavailableError when the queue could not be reached for so long; 5 minutes by default. */
  readonly giveUpMs?: number | undefined;
  /** Called once, after the first successful receive. */
  readonly onReady?: ((numbers: QueueNumbers | undefined) => void) | undefined;
  readonly onRetry?: ((notice: RetryNotice) => void) | undefined;
  /** Called when the queue can be read again after tries that failed. */
  readonly onRecovery?: (() => void) | undefined;
  /** For a status line; called after each batch, and when the queue told its numbers. */
  readonly onState?: ((state: TailState) => void) | undefined;
  /** What may have consequences, in one sentence each. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** What is good to know and has no consequences. */
  readonly onNotice?: ((message: string) => void) | undefined;
}
