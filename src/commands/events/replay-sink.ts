import { isFifo } from "../../aws/arn.ts";
import { openQueue } from "../../aws/sqs.ts";
import { UsageError } from "../../errors.ts";
import { createSink, type EventSink } from "../../events/sinks/sink.ts";
import { type AwsChoice, awsSettings } from "../../kernel/aws.ts";
import type { Context } from "../../kernel/context.ts";
import { openSink, SINK_OPTIONS, type SinkChoice } from "./sink-options.ts";

/** Where to replay to: a receiver of `tail`, or a queue. */
export const REPLAY_SINK_OPTIONS = {
  ...SINK_OPTIONS,
  queue: {
    type: "string",
    value: "QUEUE",
    summary: "Put each event into this queue (name, URL or ARN)",
    group: SINK_OPTIONS.forwardTo.group,
  },
  concurrency: {
    ...SINK_OPTIONS.concurrency,
    summary: "Events that are handed over at once (default: 1, which keeps the order; 10 for a queue that is not FIFO)",
  },
} as const;

/** Values of {@link REPLAY_SINK_OPTIONS}. */
export type ReplaySinkChoice = SinkChoice & AwsChoice & { readonly queue?: string | undefined };

const QUEUE_CONCURRENCY = 10;
const QUEUE_RETRIES = 4;

/**
 * Opens the receiver of a replay; which it is must have been completed.
 * @throws {UsageError} if there is more than one.
 */
export async function openReplaySink(context: Context, choice: ReplaySinkChoice): Promise<EventSink> {
  const { queue = "", forwardTo, exec } = choice;
  if (queue === "") {
    const sink = await openSink(context, { ...choice, concurrency: choice.concurrency ?? 1 });
    if (sink !== undefined) return sink;
  }
  if (forwardTo !== undefined || exec !== undefined) {
    throw new UsageError("--queue does not go with --forward-to or --exec.");
  }
  if ((choice.header?.length ?? 0) > 0 || choice.showResponse === true) {
    throw new UsageError("--header and --show-response need --forward-to.");
  }
  return openQueueSink(context, choice, queue);
}

/** A sink that puts events into a queue; it is opened with the first look at it, so a queue that is not there is said at once. */
async function openQueueSink(context: Context, choice: ReplaySinkChoice, name: string): Promise<EventSink> {
  const { createQueueTarget } = await import("../../events/sinks/queue-target.ts");
  const queue = await openQueue(await awsSettings(context, { ...choice, queue: name }), name);
  const sink = createSink(createQueueTarget(queue, choice.envelope ?? "original"), {
    // What is tried again comes later: only one at a time keeps the order that a FIFO queue is there for.
    concurrency: choice.concurrency ?? (isFifo(queue.name) ? 1 : QUEUE_CONCURRENCY),
    retries: choice.retries ?? QUEUE_RETRIES,
    clock: context.host,
    random: Math.random,
  });
  context.onClose(() => sink.close());
  return sink;
}
