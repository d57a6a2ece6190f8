import { amendError, BwpError, type ErrorType, WaitTimeoutError } from "../errors.ts";
import type { Context } from "./context.ts";
import { formatDuration } from "./duration.ts";

/** The option that says how long to wait. */
export function waitTimeoutOption(defaultMs: number) {
  return { type: "duration", value: "TIME", default: defaultMs, summary: "How long to wait at most" } as const;
}

/** The options of a command that can wait until something is so. */
export function waitOptions(until: string, defaultMs: number) {
  return {
    wait: { type: "boolean", short: "w", summary: `Wait until ${until}` },
    waitTimeout: waitTimeoutOption(defaultMs),
  } as const;
}

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
  /** The command that waits for it again: whoever is stopped meanwhile is told. */
  readonly takeUp?: string;
}

/** How a wait ends early without anything being wrong. */
const STOPPED: readonly ErrorType[] = ["interrupted", "terminated", "timeout"];

/**
 * Looks again and again until it is there, with progress on stderr.
 * @throws {WaitTimeoutError} (exit 7) when the time is up, saying the last state.
 */
export async function waitFor<T>(context: Context, wait: Wait<T>): Promise<T> {
  try {
    return await look(context, wait);
  } catch (error) {
    if (wait.takeUp === undefined || !(error instanceof BwpError) || !STOPPED.includes(error.type)) throw error;
    throw amendError(error, { suggestion: `It goes on by itself. To wait for it again: ${wait.takeUp}` });
  }
}

async function look<T>(context: Context, wait: Wait<T>): Promise<T> {
  const { host, signal } = context;
  const start = host.steady();
  const progress = context.notices.progress(`Waiting until ${wait.what}`);
  let pause = wait.firstPauseMs ?? 250;
  try {
    for (;;) {
      const value = await wait.poll();
      const waited = host.steady() - start;
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
