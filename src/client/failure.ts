import type { BwpError } from "../errors.ts";

/**
 * When the same try may be repeated: `always` if nothing can have been executed, `safe` if something may have been, so only
 * what is safe to repeat, `never` if the answer would be the same.
 */
export type Repeatable = "always" | "safe" | "never";

/** Whether the service may have refused a call because of its access token. */
export type TokenRefused = "yes" | "maybe" | "no";

/** One try has failed; the retry loop decides what becomes of it. Never leaves this folder. */
export class AttemptFailure extends Error {
  /** What the caller gets if there is no further try. */
  readonly error: BwpError;
  readonly repeatable: Repeatable;
  /** True if the call may have taken effect without a word from the service. */
  readonly unclear: boolean;
  /** Wish of the service, from `Retry-After`. */
  readonly retryAfterMs: number | undefined;
  /** Whether the access token was refused. `maybe`: access was denied, which an expired token looks like as well. */
  readonly tokenRefused: TokenRefused;

  constructor(
    error: BwpError,
    repeatable: Repeatable,
    details: { unclear?: boolean; retryAfterMs?: number | undefined; tokenRefused?: TokenRefused } = {},
  ) {
    super(error.message);
    this.name = "AttemptFailure";
    this.error = error;
    this.repeatable = repeatable;
    this.unclear = details.unclear ?? false;
    this.retryAfterMs = details.retryAfterMs;
    this.tokenRefused = details.tokenRefused ?? "no";
  }
}

/** Milliseconds that a `Retry-After` header asks for: seconds or an HTTP date; undefined if absent or unreadable. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header.trim() === "") return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
