import {
  AuthenticationError,
  type BwpError,
  InterruptedError,
  PermissionError,
  RefusedError,
  UnavailableError,
} from "../errors.ts";
import { AttemptFailure, retryAfterMs } from "./failure.ts";
import type { Scrub } from "./masking.ts";
import type { HttpResponse } from "./transport.ts";
import type { TransportFault, TransportFaultKind } from "./transport-fault.ts";

const CHECK_ADDRESS = "Check the network and the API address (bwp auth status).";
const CHECK_PROXY = "Check HTTPS_PROXY and NO_PROXY, and that the proxy allows connections to the API's host.";

const SUGGESTION_OF_FAULT: Readonly<Record<TransportFaultKind, string>> = {
  refused: "Nothing listens there. Check the API address (bwp auth status); for the emulator: bwp emulator start.",
  dns: `The host name cannot be resolved. ${CHECK_ADDRESS}`,
  unreachable: CHECK_ADDRESS,
  tls: "The certificate of the service was not accepted. Behind a company's TLS inspection, set NODE_EXTRA_CA_CERTS to a file with its root certificate (PEM).",
  proxy: CHECK_PROXY,
  reset: "The connection broke. Try again; if it persists, check proxies and firewalls.",
  connect_timeout: `${CHECK_ADDRESS} A proxy may be needed: HTTPS_PROXY.`,
  timeout: "Try again, or allow more time with --timeout.",
  too_large: "Ask for less data.",
  aborted: "Run it again.",
  other: CHECK_ADDRESS,
};

/** An exchange without a whole answer, as a failed try. */
export function failureOfFault(fault: TransportFault, operation: string): AttemptFailure {
  if (fault.kind === "aborted") return new AttemptFailure(new InterruptedError(), "never");
  const retryable = fault.kind !== "tls" && fault.kind !== "too_large";
  const error = new UnavailableError(fault.message, {
    code: `network_${fault.kind}`,
    operation,
    retryable,
    suggestion: SUGGESTION_OF_FAULT[fault.kind],
  });
  if (!fault.sent) return new AttemptFailure(error, retryable && fault.kind !== "proxy" ? "always" : "never");
  return new AttemptFailure(error, retryable ? "safe" : "never", { unclear: true });
}

/** The refusal of a token by status code alone. */
function unauthorized(operation: string): AuthenticationError {
  return new AuthenticationError("The service does not accept the access token (HTTP 401).", {
    code: "http_401",
    operation,
    suggestion: "Check the credentials: bwp auth status, then bwp auth login.",
  });
}

function statusError(response: HttpResponse, operation: string, waitMs: number | undefined): BwpError {
  const status = response.status;
  const details = { code: `http_${status}`, operation };
  switch (status) {
    case 401:
      return unauthorized(operation);
    case 403:
      return new PermissionError("The service or something on the way to it denies access (HTTP 403).", {
        ...details,
        suggestion: "Check the permissions of the credentials, the target id and the access key (bwp auth status).",
      });
    case 404:
      return new RefusedError("There is no Buy with Prime API at this address (HTTP 404).", {
        ...details,
        suggestion: "Check the API address: bwp auth status, BWP_API_URL.",
      });
    case 429:
      return new UnavailableError("The service throttles calls (HTTP 429).", {
        ...details,
        suggestion: `Wait ${waitMs === undefined ? "a little" : `${Math.ceil(waitMs / 1000)} s`}, then try again.`,
      });
    default:
      if (status >= 500) {
        return new UnavailableError(`The service is not available (HTTP ${status}).`, {
          ...details,
          suggestion: "Try again later.",
        });
      }
      return new RefusedError(`The service refuses the request (HTTP ${status}).`, {
        ...details,
        suggestion: "Run it with --debug to see the exchange.",
      });
  }
}

/** An HTTP error status without a GraphQL body, as a failed try. */
export function failureOfStatus(response: HttpResponse, operation: string, scrub: Scrub, now: number): AttemptFailure {
  const { status } = response;
  if (status >= 300 && status < 400) return redirected(response, operation, scrub);
  const details = { retryAfterMs: retryAfterMs(response.headers["retry-after"], now) };
  const error = statusError(response, operation, details.retryAfterMs);
  if (status === 401) return new AttemptFailure(error, "never", { tokenRefused: "yes" });
  if (status === 403) return new AttemptFailure(error, "never", { tokenRefused: "maybe" });
  if (status === 429) return new AttemptFailure(error, "always", details);
  if (status >= 500) return new AttemptFailure(error, "safe", { ...details, unclear: true });
  return new AttemptFailure(error, "never");
}

function redirected(response: HttpResponse, operation: string, scrub: Scrub): AttemptFailure {
  const location = response.headers.location ?? "";
  const host = URL.canParse(location) ? new URL(location).host : "another address";
  const error = new RefusedError(`The service answers with a redirect to ${scrub(host)} (HTTP ${response.status}).`, {
    code: "redirected",
    operation,
    suggestion:
      "Redirects are not followed, so that credentials go nowhere else. Check the API address, or a proxy's sign-in page.",
  });
  return new AttemptFailure(error, "never");
}

/** A 2xx answer that is no GraphQL answer: a page, nothing, or half of it. */
export function failureOfBody(response: HttpResponse, operation: string): AttemptFailure {
  const body = response.body.trim();
  const page = body.startsWith("<") || (response.headers["content-type"] ?? "").includes("text/html");
  if (page) {
    const error = new UnavailableError(`A web page came instead of the API's answer (HTTP ${response.status}).`, {
      code: "unexpected_answer",
      operation,
      retryable: false,
      suggestion: "A proxy or sign-in page may stand in between. Check the network, HTTPS_PROXY and the API address.",
    });
    return new AttemptFailure(error, "never", { unclear: true });
  }
  const what = body === "" ? "an empty answer" : "an answer that is no GraphQL JSON";
  const error = new UnavailableError(`The service sent ${what} (HTTP ${response.status}).`, {
    code: "unexpected_answer",
    operation,
    suggestion: "Try again; if it persists, run it with --debug to see the exchange.",
  });
  return new AttemptFailure(error, "safe", { unclear: true });
}
