import type { ClientRequest, IncomingMessage } from "node:http";
import { type AgentPool, createAgentPool, loadProtocol, type Route } from "../../client/agents.ts";
import { createScrub, type Scrub } from "../../client/masking.ts";
import { chooseProxy, type ProxyEnvironment } from "../../client/proxy.ts";
import { TransportFault } from "../../client/transport-fault.ts";
import { bodyFor, type HandoverForm } from "./body.ts";
import type { Attempt, Handover, Target } from "./sink.ts";

/** A header of the user's; a secret one is never shown. */
export interface ForwardHeader {
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
}

/** Where to post events, and how. */
export interface HttpTargetOptions {
  readonly url: URL;
  /** They win over ours, whatever their case. */
  readonly headers: readonly ForwardHeader[];
  readonly form: HandoverForm;
  /** For one try, connection and answer included. */
  readonly timeoutMs: number;
  /** True: tell what the receiver answered. */
  readonly keepsResponse: boolean;
  readonly userAgent: string;
  readonly env: ProxyEnvironment;
}

/** What a receiver may say beside its status; longer answers are cut off. */
const MOST_RESPONSE_BYTES = 4096;
/** The status says it all; a body that trickles in is not waited for any longer. */
const BODY_GRACE_MS = 2000;
/** A receiver that is not taking calls just now, by its own account. */
const RETRYABLE_STATUS = new Set([408, 425, 429]);

/** The address without user, password and query: they may hold secrets. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}${url.search === "" ? "" : "?…"}`;
}

/**
 * A target that posts each event to a web address. Only 2xx counts as taken; redirects are never followed.
 * @throws {UsageError} if a proxy variable holds no address.
 */
export function createHttpTarget(options: HttpTargetOptions): Target {
  const { url, headers, env } = options;
  // Found out at once, not event by event.
  chooseProxy(url, env);
  const pool = createAgentPool(env);
  const scrub = createScrub(() => [
    ...headers.filter(({ isSecret }) => isSecret).flatMap(({ value }) => [value, value.replace(/^\S+ /, "")]),
    ...[url.password, ...url.searchParams.values()].filter((secret) => secret.length > 0),
  ]);
  return {
    name: shownUrl(url),
    attempt: (handover, signal) => post(options, pool, handover, signal, scrub),
    close: () => pool.close(),
  };
}

async function post(
  options: HttpTargetOptions,
  pool: AgentPool,
  handover: Handover,
  signal: AbortSignal,
  scrub: Scrub,
): Promise<Attempt> {
  const { url, form } = options;
  const { bytes, contentType, note } = bodyFor(handover, form);
  const headers = headersOf(options, handover, contentType, note);
  try {
    const [route, protocol] = await Promise.all([pool.agentFor(url), loadProtocol(url)]);
    const send = () =>
      exchange(options, route, signal, (onResponse) => {
        const request = protocol.request(url, { method: "POST", headers, agent: route.agent }, onResponse);
        request.end(bytes);
        return request;
      });
    const answer = await send().catch((error: unknown) => {
      // The receiver closed an idle connection in the moment it was used again: it has seen nothing of this.
      if (error instanceof StaleConnection) return send();
      throw error;
    });
    return judge(answer, options.keepsResponse, scrub);
  } catch (error) {
    if (signal.aborted) return { taken: false, retryable: false, problem: "Interrupted before an answer came." };
    const message = error instanceof Error ? error.message : String(error);
    return { taken: false, retryable: true, problem: scrub(message) };
  }
}

function headersOf(
  { headers, userAgent }: HttpTargetOptions,
  { event, isReplay }: Handover,
  contentType: string,
  note: string | undefined,
): Record<string, string> {
  const all: Record<string, string> = { "content-type": contentType, "user-agent": userAgent };
  const id = event.eventId ?? event.envelopeId;
  if (id !== undefined) all["x-bwp-event-id"] = headerText(id);
  if (event.type !== undefined) all["x-bwp-event-type"] = headerText(event.type);
  if (note !== undefined) all["x-bwp-envelope"] = note;
  if (isReplay === true) all["x-bwp-replay"] = "true";
  for (const { name, value } of headers) all[name.toLowerCase()] = value;
  return all;
}

/** Anybody can write an event's id and type; a header takes no line breaks and no letters beyond ASCII. */
function headerText(text: string): string {
  return text.slice(0, 256).replace(/[^\x20-\x7e]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code >= 0xd800 && code <= 0xdfff ? "%EF%BF%BD" : encodeURIComponent(character);
  });
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** The answer's body did not come to its end. */
  readonly isCut: boolean;
}

class StaleConnection extends Error {}

/** One request. An answer counts from its head on: what its body does later cannot undo it. */
function exchange(
  { url, timeoutMs }: HttpTargetOptions,
  { proxy }: Route,
  signal: AbortSignal,
  start: (onResponse: (response: IncomingMessage) => void) => ClientRequest,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let head: IncomingMessage | undefined;
    let isDone = false;
    const chunks: Buffer[] = [];
    let size = 0;
    let bodyTimer: NodeJS.Timeout | undefined;
    const finish = (outcome: () => void): void => {
      if (isDone) return;
      isDone = true;
      clearTimeout(timer);
      clearTimeout(bodyTimer);
      signal.removeEventListener("abort", onAbort);
      outcome();
    };
    const answer = (isCut: boolean): void =>
      finish(() => {
        const body = Buffer.concat(chunks).subarray(0, MOST_RESPONSE_BYTES).toString("utf8");
        resolve({ status: head?.statusCode ?? 0, headers: head?.headers ?? {}, body, isCut });
        if (isCut) request.destroy();
      });
    const fail = (error: unknown): void => {
      if (head !== undefined) {
        answer(true);
        return;
      }
      const isStale = request.reusedSocket && error instanceof Error && Reflect.get(error, "code") === "ECONNRESET";
      finish(() => reject(isStale ? new StaleConnection() : TransportFault.from(error, true, url, proxy)));
      request.destroy();
    };
    const onAbort = (): void => fail(new TransportFault("aborted", "Interrupted.", true));
    const timer = setTimeout(
      () => fail(new TransportFault("timeout", `No answer within ${timeoutMs} ms.`, true)),
      timeoutMs,
    );
    const request = start((response) => {
      head = response;
      bodyTimer = setTimeout(() => answer(true), BODY_GRACE_MS);
      response.on("data", (chunk: Buffer) => {
        if (size < MOST_RESPONSE_BYTES) chunks.push(chunk);
        size += chunk.length;
        // A short rest is read, so that the connection can be used again.
        if (size > 16 * MOST_RESPONSE_BYTES) answer(true);
      });
      response.on("end", () => answer(false));
      response.on("error", fail);
    });
    request.on("error", fail);
    request.on("proxyConnect", ({ statusCode }: { statusCode?: number }) => {
      // A proxy for http makes no tunnel, and so has no answer of its own.
      if (statusCode === undefined || statusCode === 200) return;
      fail(new TransportFault("proxy", `The proxy does not connect to ${url.host} (HTTP ${statusCode}).`, false));
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}

function judge({ status, headers, body, isCut }: Answer, keepsResponse: boolean, scrub: Scrub): Attempt {
  const response = keepsResponse && body !== "" ? scrub(isCut ? `${body}…` : body) : undefined;
  const base = { status, ...(response === undefined ? {} : { response }) };
  if (status >= 200 && status < 300) return { ...base, taken: true, retryable: false };
  if (status >= 300 && status < 400) {
    const to = headers.location === undefined ? "" : ` to ${scrub(withoutQuery(headers.location))}`;
    return {
      ...base,
      taken: false,
      retryable: false,
      problem: `It answered ${status}, a redirect${to}, which is not followed.`,
    };
  }
  const retryable = status >= 500 || RETRYABLE_STATUS.has(status);
  return {
    ...base,
    taken: false,
    retryable,
    retryAfterMs: retryable ? secondsOf(headers["retry-after"]) : undefined,
    problem: `It answered ${status}.`,
  };
}

function withoutQuery(location: string): string {
  return location.replace(/[?#].*$/s, "").slice(0, 200);
}

function secondsOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) * 1000 : undefined;
}
