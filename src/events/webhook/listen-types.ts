import type { Archive } from "../archive.ts";
import type { Clock } from "../clock.ts";
import type { EventHydration } from "../hydrate.ts";
import type { ReceivedEvent } from "../received-event.ts";
import type { EventSink } from "../sinks/sink.ts";
import type { TailedEvent } from "../tail-types.ts";
import type { PostServerOptions } from "./post-server.ts";
import type { Refusal } from "./refusal.ts";
import type { SignatureState } from "./signature-gate.ts";

/** An event that was posted, on its way to the sink. */
export interface PostedEvent extends TailedEvent {
  readonly signature: SignatureState;
}

/** Why a listener came to its end; the words are those of a tail. */
export type ListenEnd = "limit" | "idle" | "stopped" | "aborted" | "sink-closed";

/** A listener's numbers so far. */
export interface ListenState {
  /** Archived, and answered with 200. */
  readonly received: number;
  readonly shown: number;
  /** Archived, but kept from the sink by the filter. */
  readonly filtered: number;
  /** Events that the receiver did not take. */
  readonly refused: number;
  readonly duplicates: number;
  /** Archived, and not shown or handed over yet. */
  readonly inHand: number;
  /** Posts that were not taken, by the status that was answered. */
  readonly turnedAway: ReadonlyMap<number, number>;
  readonly last?: { readonly type: string | undefined; readonly time: string | undefined } | undefined;
}

/** What a listener did. */
export interface ListenSummary extends ListenState {
  readonly end: ListenEnd;
}

/** Where to listen, and what to do with what comes. */
export interface ListenOptions extends Omit<PostServerOptions, "room" | "take" | "onRefusal"> {
  readonly archive: Archive;
  /** Stands in the archive as where the events came from. */
  readonly addressOf: (port: number) => string;
  /** Says if an event is to be shown; the others are archived only. */
  readonly filter?: ((event: ReceivedEvent) => boolean) | undefined;
  /** Performs the documented handling; answers one entry an event, and does not reject. */
  readonly hydrate?: ((events: readonly ReceivedEvent[]) => Promise<readonly EventHydration[]>) | undefined;
  /** Hands each event over to a receiver before it is shown. The sender has its answer by then. */
  readonly handOver?: { readonly sink: EventSink; readonly record: (posted: PostedEvent) => unknown } | undefined;
  /** Shows events; called with one batch at a time. A closed pipe ends the listener quietly. */
  readonly sink: (batch: readonly PostedEvent[]) => Promise<void>;
  /** Ends after so many shown events, whether or not a receiver took them. */
  readonly limit?: number | undefined;
  /** Ends when nothing arrived for so long. */
  readonly idleTimeoutMs?: number | undefined;
  /** First signal: take no more, finish what is in hand. */
  readonly signal: AbortSignal;
  /** Second signal: end at once. */
  readonly abort: AbortSignal;
  readonly clock: Clock;
  /** So many posts in hand at most; 1000 by default. */
  readonly mostInHand?: number | undefined;
  /** Called once, when posts are taken. */
  readonly onReady: (port: number) => void;
  readonly onState: (state: ListenState) => void;
  readonly onRefusal: (refusal: Refusal) => void;
  /** The archive cannot be written; called once until it can be again. Posts are answered with 503 meanwhile. */
  readonly onArchiveTrouble: (error: unknown) => void;
  readonly onArchiveRecovery: () => void;
}
