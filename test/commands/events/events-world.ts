import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { runCli } from "../../../src/cli.ts";
import { readArchive } from "../../../src/events/archive.ts";
import { callAws } from "../../emulator/support/aws.ts";
import { createTestHost, type HostOptions, type TestHost } from "../../support/host.ts";
import { type Emulated, type EmulatedOptions, startEmulated } from "../emulated.ts";

/** An emulator, and bwp calls that share one state folder, so that the archive outlives a call. */
export interface EventsWorld extends Emulated {
  readonly stateFolder: string;
  /** Subscribes and connects a source; the queue is then `bwp-<source>`. */
  connected(source: string, types?: string): Promise<void>;
  /** Starts a call and leaves it running. */
  start(argv: readonly string[], options?: HostOptions): RunningCall;
  createQueue(name: string, tags?: Readonly<Record<string, string>>): Promise<void>;
  createFifo(name: string): Promise<void>;
  /** Takes everything out of a queue, in its order: the bodies. */
  drain(queue: string): Promise<string[]>;
  send(queue: string, bodies: readonly string[]): Promise<void>;
  numbers(queue: string): Promise<{ readonly visible: number; readonly inFlight: number }>;
  /** Bodies in the archive, in the order they were kept. */
  archived(): Promise<string[]>;
}

export interface RunningCall {
  readonly test: TestHost;
  readonly code: Promise<number>;
  shows(text: string, stream?: "stdout" | "stderr"): Promise<void>;
}

export async function startEventsWorld(options: EmulatedOptions = {}): Promise<EventsWorld> {
  const world = await startEmulated(options);
  const stateFolder = mkdtempSync(join(tmpdir(), "bwp-events-"));
  onTestFinished(async () => {
    await world.close();
    rmSync(stateFolder, { recursive: true, force: true });
  });
  const env = { ...world.env, BWP_STATE_DIR: stateFolder };
  const url = world.emulator.url;
  const urlOf = (queue: string): string => `${url}/000000000000/${queue}`;
  const bwp: Emulated["bwp"] = (argv, more = {}) => world.bwp(argv, { ...more, env: { ...env, ...more.env } });
  return {
    ...world,
    env,
    stateFolder,
    bwp,
    async json<T>(argv: readonly string[]): Promise<T> {
      const { code, stdout, stderr } = await bwp(argv);
      if (code !== 0) throw new Error(`bwp ${argv.join(" ")} ended with ${code}: ${stderr}`);
      return JSON.parse(stdout) as T;
    },
    async connected(source, types = "PACKAGE_DELIVERED") {
      for (const argv of [
        ["subscribe", "create", "--type", types, "--source-name", source],
        ["events", "connect", "--source", source],
      ]) {
        const { code, stderr } = await bwp(argv);
        if (code !== 0) throw new Error(`bwp ${argv.join(" ")} ended with ${code}: ${stderr}`);
      }
    },
    start(argv, more = {}) {
      const test = createTestHost({ ...more, env: { ...env, ...more.env } });
      onTestFinished(() => test.remove());
      return {
        test,
        code: runCli(argv, test.host),
        async shows(text, stream = "stdout") {
          const end = Date.now() + 60_000;
          while (!test.output()[stream].includes(text)) {
            if (Date.now() > end) throw new Error(`${stream} never showed ${text}: ${test.output()[stream]}`);
            await delay(5);
          }
        },
      };
    },
    async createQueue(name, tags) {
      await callAws(url, "AmazonSQS.CreateQueue", { QueueName: name, ...(tags === undefined ? {} : { tags }) });
    },
    async createFifo(name) {
      await callAws(url, "AmazonSQS.CreateQueue", { QueueName: name, Attributes: { FifoQueue: "true" } });
    },
    async drain(queue) {
      const bodies: string[] = [];
      for (;;) {
        const { Messages } = await callAws(url, "AmazonSQS.ReceiveMessage", {
          QueueUrl: urlOf(queue),
          MaxNumberOfMessages: 10,
        });
        const messages = (Messages ?? []) as readonly { readonly Body: string; readonly ReceiptHandle: string }[];
        if (messages.length === 0) return bodies;
        for (const { Body, ReceiptHandle } of messages) {
          bodies.push(Body);
          await callAws(url, "AmazonSQS.DeleteMessage", { QueueUrl: urlOf(queue), ReceiptHandle });
        }
      }
    },
    async send(queue, bodies) {
      for (let at = 0; at < bodies.length; at += 10) {
        const Entries = bodies.slice(at, at + 10).map((MessageBody, index) => ({ Id: String(index), MessageBody }));
        await callAws(url, "AmazonSQS.SendMessageBatch", { QueueUrl: urlOf(queue), Entries });
      }
    },
    async numbers(queue) {
      const answer = await callAws(url, "AmazonSQS.GetQueueAttributes", {
        QueueUrl: urlOf(queue),
        AttributeNames: ["All"],
      });
      const attributes = answer.Attributes as Readonly<Record<string, string>>;
      return {
        visible: Number(attributes.ApproximateNumberOfMessages),
        inFlight: Number(attributes.ApproximateNumberOfMessagesNotVisible),
      };
    },
    async archived() {
      const bodies: string[] = [];
      for await (const { body } of readArchive(join(stateFolder, "data", "events"))) bodies.push(body);
      return bodies;
    },
  };
}
