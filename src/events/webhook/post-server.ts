import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { CallerCheck } from "./callers.ts";
import { announcedLength, readPost } from "./read-post.ts";
import { busy, type Refusal, statusText } from "./refusal.ts";
import type { Place, Room } from "./room.ts";
import type { SignatureGate, SignatureState } from "./signature-gate.ts";

/** A post that may be taken. */
export interface Post {
  readonly body: Buffer;
  readonly signature: SignatureState;
  /** To be released when all is done with it; whoever refuses it need not. */
  readonly place: Place;
}

/** Where posts are received, and which are. */
export interface PostServerOptions {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly path: string;
  readonly maxBodyBytes: number;
  /** For a whole request, from its first byte to its last. */
  readonly readTimeoutMs: number;
  /** Undefined: anybody may post. */
  readonly callers: CallerCheck | undefined;
  readonly signatures: SignatureGate;
  readonly room: Room;
  /** Takes a post; 200 is answered when it resolves with undefined. */
  readonly take: (post: Post) => Promise<Refusal | undefined>;
  readonly onRefusal: (refusal: Refusal) => void;
}

/** A server that runs. */
export interface PostServer {
  readonly port: number;
  /** Takes no more posts; resolves when those that were being read are answered, or after the grace period. */
  stop(graceMs: number): Promise<void>;
  /** Cuts all connections. */
  cut(): void;
}

/** A sender that keeps its connections longer than we do would lose a post now and then to a closed one. */
const KEEP_ALIVE_MS = 75_000;
const MOST_CONNECTIONS = 1000;

/**
 * Starts a server that takes posts at one path. Whatever can be refused without its body is refused before that is read.
 * @throws the system's error if the port cannot be had.
 */
export async function startPostServer(options: PostServerOptions): Promise<PostServer> {
  let isStopping = false;
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_MS,
      requestTimeout: options.readTimeoutMs,
      headersTimeout: options.readTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, options.readTimeoutMs),
    },
    (request, response) => {
      const stopping = isStopping ? busy("The listener is ending.") : undefined;
      void answer(options, stopping, request).then((refusal) => {
        if (isStopping) response.setHeader("connection", "close");
        reply(response, refusal);
        if (refusal !== undefined) options.onRefusal(refusal);
      });
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  await listen(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    async stop(graceMs) {
      isStopping = true;
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await new Promise((resolve) => server.close(resolve));
      clearTimeout(timer);
    },
    cut: () => server.closeAllConnections(),
  };
}

function listen(server: Server, { host, port }: PostServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Undefined: it is taken. */
async function answer(
  options: PostServerOptions,
  stopping: Refusal | undefined,
  request: IncomingMessage,
): Promise<Refusal | undefined> {
  const { maxBodyBytes, room, signatures, take } = options;
  const refusal = headRefusal(options, request) ?? stopping;
  if (refusal !== undefined) return refusal;
  const place = room.take(announcedLength(request) ?? maxBodyBytes);
  if (place === undefined) return busy("Too much is in hand.");
  const body = await readPost(request, maxBodyBytes);
  const refused = (reason: Refusal): Refusal => {
    place.release();
    return reason;
  };
  if (body === "too-long") return refused(tooLong(maxBodyBytes));
  if (body === "broken-off") return refused({ status: 400, reason: "The request broke off, or took too long." });
  if (body.length === 0) return refused({ status: 400, reason: "The body is empty." });
  place.settle(body.length);
  const signature = await signatures.judge(request.headers, body);
  if (typeof signature === "object") return refused(signature);
  const notTaken = await take({ body, signature, place });
  return notTaken === undefined ? undefined : refused(notTaken);
}

/** What the head of a request tells already. */
function headRefusal(options: PostServerOptions, request: IncomingMessage): Refusal | undefined {
  const { path, maxBodyBytes, callers, signatures } = options;
  const { url = "", method, headers } = request;
  if (url.replace(/[?#].*$/s, "") !== path) return { status: 404, reason: `Events are posted to ${path}.` };
  if (method !== "POST") return { status: 405, reason: "Only POST is taken.", headers: { allow: "POST" } };
  if (callers !== undefined && !callers.accepts(headers.authorization)) {
    const reason = `The header authorization ${headers.authorization === undefined ? "is missing" : "is not the right one"}.`;
    return { status: 401, reason, headers: { "www-authenticate": callers.challenge } };
  }
  if ((headers["content-encoding"] ?? "identity") !== "identity") {
    return { status: 415, reason: "The body is encoded: it must come as it was signed." };
  }
  if ((announcedLength(request) ?? 0) > maxBodyBytes) return tooLong(maxBodyBytes);
  return signatures.glance(headers);
}

function tooLong(maxBodyBytes: number): Refusal {
  return { status: 413, reason: `The body is longer than ${maxBodyBytes} bytes.` };
}

function reply(response: ServerResponse, refusal: Refusal | undefined): void {
  if (response.destroyed) return;
  const { status, reason, headers } = refusal ?? { status: 200, reason: "OK", headers: {} };
  const text = refusal === undefined ? "OK\n" : `${statusText(status)}: ${reason}\n`;
  response.writeHead(status, {
    ...headers,
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
