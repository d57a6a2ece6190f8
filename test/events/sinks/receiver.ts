import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the receiver got it. */
export interface ReceivedRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface Receiver {
  readonly url: string;
  readonly requests: ReceivedRequest[];
  /** Connections that were opened. */
  readonly connections: number;
  /** Most requests under way at once. */
  readonly most: number;
  stop(): Promise<void>;
}

export type Answer = (request: ReceivedRequest, response: ServerResponse, index: number) => void;

export const ok: Answer = (_, response) => {
  response.writeHead(200).end();
};

/** A receiver of events on a free port. */
export async function startReceiver(answer: Answer = ok): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  let connections = 0;
  let now = 0;
  let most = 0;
  const server = createServer((incoming, response) => {
    now += 1;
    most = Math.max(most, now);
    response.on("close", () => {
      now -= 1;
    });
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method, url, headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks) };
      requests.push(request);
      answer(request, response, requests.length);
    });
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    requests,
    get connections() {
      return connections;
    },
    get most() {
      return most;
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
