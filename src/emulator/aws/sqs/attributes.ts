import { isJsonObject } from "../../../model/json-object.ts";
import type { Reader } from "../../store/store.ts";
import type { JsonObject } from "../protocol.ts";
import { AwsError } from "../protocol.ts";
import { QUEUES, queueArn, queueKeyOfArn } from "./entities.ts";
import { problemOfAllowPolicy, refusesSource } from "./redrive-allow-policy.ts";

/** Attributes that the engine knows, checks and obeys. */
const ENGINE_ATTRIBUTES = new Set([
  "VisibilityTimeout",
  "DelaySeconds",
  "MaximumMessageSize",
  "MessageRetentionPeriod",
  "ReceiveMessageWaitTimeSeconds",
  "Policy",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
  "FifoQueue",
  "ContentBasedDeduplication",
]);

/** Attributes that the engine does not know: they are kept and shown, and those on redrive are obeyed here. */
const KEPT_ATTRIBUTES = new Set([
  "DeduplicationScope",
  "FifoThroughputLimit",
  "RedriveAllowPolicy",
  "RedrivePolicy",
  "SqsManagedSseEnabled",
]);

const READ_ONLY_ATTRIBUTES = [
  "QueueArn",
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesNotVisible",
  "ApproximateNumberOfMessagesDelayed",
  "CreatedTimestamp",
  "LastModifiedTimestamp",
];

/** Names that GetQueueAttributes understands. Page: SQS API reference, GetQueueAttributes. */
export const ATTRIBUTE_NAMES: ReadonlySet<string> = new Set([
  "All",
  ...ENGINE_ATTRIBUTES,
  ...KEPT_ATTRIBUTES,
  ...READ_ONLY_ATTRIBUTES,
]);

/** Checks attributes that a client wants to set, and returns those for the engine. Throws AwsError. */
export function checkAttributes(
  store: Reader,
  attributes: Record<string, string>,
  account: string,
  queue: { readonly region: string; readonly name: string },
): JsonObject {
  for (const name of Object.keys(attributes)) {
    if (!ENGINE_ATTRIBUTES.has(name) && !KEPT_ATTRIBUTES.has(name)) {
      throw new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    }
  }
  const policy = attributes.Policy;
  if (policy !== undefined && policy !== "" && parseObject(policy) === undefined) {
    throw new AwsError("InvalidAttributeValue", "Invalid value for the parameter Policy.");
  }
  const redrive = attributes.RedrivePolicy;
  if (redrive !== undefined && redrive !== "") checkRedrivePolicy(store, redrive, account, queue);
  const allow = attributes.RedriveAllowPolicy;
  const problem = allow === undefined || allow === "" ? undefined : problemOfAllowPolicy(allow);
  if (problem !== undefined) {
    throw new AwsError(
      "InvalidParameterValue",
      `Value ${allow} for parameter RedriveAllowPolicy is invalid. Reason: ${problem}`,
    );
  }
  return engineAttributes(attributes);
}

/** Those of a queue's attributes that the engine must know. */
export function engineAttributes(attributes: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => ENGINE_ATTRIBUTES.has(name)));
}

function checkRedrivePolicy(
  store: Reader,
  text: string,
  account: string,
  source: { readonly region: string; readonly name: string },
): void {
  const refuse = (reason: string): AwsError =>
    new AwsError("InvalidParameterValue", `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`);
  const policy = parseObject(text);
  if (policy === undefined) throw refuse("Redrive policy is not a valid JSON map.");
  const count = Number(policy.maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw refuse("Invalid value for maxReceiveCount: must be between 1 and 1000.");
  }
  const key = queueKeyOfArn(String(policy.deadLetterTargetArn), account);
  const target = key === undefined ? undefined : store.get(QUEUES, key);
  if (target === undefined) throw refuse("Dead letter target does not exist.");
  if (target.name.endsWith(".fifo") !== source.name.endsWith(".fifo")) {
    throw refuse("Dead-letter queue must be same type of queue as the source.");
  }
  if (refusesSource(target.attributes.RedriveAllowPolicy, queueArn(account, source))) {
    throw refuse("The RedriveAllowPolicy of the dead-letter queue does not allow this source queue.");
  }
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
