import { parseArn, parseQueueReference } from "../../../aws/arn.ts";
import { createDeadLetters, type DeadLetters } from "../../../aws/dead-letters.ts";
import { createEventBridge } from "../../../aws/eventbridge.ts";
import { createQueueAdmin, type QueueAdmin, type QueueFacts } from "../../../aws/queue-admin.ts";
import type { AwsSettings } from "../../../aws/settings.ts";
import { isDeadLetterQueue, wiringNames } from "../../../aws/wiring-names.ts";
import { NotFoundError, UsageError } from "../../../errors.ts";
import { type AwsChoice, awsSettings } from "../../../kernel/aws.ts";
import type { Context } from "../../../kernel/context.ts";
import { ownQueue } from "../choose-queue.ts";

/** The argument of the commands on dead letters. */
export const QUEUE_ARGUMENT = {
  value: "QUEUE",
  summary: "The queue, or its dead-letter queue, by name, URL or ARN (default: the only queue that connect made)",
} as const;

/** A dead-letter queue that was found, and what to reach it with. */
export interface FoundDeadLetters {
  readonly name: string;
  readonly facts: QueueFacts;
  /** Names of the queues that give up messages to it. */
  readonly sources: readonly string[];
  readonly settings: AwsSettings;
  readonly queues: QueueAdmin;
  readonly deadLetters: DeadLetters;
  readonly region: string;
  readonly account: string | undefined;
}

type Found = Pick<FoundDeadLetters, "name" | "facts" | "sources">;

/**
 * Finds the dead-letter queue that is meant: the one named, or that of the queue named, or that of the queue which `connect`
 * made. What it opens is closed with the call.
 * @throws {NotFoundError} if there is no such queue, or it has no dead-letter queue.
 */
export async function findDeadLetters(
  context: Context,
  given: string | undefined,
  options: AwsChoice,
): Promise<FoundDeadLetters> {
  const base = await awsSettings(context, { ...options, queue: given });
  const tip = "Name the one that is meant, for example: bwp events dlq show <QUEUE>";
  const reference = parseQueueReference(given ?? (await ownQueue(context, base, tip)));
  if (reference === undefined) {
    throw new UsageError(`"${given}" is no queue.`, { suggestion: "Give the queue's URL, its ARN or its name." });
  }
  const settings = { ...base, region: reference.region ?? base.region };
  const [queues, deadLetters, events] = await Promise.all([
    createQueueAdmin(settings),
    createDeadLetters(settings),
    createEventBridge(settings),
  ]);
  context.onClose(() => {
    queues.close();
    deadLetters.close();
    events.close();
  });
  const found = await deadLettersOf(queues, reference.name);
  const [region, account] = await Promise.all([events.region(), events.account()]);
  return { ...found, settings, queues, deadLetters, region, account };
}

async function deadLettersOf(queues: QueueAdmin, name: string): Promise<Found> {
  const facts = await existing(queues, name);
  const sources = await queues.deadLetterSources(name, facts.url);
  if (sources.length > 0 || isDeadLetterQueue(name)) return { name, facts, sources };
  const own = deadLetterNameOf(facts);
  // A queue of others that connect leads events into has none of its own; what EventBridge cannot deliver is beside it.
  const beside = own ?? wiringNames("", name).deadLetterQueue;
  const found = await queues.find(beside);
  if (found === undefined) {
    throw new NotFoundError(
      `The queue ${name} has no dead-letter queue${own === undefined ? "" : `: ${own} is gone`}.`,
      {
        code: "no_dead_letter_queue",
        suggestion: "bwp events connect makes one, and bwp events connect --check says what is missing.",
      },
    );
  }
  return { name: beside, facts: found, sources: await queues.deadLetterSources(beside, found.url) };
}

async function existing(queues: QueueAdmin, name: string): Promise<QueueFacts> {
  const facts = await queues.find(name);
  if (facts !== undefined) return facts;
  throw new NotFoundError(`There is no queue ${name}.`, {
    code: "no_queue",
    suggestion: "Check its name, the region and the account.",
  });
}

function deadLetterNameOf({ attributes }: QueueFacts): string | undefined {
  const target = /"deadLetterTargetArn"\s*:\s*"([^"]+)"/.exec(attributes.RedrivePolicy ?? "")?.[1];
  return target === undefined ? undefined : parseArn(target)?.resource;
}
