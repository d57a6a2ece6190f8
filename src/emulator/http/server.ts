import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { isLoopbackHost } from "../../model/ids.ts";
import type { ApiFault } from "../faults/fault.ts";
import { GRAPHQL_PATH } from "../graphql/service.ts";
import { STORAGE_PREFIX } from "../storage/presigned.ts";
import type { TokenAnswer } from "../tokens.ts";
import { readBody, sendJson, sendText } from "./body.ts";
import type { Controls } from "./controls.ts";
import { CONTROL_PREFIX, handleControl } from "./controls.ts";
import { answerOfFault, cutConnection } from "./fault-answer.ts";
import { refuseForeign } from "./guards.ts";

/** What stands behind the routes. */
export interface Routes {
  /** Milliseconds on the emulator's clock. */
  now(): number;
  graphql(request: IncomingMessage, response: ServerResponse): Promise<void>;
  token(form: URLSearchParams): TokenAnswer;
  /** The faults that strike this call of the token endpoint. */
  strikeToken(): readonly ApiFault[];
  publicKeys(): unknown;
  aws(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void>;
  /** Presigned uploads and downloads. */
  storage(request: IncomingMessage, response: ServerResponse): Promise<void>;
  readonly controls: Controls;
  onFault(error: unknown): void;
}

/** A listening server. */
export interface HttpServer {
  readonly port: number;
  /** Stops taking requests and resolves when those under way are answered, at the latest after a second. */
  close(): Promise<void>;
}

const GRACE_MS = 1000;

/** Starts the one HTTP server of the emulator; rejects if the port is taken. `ready` holds requests back until it resolves. */
export async function listen(host: string, port: number, ready: Promise<Routes>): Promise<HttpServer> {
  const guardAll = isLoopbackHost(host);
  const server = createServer((request, response) => {
    ready
      .then((routes) => route(routes, guardAll, request, response).catch((error) => fail(routes, response, error)))
      .catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const address = server.address();
  return { port: typeof address === "object" && address !== null ? address.port : port, close: () => close(server) };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function fail(routes: Routes, response: ServerResponse, error: unknown): void {
  routes.onFault(error);
  if (response.headersSent) response.destroy();
  else sendJson(response, 500, { error: error instanceof Error ? error.message : String(error) });
}

async function route(
  routes: Routes,
  guardAll: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = request.url ?? "/";
  const isControl = target.startsWith(CONTROL_PREFIX);
  const refusal = guardAll || isControl ? refuseForeign(request) : undefined;
  if (refusal !== undefined) {
    sendText(response, 403, refusal);
    return;
  }
  const end = target.indexOf("?");
  const path = end < 0 ? target : target.slice(0, end);
  if (path === GRAPHQL_PATH) {
    // The AWS endpoints keep the machine's time: its clients correct their signatures by this header.
    response.setHeader("date", new Date(routes.now()).toUTCString());
    return routes.graphql(request, response);
  }
  if (isControl) return handleControl(routes.controls, new URL(target, "http://localhost"), request, response);
  if (path.startsWith(STORAGE_PREFIX)) return routes.storage(request, response);
  if (path === "/jwks.json" && request.method === "GET") return sendJson(response, 200, routes.publicKeys());
  if (path === "/" && request.method === "GET" && end < 0) {
    return sendText(response, 200, "The bwp emulator of Buy with Prime: GraphiQL is at /graphql.");
  }
  const body = await readBody(request);
  if (body === undefined) return sendText(response, 413, "The body is longer than 32 MB.");
  if (path === "/token") return sendToken(routes, request, response, body);
  return routes.aws(request, response, body);
}

async function sendToken(
  routes: Routes,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  const isForm = (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  if (request.method !== "POST" || !isForm) {
    const error_description = "Ask with POST and a body of the type application/x-www-form-urlencoded.";
    sendJson(response, 400, { error: "invalid_request", error_description });
    return;
  }
  const faults = routes.strikeToken();
  for (const each of faults) if (each.kind === "delay") await sleep(each.ms ?? 0);
  const fault = faults.find(({ kind }) => kind !== "delay");
  if (fault?.when !== undefined) {
    // A token has no effect that could have taken place before or after.
    const answer = answerOfFault(fault);
    if (answer === undefined) cutConnection(request);
    else response.writeHead(answer.status, answer.headers).end(answer.body);
    return;
  }
  const answer = fault === undefined ? routes.token(new URLSearchParams(body.toString())) : refusedToken(fault);
  sendJson(response, answer.status, answer.body);
}

function refusedToken({ kind }: ApiFault): TokenAnswer {
  const error_description = "A fault of the emulator.";
  if (kind === "deny") return { status: 401, body: { error: "invalid_client", error_description } };
  if (kind === "throttle") return { status: 429, body: { error: "temporarily_unavailable", error_description } };
  return { status: 500, body: { error: "server_error", error_description } };
}
