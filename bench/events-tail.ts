import { fork } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { CreateQueueCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { event } from "./events-decode.ts";
import { compare } from "./measure.ts";
import type { Bench, Row } from "./row.ts";

const RUNS = 3;
const MESSAGES = 20_000;
const CONNECTIONS = 8;
/** The tail's rate must be at least 0.9 of the bare loop's, so its time at most 1 / 0.9 of it. */
const GOAL = 1 / 0.9;
const MEMORY_GOAL_MB = 150;

/** `bwp events tail` draining a queue, against a bare receive-and-delete loop of the AWS SDK with as many connections. */
export async function eventsTail({ bwp, folder, env }: Bench): Promise<readonly Row[]> {
  const packages = resolve(import.meta.dirname, "..", "..");
  const server = join(folder, "sqs-server.mjs");
  await writeFile(
    server,
    `import { startFauxqs } from ${JSON.stringify(join(packages, "fauxqs", "dist", "app.js"))};
const server = await startFauxqs({ port: 0, logger: false, host: "127.0.0.1" });
process.send({ port: server.port });
process.on("disconnect", () => process.exit());
`,
  );
  const child = fork(server, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const { port } = await new Promise<{ port: number }>((ready) => {
    child.once("message", (message) => ready(message as { port: number }));
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const aws = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    AWS_REGION: "us-east-1",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
  const client = new SQSClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
    useQueueUrlAsEndpoint: false,
  });
  try {
    const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName: "bench" }));
    const fill = async (): Promise<void> => {
      const batches = Array.from({ length: MESSAGES / 10 }, (_, batch) => batch);
      await Promise.all(
        Array.from({ length: 16 }, async () => {
          for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
            const first = batch * 10;
            const Entries = Array.from({ length: 10 }, (_, index) => ({
              Id: String(index),
              MessageBody: JSON.stringify(event(first + index)),
            }));
            await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
          }
        }),
      );
    };
    const script = join(folder, "bare-drain.mjs");
    await writeFile(
      script,
      `import { Agent } from "node:http";
import { createRequire } from "node:module";
const require = createRequire(${JSON.stringify(join(packages, "x.js"))});
const { SQSClient, ReceiveMessageCommand, DeleteMessageBatchCommand } = require("@aws-sdk/client-sqs");
const client = new SQSClient({ endpoint: ${JSON.stringify(endpoint)}, useQueueUrlAsEndpoint: false,
  requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: 50 }) } });
const QueueUrl = ${JSON.stringify(QueueUrl)};
let count = 0;
await Promise.all(Array.from({ length: ${CONNECTIONS} }, async () => {
  while (count < ${MESSAGES}) {
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }));
    if (Messages.length === 0) continue;
    process.stdout.write(Messages.map((message) => JSON.stringify(JSON.parse(message.Body)) + "\\n").join(""));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: Messages.map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle })) }));
    count += Messages.length;
  }
}));
client.destroy();
`,
    );
    const comparison = await compare(
      {
        command: process.execPath,
        args: [
          bwp,
          "events",
          "tail",
          "bench",
          "--consume",
          "--limit",
          String(MESSAGES),
          "--pollers",
          String(CONNECTIONS),
          "-o",
          "ndjson",
        ],
        env: { ...env, ...aws },
        before: fill,
        watchMemory: true,
      },
      { command: process.execPath, args: [script], env: aws, before: fill },
      RUNS,
    );
    return [
      {
        what: `bwp events tail draining ${MESSAGES.toLocaleString("en")} messages, ${CONNECTIONS} connections`,
        against: "a bare AWS SDK loop (time; archive and decoding included)",
        goal: `<= ${GOAL.toFixed(2)} (rate >= 0.9), <= ${MEMORY_GOAL_MB} MB`,
        met: comparison.ratio.median <= GOAL && comparison.peakMb <= MEMORY_GOAL_MB,
        comparison,
        notes: `${Math.round((MESSAGES / comparison.ours.median) * 1000).toLocaleString("en")} messages a second, peak ${Math.round(comparison.peakMb)} MB`,
      },
    ];
  } finally {
    client.destroy();
    child.disconnect();
  }
}
