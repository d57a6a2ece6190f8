import { AuthenticationError, type BwpError } from "../errors.ts";
import { isLoopbackHost } from "../model/ids.ts";
import { AttemptFailure, retryAfterMs } from "./failure.ts";
import { callGraphql, type GraphqlAnswer, NoGraphqlAnswer } from "./graphql-call.ts";
import { failureOfErrors } from "./graphql-errors.ts";
import { guardAddress, guardEmulatorCredential, guardVersion } from "./guard.ts";
import { failureOfBody, failureOfFault, failureOfStatus } from "./http-failures.ts";
import { createScrub, maskHeaders, maskVariables, secretsIn } from "./masking.ts";
import type { Operation, UntypedOperation } from "./operation.ts";
import type { ApiClientOptions, RawAnswer, RequestDescription, RetryEvent } from "./options.ts";
import { createRecorder, shownHeaders } from "./recorder.ts";
import { abortError, type RetryPolicy, untilAborted, withRetries } from "./retry.ts";
import { type AccessToken, createTokenSource } from "./token.ts";
import { readTokenAnswer, tokenRequestBody } from "./token-request.ts";
import { createTransport, type HttpRequest, type HttpResponse } from "./transport.ts";
import { TransportFault } from "./transport-fault.ts";

/** How one call is made. */
export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * `safe`: a mutation that may be repeated whatever happened. `never`: no repetition at all. Default: queries are repeated,
   * mutations only if nothing can have been executed (throttled, no connection).
   */
  readonly retry?: "safe" | "never" | undefined;
  /** True for an error that further tries cannot mend, although its kind usually passes: nothing is tried again then. */
  readonly isFinal?: ((error: BwpError) => boolean) | undefined;
  /** Called before each further try of this call, beside the client's own hook. */
  readonly onRetry?: ((event: RetryEvent) => void) | undefined;
  /** Called with every HTTP answer to this call, refusals and further tries included. */
  readonly onAnswer?: ((answer: RawAnswer) => void) | undefined;
}

/** The Buy with Prime API as one profile. */
export interface ApiClient {
  /**
   * Sends one operation and gives its `data`.
   * @throws AuthenticationError, PermissionError, NotFoundError, RefusedError, UnavailableError (code `outcome_unknown` for
   * a mutation that may have taken effect), or the signal's reason. Any entry in `errors[]` throws.
   */
  request<Data, Variables>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    options?: RequestOptions,
  ): Promise<Data>;
  /** The request as it would be sent, with secrets masked; sends nothing. */
  describe<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables): RequestDescription;
  /** A usable access token, as `bwp auth token` prints it. `fresh` asks the service for a new one. */
  accessToken(options?: { readonly fresh?: boolean; readonly signal?: AbortSignal | undefined }): Promise<string>;
  /** Closes idle connections. */
  close(): void;
}

interface Call {
  readonly operation: string;
  readonly signal: AbortSignal | undefined;
  readonly onAnswer?: RequestOptions["onAnswer"];
  /** Milliseconds since 1970, as is the deadline. */
  readonly started: number;
  readonly deadline: number;
}

const TOKEN_OPERATION = "token";
/** A token of the service with so much left of its 15 minutes is too young to have expired. */
const TRUSTED_WITH_MS_LEFT = 14 * 60_000;
/** A call whose budget is used up ends as timed out, not with a negative timer. */
const LEAST_TIMEOUT_MS = 1;

function isVariables(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function repeatFor(kind: "query" | "mutation", retry: RequestOptions["retry"]): RetryPolicy["repeat"] {
  if (retry === "never") return "none";
  return retry === "safe" || kind === "query" ? "all" : "sure";
}

function isData<Data>(data: unknown): data is Data {
  return typeof data === "object" && data !== null;
}

/**
 * Builds the client of one profile.
 * @throws AuthenticationError or RefusedError if the credentials must not be sent to this address
 */
export function createApiClient(options: ApiClientOptions): ApiClient {
  guardAddress(options);
  const { clock, credentials } = options;
  const base = options.apiUrl.replace(/\/+$/, "");
  const onLoopback = isLoopbackHost(new URL(base).hostname);
  const transport = options.transport ?? createTransport(options.env);
  const recorder = createRecorder(options);
  let fetches = 0;
  const secrets: string[] = credentials.accessKey === undefined ? [] : [credentials.accessKey];
  const scrub = createScrub(() => [...secrets, ...tokens.seen()]);
  const tokens = createTokenSource(options.tokens, clock.now, fetchToken);

  async function send(
    call: Call,
    attempt: number,
    request: Omit<HttpRequest, "timeoutMs" | "signal">,
    body?: RequestDescription["body"],
  ): Promise<HttpResponse> {
    const started = clock.now();
    try {
      const response = await transport.send({
        ...request,
        timeoutMs: Math.max(LEAST_TIMEOUT_MS, call.deadline - started),
        signal: call.signal,
      });
      recorder.answered(call.operation, attempt, request, body, response, clock.now() - started);
      call.onAnswer?.({ status: response.status, headers: shownHeaders(response), body: scrub(response.body) });
      return response;
    } catch (error) {
      if (!(error instanceof TransportFault)) throw error;
      recorder.failed(call.operation, attempt, request, body, error, clock.now() - started);
      throw failureOfFault(error, call.operation);
    }
  }

  function policy(call: Call, kind: "query" | "mutation", requestOptions: RequestOptions): RetryPolicy {
    return {
      operation: call.operation,
      repeat: repeatFor(kind, requestOptions.retry),
      mutation: kind === "mutation",
      deadline: call.deadline,
      clock,
      random: options.random,
      signal: call.signal,
      isFinal: requestOptions.isFinal,
      onRetry: (event: RetryEvent) => {
        options.onRetry?.(event);
        requestOptions.onRetry?.(event);
      },
    };
  }

  function startCall(operation: string, signal: AbortSignal | undefined): Call {
    const started = clock.now();
    return { operation, signal, started, deadline: started + options.timeoutMs };
  }

  /** Without a signal: concurrent calls share one token request, and the end of one must not end the others. */
  async function fetchToken(): Promise<AccessToken> {
    const clientSecret = await credentials.clientSecret();
    guardEmulatorCredential(clientSecret, new URL(base));
    if (!secrets.includes(clientSecret)) secrets.push(clientSecret);
    fetches += 1;
    const call = startCall(TOKEN_OPERATION, undefined);
    const request = {
      method: "POST" as const,
      url: new URL(`${base}/token`),
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        accept: "application/json",
        "user-agent": options.userAgent,
      },
      body: tokenRequestBody(credentials.clientId, clientSecret),
    };
    return withRetries(
      async (attempt) => readTokenAnswer(await send(call, attempt, request), scrub, clock.now()),
      policy(call, "query", {}),
    );
  }

  function token(call: Call, refused?: AccessToken): Promise<AccessToken> {
    return untilAborted(tokens.token(refused), call.signal);
  }

  function headers(accessToken: string): Record<string, string> {
    return {
      Authorization: `Bearer ${accessToken}`,
      "Content-Type": "application/json",
      Accept: "application/json",
      "User-Agent": options.userAgent,
      "x-api-version": options.version,
      "x-api-target-id": credentials.targetId,
      "X-Omni-TargetId": credentials.targetId,
      ...(credentials.accessKey === undefined ? {} : { "x-api-access-key": credentials.accessKey }),
    };
  }

  async function attemptOnce(
    operation: UntypedOperation,
    variables: Record<string, unknown>,
    call: Call,
    attempt: number,
    accessToken: string,
  ): Promise<GraphqlAnswer> {
    const described = { query: operation.shown ?? operation.document, variables: maskVariables(variables) };
    const { answer, response } = await callGraphql(
      `${base}/graphql`,
      headers(accessToken),
      { document: operation.document, variables },
      (url, sentHeaders, body) => send(call, attempt, { method: "POST", url, headers: sentHeaders, body }, described),
    ).catch((error: unknown) => {
      if (!(error instanceof NoGraphqlAnswer)) throw error;
      const { status } = error.response;
      if (status >= 200 && status < 300) throw failureOfBody(error.response, call.operation);
      throw failureOfStatus(error.response, call.operation, scrub, clock.now());
    });
    const time = Date.parse(response.headers.date ?? "");
    if (!Number.isNaN(time)) options.onServiceTime?.(time);
    if (answer.errors.length > 0) {
      throw failureOfErrors(answer, call.operation, scrub, retryAfterMs(response.headers["retry-after"], clock.now()));
    }
    if (response.status < 200 || response.status > 299) {
      throw failureOfStatus(response, call.operation, scrub, clock.now());
    }
    if (!isData(answer.data)) throw failureOfBody(response, call.operation);
    return answer;
  }

  /** An expired token can look like a missing permission, so one that may be old is renewed before that is believed. */
  function mayBeExpired(accessToken: AccessToken, call: Call): boolean {
    const fetchedAt = tokens.fetchedAt(accessToken);
    if (fetchedAt !== undefined && fetchedAt >= call.started) return false;
    // The emulator's clock can be advanced; the service's tokens live for 15 minutes.
    return onLoopback || accessToken.expiresAt - clock.now() < TRUSTED_WITH_MS_LEFT;
  }

  async function withRenewal(call: Call, run: (token: string) => Promise<GraphqlAnswer>): Promise<GraphqlAnswer> {
    const first = await token(call);
    try {
      return await run(first.accessToken);
    } catch (failure) {
      if (!(failure instanceof AttemptFailure) || failure.tokenRefused === "no") throw failure;
      const sure = failure.tokenRefused === "yes";
      if (!sure && !mayBeExpired(first, call)) throw failure;
      const second = await token(call, first).catch((error: unknown) => {
        throw sure || error instanceof AuthenticationError ? error : failure;
      });
      return await run(second.accessToken);
    }
  }

  return {
    async request<Data, Variables>(
      operation: Operation<Data, Variables>,
      variables: Variables,
      requestOptions: RequestOptions = {},
    ): Promise<Data> {
      guardVersion(operation, options.version);
      if (requestOptions.signal?.aborted) throw abortError(requestOptions.signal);
      const plain = isVariables(variables) ? variables : {};
      // A refusal may quote what it refuses.
      if (operation.kind === "mutation") secrets.push(...secretsIn(plain).filter((each) => !secrets.includes(each)));
      const { onAnswer } = requestOptions;
      const call: Call = { ...startCall(operation.name, requestOptions.signal), onAnswer };
      const { data } = await withRetries(
        (attempt) => withRenewal(call, (accessToken) => attemptOnce(operation, plain, call, attempt, accessToken)),
        policy(call, operation.kind, requestOptions),
      );
      if (!isData<Data>(data)) throw new TypeError("An answer without data.");
      return data;
    },
    describe(operation, variables) {
      guardVersion(operation, options.version);
      return {
        method: "POST",
        url: `${base}/graphql`,
        headers: maskHeaders(headers("")),
        body: { query: operation.shown ?? operation.document, variables: maskVariables(variables) },
      };
    },
    async accessToken({ fresh = false, signal } = {}) {
      const call = startCall(TOKEN_OPERATION, signal);
      const before = fetches;
      const known = await token(call);
      return (fresh && fetches === before ? await token(call, known) : known).accessToken;
    },
    close() {
      transport.close();
    },
  };
}
