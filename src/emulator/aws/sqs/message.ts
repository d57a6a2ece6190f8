import { createHash } from "node:crypto";
import { isJsonObject } from "../../../model/json-object.ts";
import type { JsonObject } from "../protocol.ts";
import { AwsError } from "../protocol.ts";
import type { MessageAttribute, QueueEntity } from "./entities.ts";

/** Characters that SQS refuses. Page: SQS API reference, SendMessage, MessageBody. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

const DEFAULT_MAXIMUM_SIZE = 1_048_576;

/** What a client asks to send, checked. */
export interface OutgoingMessage {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>> | undefined;
  readonly delaySeconds: number;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
}

/** Checks the fields of SendMessage, or of one entry of SendMessageBatch. Throws AwsError. */
export function readMessage(input: JsonObject, queue: QueueEntity): OutgoingMessage {
  const body = input.MessageBody;
  if (typeof body !== "string" || body === "") {
    throw new AwsError("MissingParameter", "The request must contain the parameter MessageBody.");
  }
  const attributes = readAttributes(input.MessageAttributes);
  if (FORBIDDEN.test(body)) {
    throw new AwsError(
      "InvalidMessageContents",
      "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.",
    );
  }
  const limit = Number(queue.attributes.MaximumMessageSize ?? DEFAULT_MAXIMUM_SIZE);
  if (sizeOf(body, attributes) > limit) {
    throw new AwsError(
      "InvalidParameterValue",
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  }
  return { body, attributes, ...readTiming(input, queue, body) };
}

function readTiming(
  input: JsonObject,
  queue: QueueEntity,
  body: string,
): Pick<OutgoingMessage, "delaySeconds" | "groupId" | "deduplicationId"> {
  const ownDelay = Number(queue.attributes.DelaySeconds ?? 0);
  const groupId = typeof input.MessageGroupId === "string" ? input.MessageGroupId : undefined;
  if (!queue.name.endsWith(".fifo")) {
    const delaySeconds = Number(input.DelaySeconds ?? ownDelay);
    if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > 900) {
      throw new AwsError(
        "InvalidParameterValue",
        `Value ${String(input.DelaySeconds)} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
      );
    }
    return { delaySeconds, groupId: undefined, deduplicationId: undefined };
  }
  if (groupId === undefined) {
    throw new AwsError("MissingParameter", "The request must contain the parameter MessageGroupId.");
  }
  const explicit = input.MessageDeduplicationId;
  if (typeof explicit !== "string" && queue.attributes.ContentBasedDeduplication !== "true") {
    throw new AwsError(
      "InvalidParameterValue",
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
  const deduplicationId = typeof explicit === "string" ? explicit : createHash("sha256").update(body).digest("hex");
  return { delaySeconds: ownDelay, groupId, deduplicationId };
}

function readAttributes(value: unknown): Readonly<Record<string, MessageAttribute>> | undefined {
  const entries = Object.entries(isJsonObject(value) ? value : {});
  if (entries.length === 0) return undefined;
  if (entries.length > 10) {
    throw new AwsError(
      "InvalidParameterValue",
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`,
    );
  }
  return Object.fromEntries(entries.map(([name, attribute]) => [name, readAttribute(name, attribute)]));
}

function readAttribute(name: string, value: unknown): MessageAttribute {
  const { DataType, StringValue, BinaryValue } = isJsonObject(value) ? value : {};
  if (typeof DataType !== "string" || !/^(?:String|Number|Binary)(?:\.|$)/.test(DataType)) {
    throw new AwsError(
      "InvalidParameterValue",
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: [Binary, Number, String].`,
    );
  }
  const binary = DataType.startsWith("Binary");
  const content = binary ? BinaryValue : StringValue;
  if (typeof content !== "string" || content === "") {
    throw new AwsError(
      "InvalidParameterValue",
      `The message (user) attribute '${name}' must contain a non-empty value of type '${DataType}'.`,
    );
  }
  return binary ? { DataType, BinaryValue: content } : { DataType, StringValue: content };
}

/** Size of a message as SQS counts it: the bytes of the body and of each attribute's name, type and value. */
export function sizeOf(body: string, attributes: Readonly<Record<string, MessageAttribute>> = {}): number {
  let size = Buffer.byteLength(body);
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue ?? "");
    size += Buffer.byteLength(BinaryValue ?? "", "base64");
  }
  return size;
}

/** MD5 of a body, in hexadecimal digits. */
export function md5OfBody(body: string): string {
  return createHash("md5").update(body).digest("hex");
}

/** MD5 of message attributes. Page: SQS developer guide, "Calculating the MD5 message digest for message attributes". */
export function md5OfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): string {
  const hash = createHash("md5");
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  const names = Object.keys(attributes).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  for (const name of names) {
    const attribute = attributes[name];
    if (attribute === undefined) continue;
    add(Buffer.from(name));
    add(Buffer.from(attribute.DataType));
    const binary = attribute.BinaryValue !== undefined;
    hash.update(Buffer.from([binary ? 2 : 1]));
    add(binary ? Buffer.from(attribute.BinaryValue ?? "", "base64") : Buffer.from(attribute.StringValue ?? ""));
  }
  return hash.digest("hex");
}
