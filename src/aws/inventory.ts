import type { SourceState, TargetFacts } from "./eventbridge.ts";
import { type QueueFacts, queueNameOfUrl } from "./queue-admin.ts";
import type { Tags } from "./tags.ts";
import type { Wiring } from "./wiring.ts";
import { DEFAULT_BUS, isManaged } from "./wiring-names.ts";

/** A rule, whoever made it. */
export interface ListedRule {
  readonly bus: string;
  readonly name: string;
  readonly arn: string;
  readonly tags: Tags;
  readonly targets: readonly TargetFacts[];
}

/** A bus, whoever made it. */
export interface ListedBus {
  readonly name: string;
  readonly tags: Tags;
  readonly rules: readonly ListedRule[];
}

/** A queue that `bwp` made. */
export interface ListedQueue extends QueueFacts {
  readonly name: string;
  /** Names of the queues whose dead letters come to it. */
  readonly deadLetterSources: readonly string[];
}

/** All of a region that has to be known to say what nobody uses. */
export interface Inventory {
  readonly buses: readonly ListedBus[];
  readonly queues: readonly ListedQueue[];
  /** Names of all queues, whoever made them. */
  readonly queueNames: ReadonlySet<string>;
  /** Partner event sources by full name. */
  readonly sources: ReadonlyMap<string, SourceState>;
}

const CONCURRENCY = 8;

/** Looks at some at once, and keeps their order. */
async function each<T, R>(items: readonly T[], look: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>();
  const waiting = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of waiting) results.set(index, await look(item));
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return items.flatMap((_, index) => {
    const result = results.get(index);
    return result === undefined ? [] : [result];
  });
}

async function readBus({ events }: Wiring, name: string, arn: string): Promise<ListedBus> {
  const names = await events.ruleNames(name);
  const rules = await each(names, async (rule): Promise<readonly ListedRule[]> => {
    const facts = await events.rule(name, rule);
    if (facts === undefined) return [];
    const [tags, targets] = await Promise.all([events.tags(facts.arn), events.targets(name, rule)]);
    return [{ bus: name, name: rule, arn: facts.arn, tags, targets }];
  });
  return { name, tags: name === DEFAULT_BUS ? {} : await events.tags(arn), rules: rules.flat() };
}

async function readQueues({ queues }: Wiring, urls: readonly string[]): Promise<readonly ListedQueue[]> {
  return each(urls, async (url) => {
    const facts = await queues.findTagged(url, isManaged);
    if (facts === undefined) return undefined;
    const name = queueNameOfUrl(url);
    return { name, ...facts, deadLetterSources: await queues.deadLetterSources(name, url) };
  }).then((found) => found.filter((queue) => queue !== undefined));
}

/** Reads all buses with their rules and targets, the queues of `bwp`, and the partner event sources. Changes nothing. */
export async function readInventory(wiring: Wiring, sourcePrefix: string): Promise<Inventory> {
  const [buses, urls, sources] = await Promise.all([
    wiring.events.buses(),
    wiring.queues.urls(),
    wiring.events.sources(sourcePrefix),
  ]);
  const listed: ListedBus[] = [];
  for (const { name, arn } of buses) listed.push(await readBus(wiring, name, arn));
  return {
    buses: listed,
    queues: await readQueues(wiring, urls),
    queueNames: new Set(urls.map(queueNameOfUrl)),
    sources: new Map(sources.map(({ name, state }) => [name, state])),
  };
}
