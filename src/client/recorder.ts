import { maskHeaders } from "./masking.ts";
import type { ApiClientOptions, ExchangeEvent, RequestDescription } from "./options.ts";
import type { HttpRequest, HttpResponse } from "./transport.ts";
import type { TransportFault } from "./transport-fault.ts";

/** Headers of answers that hold no secret; others are not shown. */
const SHOWN_HEADERS = new Set([
  "content-type",
  "content-length",
  "content-encoding",
  "date",
  "retry-after",
  "server",
  "via",
  "x-amzn-requestid",
  "x-amzn-trace-id",
  "x-amz-cf-id",
  "x-request-id",
]);

/** The headers of an answer that may be shown. */
export function shownHeaders({ headers }: Pick<HttpResponse, "headers">): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => SHOWN_HEADERS.has(name)));
}

type Sent = Pick<HttpRequest, "url" | "headers">;

/** Tells `onExchange` of each exchange, with secrets masked. */
export interface Recorder {
  answered(
    operation: string,
    attempt: number,
    sent: Sent,
    body: RequestDescription["body"] | undefined,
    response: HttpResponse,
    durationMs: number,
  ): void;
  failed(
    operation: string,
    attempt: number,
    sent: Sent,
    body: RequestDescription["body"] | undefined,
    fault: TransportFault,
    durationMs: number,
  ): void;
}

/** Builds the recorder of a client; without a hook it does nothing. */
export function createRecorder({ onExchange }: Pick<ApiClientOptions, "onExchange">): Recorder {
  function event(operation: string, attempt: number, sent: Sent, body: RequestDescription["body"] | undefined) {
    const request: ExchangeEvent["request"] = {
      method: "POST",
      url: sent.url.href,
      headers: maskHeaders(sent.headers),
    };
    return { operation, attempt, request: body === undefined ? request : { ...request, body } };
  }
  return {
    answered(operation, attempt, sent, body, response, durationMs) {
      if (onExchange === undefined) return;
      const bytes = Buffer.byteLength(response.body);
      onExchange({
        ...event(operation, attempt, sent, body),
        response: { status: response.status, headers: shownHeaders(response), bytes },
        durationMs,
      });
    },
    failed(operation, attempt, sent, body, fault, durationMs) {
      onExchange?.({ ...event(operation, attempt, sent, body), fault: fault.message, durationMs });
    },
  };
}
