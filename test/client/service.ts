import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { type ApiClient, createApiClient } from "../../src/client/client.ts";
import type { Operation } from "../../src/client/operation.ts";
import type { ApiClientOptions, ApiCredentials, ExchangeEvent, RetryEvent } from "../../src/client/options.ts";
import { createMemoryTokenCache } from "../../src/client/token.ts";

export const CREDENTIALS = {
  clientId: "client-1",
  clientSecret: "very-secret-client-secret",
  targetId: "bp-30b55436-5c42-4864-b3cb-4e4d014d8744",
  accessKey: "very-secret-access-key",
};

/** Credentials with the secret at hand. */
export interface PlainCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly targetId: string;
  readonly accessKey?: string;
}

/** Credentials as a client takes them. */
export function lazily({ clientSecret, ...known }: PlainCredentials): ApiCredentials {
  return { ...known, clientSecret: async () => clientSecret };
}

/** What one answer is: a status, headers and text, or a way to break the connection. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly text?: string;
  readonly json?: unknown;
  readonly gzip?: boolean;
  /** Close the socket before, or in the middle of, the answer; or never answer. */
  readonly fault?: "close" | "truncate" | "hang";
}

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Script = (request: Received, index: number) => Reply;

export interface Service {
  readonly url: string;
  readonly graphql: Received[];
  readonly tokens: Received[];
  close(): Promise<void>;
}

/** A token answer that never expires in a test. */
export function tokenReply(index: number): Reply {
  return { json: { access_token: `very-secret-token-${index + 1}`, expires_in: 900 } };
}

/** Starts a service that answers by script; `graphql` and `token` get the request and its number from 0. */
export async function startService(graphql: Script, token: Script = (_, index) => tokenReply(index)): Promise<Service> {
  const received: { graphql: Received[]; tokens: Received[] } = { graphql: [], tokens: [] };
  const server: Server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const entry: Received = { path: request.url ?? "", headers: request.headers, body };
      const list = entry.path === "/token" ? received.tokens : received.graphql;
      list.push(entry);
      const reply = (entry.path === "/token" ? token : graphql)(entry, list.length - 1);
      if (reply.fault === "hang") return;
      if (reply.fault === "close") {
        request.socket.destroy();
        return;
      }
      const text = reply.text ?? JSON.stringify(reply.json);
      const bytes = reply.gzip ? gzipSync(text) : Buffer.from(text);
      response.writeHead(reply.status ?? 200, {
        "content-type": "application/json",
        "content-length": reply.fault === "truncate" ? bytes.length + 100 : bytes.length,
        ...(reply.gzip ? { "content-encoding": "gzip" } : {}),
        ...reply.headers,
      });
      if (reply.fault === "truncate") response.write(bytes, () => request.socket.destroy());
      else response.end(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    ...received,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A client for tests with its notes: sleeps take no time but move the clock. */
export interface TestClient extends ApiClient {
  readonly sleeps: number[];
  readonly retries: RetryEvent[];
  readonly exchanges: ExchangeEvent[];
  advance(ms: number): void;
}

export function createTestClient(
  apiUrl: string,
  {
    credentials = CREDENTIALS,
    lazyCredentials = lazily(credentials),
    ...options
  }: Omit<Partial<ApiClientOptions>, "credentials"> & {
    readonly credentials?: PlainCredentials;
    readonly lazyCredentials?: ApiCredentials;
  } = {},
): TestClient {
  const sleeps: number[] = [];
  const retries: RetryEvent[] = [];
  const exchanges: ExchangeEvent[] = [];
  let offset = 0;
  const client = createApiClient({
    apiUrl,
    version: "2024-11-01",
    credentials: lazyCredentials,
    tokens: createMemoryTokenCache(),
    timeoutMs: 30_000,
    clock: {
      now: () => Date.now() + offset,
      sleep: async (ms, signal) => {
        signal?.throwIfAborted();
        sleeps.push(ms);
        offset += ms;
      },
    },
    random: () => 1,
    userAgent: "bwp/test",
    env: {},
    onRetry: (event) => retries.push(event),
    onExchange: (event) => exchanges.push(event),
    ...options,
  });
  return Object.assign(client, {
    sleeps,
    retries,
    exchanges,
    advance(ms: number) {
      offset += ms;
    },
  });
}

export const ORDER_QUERY: Operation<{ order: unknown }, { orderIdentifier: { orderId: string } }> = {
  name: "order",
  kind: "query",
  version: "2024-11-01",
  document:
    "query order($orderIdentifier:OrderIdentifierInput!){order(orderIdentifier:$orderIdentifier){id totalPrice{value{amount}}}}",
};

export const CREATE_ORDER: Operation<{ createOrder: unknown }, { input: unknown }> = {
  name: "createOrder",
  kind: "mutation",
  version: "2024-11-01",
  document: "mutation createOrder($input:CreateOrderInput!){createOrder(input:$input){order{id}}}",
};

/** `errors[]` entry in the shape of the reference examples. */
export function apiError(
  type: string,
  errorCode: number,
  extra: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    message: `A ${type} of the test.`,
    locations: [{ line: 2, column: 3 }],
    path: ["order"],
    extensions: {
      classification: { type, errorType: type.replace(/Error$/, "Exception"), errorCode, ...extra },
    },
  };
}
