import { createEventBridge } from "../../aws/eventbridge.ts";
import { createQueueAdmin } from "../../aws/queue-admin.ts";
import type { AwsSettings } from "../../aws/settings.ts";
import type { Wiring } from "../../aws/wiring.ts";
import { NotFoundError, UsageError } from "../../errors.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { parsePartnerEventSourceArn, SOURCE_NAME_PATTERN, SOURCE_PREFIX } from "../../model/event-source.ts";
import type { Prompter } from "../../prompts/prompter.ts";
import { readSubscriptions, toSubscriptionView } from "../subscribe/read-subscriptions.ts";

/** The options that say what is wired to what, for `connect` and `disconnect`. */
export const WIRING_OPTIONS = {
  source: {
    type: "string",
    value: "NAME",
    multiple: true,
    summary: "Partner event source, as named in `bwp subscribe create --source-name`",
  },
  subscription: {
    type: "string",
    value: "SUBSCRIPTION_ID",
    multiple: true,
    summary: "The sources of these event subscriptions",
  },
  all: { type: "boolean", summary: "All partner event sources of Buy with Prime in this account and region" },
  queue: {
    type: "string",
    value: "NAME",
    summary: "Name of the one queue for all of them (default: a queue for each, named bwp- and the source)",
  },
  bus: {
    type: "string",
    value: "NAME",
    summary: "Event bus that is there already (default: the bus of the partner event source)",
  },
} as const;

/** Values of {@link WIRING_OPTIONS}. */
export interface WiringChoice {
  readonly source: readonly string[];
  readonly subscription: readonly string[];
  readonly all: boolean;
  readonly queue: string | undefined;
  readonly bus: string | undefined;
}

const QUEUE_NAME_PATTERN = /^[\w-]{1,76}$/;
const BUS_NAME_PATTERN = /^[/.\-_A-Za-z0-9]{1,256}$/;

/** Opens the two services that wiring goes through; they are closed with the call. */
export async function openWiring(context: Context, settings: AwsSettings): Promise<Wiring> {
  const [events, queues] = await Promise.all([createEventBridge(settings), createQueueAdmin(settings)]);
  context.onClose(() => {
    events.close();
    queues.close();
  });
  return { events, queues };
}

/**
 * Checks the names of sources, queue and bus before anything is asked of AWS.
 * @throws {UsageError}
 */
export function checkWiringNames({ source, subscription, all, queue, bus }: WiringChoice): void {
  for (const given of source) {
    const name = given.startsWith(SOURCE_PREFIX) ? given.slice(SOURCE_PREFIX.length) : given;
    if (!SOURCE_NAME_PATTERN.test(name)) {
      throw new UsageError("--source takes the name of a partner event source: letters, digits, '.', '-' and '_'.");
    }
  }
  if (all && (source.length > 0 || subscription.length > 0)) {
    throw new UsageError("--all goes neither with --source nor with --subscription.");
  }
  if (queue !== undefined && !QUEUE_NAME_PATTERN.test(queue)) {
    throw new UsageError("--queue takes a name of at most 76 letters, digits, '-' and '_'.", {
      suggestion: "It must be a standard queue of this account and region: rules of bwp send to no other.",
    });
  }
  if (bus !== undefined && !BUS_NAME_PATTERN.test(bus)) {
    throw new UsageError("--bus takes the name of an event bus: letters, digits, '/', '.', '-' and '_'.");
  }
}

/** The sources that are meant: by name, by subscription, all, or by a question. */
export async function chooseSources(
  context: Context,
  wiring: Wiring,
  choice: WiringChoice,
): Promise<readonly string[]> {
  if (choice.all) return allSources(wiring);
  const given = [...choice.source, ...(await sourcesOfSubscriptions(context, choice.subscription))];
  const { sources } = await complete(context, {
    sources: { given, flag: "--source <NAME>", ask: async (prompt) => [await askSource(prompt, wiring)] },
  });
  return sources;
}

async function allSources({ events }: Wiring): Promise<readonly string[]> {
  const names = (await events.sources(SOURCE_PREFIX)).flatMap(({ name, state }) => (state === "DELETED" ? [] : [name]));
  if (names.length === 0) throw noSource(await events.region());
  return names;
}

/** The sources that event subscriptions send to. @throws {NotFoundError} for those without one */
async function sourcesOfSubscriptions(context: Context, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const subscriptions = await readSubscriptions(context, ids);
  return subscriptions.map(toSubscriptionView).map(({ subscriptionId, arn }) => {
    const source = parsePartnerEventSourceArn(arn ?? "")?.name;
    if (source !== undefined) return source;
    throw new NotFoundError(`The subscription ${subscriptionId} sends to no partner event source.`, {
      code: "subscription_without_source",
      suggestion: "It may be gone, or call a webhook: bwp subscribe list shows where each sends to.",
    });
  });
}

async function askSource(prompt: Prompter, { events }: Wiring): Promise<string> {
  const sources = await events.sources(SOURCE_PREFIX);
  if (sources.length === 0) throw noSource(await events.region());
  return prompt.select(
    "Which partner event source",
    sources.map(({ name, state }) => ({
      value: name,
      label: name.slice(SOURCE_PREFIX.length),
      hint: state === "ACTIVE" ? "has a bus" : state === "PENDING" ? "has no bus yet" : "deleted by Buy with Prime",
    })),
  );
}

function noSource(region: string): NotFoundError {
  return new NotFoundError(`Region ${region} of this AWS account has no partner event source of Buy with Prime.`, {
    code: "event_source_not_found",
    suggestion: "It appears after the first: bwp subscribe create",
  });
}
