import { NotFoundError } from "../errors.ts";
import { queueArnBeside } from "./arn.ts";
import { type ConnectionDesign, type Route, TARGET_ID } from "./connection-design.ts";
import { type Difference, patternDifferences } from "./drift.ts";
import type { EventBridge, RuleFacts, TargetFacts } from "./eventbridge.ts";
import type { PlannedStep } from "./plan.ts";
import type { WiringState } from "./queue-steps.ts";
import type { Tags } from "./tags.ts";

/** A route as it stands on AWS. */
export interface RouteFacts {
  readonly route: Route;
  readonly busArn: string | undefined;
  readonly rule: RuleFacts | undefined;
  readonly targets: readonly TargetFacts[];
}

/** Looks up bus, rule and targets. @throws NotFoundError if a bus is not there and may not be made */
export async function readRoute(events: EventBridge, route: Route): Promise<RouteFacts> {
  const busArn = await events.bus(route.bus);
  if (busArn === undefined && !route.makesBus) {
    throw new NotFoundError(`There is no event bus ${route.bus}.`, {
      code: "event_bus_not_found",
      suggestion: "Check --bus and --region. Without --bus, bwp makes the bus of the partner event source.",
    });
  }
  const rule = busArn === undefined ? undefined : await events.rule(route.bus, route.rule);
  const targets = rule === undefined ? [] : await events.targets(route.bus, route.rule);
  return { route, busArn, rule, targets };
}

/** Makes the bus of a partner event source. */
export function busStep(events: EventBridge, { route, busArn }: RouteFacts, tags: Tags): PlannedStep {
  const { bus: name, makesBus } = route;
  const resource = "event bus";
  if (!makesBus) {
    const isPartner = route.sources.includes(name);
    const detail = isPartner ? "exists" : "exists; the events of the source must be led to it by a rule of yours";
    return { action: "keep", resource, name, detail };
  }
  if (busArn !== undefined) return { action: "keep", resource, name, detail: "exists" };
  const run = (): Promise<void> => events.createPartnerBus(name, tags);
  return { action: "create", resource, name, detail: "takes the events of the source", run };
}

function ruleDifferences({ enabled, pattern }: RuleFacts, route: Route): readonly Difference[] {
  const state = enabled ? [] : [{ what: "state", is: "DISABLED", wanted: "ENABLED" }];
  return [...state, ...patternDifferences(pattern, route.pattern)];
}

/** Rules of one queue have the same name on each bus. */
function placeText({ bus }: Route, { routes }: ConnectionDesign): string {
  return routes.length === 1 ? "" : `; on ${bus}`;
}

/** Makes the rule that selects the events, or sets it right. */
export function ruleStep(
  events: EventBridge,
  { route, rule }: RouteFacts,
  design: ConnectionDesign,
  state: WiringState,
  tags: Tags,
): PlannedStep {
  const { rule: name } = route;
  const resource = "rule";
  const { eventTypes } = design;
  const detail = (eventTypes.length === 0 ? "all event types" : eventTypes.join(", ")) + placeText(route, design);
  const run = async (): Promise<void> => {
    state.ruleArns.set(route.bus, await events.putRule(route.bus, name, route.pattern, route.description, tags));
  };
  if (rule === undefined) return { action: "create", resource, name, detail, run };
  const differences = ruleDifferences(rule, route);
  if (differences.length === 0) return { action: "keep", resource, name, detail };
  return { action: "update", resource, name, detail, differences, run };
}

function targetDifferences(target: TargetFacts, queueArn: string, deadLetterArn: string): readonly Difference[] {
  const differ = (what: string, is: string | undefined, wanted: string): readonly Difference[] =>
    is === wanted ? [] : [{ what, is: is ?? null, wanted }];
  return [
    ...differ("queue", target.arn, queueArn),
    ...differ("dead-letter queue", target.deadLetterArn, deadLetterArn),
    ...differ("input", target.input ?? "the whole event", "the whole event"),
  ];
}

/** Leads what the rule selects to the queue. */
export function targetStep(
  events: EventBridge,
  { route, rule, targets }: RouteFacts,
  design: ConnectionDesign,
  state: WiringState,
): PlannedStep {
  const { names } = design;
  const step = {
    resource: "target",
    name: TARGET_ID,
    detail: `${names.queue}, dead letters to ${names.deadLetterQueue}${placeText(route, design)}`,
  } as const;
  const run = (): Promise<void> =>
    events.putTarget(route.bus, route.rule, {
      id: TARGET_ID,
      arn: state.queue?.arn ?? "",
      deadLetterArn: state.deadLetters?.arn,
    });
  const target = targets.find(({ id }) => id === TARGET_ID);
  if (target === undefined || rule === undefined) return { action: "create", ...step, run };
  const arnOf = (name: string): string => queueArnBeside(rule.arn, name);
  const differences = targetDifferences(target, arnOf(names.queue), arnOf(names.deadLetterQueue));
  return differences.length === 0 ? { action: "keep", ...step } : { action: "update", ...step, differences, run };
}
