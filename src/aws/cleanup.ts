import { SOURCE_PREFIX } from "../model/event-source.ts";
import { parseArn } from "./arn.ts";
import { TARGET_ID } from "./connection-design.ts";
import { type Inventory, type ListedBus, type ListedQueue, type ListedRule, readInventory } from "./inventory.ts";
import type { Plan, PlannedStep } from "./plan.ts";
import type { Tags } from "./tags.ts";
import { deletionOfQueue, messagesIn, messagesText, policySteps } from "./unwiring.ts";
import type { Wiring } from "./wiring.ts";
import { isDeadLetterQueue, isManaged } from "./wiring-names.ts";

/** What may go. */
export interface CleanupRequest {
  /** Also what is in use, if it was made before this moment; milliseconds since 1970. */
  readonly madeBefore?: number | undefined;
  /** Only what this owner made, by its tag. */
  readonly owner?: string | undefined;
  /** Also queues with messages in them. */
  readonly force: boolean;
}

/**
 * Says what `bwp` made and nobody uses any more: rules without a target, queues that no rule sends to, buses without a rule or
 * whose source Buy with Prime has deleted; and, if a moment is given, all that was made before it. What others made or use is
 * never touched. Changes nothing.
 */
export async function planCleanup(wiring: Wiring, request: CleanupRequest): Promise<Plan> {
  return new Cleanup(wiring, request, await readInventory(wiring, SOURCE_PREFIX)).plan();
}

class Cleanup {
  readonly #wiring: Wiring;
  readonly #request: CleanupRequest;
  readonly #inventory: Inventory;
  readonly #going = new Set<ListedRule>();

  constructor(wiring: Wiring, request: CleanupRequest, inventory: Inventory) {
    this.#wiring = wiring;
    this.#request = request;
    this.#inventory = inventory;
  }

  async plan(): Promise<Plan> {
    const { buses, queues } = this.#inventory;
    const rules = buses.flatMap((bus) => bus.rules.flatMap((rule) => this.#ruleSteps(rule, bus)));
    // Whether a dead-letter queue is used depends on the queue that it is for.
    const ordered = [
      ...queues.filter(({ name }) => !isDeadLetterQueue(name)),
      ...queues.filter(({ name }) => isDeadLetterQueue(name)),
    ];
    const gone = new Set<string>();
    const queueSteps = ordered.flatMap((queue) => this.#queueSteps(queue, gone));
    const policies = await this.#policySteps(gone);
    return { steps: [...rules, ...policies, ...queueSteps, ...buses.flatMap((bus) => this.#busSteps(bus))] };
  }

  #isOurs(tags: Tags): boolean {
    const { owner } = this.#request;
    return isManaged(tags) && (owner === undefined || tags["bwp:owner"] === owner);
  }

  #isExpired(tags: Tags): boolean {
    const { madeBefore } = this.#request;
    return madeBefore !== undefined && Date.parse(tags["bwp:created"] ?? "") < madeBefore;
  }

  #whyRule({ targets, tags }: ListedRule, bus: ListedBus): string | undefined {
    if (targets.length === 0) return "it has no target";
    const isGone = ({ arn }: { readonly arn: string }): boolean =>
      !this.#inventory.queueNames.has(parseArn(arn)?.resource ?? "");
    if (targets.every((target) => target.id === TARGET_ID && isGone(target))) return "its queue is gone";
    if (this.#hasLostSource(bus)) return "Buy with Prime has deleted its source";
    return this.#isExpired(tags) ? `made ${tags["bwp:created"] ?? ""}` : undefined;
  }

  #ruleSteps(rule: ListedRule, bus: ListedBus): PlannedStep[] {
    const why = this.#isOurs(rule.tags) ? this.#whyRule(rule, bus) : undefined;
    if (why === undefined) return [];
    const { events } = this.#wiring;
    const others = rule.targets.filter(({ id }) => id !== TARGET_ID).map(({ id }) => id);
    if (others.length > 0) {
      const detail = `${why}, but it has other targets: ${others.join(", ")}`;
      return [{ action: "leave", resource: "rule", name: rule.name, detail }];
    }
    this.#going.add(rule);
    const target: PlannedStep = {
      action: "delete",
      resource: "target",
      name: TARGET_ID,
      detail: `of the rule ${rule.name}`,
      run: () => events.removeTarget(rule.bus, rule.name, TARGET_ID),
    };
    return [
      ...(rule.targets.length > 0 ? [target] : []),
      {
        action: "delete",
        resource: "rule",
        name: rule.name,
        detail: `${why}; on ${rule.bus}`,
        run: () => events.deleteRule(rule.bus, rule.name),
      },
    ];
  }

  #isUsed({ arn, deadLetterSources }: ListedQueue, gone: ReadonlySet<string>): boolean {
    const staying = this.#inventory.buses.flatMap(({ rules }) => rules.filter((rule) => !this.#going.has(rule)));
    const isTarget = staying.some(({ targets }) =>
      targets.some((target) => target.arn === arn || target.deadLetterArn === arn),
    );
    return isTarget || deadLetterSources.some((name) => !gone.has(name));
  }

  #queueSteps(queue: ListedQueue, gone: Set<string>): PlannedStep[] {
    if (!this.#isOurs(queue.tags) || this.#isUsed(queue, gone)) return [];
    const { name } = queue;
    const resource = isDeadLetterQueue(name) ? "dead-letter queue" : "queue";
    const messages = messagesIn(queue);
    if (messages > 0 && !this.#request.force) {
      const detail = `no rule sends to it, but it holds ${messagesText(messages)}: --force deletes both`;
      return [{ action: "leave", resource, name, detail }];
    }
    gone.add(name);
    const step = deletionOfQueue(this.#wiring, resource, name, queue);
    return [{ ...step, detail: `no rule sends to it; ${step.detail}` }];
  }

  /** Queues that stay let no rule send that is gone. */
  async #policySteps(gone: ReadonlySet<string>): Promise<readonly PlannedStep[]> {
    const targets = [...this.#going].flatMap((rule) => rule.targets);
    const arns = targets.flatMap(({ arn, deadLetterArn }) => [
      arn,
      ...(deadLetterArn === undefined ? [] : [deadLetterArn]),
    ]);
    const going = [...this.#going].map(({ arn }) => arn);
    const steps: PlannedStep[] = [];
    for (const name of new Set(arns.map((arn) => parseArn(arn)?.resource ?? ""))) {
      if (gone.has(name) || !this.#inventory.queueNames.has(name)) continue;
      const facts = await this.#wiring.queues.find(name);
      if (facts !== undefined) steps.push(...policySteps(this.#wiring, name, facts, going));
    }
    return steps;
  }

  #hasLostSource({ name }: ListedBus): boolean {
    if (!name.startsWith(SOURCE_PREFIX)) return false;
    const state = this.#inventory.sources.get(name);
    return state === undefined || state === "DELETED";
  }

  #busSteps(bus: ListedBus): PlannedStep[] {
    const { name, rules } = bus;
    if (!this.#isOurs(bus.tags)) return [];
    const staying = rules.filter((rule) => !this.#going.has(rule)).map((rule) => rule.name);
    const isLost = this.#hasLostSource(bus);
    if (staying.length > 0) {
      const detail = `Buy with Prime has deleted its source, but other rules use it: ${staying.join(", ")}`;
      return isLost ? [{ action: "leave", resource: "event bus", name, detail }] : [];
    }
    const detail = isLost ? "Buy with Prime has deleted its source" : "no rule uses it";
    const run = (): Promise<void> => this.#wiring.events.deleteBus(name);
    return [{ action: "delete", resource: "event bus", name, detail, run }];
  }
}
