import { WaitTimeoutError } from "../errors.ts";
import type { Context } from "./context.ts";
import { formatDuration } from "./duration.ts";

/** What to wait for. */
export interface Wait<T> {
  /** What is awaited, for the progress line: "package … is DELIVERED". */
  readonly what: string;
  /** Limit in milliseconds. */
  readonly timeoutMs: number;
  /** Looks once. */
  poll(): Promise<T>;
  /** True once it is there. */
  done(value: T): boolean;
  /** The state as it is now, in a word or two. */
  state(value: T): string;
  /** First pause between two looks; grows to {@link longestPauseMs}. */
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
}

/**
 * Looks again and again until it is there, with progress on stderr.
 * @throws {WaitTimeoutError} (exit 7) when the time is up, saying the last state.
 */
export async function waitFor<T>(context: Context, wait: Wait<T>): Promise<T> {
  const { host, signal } = context;
  const start = host.now();
  const progress = context.notices.progress(`Waiting until ${wait.what}`);
  let pause = wait.firstPauseMs ?? 250;
  try {
    for (;;) {
      const value = await wait.poll();
      const waited = host.now() - start;
      if (wait.done(value)) {
        progress.done(`${wait.what} (${formatDuration(waited)})`);
        return value;
      }
      if (waited + pause > wait.timeoutMs) {
        throw new WaitTimeoutError(
          `Timed out after ${formatDuration(wait.timeoutMs)} of waiting until ${wait.what}; now it is ${wait.state(value)}.`,
          { suggestion: "What was asked for was accepted and goes on by itself: do not ask again, look again later." },
        );
      }
      progress.update(`Waiting until ${wait.what} (now ${wait.state(value)}, ${formatDuration(waited)})`);
      await host.sleep(pause, signal);
      pause = Math.min(pause * 1.5, wait.longestPauseMs ?? 5_000);
    }
  } finally {
    progress.stop();
  }
}
