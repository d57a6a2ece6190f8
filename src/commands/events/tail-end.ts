import { InterruptedError, UsageError } from "../../errors.ts";
import type { TailEnd } from "../../events/tail-types.ts";
import { formatDuration } from "../../kernel/duration.ts";

/** The first signal's own error decides the exit code; of Ctrl-C it says what became of the events. */
export function interruption(signal: AbortSignal, end: "stopped" | "aborted"): unknown {
  if (!(signal.reason instanceof InterruptedError)) return signal.reason;
  return end === "stopped"
    ? new InterruptedError("Interrupted. What was in hand was finished; the rest waits in the queue.")
    : new InterruptedError("Interrupted twice. What was not finished went back to the queue.");
}

/** Why a tail ended by itself, in a sentence. */
export function endText(end: TailEnd, idleMs: number | undefined): string {
  switch (end) {
    case "idle":
      return idleMs === undefined ? "" : `Nothing arrived for ${formatDuration(idleMs)}.`;
    case "seen-all":
      return "That is all that is there.";
    default:
      return "";
  }
}

/**
 * A length of time in seconds, as queues take it.
 * @throws {UsageError} if it is out of bounds.
 */
export function wholeSeconds(flag: string, ms: number, maxMs = Number.POSITIVE_INFINITY): number {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1 || ms > maxMs) {
    throw new UsageError(`${flag} is at least 1s${maxMs < ms ? ` and at most ${formatDuration(maxMs)}` : ""}.`);
  }
  return seconds;
}
