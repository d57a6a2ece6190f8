import type { Reader, Transaction } from "../../store/store.ts";
import { QUEUES, queueKeyOfArn } from "../sqs/entities.ts";
import { refusalOfPolicy } from "../sqs/queue-policy.ts";
import type { SqsService } from "../sqs/service.ts";
import type { RuleEntity, TargetEntity } from "./entities.ts";
import { ruleArn, rulesOf } from "./entities.ts";
import { followInputPath } from "./input-path.ts";
import { transformInput } from "./input-transformer.ts";
import { compilePattern } from "./rules.ts";

/** An event as targets receive it; the order of the properties is that of AWS. */
export interface EventEnvelope {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** Where an event went: ARNs of queues, and why not to others; or why it went nowhere (phrases without a full stop). */
export type PublishOutcome = { delivered: string[]; failures?: string[] } | { dropped: string };

/** Sends events of a bus to the targets of the rules that match. */
export interface Delivery {
  route(tx: Transaction, bus: string, event: EventEnvelope): PublishOutcome;
}

/** Makes the delivery; `report` hears of each target that did not get its event. */
export function createDelivery(
  sqs: SqsService,
  account: string,
  now: () => number,
  report: (message: string) => void,
): Delivery {
  const compiled = new WeakMap<RuleEntity, (event: unknown) => boolean>();
  const matches = (rule: RuleEntity, event: EventEnvelope): boolean => {
    if (rule.pattern === undefined) return false;
    let test = compiled.get(rule);
    if (test === undefined) {
      test = compilePattern(rule.pattern);
      compiled.set(rule, test);
    }
    return test(event);
  };

  return {
    route(tx, bus, event) {
      const rules = rulesOf(tx, event.region, bus);
      if (rules.length === 0) return { dropped: `event bus ${bus} has no rule` };
      const matching = rules.filter((rule) => matches(rule, event));
      if (matching.length === 0) return { dropped: "no rule on the bus matches" };
      const enabled = matching.filter((rule) => rule.enabled);
      if (enabled.length === 0) return { dropped: `rule ${names(matching)} matches but is disabled` };
      if (enabled.every((rule) => rule.targets.length === 0)) {
        return { dropped: `rule ${names(enabled)} matches but has no target` };
      }
      const delivered: string[] = [];
      const failures: string[] = [];
      for (const rule of enabled) {
        for (const target of rule.targets) {
          const attempt = new Attempt(tx, sqs, account, rule, target, event, new Date(now()).toISOString());
          const outcome = attempt.run();
          if (outcome.queue !== undefined) delivered.push(outcome.queue);
          if (outcome.failure === undefined) continue;
          failures.push(outcome.failure);
          tx.afterCommit(() => report(`Target ${target.Id} of rule ${rule.name}: ${outcome.failure}.`));
        }
      }
      if (delivered.length === 0) return { dropped: failures.join("; ") };
      return failures.length === 0 ? { delivered } : { delivered, failures };
    },
  };
}

function names(rules: readonly RuleEntity[]): string {
  return rules.map((rule) => rule.name).join(", ");
}

/** Why a queue cannot take an event, with the code that EventBridge gives dead letters. */
interface Refusal {
  readonly code: "NO_RESOURCE" | "NO_PERMISSIONS";
  readonly message: string;
}

/** One event on its way to one target, and to the target's dead-letter queue if it cannot be delivered. */
class Attempt {
  readonly #tx: Transaction;
  readonly #sqs: SqsService;
  readonly #account: string;
  readonly #rule: RuleEntity;
  readonly #target: TargetEntity;
  readonly #event: EventEnvelope;
  readonly #ingestionTime: string;

  constructor(
    tx: Transaction,
    sqs: SqsService,
    account: string,
    rule: RuleEntity,
    target: TargetEntity,
    event: EventEnvelope,
    ingestionTime: string,
  ) {
    this.#tx = tx;
    this.#sqs = sqs;
    this.#account = account;
    this.#rule = rule;
    this.#target = target;
    this.#event = event;
    this.#ingestionTime = ingestionTime;
  }

  /** The queue that took the event, and why the target itself did not. */
  run(): { readonly queue?: string; readonly failure?: string } {
    const { Arn, SqsParameters, DeadLetterConfig } = this.#target;
    if (!Arn.includes(":sqs:")) return { failure: `target type not emulated: ${Arn}` };
    const refusal = this.#refusal(this.#tx, Arn);
    if (refusal === undefined) {
      this.#send(Arn, this.#input(), undefined, SqsParameters?.MessageGroupId);
      return { queue: Arn };
    }
    const failure = `${refusal.message} (${Arn})`;
    if (DeadLetterConfig?.Arn === undefined) return { failure };
    const deadLetterRefusal = this.#refusal(this.#tx, DeadLetterConfig.Arn);
    if (deadLetterRefusal !== undefined) {
      return { failure: `${failure}; its dead-letter queue neither: ${deadLetterRefusal.message}` };
    }
    this.#send(DeadLetterConfig.Arn, JSON.stringify(this.#event), {
      RULE_ARN: ruleArn(this.#account, this.#rule),
      TARGET_ARN: Arn,
      ERROR_CODE: refusal.code,
      ERROR_MESSAGE: refusal.message,
      RETRY_ATTEMPTS: "0",
    });
    return { queue: DeadLetterConfig.Arn, failure: `${failure}; sent to its dead-letter queue` };
  }

  #input(): string {
    const { Input, InputPath, InputTransformer } = this.#target;
    if (Input !== undefined) return Input;
    if (InputPath !== undefined) return JSON.stringify(followInputPath(this.#event, InputPath) ?? null);
    if (InputTransformer === undefined) return JSON.stringify(this.#event);
    const facts = { ruleArn: ruleArn(this.#account, this.#rule), ruleName: this.#rule.name };
    return transformInput(InputTransformer, { ...this.#event }, { ...facts, ingestionTime: this.#ingestionTime });
  }

  #refusal(store: Reader, arn: string): Refusal | undefined {
    const key = queueKeyOfArn(arn, this.#account);
    const queue = key === undefined ? undefined : store.get(QUEUES, key);
    if (queue === undefined) return { code: "NO_RESOURCE", message: "the queue does not exist" };
    const message = refusalOfPolicy(queue.attributes.Policy, {
      queueArn: arn,
      ruleArn: ruleArn(this.#account, this.#rule),
      account: this.#account,
    });
    return message === undefined ? undefined : { code: "NO_PERMISSIONS", message };
  }

  #send(arn: string, body: string, attributes?: Readonly<Record<string, string>>, groupId?: string): void {
    const key = queueKeyOfArn(arn, this.#account);
    if (key === undefined) return;
    const typed = Object.entries(attributes ?? {}).map(
      ([name, value]) => [name, { DataType: "String", StringValue: value }] as const,
    );
    this.#sqs.deliver(this.#tx, key, {
      body,
      attributes: typed.length === 0 ? undefined : Object.fromEntries(typed),
      groupId: arn.endsWith(".fifo") ? (groupId ?? this.#event.id) : undefined,
    });
  }
}
