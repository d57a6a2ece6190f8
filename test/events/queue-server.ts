import { createServer, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import type { QueueClient } from "../../src/aws/queue-client.ts";
import type { AwsSettings } from "../../src/aws/settings.ts";
import { openQueue } from "../../src/aws/sqs.ts";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const credentials = { accessKeyId: "emu-id", secretAccessKey: "emu-secret" };

export function settingsFor(port: number): AwsSettings {
  return {
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${port}`,
    credentials,
    timeoutMs: 60_000,
    now: Date.now,
    env: {},
  };
}

/** A real SQS server on a free port, with one queue. */
export interface QueueServer {
  readonly server: FauxqsServer;
  readonly queue: QueueClient;
  send(bodies: readonly string[]): Promise<void>;
  /** Bodies that can be received now, and those that were received and not deleted. */
  contents(): { readonly ready: string[]; readonly inFlight: string[] };
  stop(): Promise<void>;
}

export async function startQueue(attributes: Record<string, string> = {}): Promise<QueueServer> {
  const server = await startFauxqs({ port: 0, logger: false });
  server.createQueue("events", { attributes });
  const queue = await openQueue(settingsFor(server.port), "events");
  const endpoint = `http://127.0.0.1:${server.port}`;
  const sender = new SQSClient({ endpoint, region: "us-east-1", credentials, useQueueUrlAsEndpoint: false });
  return {
    server,
    queue,
    async send(bodies) {
      for (let at = 0; at < bodies.length; at += 10) {
        const Entries = bodies.slice(at, at + 10).map((MessageBody, index) => ({ Id: String(index), MessageBody }));
        await sender.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
      }
    },
    contents() {
      const messages = server.inspectQueue("events")?.messages;
      return {
        ready: (messages?.ready ?? []).map(({ body }) => body),
        inFlight: (messages?.inflight ?? []).map(({ message }) => message.body),
      };
    },
    async stop() {
      queue.close();
      sender.destroy();
      await server.stop();
    },
  };
}

/** What a proxy does with a request instead of passing it on. */
export type Fault =
  | { readonly status: number; readonly body: string; readonly date?: string }
  | "hang up"
  | { readonly failEntries: readonly string[] };

/** A proxy before the server that lets some requests fail; `fault` sees the action, such as `DeleteMessageBatch`, and the headers. */
export async function startProxy(
  port: number,
  fault: (action: string, headers: IncomingHttpHeaders) => Fault | undefined,
) {
  const server = createServer((incoming, outgoing) => {
    const action = String(incoming.headers["x-amz-target"]).split(".")[1] ?? "";
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const trouble = fault(action, incoming.headers);
      if (trouble === "hang up") {
        incoming.socket.destroy();
        return;
      }
      if (trouble !== undefined && "status" in trouble) {
        const date = trouble.date === undefined ? {} : { date: trouble.date };
        outgoing.writeHead(trouble.status, { "content-type": "application/x-amz-json-1.0", ...date }).end(trouble.body);
        return;
      }
      let body = Buffer.concat(chunks);
      const failed = trouble?.failEntries ?? [];
      let sent: string[] = [];
      if (failed.length > 0) {
        const json = JSON.parse(body.toString());
        sent = json.Entries.map(({ Id }: { Id: string }) => Id);
        json.Entries = json.Entries.filter(({ Id }: { Id: string }) => !failed.includes(Id));
        if (json.Entries.length === 0) json.Entries.push({ Id: "none", ReceiptHandle: "none" });
        body = Buffer.from(JSON.stringify(json));
      }
      const headers = { ...incoming.headers, "content-length": String(body.length) };
      const passed = httpRequest(
        { port, host: "127.0.0.1", path: incoming.url, method: incoming.method, headers },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on("data", (part: Buffer) => parts.push(part));
          answer.on("end", () => {
            let text = Buffer.concat(parts).toString();
            if (failed.length > 0) {
              const json = JSON.parse(text);
              json.Failed = failed
                .filter((Id) => sent.includes(Id))
                .map((Id) => ({
                  Id,
                  SenderFault: false,
                  Code: "InternalError",
                  Message: "try again",
                }));
              text = JSON.stringify(json);
            }
            const { "content-length": _, ...rest } = answer.headers;
            outgoing.writeHead(answer.statusCode ?? 500, rest).end(text);
          });
        },
      );
      passed.on("error", () => outgoing.destroy());
      outgoing.on("close", () => passed.destroy());
      passed.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
