import { type DesignRequest, designConnection, type Route, TARGET_ID } from "./connection-design.ts";
import type { Plan, PlannedStep } from "./plan.ts";
import type { QueueFacts } from "./queue-admin.ts";
import { allowedRules, policyWithout } from "./queue-policy.ts";
import type { Wiring } from "./wiring.ts";
import { DEFAULT_BUS, isManaged } from "./wiring-names.ts";

/** What to disconnect; the names are derived as for connecting. */
export type DisconnectionRequest = Omit<DesignRequest, "eventTypes">;

/** Why something is left that the tag of `bwp` is not on. */
export const NOT_OURS = "bwp did not make it";

/** What becomes of a rule: its ARN if it will send to the queue no more, and if the rule itself will be gone. */
interface RuleOutcome {
  readonly route: Route;
  readonly cut: readonly string[];
  readonly steps: readonly PlannedStep[];
  readonly gone: boolean;
}

async function planRule({ events }: Wiring, route: Route): Promise<RuleOutcome> {
  const { bus, rule } = route;
  const hasBus = (await events.bus(bus)) !== undefined;
  const facts = hasBus ? await events.rule(bus, rule) : undefined;
  if (facts === undefined) return { route, cut: [], steps: [], gone: true };
  const { arn } = facts;
  if (!isManaged(await events.tags(arn))) {
    return {
      route,
      cut: [],
      steps: [{ action: "leave", resource: "rule", name: rule, detail: NOT_OURS }],
      gone: false,
    };
  }
  const targets = await events.targets(bus, rule);
  const steps: PlannedStep[] = [];
  if (targets.some(({ id }) => id === TARGET_ID)) {
    steps.push({
      action: "delete",
      resource: "target",
      name: TARGET_ID,
      detail: `of the rule ${rule}`,
      run: () => events.removeTarget(bus, rule, TARGET_ID),
    });
  }
  const others = targets.filter(({ id }) => id !== TARGET_ID).map(({ id }) => id);
  if (others.length > 0) {
    steps.push({ action: "leave", resource: "rule", name: rule, detail: `it has other targets: ${others.join(", ")}` });
    return { route, cut: [arn], steps, gone: false };
  }
  const run = (): Promise<void> => events.deleteRule(bus, rule);
  steps.push({ action: "delete", resource: "rule", name: rule, detail: "made by bwp", run });
  return { route, cut: [arn], steps, gone: true };
}

/** About how many messages a queue holds, in flight or not. */
export function messagesIn({ attributes }: QueueFacts): number {
  const { ApproximateNumberOfMessages: visible = 0, ApproximateNumberOfMessagesNotVisible: inFlight = 0 } = attributes;
  return Number(visible) + Number(inFlight) + Number(attributes.ApproximateNumberOfMessagesDelayed ?? 0);
}

/** Says about how many messages there are. */
export function messagesText(count: number): string {
  return `about ${count} message${count === 1 ? "" : "s"}`;
}

/**
 * Rules beside those that go which still lead events into a queue: those that its policy lets send, and those of the same
 * connection on other buses, should the policy have been changed.
 */
async function otherSenders({ events }: Wiring, queue: QueueFacts, rule: string, going: readonly string[]) {
  const senders = new Map<string, string>();
  const remember = async (bus: string, name: string, isSure: boolean): Promise<void> => {
    const facts = await events.rule(bus, name);
    if (facts === undefined || going.includes(facts.arn)) return;
    const sends = async (): Promise<boolean> =>
      (await events.targets(bus, name)).some(({ arn, deadLetterArn }) => [arn, deadLetterArn].includes(queue.arn));
    if (isSure || (await sends())) senders.set(facts.arn, `${name} on ${bus}`);
  };
  const buses = (await events.buses()).map(({ name }) => name);
  for (const arn of allowedRules(queue)) {
    const [, bus = DEFAULT_BUS, name] = /:rule\/(?:(.+)\/)?([^/]+)$/.exec(arn) ?? [];
    if (name !== undefined && buses.includes(bus)) await remember(bus, name, true);
  }
  for (const bus of buses) await remember(bus, rule, false);
  return [...senders.values()];
}

interface QueueToLeave {
  readonly resource: "queue" | "dead-letter queue";
  readonly name: string;
  /** Name of the rules that send to it. */
  readonly rule: string;
}

async function planQueue(
  wiring: Wiring,
  { resource, name, rule }: QueueToLeave,
  going: readonly string[],
): Promise<readonly PlannedStep[]> {
  const { queues } = wiring;
  const facts = await queues.find(name);
  if (facts === undefined) return [];
  const leave = (detail: string): readonly PlannedStep[] => [
    { action: "leave", resource, name, detail },
    ...policySteps(wiring, name, facts, going),
  ];
  if (!isManaged(facts.tags)) return leave(NOT_OURS);
  const senders = await otherSenders(wiring, facts, rule, going);
  if (senders.length > 0) return leave(`other rules send to it: ${senders.join(", ")}`);
  return [deletionOfQueue(wiring, resource, name, facts)];
}

/** Deletes a queue, and says what is lost with it. */
export function deletionOfQueue(
  { queues }: Wiring,
  resource: "queue" | "dead-letter queue",
  name: string,
  facts: QueueFacts,
): PlannedStep {
  const messages = messagesIn(facts);
  const detail = messages > 0 ? `with ${messagesText(messages)} in it, lost with it` : "empty";
  return { action: "delete", resource, name, detail, messages, run: () => queues.delete(name, facts.url) };
}

/** Takes rules that go out of the policy of a queue that stays. */
export function policySteps(
  { queues }: Wiring,
  name: string,
  facts: QueueFacts,
  going: readonly string[],
): PlannedStep[] {
  if (!allowedRules(facts).some((arn) => going.includes(arn))) return [];
  const detail = "the rule may not send to it any more; what others put there stays";
  const run = (): Promise<void> => queues.set(name, facts.url, { Policy: policyWithout(facts, going) });
  return [{ action: "update", resource: "queue policy", name, detail, run }];
}

async function planBus({ events }: Wiring, { route, gone }: RuleOutcome): Promise<PlannedStep[]> {
  const { bus, rule } = route;
  const arn = await events.bus(bus);
  if (arn === undefined) return [];
  const leave = (detail: string): PlannedStep[] => [{ action: "leave", resource: "event bus", name: bus, detail }];
  if (bus === DEFAULT_BUS || !isManaged(await events.tags(arn))) return leave(NOT_OURS);
  const others = (await events.ruleNames(bus)).filter((name) => !gone || name !== rule);
  if (others.length > 0) return leave(`other rules use it: ${others.join(", ")}`);
  const detail = "events of the source are dropped from then on";
  return [{ action: "delete", resource: "event bus", name: bus, detail, run: () => events.deleteBus(bus) }];
}

/**
 * Says what `bwp` made for sources and would delete: targets, rules, queue, dead-letter queue, buses. What does not carry its
 * tag or is used by others is left, and listed; of a queue that is left, the rules are taken out of its policy. Empty if there
 * is nothing. Changes nothing.
 */
export async function planDisconnection(wiring: Wiring, request: DisconnectionRequest): Promise<Plan> {
  const { names, routes } = designConnection(request);
  const rules = await Promise.all(routes.map((route) => planRule(wiring, route)));
  const going = rules.flatMap(({ cut }) => cut);
  const { queue, deadLetterQueue, rule } = names;
  const queues = [
    ...(await planQueue(wiring, { resource: "queue", name: queue, rule }, going)),
    ...(await planQueue(wiring, { resource: "dead-letter queue", name: deadLetterQueue, rule }, going)),
  ];
  return {
    steps: [
      ...rules.flatMap(({ steps }) => steps),
      ...queues,
      ...(await Promise.all(rules.map((outcome) => planBus(wiring, outcome)))).flat(),
    ],
  };
}
