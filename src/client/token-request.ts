import { AuthenticationError, UnavailableError } from "../errors.ts";
import { AttemptFailure, retryAfterMs } from "./failure.ts";
import { failureOfBody, failureOfStatus } from "./http-failures.ts";
import type { Scrub } from "./masking.ts";
import type { AccessToken } from "./token.ts";
import type { HttpResponse } from "./transport.ts";

/** Every access token lives this long; used if the service names no time. Page: authenticate-to-the-buy-with-prime-api. */
const DEFAULT_LIFETIME_SECONDS = 900;

/** The form body of a token request (client credentials grant). */
export function tokenRequestBody(clientId: string, clientSecret: string): string {
  return new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
  }).toString();
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function refusal(response: HttpResponse, scrub: Scrub): AttemptFailure {
  const body = parsed(response.body);
  const code = typeof body.error === "string" ? body.error : `http_${response.status}`;
  const told = [body.error_description, body.message].find((text) => typeof text === "string" && text !== "");
  const reason = typeof told === "string" ? `${code}: ${told}` : code;
  const error = new AuthenticationError(`The service does not accept the credentials (${scrub(reason)}).`, {
    code: scrub(code),
    operation: "token",
    suggestion:
      "Check client id and client secret, and that the credentials still exist in the merchant console: bwp auth login.",
  });
  return new AttemptFailure(error, "never");
}

/**
 * Reads the answer to a token request. The body of a refusal is not documented: RFC 6749 and anything else is accepted.
 * @throws AttemptFailure
 */
export function readTokenAnswer(response: HttpResponse, scrub: Scrub, now: number): AccessToken {
  if (response.status === 429) {
    const error = new UnavailableError("The service throttles token requests (HTTP 429).", {
      code: "http_429",
      operation: "token",
      suggestion: "Wait a little, then try again.",
    });
    throw new AttemptFailure(error, "always", { retryAfterMs: retryAfterMs(response.headers["retry-after"], now) });
  }
  if ([400, 401, 403].includes(response.status)) throw refusal(response, scrub);
  // A token request has no effect that could be doubled, so whatever can be repeated is.
  if (response.status < 200 || response.status > 299) {
    const failure = failureOfStatus(response, "token", scrub, now);
    throw new AttemptFailure(failure.error, failure.repeatable === "never" ? "never" : "always", {
      retryAfterMs: failure.retryAfterMs,
    });
  }
  const body = parsed(response.body);
  const accessToken = body.access_token;
  if (typeof accessToken !== "string" || !/^[\x21-\x7e]+$/.test(accessToken)) {
    throw new AttemptFailure(failureOfBody(response, "token").error, "never");
  }
  const seconds = Number(body.expires_in ?? DEFAULT_LIFETIME_SECONDS);
  const lifetime = Number.isFinite(seconds) && seconds > 0 ? seconds : DEFAULT_LIFETIME_SECONDS;
  return { accessToken, expiresAt: now + lifetime * 1000 };
}
