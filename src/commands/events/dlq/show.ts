import { parseArn } from "../../../aws/arn.ts";
import { type DeadLetter, PEEK_SECONDS } from "../../../aws/dead-letters.ts";
import { readEnvelope } from "../../../events/envelope.ts";
import { toEventRecord } from "../../../events/record.ts";
import { deadLettersView } from "../../../formatters/dead-letters.ts";
import { countText } from "../../../formatters/event-tail.ts";
import { AWS_OPTIONS } from "../../../kernel/aws.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { EVENT_OUTPUT } from "../record-fields.ts";
import { findDeadLetters, QUEUE_ARGUMENT } from "./find-dead-letters.ts";

export const command = defineCommand({
  name: "events dlq show",
  summary: "Look into a dead-letter queue: how many, how old, and why they are there",
  description:
    "Takes nothing out: messages are received and given back at once. SQS counts that as a receive, so their receive count rises. An event that EventBridge could not deliver says why (ERROR_CODE, ERROR_MESSAGE), by which rule and to which target; a message that a queue gave up says which queue.",
  arguments: { queue: QUEUE_ARGUMENT },
  options: {
    limit: { type: "integer", value: "N", min: 0, max: 1000, default: 10, summary: "Look at so many; 0 only counts" },
    ...AWS_OPTIONS,
  },
  output: {
    queue: "name of the dead-letter queue",
    "sources[]": "names of the queues whose messages it gets",
    "waiting, inFlight": "about how many messages are in it",
    retentionSeconds: "how long it keeps them",
    oldestSentAt: "when the oldest of the messages shown was sent; null if none was looked at",
    "messages[].failure": "of EventBridge: code, message, ruleArn, targetArn, retryAttempts, exhaustedRetryCondition",
    "messages[].gaveUp": "name of the queue that gave it up after too many receives",
    "messages[].sentAt, receiveCount, messageId": "the message",
    ...Object.fromEntries(Object.entries(EVENT_OUTPUT).map(([name, meaning]) => [`messages[].${name}`, meaning])),
  },
  errors: {
    no_queue: "no queue was named, and connect made none; or there is none of the name (exit 4)",
    several_queues: "no queue was named, and connect made several; each is named (exit 2)",
    no_dead_letter_queue: "the queue has no dead-letter queue (exit 4)",
  },
  examples: [
    { command: "bwp events dlq show", note: "Of the queue that connect made" },
    { command: "bwp events dlq show --query 'messages[].failure.code'", note: "Why EventBridge could not deliver" },
  ],
  async run(context, { args, options }) {
    const { name, facts, sources, deadLetters } = await findDeadLetters(context, args.queue, options);
    const { letters, hidden } = await deadLetters.peek(facts, options.limit);
    const number = (value: string | undefined): number => Number(value ?? 0);
    const { attributes } = facts;
    const sent = letters.flatMap(({ sentAt }) => sentAt ?? []);
    const result = {
      queue: name,
      sources,
      waiting: number(attributes.ApproximateNumberOfMessages) + number(attributes.ApproximateNumberOfMessagesDelayed),
      inFlight: number(attributes.ApproximateNumberOfMessagesNotVisible),
      retentionSeconds: number(attributes.MessageRetentionPeriod),
      oldestSentAt: sent.length === 0 ? null : new Date(Math.min(...sent)).toISOString(),
      messages: letters.map(toRecord),
    };
    await context.output.result(result, deadLettersView);
    if (letters.length > 0) {
      context.notices.info(
        `Looking counts as a receive: ${countText(letters.length, "message")} received and given back.`,
      );
    }
    if (hidden > 0) {
      context.notices.warn(
        `${countText(hidden, "message")} could not be given back, and will show in ${PEEK_SECONDS} s.`,
      );
    }
  },
});

function toRecord({ messageId, body, receiveCount, sentAt, sourceQueueArn, failure }: DeadLetter) {
  return {
    messageId,
    receiveCount,
    sentAt: sentAt === undefined ? undefined : new Date(sentAt).toISOString(),
    failure,
    gaveUp: sourceQueueArn === undefined ? undefined : (parseArn(sourceQueueArn)?.resource ?? sourceQueueArn),
    ...toEventRecord(readEnvelope(body)),
  };
}
