import { getFips, hash, randomUUID } from "node:crypto";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { UnavailableError, UsageError } from "../errors.ts";
import { isJsonObject, type JsonObject } from "../model/json-object.ts";
import { isFifo, parseQueueReference } from "./arn.ts";
import { toAwsError } from "./errors.ts";
import { findAccess } from "./queue-access.ts";
import type {
  FailedEntry,
  OutgoingMessage,
  QueueClient,
  QueueMessage,
  QueueNumbers,
  QueueSender,
  ReceiveRequest,
  UnsentMessage,
} from "./queue-client.ts";
import type { AwsSettings } from "./settings.ts";
import { SqsProtocol } from "./sqs-protocol.ts";

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function count(value: unknown): number | undefined {
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : undefined;
}

function toMessage(message: JsonObject): QueueMessage {
  const attributes = objectOf(message.Attributes);
  return {
    messageId: textOf(message.MessageId),
    receiptHandle: textOf(message.ReceiptHandle),
    body: textOf(message.Body),
    receiveCount: count(attributes.ApproximateReceiveCount) ?? 1,
    sentAt: count(attributes.SentTimestamp),
  };
}

/** A system that is held to FIPS has no MD5; the SDK goes without the check there as well. */
const HAS_MD5 = getFips() === 0;

/** True if a body is not the one that the queue sent. Page: SQS API reference, Message (`MD5OfBody`). */
function isDamaged({ Body, MD5OfBody }: JsonObject): boolean {
  return HAS_MD5 && typeof MD5OfBody === "string" && hash("md5", textOf(Body)) !== MD5OfBody;
}

function maxReceiveCountOf(redrivePolicy: unknown): number | undefined {
  try {
    const value = Number(objectOf(JSON.parse(textOf(redrivePolicy))).maxReceiveCount);
    return Number.isInteger(value) && value > 0 ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Codes of batch entries that stay failed however often they are tried. */
const FINAL_CODES = /ReceiptHandleIsInvalid|MessageNotInflight|InvalidParameterValue|InvalidIdFormat|InvalidAddress/;

function failures(handles: readonly string[], answer: unknown): FailedEntry[] {
  return listOf(objectOf(answer).Failed).flatMap(({ Id, Code, Message }) => {
    const receiptHandle = handles[Number(Id)];
    const code = textOf(Code) || "unknown";
    return receiptHandle === undefined
      ? []
      : [{ receiptHandle, code, message: textOf(Message), final: FINAL_CODES.test(code) }];
  });
}

class SqsQueue implements QueueClient, QueueSender {
  readonly url: string;
  readonly endpoint: string;
  readonly name: string;
  private readonly protocol: SqsProtocol;
  private readonly settings: AwsSettings;
  private readonly onClose: () => void;

  constructor(protocol: SqsProtocol, settings: AwsSettings, url: string, name: string, onClose: () => void) {
    this.protocol = protocol;
    this.settings = settings;
    this.url = url;
    this.endpoint = protocol.origin;
    this.name = name;
    this.onClose = onClose;
  }

  async receive({ max, waitSeconds, visibilitySeconds, signal }: ReceiveRequest): Promise<readonly QueueMessage[]> {
    const input = {
      MaxNumberOfMessages: max,
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: visibilitySeconds,
      MessageSystemAttributeNames: ["ApproximateReceiveCount", "SentTimestamp"],
    };
    const answer = await this.call("ReceiveMessage", "ReceiveMessage", input, waitSeconds * 1000, signal);
    const messages = listOf(objectOf(answer).Messages);
    if (messages.some(isDamaged)) {
      throw new UnavailableError(
        `A message of the queue ${this.name} was damaged on its way: its MD5 is another one.`,
        {
          code: "damaged_message",
          operation: "sqs:ReceiveMessage",
          suggestion: "It is still in the queue. If it stays so, something between here and the queue changes answers.",
        },
      );
    }
    return messages.map(toMessage);
  }

  async deleteBatch(handles: readonly string[]): Promise<readonly FailedEntry[]> {
    const Entries = handles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
    return failures(handles, await this.call("DeleteMessageBatch", "DeleteMessage", { Entries }));
  }

  async changeVisibilityBatch(handles: readonly string[], seconds: number): Promise<readonly FailedEntry[]> {
    const Entries = handles.map((ReceiptHandle, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: seconds,
    }));
    return failures(handles, await this.call("ChangeMessageVisibilityBatch", "ChangeMessageVisibility", { Entries }));
  }

  async sendBatch(messages: readonly OutgoingMessage[]): Promise<readonly UnsentMessage[]> {
    const Entries = messages.map(({ body, attributes = {} }, index) => ({
      Id: String(index),
      MessageBody: body,
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
      ),
      // One group keeps the order; each message counts, even if its bytes were sent before.
      ...(isFifo(this.name) ? { MessageGroupId: "bwp", MessageDeduplicationId: randomUUID() } : {}),
    }));
    const answer = await this.call("SendMessageBatch", "SendMessage", { Entries });
    return listOf(objectOf(answer).Failed).map(({ Id, Code, Message, SenderFault }) => ({
      index: Number(Id),
      code: textOf(Code) || "unknown",
      message: textOf(Message),
      final: SenderFault === true,
    }));
  }

  async attributes(): Promise<QueueNumbers> {
    const answer = await this.call("GetQueueAttributes", "GetQueueAttributes", { AttributeNames: ["All"] });
    const attributes = objectOf(objectOf(answer).Attributes);
    return {
      arn: textOf(attributes.QueueArn) || undefined,
      visible: count(attributes.ApproximateNumberOfMessages) ?? 0,
      inFlight: count(attributes.ApproximateNumberOfMessagesNotVisible) ?? 0,
      delayed: count(attributes.ApproximateNumberOfMessagesDelayed) ?? 0,
      visibilitySeconds: count(attributes.VisibilityTimeout),
      retentionSeconds: count(attributes.MessageRetentionPeriod),
      maxReceiveCount: maxReceiveCountOf(attributes.RedrivePolicy),
    };
  }

  async tags(): Promise<Readonly<Record<string, string>>> {
    const tags = objectOf(objectOf(await this.call("ListQueueTags", "ListQueueTags", {})).Tags);
    return Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, textOf(value)]));
  }

  close(): void {
    this.protocol.close();
    this.onClose();
  }

  private async call(
    operation: string,
    permission: string,
    input: JsonObject,
    waitMs?: number,
    signal?: AbortSignal,
  ): Promise<unknown> {
    try {
      return await this.protocol.call(operation, { QueueUrl: this.url, ...input }, waitMs, signal);
    } catch (error) {
      throw toAwsError(error, { action: `sqs:${permission}`, resource: `the queue ${this.name}` }, this.settings);
    }
  }
}

/**
 * Opens a queue that is named by its URL, its ARN or its name (a name is looked up in the account of the credentials). The
 * SDK is loaded for its credential chain only, and not at all when keys, region and endpoint are known without it.
 * @throws {UsageError} if the text is none of the three; the typed errors of `toAwsError` if the look-up fails.
 */
export async function openQueue(settings: AwsSettings, queue: string): Promise<QueueClient & QueueSender> {
  const reference = parseQueueReference(queue);
  if (reference === undefined) {
    throw new UsageError(`"${queue}" is no queue.`, { suggestion: "Give the queue's URL, its ARN or its name." });
  }
  const { name, account } = reference;
  const local: AwsSettings = { ...settings, region: reference.region ?? settings.region };
  const lookUp = { QueueName: name, ...(account === undefined ? undefined : { QueueOwnerAWSAccountId: account }) };
  let client: SQSClient | undefined;
  try {
    const found = await findAccess(local, local.endpoint !== undefined || reference.url !== undefined);
    client = found.client;
    const close = (): void => found.client?.destroy();
    const connect = (origin: string): SqsProtocol => new SqsProtocol({ ...found, origin, settings: local });
    if (reference.url !== undefined) {
      const protocol = connect(local.endpoint ?? new URL(reference.url).origin);
      return new SqsQueue(protocol, local, reference.url, name, close);
    }
    if (local.endpoint !== undefined) {
      const protocol = connect(local.endpoint);
      const url = textOf(objectOf(await protocol.call("GetQueueUrl", lookUp)).QueueUrl);
      return new SqsQueue(protocol, local, url, name, close);
    }
    // AWS's own endpoints differ by partition: the SDK knows them.
    const answer = await found.client?.send(new (await import("@aws-sdk/client-sqs")).GetQueueUrlCommand(lookUp));
    const url = answer?.QueueUrl ?? "";
    return new SqsQueue(connect(new URL(url).origin), local, url, name, close);
  } catch (error) {
    client?.destroy();
    throw toAwsError(error, { action: "sqs:GetQueueUrl", resource: `the queue ${name}` }, local);
  }
}
