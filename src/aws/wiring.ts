import { RefusedError } from "../errors.ts";
import { checkSource, type ExpectedDestination } from "./event-source-check.ts";
import type { EventBridge, Tags } from "./eventbridge.ts";
import type { Plan, PlannedStep } from "./plan.ts";
import type { QueueAdmin, QueueAttributes, QueueFacts } from "./queue-admin.ts";
import { policyFor, samePolicy } from "./queue-policy.ts";
import { isManaged, type WiringNames, wiringNames, wiringTags } from "./wiring-names.ts";

/** The two services that wiring goes through. */
export interface Wiring {
  readonly events: EventBridge;
  readonly queues: QueueAdmin;
}

/** What to connect. */
export interface ConnectionRequest {
  /** Name of the partner event source, with or without `aws.partner/buywithprime/`. */
  readonly source: string;
  /** Another queue name than the one derived from the source. */
  readonly queueName?: string | undefined;
  /** Only these event types; all if absent. */
  readonly eventTypes?: readonly string[] | undefined;
  /** Account and region of the subscription's destination, to explain why a source is not to be found. */
  readonly expected?: ExpectedDestination | undefined;
  /** Profile of `bwp`, for the tags. */
  readonly profile: string;
  /** Who connects, for the tags. */
  readonly owner?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A plan to connect; the URLs and ARNs are known when it has been applied. */
export interface ConnectionPlan extends Plan {
  readonly names: WiringNames;
  readonly region: string;
  readonly account: string | undefined;
  /** The queue to tail; undefined before it is made. */
  queue(): QueueFacts | undefined;
}

/** Id of the target that `bwp` sets on its rule. */
export const TARGET_ID = "bwp-queue";

/**
 * A tail deletes what it has shown, so only a message that fails again and again comes to this; being returned by Ctrl-C or
 * a peek raises the count as well, hence so many.
 */
const MAX_RECEIVE_COUNT = 100;
const FOURTEEN_DAYS = String(14 * 24 * 60 * 60);
const LONG_POLL_SECONDS = "20";

function refuseForeign(what: string, tags: Tags): void {
  if (isManaged(tags)) return;
  throw new RefusedError(`There is ${what} already, and bwp did not make it.`, {
    code: "not_managed",
    suggestion: "Choose another queue name with --queue, or tail the existing queue with --peek or --consume.",
  });
}

function differing(wanted: QueueAttributes, current: QueueAttributes): QueueAttributes {
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => {
      const existing = Object.entries(current).find(([key]) => key === name)?.[1];
      return name === "RedrivePolicy" ? !samePolicy(existing, value) : existing !== value;
    }),
  );
}

/** Reads what is there and says what is missing for events of the source to reach a queue. Changes nothing. */
export async function planConnection(wiring: Wiring, request: ConnectionRequest): Promise<ConnectionPlan> {
  const { events, queues } = wiring;
  const names = wiringNames(request.source, request.queueName);
  const { source, rule: ruleName } = names;
  const tags = wiringTags(names, {
    profile: request.profile,
    now: request.now,
    ...(request.owner === undefined ? undefined : { owner: request.owner }),
  });
  const { step: sourceStep, region, account } = await checkSource(events, source, request.expected);

  const busArn = await events.bus(source);
  let deadLetters = await queues.find(names.deadLetterQueue);
  let queue = await queues.find(names.queue);
  const rule = busArn === undefined ? undefined : await events.rule(source, ruleName);
  let ruleArn = rule?.arn;
  if (deadLetters !== undefined) refuseForeign(`a queue ${names.deadLetterQueue}`, deadLetters.tags);
  if (queue !== undefined) refuseForeign(`a queue ${names.queue}`, queue.tags);
  if (rule !== undefined) refuseForeign(`a rule ${ruleName} on the bus`, await events.tags(rule.arn));
  const targets = rule === undefined ? [] : await events.targets(source, ruleName);

  const busStep: PlannedStep =
    busArn !== undefined
      ? { action: "keep", resource: "event bus", name: source, detail: "exists" }
      : {
          action: "create",
          resource: "event bus",
          name: source,
          detail: "takes the events of the source",
          run: () => events.createPartnerBus(source, tags),
        };

  const baseAttributes = { MessageRetentionPeriod: FOURTEEN_DAYS, ReceiveMessageWaitTimeSeconds: LONG_POLL_SECONDS };
  const deadLetterDetail = "keeps what could not be delivered, for 14 days";
  const deadLetterStep = queueStep("dead-letter queue", names.deadLetterQueue, deadLetterDetail, deadLetters, () =>
    deadLetters === undefined ? baseAttributes : differing(baseAttributes, deadLetters.attributes),
  );
  const queueAttributes = (): QueueAttributes => ({
    ...baseAttributes,
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: deadLetters?.arn ?? "",
      maxReceiveCount: MAX_RECEIVE_COUNT,
    }),
  });
  const mainStep = queueStep("queue", names.queue, "keeps events for 14 days until they are tailed", queue, () =>
    queue === undefined ? queueAttributes() : differing(queueAttributes(), queue.attributes),
  );

  const pattern = eventPattern(source, request.eventTypes);
  const description = `Events of ${source} to the queue ${names.queue}, made by bwp`;
  const selection = request.eventTypes?.length ? request.eventTypes.join(", ") : "all event types";
  const ruleIsGood = rule?.enabled === true && samePolicy(rule.pattern, pattern);
  const ruleStep: PlannedStep = ruleIsGood
    ? { action: "keep", resource: "rule", name: ruleName, detail: selection }
    : {
        action: rule === undefined ? "create" : "update",
        resource: "rule",
        name: ruleName,
        detail: selection,
        run: async () => {
          ruleArn = await events.putRule(source, ruleName, pattern, description, tags);
        },
      };

  function queueStep(
    resource: "queue" | "dead-letter queue",
    name: string,
    detail: string,
    existing: QueueFacts | undefined,
    wanted: () => QueueAttributes,
  ): PlannedStep {
    const remember = (facts: QueueFacts): void => {
      if (resource === "queue") queue = facts;
      else deadLetters = facts;
    };
    if (existing === undefined) {
      const run = async (): Promise<void> => remember(await queues.create(name, wanted(), tags));
      return { action: "create", resource, name, detail, run };
    }
    if (Object.keys(wanted()).length === 0) return { action: "keep", resource, name, detail };
    const run = async (): Promise<void> => {
      const changes = wanted();
      if (Object.keys(changes).length > 0) await queues.set(name, existing.url, changes);
    };
    return { action: "update", resource, name, detail, run };
  }

  function policyStep(name: string, facts: () => QueueFacts | undefined): PlannedStep {
    const current = facts();
    const resource = "queue policy";
    const detail = "lets this rule, and nothing else of EventBridge, send to the queue";
    if (current !== undefined && ruleArn !== undefined) {
      const wanted = policyFor(current, ruleArn);
      if (samePolicy(current.attributes.Policy, wanted)) return { action: "keep", resource, name, detail };
    }
    const run = async (): Promise<void> => {
      const made = facts();
      if (made === undefined || ruleArn === undefined) return;
      await queues.set(name, made.url, { Policy: policyFor(made, ruleArn) });
    };
    return { action: current?.attributes.Policy ? "update" : "create", resource, name, detail, run };
  }

  const target = targets.find(({ id }) => id === TARGET_ID);
  const targetIsGood =
    target !== undefined &&
    queue !== undefined &&
    deadLetters !== undefined &&
    target.arn === queue.arn &&
    target.deadLetterArn === deadLetters.arn;
  const targetStep: PlannedStep = {
    action: targetIsGood ? "keep" : target === undefined ? "create" : "update",
    resource: "target",
    name: TARGET_ID,
    detail: `${names.queue}, dead letters to ${names.deadLetterQueue}`,
    ...(targetIsGood
      ? undefined
      : {
          run: () =>
            events.putTarget(source, ruleName, {
              id: TARGET_ID,
              arn: queue?.arn ?? "",
              deadLetterArn: deadLetters?.arn,
            }),
        }),
  };

  return {
    names,
    region,
    account,
    queue: () => queue,
    steps: [
      sourceStep,
      busStep,
      deadLetterStep,
      mainStep,
      ruleStep,
      policyStep(names.deadLetterQueue, () => deadLetters),
      policyStep(names.queue, () => queue),
      targetStep,
    ],
  };
}

function eventPattern(source: string, eventTypes: readonly string[] | undefined): string {
  return JSON.stringify({ source: [source], ...(eventTypes?.length ? { "detail-type": [...eventTypes] } : undefined) });
}
