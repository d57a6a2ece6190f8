import { STATUS_CODES } from "node:http";

/** Why a post is not taken; the sender gets it as a short text. */
export interface Refusal {
  readonly status: number;
  /** A sentence without anything that came from outside. */
  readonly reason: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Not now: a sender that waits a little and sends it again loses nothing. */
export function busy(reason: string, retryAfterMs = 1000): Refusal {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return { status: 503, reason, headers: { "retry-after": String(seconds) } };
}

/** `401 Unauthorized`. */
export function statusText(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ""}`.trimEnd();
}
