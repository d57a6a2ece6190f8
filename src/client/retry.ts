import { BwpError, InterruptedError, UnavailableError } from "../errors.ts";
import { AttemptFailure } from "./failure.ts";
import type { Clock, RetryEvent } from "./options.ts";

/** How one call is repeated. */
export interface RetryPolicy {
  /** Name for events and errors. */
  readonly operation: string;
  /** `none`: never repeat. `sure`: only if nothing can have been executed. `all`: queries, and mutations safe to repeat. */
  readonly repeat: "none" | "sure" | "all";
  /** True for mutations: then an unclear failure is reported as such. */
  readonly mutation: boolean;
  /** Moment at which the call's budget ends, in milliseconds since 1970. */
  readonly deadline: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
  /** True for an error that further tries cannot mend, although its kind usually passes. */
  readonly isFinal?: ((error: BwpError) => boolean) | undefined;
  readonly onRetry: (event: RetryEvent) => void;
}

const MAX_TRIES = 4;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 8_000;
/** With less time left a further try could only end without an answer, and leave open whether it took effect. */
const LEAST_TRY_MS = 100;

/** The error with which an aborted call ends: the signal's reason if it is one of ours. */
export function abortError(signal: AbortSignal | undefined): BwpError {
  return signal?.reason instanceof BwpError ? signal.reason : new InterruptedError();
}

/** The promise, or a rejection as soon as the signal is aborted; the work behind the promise goes on. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(abortError(signal));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Exponential backoff with full jitter, never shorter than what the service asked for. */
function delayBefore(attempt: number, failure: AttemptFailure, random: () => number): number {
  const jitter = random() * Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1));
  return Math.round(Math.max(jitter, failure.retryAfterMs ?? 0));
}

function outcomeUnknown(failure: AttemptFailure, operation: string): UnavailableError {
  return new UnavailableError(`${operation} was sent, but whether it took effect is not known: ${failure.message}`, {
    code: "outcome_unknown",
    operation,
    retryable: false,
    suggestion: "Check whether it took effect before you repeat it.",
  });
}

/**
 * Tries until it works, at most four times and within the budget.
 * @throws the error of the last try; UnavailableError `outcome_unknown` for a mutation that may have taken effect
 */
export async function withRetries<T>(run: (attempt: number) => Promise<T>, policy: RetryPolicy): Promise<T> {
  let unclear = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run(attempt);
    } catch (failure) {
      if (policy.signal?.aborted) throw abortError(policy.signal);
      if (!(failure instanceof AttemptFailure)) throw failure;
      unclear ||= failure.unclear;
      const delayMs = delayBefore(attempt, failure, policy.random);
      const mayBeRepeated =
        policy.repeat === "all"
          ? failure.repeatable !== "never"
          : policy.repeat === "sure" && failure.repeatable === "always";
      const allowed = mayBeRepeated && policy.isFinal?.(failure.error) !== true;
      const inTime = policy.clock.now() + delayMs + LEAST_TRY_MS < policy.deadline;
      if (!allowed || !inTime || attempt === MAX_TRIES) {
        const refused = failure.repeatable === "never" && !failure.unclear;
        throw policy.mutation && unclear && !refused ? outcomeUnknown(failure, policy.operation) : failure.error;
      }
      policy.onRetry({
        operation: policy.operation,
        attempt,
        delayMs,
        reason: failure.message,
        mayHaveTakenEffect: failure.unclear,
      });
      await policy.clock.sleep(delayMs, policy.signal).catch((error: unknown) => {
        throw policy.signal?.aborted ? abortError(policy.signal) : error;
      });
    }
  }
}
