import { setMaxListeners } from "node:events";
import type { Clock } from "../clock.ts";
import type { ReceivedEvent } from "../received-event.ts";
import { Slots } from "./slots.ts";

/** An event on its way out, wherever it came from: a queue, a webhook, the archive. */
export interface Handover {
  readonly event: ReceivedEvent;
  /** True if it was received before and is handed out again on purpose. */
  readonly isReplay?: boolean | undefined;
  /** The event as `bwp` shows it in JSON; only asked for where it is sent. */
  readonly record?: (() => unknown) | undefined;
}

/** What became of a handover. */
export interface Outcome {
  /** The URL or the command, fit to be shown. */
  readonly target: string;
  /** True if the receiver took it: an answer of 2xx, an exit status of 0. Only then may it be acknowledged. */
  readonly taken: boolean;
  /** Of a web address: the HTTP status; undefined if no answer came. */
  readonly status?: number | undefined;
  /** Of a command: its exit status; undefined if it was ended by a signal. */
  readonly exitStatus?: number | undefined;
  /** Milliseconds of the last try. */
  readonly ms: number;
  /** How often it was tried. */
  readonly tries: number;
  /** Why it was not taken, in a sentence. */
  readonly problem?: string | undefined;
  /** What the receiver answered, if that was asked for; cut off at a limit. */
  readonly response?: string | undefined;
}

/** One try to hand an event over. */
export type Attempt = Pick<Outcome, "taken" | "status" | "exitStatus" | "problem" | "response"> & {
  /** False if another try cannot go better: a redirect, a refused request. */
  readonly retryable: boolean;
  /** How long the receiver asks to be left alone. */
  readonly retryAfterMs?: number | undefined;
};

/** Where events go. */
export interface Target {
  /** The URL or the command, fit to be shown: no secrets. */
  readonly name: string;
  /** Tries once. Never rejects; the signal ends it at once, with an answer that says so. */
  attempt(handover: Handover, signal: AbortSignal): Promise<Attempt>;
  close(): Promise<void> | void;
}

/** Signals of a handover: after the first one no further try is made, the second ends the one under way. */
export interface HandoverSignals {
  readonly stop?: AbortSignal | undefined;
  readonly abort?: AbortSignal | undefined;
}

/** Hands events over and tells whether they were taken. */
export interface EventSink {
  readonly target: string;
  /** Handovers that wait or run. */
  readonly pending: number;
  /** Resolves when fewer handovers than the concurrency are pending. */
  room(): Promise<void>;
  /** Waits for a free slot, tries, and tries again. Never rejects. */
  deliver(handover: Handover, signals?: HandoverSignals): Promise<Outcome>;
  close(): Promise<void>;
}

/** How a sink goes about it. */
export interface SinkOptions {
  /** Handovers at once. */
  readonly concurrency: number;
  /** Tries after the first. */
  readonly retries: number;
  readonly clock: Clock;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const LONGEST_RETRY_AFTER_MS = 60_000;
const NEVER = new AbortController().signal;

/**
 * Makes a sink of a target: so many handovers at once, and retries with a growing pause. A handover keeps its slot while it
 * waits for another try, so a receiver that is down slows everything down instead of being flooded.
 */
export function createSink(target: Target, { concurrency, retries, clock, random }: SinkOptions): EventSink {
  const slots = new Slots(concurrency);

  async function handOver(handover: Handover, stop: AbortSignal, abort: AbortSignal): Promise<Outcome> {
    for (let tries = 1; ; tries += 1) {
      if (abort.aborted) return { target: target.name, taken: false, ms: 0, tries: tries - 1, problem: "Interrupted." };
      const since = clock.steady();
      const attempt = await target.attempt(handover, abort);
      const { retryable, retryAfterMs, ...result } = attempt;
      const outcome = { target: target.name, ...result, ms: clock.steady() - since, tries };
      if (attempt.taken || !retryable || tries > retries) return outcome;
      await pause(pauseBefore(tries, retryAfterMs, random), clock, stop, abort);
      if (stop.aborted || abort.aborted) return outcome;
    }
  }

  return {
    target: target.name,
    get pending() {
      return slots.pending;
    },
    room: () => slots.room(),
    deliver(handover, { stop = NEVER, abort = NEVER } = {}) {
      // Each handover listens: Node takes more than ten listeners for a leak, and warns.
      setMaxListeners(0, stop, abort);
      return slots.run(() => handOver(handover, stop, abort));
    },
    close: async () => target.close(),
  };
}

function pauseBefore(tries: number, asked: number | undefined, random: () => number): number {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1));
  const own = Math.round(longest / 2 + (random() * longest) / 2);
  return Math.max(own, Math.min(asked ?? 0, LONGEST_RETRY_AFTER_MS));
}

/** Waits, unless one of the signals comes. */
async function pause(ms: number, clock: Clock, ...signals: readonly AbortSignal[]): Promise<void> {
  const either = new AbortController();
  const end = (): void => either.abort();
  for (const signal of signals) {
    if (signal.aborted) return;
    signal.addEventListener("abort", end, { once: true });
  }
  await clock.sleep(ms, either.signal).catch(() => undefined);
  for (const signal of signals) signal.removeEventListener("abort", end);
}
