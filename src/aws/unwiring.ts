import type { Plan, PlannedStep } from "./plan.ts";
import { TARGET_ID, type Wiring } from "./wiring.ts";
import { isManaged, wiringNames } from "./wiring-names.ts";

/** What to disconnect; the names are derived as for connecting. */
export interface DisconnectionRequest {
  readonly source: string;
  readonly queueName?: string | undefined;
}

const NOT_OURS = "bwp did not make it";

async function planRule(
  { events }: Wiring,
  bus: string,
  rule: string,
): Promise<{ steps: PlannedStep[]; gone: boolean }> {
  const facts = await events.rule(bus, rule);
  if (facts === undefined) return { steps: [], gone: true };
  if (!isManaged(await events.tags(facts.arn))) {
    return { steps: [{ action: "leave", resource: "rule", name: rule, detail: NOT_OURS }], gone: false };
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
    return { steps, gone: false };
  }
  const run = (): Promise<void> => events.deleteRule(bus, rule);
  steps.push({ action: "delete", resource: "rule", name: rule, detail: "made by bwp", run });
  return { steps, gone: true };
}

async function planQueue(
  { queues }: Wiring,
  resource: "queue" | "dead-letter queue",
  name: string,
): Promise<PlannedStep[]> {
  const facts = await queues.find(name);
  if (facts === undefined) return [];
  if (!isManaged(facts.tags)) return [{ action: "leave", resource, name, detail: NOT_OURS }];
  const count =
    Number(facts.attributes.ApproximateNumberOfMessages ?? 0) +
    Number(facts.attributes.ApproximateNumberOfMessagesNotVisible ?? 0);
  const detail = count > 0 ? `with about ${count} messages in it, which are lost` : "empty";
  return [{ action: "delete", resource, name, detail, messages: count, run: () => queues.delete(name, facts.url) }];
}

async function planBus({ events }: Wiring, bus: string, ownRule: string | undefined): Promise<PlannedStep[]> {
  const arn = await events.bus(bus);
  if (arn === undefined) return [];
  const leave = (detail: string): PlannedStep[] => [{ action: "leave", resource: "event bus", name: bus, detail }];
  if (!isManaged(await events.tags(arn))) return leave(NOT_OURS);
  const others = (await events.ruleNames(bus)).filter((name) => name !== ownRule);
  if (others.length > 0) return leave(`other rules use it: ${others.join(", ")}`);
  const detail = "events of the source are dropped from then on";
  return [{ action: "delete", resource: "event bus", name: bus, detail, run: () => events.deleteBus(bus) }];
}

/**
 * Says what `bwp` made for a source and would delete: target, rule, queue, dead-letter queue, bus. What does not carry its tag
 * or is used by others is left, and listed. Empty if there is nothing. Changes nothing.
 */
export async function planDisconnection(wiring: Wiring, request: DisconnectionRequest): Promise<Plan> {
  const names = wiringNames(request.source, request.queueName);
  const hasBus = (await wiring.events.bus(names.source)) !== undefined;
  const rule = hasBus ? await planRule(wiring, names.source, names.rule) : { steps: [], gone: true };
  return {
    steps: [
      ...rule.steps,
      ...(await planQueue(wiring, "queue", names.queue)),
      ...(await planQueue(wiring, "dead-letter queue", names.deadLetterQueue)),
      ...(await planBus(wiring, names.source, rule.gone ? names.rule : undefined)),
    ],
  };
}
