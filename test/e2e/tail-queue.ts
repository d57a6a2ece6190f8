import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Fault, type QueueServer, startProxy, startQueue } from "../events/queue-server.ts";
import { Sandbox } from "../support/built.ts";

const SENDERS = 8;

/** The built program before a queue whose answers a test may change on their way. */
export interface TailedQueue {
  readonly sandbox: Sandbox;
  readonly server: QueueServer;
  readonly archive: string;
  /** The words of a tail that takes everything out, and ends when nothing comes any more. */
  readonly words: readonly string[];
  /** Sends events, told apart by their number; answers their bodies. */
  send(count: number): Promise<readonly string[]>;
  /** Messages that are still there, received or not. */
  left(): number;
  close(): Promise<void>;
}

export async function startTailedQueue(
  fault: (...call: Parameters<Parameters<typeof startProxy>[1]>) => Fault | undefined = () => undefined,
  env: Readonly<Record<string, string>> = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" },
): Promise<TailedQueue> {
  const server = await startQueue({ VisibilityTimeout: "2" });
  const proxy = await startProxy(server.server.port, fault);
  const sandbox = new Sandbox({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${proxy.port}`,
    AWS_REGION: "us-east-1",
    ...env,
  });
  const archive = join(sandbox.folder, "archive");
  const tail = ["events", "tail", "events", "--consume", "-o", "ndjson", "--archive-dir", archive];
  return {
    sandbox,
    server,
    archive,
    words: [...tail, "--visibility", "2s", "--idle-timeout", "6s"],
    async send(count) {
      const bodies = Array.from({ length: count }, (_, index) =>
        JSON.stringify({
          "detail-type": "PACKAGE_DELIVERED",
          id: `event-${index}`,
          source: "aws.partner/buywithprime/x",
          detail: {},
        }),
      );
      const share = Math.ceil(count / SENDERS / 10) * 10;
      await Promise.all(
        Array.from({ length: SENDERS }, (_, sender) => server.send(bodies.slice(sender * share, (sender + 1) * share))),
      );
      return bodies;
    },
    left() {
      const { ready, inFlight } = server.contents();
      return ready.length + inFlight.length;
    },
    async close() {
      await sandbox.close();
      await proxy.stop();
      await server.stop();
    },
  };
}

/** The ids of the events in the output of a tail, each once. */
export function shownIn(...outputs: readonly string[]): Set<string> {
  const lines = outputs.flatMap((output) => output.split("\n").filter((line) => line !== ""));
  return new Set(lines.map((line) => (JSON.parse(line) as { envelopeId: string }).envelopeId));
}

/** The ids of the events that were sent. */
export function idsOf(bodies: readonly string[]): Set<string> {
  return new Set(bodies.map((body) => (JSON.parse(body) as { id: string }).id));
}

/** What an archive holds: the bodies of whole lines, and how many files end within a line. */
export function archiveOf(folder: string): { readonly bodies: Set<string>; readonly torn: number } {
  const bodies = new Set<string>();
  let torn = 0;
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(".ndjson")) continue;
    const lines = readFileSync(join(folder, name), "utf8").split("\n");
    if (lines.pop() !== "") torn += 1;
    for (const line of lines) {
      const { body, sha256 } = JSON.parse(line) as { body: string; sha256: string };
      if (createHash("sha256").update(body).digest("hex") !== sha256) throw new Error(`Damaged: ${line}`);
      bodies.add(body);
    }
  }
  return { bodies, torn };
}
