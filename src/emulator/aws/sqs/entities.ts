import type { Reader } from "../../store/store.ts";
import { collection } from "../../store/store.ts";
import { AwsError } from "../protocol.ts";

/** A queue as it is kept: what was asked for, not what is derived. */
export interface QueueEntity {
  readonly name: string;
  readonly region: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Seconds since 1970. */
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** A message attribute as the JSON protocol has it; binary values in base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** A message that is not yet deleted; its id is the key in the collection. */
export interface MessageEntity {
  /** Key of the queue it is in. */
  readonly queue: string;
  readonly body: string;
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** Not to be received before; milliseconds since 1970. */
  readonly visibleAt?: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
  /** Key of the queue whose redrive policy moved it here. */
  readonly movedFrom?: string;
  /** How often it was received there. */
  readonly receivedBefore?: number;
}

/** All queues, by {@link queueKey}. */
export const QUEUES = collection<QueueEntity>("aws.sqs.queues");

/** All messages of all queues, in the order of sending, by message id. */
export const MESSAGES = collection<MessageEntity>("aws.sqs.messages");

/** Key of a queue in the store. */
export function queueKey(region: string, name: string): string {
  return `${region}/${name}`;
}

/** ARN of a queue. */
export function queueArn(account: string, queue: { readonly region: string; readonly name: string }): string {
  return `arn:aws:sqs:${queue.region}:${account}:${queue.name}`;
}

/** Key of the queue that an ARN names; undefined if it is no queue of this account. */
export function queueKeyOfArn(arn: string, account: string): string | undefined {
  const match = /^arn:aws[\w-]*:sqs:([a-z0-9-]+):(\d{12}):([\w-]+(?:\.fifo)?)$/.exec(arn);
  return match?.[1] !== undefined && match[3] !== undefined && match[2] === account
    ? queueKey(match[1], match[3])
    : undefined;
}

/** The error for a queue that is not there. */
export function noSuchQueue(): AwsError {
  return new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
}

/**
 * Finds the queue that a QueueUrl means: its last path segment is the name. The region is that of a host such as
 * `sqs.eu-west-1.localhost`, else the caller's; a name that exists in one other region only is found there.
 */
export function findQueue(store: Reader, url: unknown, region: string): { key: string; queue: QueueEntity } {
  if (typeof url !== "string" || url === "") {
    throw new AwsError("MissingParameter", "The request must contain the parameter QueueUrl.");
  }
  const name = /([^/?#]+)\/?$/.exec(url)?.[1] ?? "";
  const host = /^https?:\/\/(?:sqs\.([a-z0-9-]+)\.|([a-z0-9-]+)\.queue\.)/.exec(url);
  const key = queueKey(host?.[1] ?? host?.[2] ?? region, name);
  const queue = store.get(QUEUES, key);
  if (queue !== undefined) return { key, queue };
  const elsewhere = Array.from(store.list(QUEUES)).filter(([, other]) => other.name === name);
  const [only, ...others] = elsewhere;
  if (only === undefined || others.length > 0) throw noSuchQueue();
  return { key: only[0], queue: only[1] };
}
