import { createServer, type IncomingMessage, request, type Server } from "node:http";

/** A way to the emulator on which answers get lost. */
export interface LossyProxy {
  readonly url: string;
  /** How many requests of the operation went through. */
  passed(operation: string): number;
  close(): Promise<void>;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Passes everything on, but hangs up instead of answering the first `losses` requests of an operation. */
export async function startLossyProxy(target: string, operation: string, losses: number): Promise<LossyProxy> {
  const counts = new Map<string, number>();
  const server: Server = createServer(async (incoming, outgoing) => {
    const body = await bodyOf(incoming);
    const name = /(?:mutation|query) (\w+)/.exec(body.toString())?.[1] ?? "";
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    const forward = request(new URL(incoming.url ?? "/", target), {
      method: incoming.method,
      headers: { ...incoming.headers, host: new URL(target).host },
    });
    forward.on("response", async (response) => {
      const answer = await bodyOf(response);
      if (name === operation && count <= losses) {
        incoming.socket.destroy();
        return;
      }
      outgoing.writeHead(response.statusCode ?? 500, response.headers);
      outgoing.end(answer);
    });
    forward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    passed: (name) => counts.get(name) ?? 0,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
