import type { Reader, Store } from "../../store/store.ts";
import type { JsonObject, Operation } from "../protocol.ts";
import { AwsError, textMapOf, textsOf } from "../protocol.ts";
import { ATTRIBUTE_NAMES, checkAttributes } from "./attributes.ts";
import type { QueueEngine } from "./engine.ts";
import type { QueueEntity } from "./entities.ts";
import { findQueue, noSuchQueue, QUEUES, queueArn, queueKey } from "./entities.ts";
import type { Messages } from "./messages.ts";
import { deadLetterTargetOf } from "./redrive-policy.ts";
import type { Tickets } from "./tickets.ts";

const QUEUE_NAME = /^(?:[\w-]{1,80}|[\w-]{1,75}\.fifo)$/;

/** The SQS operations on queues, their attributes and their tags. */
export function queueOperations(
  options: {
    readonly store: Store;
    readonly account: string;
    readonly baseUrl: () => string;
    readonly now: () => number;
  },
  parts: { readonly engine: QueueEngine; readonly messages: Messages; readonly tickets: Tickets },
): Map<string, Operation> {
  const { store, account, now } = options;
  const { engine, messages, tickets } = parts;

  const urlOf = (queue: QueueEntity): string => `${options.baseUrl()}/${account}/${queue.name}`;

  const createQueue: Operation = async (input, call) => {
    const name = input.QueueName;
    if (typeof name !== "string" || !QUEUE_NAME.test(name)) {
      throw new AwsError(
        "InvalidParameterValue",
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
      );
    }
    const attributes = textMapOf(input.Attributes);
    if (name.endsWith(".fifo") !== (attributes.FifoQueue === "true")) {
      throw new AwsError(
        "InvalidParameterValue",
        "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.",
      );
    }
    const key = queueKey(call.region, name);
    const existing = store.get(QUEUES, key);
    if (existing !== undefined) return { QueueUrl: sameQueue(existing, attributes) };
    const known = checkAttributes(store, attributes, account, { region: call.region, name });
    await engine.create({ key, name, region: call.region, attributes: known });
    const seconds = Math.floor(now() / 1000);
    const queue: QueueEntity = {
      name,
      region: call.region,
      attributes,
      tags: textMapOf(input.tags),
      createdAt: seconds,
      modifiedAt: seconds,
    };
    store.transaction((tx) => tx.put(QUEUES, key, queue));
    return { QueueUrl: urlOf(queue) };
  };

  function sameQueue(queue: QueueEntity, attributes: Record<string, string>): string {
    for (const [name, value] of Object.entries(attributes)) {
      if ((queue.attributes[name] ?? DEFAULTS[name]) !== value) {
        throw new AwsError(
          "QueueNameExists",
          `A queue already exists with the same name and a different value for attribute ${name}`,
        );
      }
    }
    return urlOf(queue);
  }

  return new Map<string, Operation>([
    ["CreateQueue", createQueue],
    [
      "GetQueueUrl",
      (input, call) => {
        const queue = store.get(QUEUES, queueKey(call.region, String(input.QueueName)));
        if (queue === undefined) throw noSuchQueue();
        return { QueueUrl: urlOf(queue) };
      },
    ],
    [
      "ListQueues",
      (input, call) => {
        const prefix = String(input.QueueNamePrefix ?? "");
        const queues = queuesOf(store, (queue) => queue.region === call.region && queue.name.startsWith(prefix));
        return page("QueueUrls", queues, input, urlOf);
      },
    ],
    [
      "ListDeadLetterSourceQueues",
      (input, call) => {
        const arn = queueArn(account, findQueue(store, input.QueueUrl, call.region).queue);
        const queues = queuesOf(store, (queue) => deadLetterTargetOf(queue.attributes) === arn);
        return page("queueUrls", queues, input, urlOf);
      },
    ],
    [
      "DeleteQueue",
      async (input, call) => {
        const { key } = findQueue(store, input.QueueUrl, call.region);
        store.transaction((tx) => {
          tx.delete(QUEUES, key);
          messages.forget(tx, key);
        });
        await engine.call("DeleteQueue", {}, key);
        tickets.wake(key);
        return {};
      },
    ],
    [
      "PurgeQueue",
      async (input, call) => {
        const { key } = findQueue(store, input.QueueUrl, call.region);
        store.transaction((tx) => messages.forget(tx, key));
        await engine.call("PurgeQueue", {}, key);
        return {};
      },
    ],
    [
      "SetQueueAttributes",
      async (input, call) => {
        const { key, queue } = findQueue(store, input.QueueUrl, call.region);
        const attributes = textMapOf(input.Attributes);
        const known = checkAttributes(store, attributes, account, queue);
        await engine.call("SetQueueAttributes", { Attributes: known }, key);
        const merged = { ...queue.attributes, ...attributes };
        const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ""));
        const modifiedAt = Math.floor(now() / 1000);
        store.transaction((tx) => tx.put(QUEUES, key, { ...queue, attributes: kept, modifiedAt }));
        return {};
      },
    ],
    [
      "GetQueueAttributes",
      async (input, call) => {
        const { key, queue } = findQueue(store, input.QueueUrl, call.region);
        const names = textsOf(input.AttributeNames);
        const unknown = names.find((name) => !ATTRIBUTE_NAMES.has(name));
        if (unknown !== undefined) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${unknown}.`);
        const live = await engine.call("GetQueueAttributes", { AttributeNames: ["All"] }, key);
        const all: Record<string, string> = {
          ...textMapOf(live.Attributes),
          ...queue.attributes,
          QueueArn: queueArn(account, queue),
          CreatedTimestamp: String(queue.createdAt),
          LastModifiedTimestamp: String(queue.modifiedAt),
        };
        const wanted = Object.entries(all).filter(
          ([name, value]) => value !== "" && (names.includes("All") || names.includes(name)),
        );
        return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
      },
    ],
    [
      "TagQueue",
      (input, call) => {
        const { key, queue } = findQueue(store, input.QueueUrl, call.region);
        const tags = { ...queue.tags, ...textMapOf(input.Tags) };
        if (Object.keys(tags).length > 50)
          throw new AwsError("InvalidParameterValue", "Too many tags added for queue.");
        store.transaction((tx) => tx.put(QUEUES, key, { ...queue, tags }));
        return {};
      },
    ],
    [
      "UntagQueue",
      (input, call) => {
        const { key, queue } = findQueue(store, input.QueueUrl, call.region);
        const keys = textsOf(input.TagKeys);
        const tags = Object.fromEntries(Object.entries(queue.tags).filter(([tag]) => !keys.includes(tag)));
        store.transaction((tx) => tx.put(QUEUES, key, { ...queue, tags }));
        return {};
      },
    ],
    [
      "ListQueueTags",
      (input, call) => {
        const { tags } = findQueue(store, input.QueueUrl, call.region).queue;
        return Object.keys(tags).length === 0 ? {} : { Tags: tags };
      },
    ],
  ]);
}

const DEFAULTS: Readonly<Record<string, string>> = {
  VisibilityTimeout: "30",
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
  SqsManagedSseEnabled: "true",
};

function queuesOf(store: Reader, wanted: (queue: QueueEntity) => boolean): QueueEntity[] {
  const queues = Array.from(store.list(QUEUES), ([, queue]) => queue).filter(wanted);
  return queues.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function page(
  field: string,
  queues: QueueEntity[],
  input: JsonObject,
  urlOf: (queue: QueueEntity) => string,
): JsonObject {
  const after = typeof input.NextToken === "string" ? Buffer.from(input.NextToken, "base64").toString() : "";
  const rest = queues.filter((queue) => queue.name > after);
  const limit = Number(input.MaxResults ?? 1000);
  const shown = rest.slice(0, limit);
  const last = shown.at(-1);
  return {
    ...(shown.length === 0 ? {} : { [field]: shown.map(urlOf) }),
    ...(rest.length > limit && last !== undefined ? { NextToken: Buffer.from(last.name).toString("base64") } : {}),
  };
}
