import type { IncomingHttpHeaders } from "node:http";
import { createServer } from "node:http";
import { onTestFinished } from "vitest";

/** One request as it came in. */
export interface Received {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** To the byte. */
  readonly body: Buffer;
}

/** How a receiver answers: a status, or status, headers and body. */
export type Reply = number | { status: number; headers?: Record<string, string>; body?: string };

/** An HTTP server on a free port of this machine that keeps what it gets. */
export interface Receiver {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  stop(): Promise<void>;
}

/** Starts a receiver; it answers 200 unless `reply` says otherwise. */
export async function startReceiver(
  reply: (request: Received, count: number) => Reply | Promise<Reply> = () => 200,
  port = 0,
): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const one = {
      path: request.url ?? "",
      method: request.method ?? "",
      headers: request.headers,
      body: Buffer.concat(chunks),
    };
    received.push(one);
    const answer = await reply(one, received.length);
    const { status, headers, body } = typeof answer === "number" ? { status: answer, headers: {}, body: "" } : answer;
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(() => stop());
  return { url: `http://127.0.0.1:${address.port}`, port: address.port, received, stop };
}
