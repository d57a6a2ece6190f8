import type { IncomingMessage } from "node:http";
import type { ApiFault } from "../faults/fault.ts";

/** An HTTP answer that a fault puts in place of the real one. */
export interface FaultAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const HTML = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in.</body></html>\n";

/** What a fault answers over HTTP; undefined if it cuts the connection instead. */
export function answerOfFault(fault: ApiFault): FaultAnswer | undefined {
  if (fault.kind === "drop") return undefined;
  if (fault.kind === "html200") {
    return { status: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: HTML };
  }
  const status = fault.status ?? 503;
  const retryAfter: Record<string, string> =
    fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
  if (typeof fault.body === "string") {
    return { status, headers: { "content-type": "text/plain; charset=utf-8", ...retryAfter }, body: fault.body };
  }
  if (fault.body !== true) return { status, headers: retryAfter, body: "" };
  const type = status === 429 ? "ThrottlingError" : "InternalServerError";
  const errorType = status === 429 ? "ThrottlingException" : "InternalServerException";
  const classification = { type, errorType, errorCode: status };
  const body = JSON.stringify({ errors: [{ message: "A fault of the emulator.", extensions: { classification } }] });
  return { status, headers: { "content-type": "application/json; charset=utf-8", ...retryAfter }, body };
}

/** Cuts the connection of a request without an answer. */
export function cutConnection(request: IncomingMessage): void {
  request.socket.resetAndDestroy();
}
