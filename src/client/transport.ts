import type { ClientRequest, IncomingMessage } from "node:http";
import { createAgentPool, loadProtocol } from "./agents.ts";
import type { ProxyEnvironment } from "./proxy.ts";
import { TransportFault } from "./transport-fault.ts";

/** One HTTP request. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Milliseconds for the whole exchange. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** One HTTP answer, read whole. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends HTTP requests. Redirects are answers like others: they are never followed. */
export interface Transport {
  /** @throws TransportFault when no whole answer came */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Closes idle connections. */
  close(): void;
}

/** No answer of the API comes near; more is a mistake or an attack. */
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * The transport over node:http and node:https, with connections kept alive. Global fetch is left alone: it ignores proxies
 * on Node 20 and costs more to load than the whole of this client.
 */
export function createTransport(env: ProxyEnvironment): Transport {
  const agents = createAgentPool(env);
  return {
    async send(request) {
      request.signal?.throwIfAborted();
      const { agent, proxy } = await agents.agentFor(request.url);
      const protocol = await loadProtocol(request.url);
      return exchange(request, proxy, (onResponse) =>
        protocol.request(
          request.url,
          { method: request.method, headers: { ...request.headers, "accept-encoding": "gzip" }, agent },
          onResponse,
        ),
      );
    },
    close: () => agents.close(),
  };
}

function exchange(
  request: HttpRequest,
  proxy: URL | undefined,
  start: (onResponse: (response: IncomingMessage) => void) => ClientRequest,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    let sent = false;
    const finish = (outcome: () => void): void => {
      clearTimeout(whole);
      clearTimeout(connecting);
      request.signal?.removeEventListener("abort", onAbort);
      outcome();
    };
    const fail = (error: unknown): void => finish(() => reject(TransportFault.from(error, sent, request.url, proxy)));
    const client = start((response) => {
      readBody(response).then(
        (body) => finish(() => resolve({ status: response.statusCode ?? 0, headers: plainHeaders(response), body })),
        (error: unknown) => {
          client.destroy();
          fail(error);
        },
      );
    });
    const stop = (error: Error): void => {
      fail(error);
      client.destroy();
    };
    const onAbort = (): void => stop(new TransportFault("aborted", "The call was stopped.", sent));
    const whole = setTimeout(
      () => stop(new TransportFault("timeout", `No answer within ${request.timeoutMs} ms.`, sent)),
      request.timeoutMs,
    );
    const connecting = setTimeout(
      () => stop(new TransportFault("connect_timeout", `No connection within ${CONNECT_TIMEOUT_MS} ms.`, false)),
      Math.min(CONNECT_TIMEOUT_MS, request.timeoutMs),
    );
    const connected = (): void => {
      sent = true;
      clearTimeout(connecting);
    };
    client.on("socket", (socket) => {
      // A tunnel's socket is connected before it is handed over; the agent hands over TLS sockets before their handshake.
      if (!socket.connecting) connected();
      else socket.once("encrypted" in socket ? "secureConnect" : "connect", connected);
    });
    // A refused tunnel would otherwise look like an answer of the API.
    client.on("proxyConnect", ({ statusCode }: { statusCode?: number }) => {
      // A proxy for http makes no tunnel, and so has no answer of its own.
      if (statusCode === undefined || statusCode === 200) return;
      stop(
        new TransportFault("proxy", `The proxy does not connect to ${request.url.host} (HTTP ${statusCode}).`, false),
      );
    });
    client.on("error", fail);
    request.signal?.addEventListener("abort", onAbort, { once: true });
    client.end(request.body);
  });
}

function plainHeaders(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}

async function readBody(response: IncomingMessage): Promise<string> {
  const compressed = response.headers["content-encoding"]?.toLowerCase() === "gzip";
  const stream = compressed ? response.pipe((await import("node:zlib")).createGunzip()) : response;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_RESPONSE_BYTES) {
        reject(new TransportFault("too_large", `The answer is larger than ${MAX_RESPONSE_BYTES} bytes.`, true));
        return;
      }
      chunks.push(chunk);
    });
    stream.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    stream.on("error", reject);
    response.on("error", reject);
    response.on("aborted", () => reject(new TransportFault("reset", "The answer broke off.", true)));
  });
}
