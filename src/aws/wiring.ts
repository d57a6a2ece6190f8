import { RefusedError } from "../errors.ts";
import { type ConnectionDesign, type DesignRequest, designConnection } from "./connection-design.ts";
import { checkPlace, checkSource, type ExpectedDestination } from "./event-source-check.ts";
import type { EventBridge } from "./eventbridge.ts";
import type { Plan, PlannedStep } from "./plan.ts";
import type { QueueAdmin, QueueFacts } from "./queue-admin.ts";
import { policyStep, type QueueRole, queueStep, type WiringState } from "./queue-steps.ts";
import { busStep, readRoute, ruleStep, targetStep } from "./route-steps.ts";
import type { Tags } from "./tags.ts";
import { isManaged, type WiringNames, wiringTags } from "./wiring-names.ts";

/** The two services that wiring goes through. */
export interface Wiring {
  readonly events: EventBridge;
  readonly queues: QueueAdmin;
}

/** What to connect. */
export interface ConnectionRequest extends DesignRequest {
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
  /** Full names of the sources that end in the queue. */
  readonly sources: readonly string[];
  readonly region: string;
  readonly account: string | undefined;
  /** The queue to tail; undefined before it is made. */
  queue(): QueueFacts | undefined;
}

function refuseForeign(what: string, tags: Tags): void {
  if (isManaged(tags)) return;
  throw new RefusedError(`There is ${what} already, and bwp did not make it.`, {
    code: "not_managed",
    suggestion:
      "Choose another queue name with --queue. To lead events into a queue that exists, name it with --queue: only its policy is extended.",
  });
}

/**
 * Reads what is there and says what is missing, or differs, for events of the sources to reach a queue. A queue that `bwp` did
 * not make is used only if the request names it. Changes nothing.
 */
export async function planConnection(wiring: Wiring, request: ConnectionRequest): Promise<ConnectionPlan> {
  const { events, queues } = wiring;
  const design = designConnection(request);
  const { names } = design;
  const tags = wiringTags(names, request);
  const place = await checkPlace(events, request.expected);
  const sourceSteps: PlannedStep[] = [];
  for (const { makesBus, bus } of design.routes) {
    if (makesBus) sourceSteps.push(await checkSource(events, bus, place));
  }
  const routes = await Promise.all(design.routes.map((route) => readRoute(events, route)));
  const [deadLetters, queue] = await Promise.all([queues.find(names.deadLetterQueue), queues.find(names.queue)]);
  const state: WiringState = { queue, deadLetters, ruleArns: new Map() };
  if (request.queueName === undefined) {
    if (deadLetters !== undefined) refuseForeign(`a queue ${names.deadLetterQueue}`, deadLetters.tags);
    if (queue !== undefined) refuseForeign(`a queue ${names.queue}`, queue.tags);
  }
  for (const { route, rule } of routes) {
    if (rule === undefined) continue;
    refuseForeign(`a rule ${route.rule} on the bus`, await events.tags(rule.arn));
    state.ruleArns.set(route.bus, rule.arn);
  }
  const [deadLetterRole, queueRole] = rolesOf(design);
  const buses = design.routes.map(({ bus }) => bus);
  return {
    names,
    sources: design.routes.flatMap((route) => route.sources),
    ...place,
    queue: () => state.queue,
    steps: [
      ...sourceSteps,
      ...routes.map((route) => busStep(events, route, tags)),
      queueStep(queues, state, deadLetterRole, tags),
      queueStep(queues, state, queueRole, tags),
      ...routes.map((route) => ruleStep(events, route, design, state, tags)),
      policyStep(queues, state, deadLetterRole, buses),
      policyStep(queues, state, queueRole, buses),
      ...routes.map((route) => targetStep(events, route, design, state)),
    ],
  };
}

function rolesOf({ names }: ConnectionDesign): readonly [QueueRole, QueueRole] {
  return [
    {
      resource: "dead-letter queue",
      slot: "deadLetters",
      name: names.deadLetterQueue,
      deadLetterQueue: names.deadLetterQueue,
      detail: "keeps what could not be delivered, for 14 days",
    },
    {
      resource: "queue",
      slot: "queue",
      name: names.queue,
      deadLetterQueue: names.deadLetterQueue,
      detail: "keeps events for 14 days until they are tailed",
    },
  ];
}
