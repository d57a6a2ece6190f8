import type { JsonObject } from "../protocol.ts";
import { textsOf } from "../protocol.ts";
import type { ReceivedTicket } from "./engine.ts";
import type { MessageEntity } from "./entities.ts";
import { queueArn } from "./entities.ts";
import { md5OfAttributes, md5OfBody } from "./message.ts";

/** A received message as ReceiveMessage answers it: with the attributes that the request asks for. */
export function showMessage(
  ticket: ReceivedTicket,
  entity: MessageEntity,
  input: JsonObject,
  account: string,
): JsonObject {
  const wanted = [...textsOf(input.AttributeNames), ...textsOf(input.MessageSystemAttributeNames)];
  const system = Object.entries({
    SenderId: account,
    SentTimestamp: String(entity.sentAt),
    ApproximateReceiveCount: String(Number(ticket.receiveCount) + (entity.receivedBefore ?? 0)),
    ApproximateFirstReceiveTimestamp: ticket.firstReceivedAt,
    MessageGroupId: entity.groupId,
    MessageDeduplicationId: entity.deduplicationId,
    SequenceNumber: entity.sequenceNumber,
    DeadLetterQueueSourceArn: sourceArnOf(entity, account),
  }).filter(([name, value]) => value !== undefined && (wanted.includes("All") || wanted.includes(name)));
  const names = textsOf(input.MessageAttributeNames);
  const attributes = Object.fromEntries(
    Object.entries(entity.attributes ?? {}).filter(([name]) => names.some((wish) => covers(wish, name))),
  );
  return {
    MessageId: ticket.id,
    ReceiptHandle: ticket.receiptHandle,
    MD5OfBody: md5OfBody(entity.body),
    Body: entity.body,
    ...(system.length === 0 ? {} : { Attributes: Object.fromEntries(system) }),
    ...(Object.keys(attributes).length === 0
      ? {}
      : { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  };
}

function sourceArnOf({ movedFrom }: MessageEntity, account: string): string | undefined {
  const [region = "", name = ""] = movedFrom?.split("/") ?? [];
  return movedFrom === undefined ? undefined : queueArn(account, { region, name });
}

function covers(wish: string, name: string): boolean {
  return wish === "All" || wish === name || (wish.endsWith(".*") && name.startsWith(wish.slice(0, -2)));
}
