import { buildApp } from "fauxqs";
import { isJsonObject } from "../../../model/json-object.ts";
import type { JsonObject } from "../protocol.ts";
import { AwsError, listOf } from "../protocol.ts";
import { noSuchQueue } from "./entities.ts";

/** A message as the engine sees it: the body stays in the store, the engine only decides who gets it when. */
export interface Ticket {
  /** Message id. */
  readonly id: string;
  readonly delaySeconds: number;
  readonly groupId?: string | undefined;
}

/** A ticket that was handed out. */
export interface ReceivedTicket {
  readonly id: string;
  readonly receiptHandle: string;
  readonly receiveCount: string;
  /** Milliseconds since 1970. */
  readonly firstReceivedAt: string;
}

/** Queues in memory: order, visibility, delays, redrive and FIFO groups. */
export interface QueueEngine {
  /** Runs an SQS action; with a queue key it fills in the QueueUrl. Throws AwsError. */
  call(action: string, input: JsonObject, queueKey?: string): Promise<JsonObject>;
  create(queue: { region: string; name: string; key: string; attributes: JsonObject }): Promise<void>;
  /** Puts tickets into a queue in the order of the calls; resolves when they can be received. */
  push(queueKey: string, tickets: readonly Ticket[]): Promise<void>;
  receive(queueKey: string, options: JsonObject): Promise<ReceivedTicket[]>;
  /** Drops all queues. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

const BATCH = 10;

/** Starts the engine: the package fauxqs, driven in process, never listening. */
export function createQueueEngine(): QueueEngine {
  const app = buildApp({ logger: false });
  const urls = new Map<string, string>();
  const outboxes = new Map<string, Outbox>();

  async function call(action: string, input: JsonObject, queueKey?: string, region?: string): Promise<JsonObject> {
    const url = queueKey === undefined ? undefined : urls.get(queueKey);
    if (queueKey !== undefined && url === undefined) throw noSuchQueue();
    const response = await app.inject({
      method: "POST",
      url: "/",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `AmazonSQS.${action}`,
        ...(region === undefined ? {} : { authorization: `Credential=emu/20000101/${region}/sqs/aws4_request` }),
      },
      payload: JSON.stringify(url === undefined ? input : { ...input, QueueUrl: url }),
    });
    const output: unknown = JSON.parse(response.payload);
    if (!isJsonObject(output)) throw new AwsError("InternalFailure", "The queue engine gave no answer.", 500);
    if (response.statusCode >= 400) {
      const code = String(output.__type ?? "InternalFailure").replace(/^.*#/, "");
      throw new AwsError(code, String(output.message ?? ""), response.statusCode);
    }
    return output;
  }

  async function send(queueKey: string, tickets: readonly Ticket[]): Promise<void> {
    await call(
      "SendMessageBatch",
      {
        Entries: tickets.map(({ id, delaySeconds, groupId }) => ({
          Id: id,
          MessageBody: id,
          ...(groupId === undefined
            ? { DelaySeconds: delaySeconds }
            : { MessageGroupId: groupId, MessageDeduplicationId: id }),
        })),
      },
      queueKey,
    );
  }

  return {
    call,
    async create({ key, name, region, attributes }) {
      const output = await call("CreateQueue", { QueueName: name, Attributes: attributes }, undefined, region);
      urls.set(key, String(output.QueueUrl));
    },
    push(queueKey, tickets) {
      let outbox = outboxes.get(queueKey);
      if (outbox === undefined) {
        outbox = new Outbox((batch) => send(queueKey, batch));
        outboxes.set(queueKey, outbox);
      }
      return outbox.push(tickets);
    },
    async receive(queueKey, options) {
      const output = await call(
        "ReceiveMessage",
        {
          ...options,
          WaitTimeSeconds: 0,
          MessageSystemAttributeNames: ["ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp"],
        },
        queueKey,
      );
      return listOf(output.Messages).map(readTicket);
    },
    async clear() {
      for (const key of urls.keys()) {
        await call("DeleteQueue", {}, key).catch(() => undefined);
      }
      urls.clear();
      outboxes.clear();
    },
    close: () => app.close(),
  };
}

function readTicket(message: unknown): ReceivedTicket {
  const fields = isJsonObject(message) ? message : {};
  const attributes = isJsonObject(fields.Attributes) ? fields.Attributes : {};
  return {
    id: String(fields.Body),
    receiptHandle: String(fields.ReceiptHandle),
    receiveCount: String(attributes.ApproximateReceiveCount),
    firstReceivedAt: String(attributes.ApproximateFirstReceiveTimestamp),
  };
}

/** Tickets on their way into one queue: batches of ten, one after the other, so that their order holds. */
class Outbox {
  #waiting: Ticket[] = [];
  #running: Promise<void> | undefined;
  readonly #send: (tickets: readonly Ticket[]) => Promise<void>;

  constructor(send: (tickets: readonly Ticket[]) => Promise<void>) {
    this.#send = send;
  }

  push(tickets: readonly Ticket[]): Promise<void> {
    this.#waiting.push(...tickets);
    this.#running ??= this.#flush();
    return this.#running;
  }

  async #flush(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const all = this.#waiting;
        this.#waiting = [];
        for (let at = 0; at < all.length; at += BATCH) await this.#send(all.slice(at, at + BATCH));
      }
    } finally {
      this.#running = undefined;
    }
  }
}
