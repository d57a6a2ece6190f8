import { fork } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { event } from "./events-decode.ts";

const SENDERS = 16;
const BATCH = 10;
/** A queue that is filled while it is drained holds about so many messages. */
const BACKLOG = 20_000;

/** A queue to drain, on a server in a process of its own. */
export interface BenchQueue {
  readonly name: string;
  readonly url: string;
  /** Environment that leads the AWS SDK, and bwp, to the server. */
  readonly env: Readonly<Record<string, string>>;
  /** Puts so many messages into it. */
  fill(count: number): Promise<void>;
  /** The same, but no faster than they are taken out. */
  feed(count: number): Promise<void>;
  close(): void;
}

/** Starts a server with one queue. `rivals` is the folder with the server's script. */
export async function openQueue(rivals: string): Promise<BenchQueue> {
  const child = fork(join(rivals, "queue-server.mjs"), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const { port } = await new Promise<{ port: number }>((ready) => {
    child.once("message", (message) => ready(message as { port: number }));
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new SQSClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
    useQueueUrlAsEndpoint: false,
  });
  const name = "bench";
  const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName: name }));
  let sent = 0;
  const fill = async (count: number): Promise<void> => {
    const end = sent + count;
    await Promise.all(
      Array.from({ length: SENDERS }, async () => {
        while (sent < end) {
          const first = sent;
          const size = Math.min(BATCH, end - first);
          sent += size;
          const Entries = Array.from({ length: size }, (_, index) => ({
            Id: String(index),
            MessageBody: JSON.stringify(event(first + index)),
          }));
          await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        }
      }),
    );
  };
  const waiting = async (): Promise<number> => {
    const AttributeNames = ["ApproximateNumberOfMessages"] as const;
    const answer = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }));
    return Number(answer.Attributes?.ApproximateNumberOfMessages);
  };
  return {
    name,
    url: QueueUrl,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "bench",
      AWS_SECRET_ACCESS_KEY: "bench",
      AWS_REGION: "us-east-1",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    },
    fill,
    async feed(count) {
      for (let left = count; left > 0; ) {
        if ((await waiting()) > BACKLOG) await delay(20);
        else {
          const part = Math.min(left, BACKLOG / 10);
          await fill(part);
          left -= part;
        }
      }
    },
    close() {
      client.destroy();
      child.disconnect();
    },
  };
}
