import { findOwnQueues } from "../../aws/own-queues.ts";
import type { QueueClient } from "../../aws/queue-client.ts";
import type { AwsSettings } from "../../aws/settings.ts";
import { openQueue } from "../../aws/sqs.ts";
import { isManaged } from "../../aws/wiring-names.ts";
import { NotFoundError, PermissionError, UsageError } from "../../errors.ts";
import { type AwsChoice, awsSettings } from "../../kernel/aws.ts";
import type { Context } from "../../kernel/context.ts";
import { SOURCE_PREFIX } from "../../model/event-source.ts";

/** Which queue to tail, as the user says it. */
export interface QueueChoice {
  /** Name, URL or ARN; undefined for the one that `bwp events connect` made. */
  readonly queue: string | undefined;
  readonly consume: boolean;
  readonly peek: boolean;
}

/** Which queues to tail; see {@link QueueChoice}. */
export interface QueuesChoice extends AwsChoice {
  readonly queues: readonly string[];
  readonly consume: boolean;
  readonly peek: boolean;
}

/**
 * Opens the queues to tail, each once: those that are named, else the one that `bwp` made.
 * @throws as {@link chooseQueue}.
 */
export async function chooseQueues(
  context: Context,
  { queues, ...choice }: QueuesChoice,
): Promise<readonly ChosenQueue[]> {
  const chosen = new Map<string, ChosenQueue>();
  for (const queue of queues.length === 0 ? [undefined] : queues) {
    const settings = await awsSettings(context, { ...choice, queue });
    const opened = await chooseQueue(context, settings, { ...choice, queue });
    chosen.set(opened.queue.url, chosen.get(opened.queue.url) ?? opened);
  }
  return [...chosen.values()];
}

/** A queue, opened, and what may be done with its messages. */
export interface ChosenQueue {
  readonly queue: QueueClient;
  readonly mode: "consume" | "peek";
}

/**
 * Opens the queue to tail. A queue that `bwp` made is the developer's own and is consumed; of any other the user must say
 * whether its events may be taken out.
 * @throws {NotFoundError} if no queue was named and there is none of `bwp`'s.
 * @throws {UsageError} if there are several, or the queue is another's and nothing was said (code `foreign_queue`).
 */
export async function chooseQueue(
  context: Context,
  settings: AwsSettings,
  { queue: given, consume, peek }: QueueChoice,
): Promise<ChosenQueue> {
  if (consume && peek) throw new UsageError("--consume and --peek contradict each other.");
  const queue = await openQueue(settings, given ?? (await ownQueue(context, settings)));
  context.onClose(() => queue.close());
  if (peek) return { queue, mode: "peek" };
  if (!consume && given !== undefined) await refuseForeign(queue);
  return { queue, mode: "consume" };
}

async function refuseForeign(queue: QueueClient): Promise<void> {
  const why = await queue.tags().then(
    (tags) => (isManaged(tags) ? undefined : "was not made by bwp, so its events may be meant for somebody else"),
    (error: unknown) => {
      if (!(error instanceof PermissionError)) throw error;
      return "may be somebody else's: its tags may not be read (sqs:ListQueueTags)";
    },
  );
  if (why === undefined) return;
  throw new UsageError(`The queue ${queue.name} ${why}.`, {
    code: "foreign_queue",
    suggestion:
      "Give --peek to look at the events and leave them there, or --consume to take them out of the queue for good.",
  });
}

/** URL of the queue that `bwp events connect` made; of several one is asked for. `tip` says how to name it instead. */
export async function ownQueue(
  context: Context,
  settings: AwsSettings,
  tip = "Name the ones to tail: bwp events tail <QUEUE>...",
): Promise<string> {
  const queues = await findOwnQueues(settings);
  const [first, ...others] = queues;
  if (first === undefined) {
    throw new NotFoundError("No queue of yours was found: none carries the tag of bwp.", {
      code: "no_queue",
      suggestion: "Make one with: bwp events connect --source <NAME>. Or name a queue, with --peek or --consume.",
    });
  }
  if (others.length === 0) return first.url;
  if (context.io.canPrompt) {
    return context.prompt.select(
      "Which queue",
      queues.map(({ url, name, source }) => ({
        value: url,
        label: name,
        ...(source === undefined ? {} : { hint: source.replace(SOURCE_PREFIX, "") }),
      })),
    );
  }
  throw new UsageError(`${queues.length} queues carry the tag of bwp.`, {
    code: "several_queues",
    findings: queues.map(({ name }) => name),
    suggestion: tip,
  });
}
