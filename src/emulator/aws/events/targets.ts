import { isJsonObject } from "../../../model/json-object.ts";
import type { Store } from "../../store/store.ts";
import type { JsonObject, Operation } from "../protocol.ts";
import { AwsError, objectsOf, textsOf } from "../protocol.ts";
import type { TargetEntity } from "./entities.ts";
import { findBus, findRule, RULES, ruleKey } from "./entities.ts";
import { paginate, requiredText, validation } from "./input.ts";
import { isInputPath } from "./input-path.ts";
import { problemOfTransformer } from "./input-transformer.ts";
import { RULE_NAME } from "./rules.ts";

const MAX_TARGETS = 5;
const TARGET_ID = /^[.\-_A-Za-z0-9]{1,64}$/;
const ARN = /^arn:aws[\w-]*:[\w-]+:[\w-]*:\d*:.+$/;

/** The EventBridge operations on the targets of a rule. */
export function targetOperations(store: Store): Map<string, Operation> {
  return new Map<string, Operation>([
    [
      "PutTargets",
      (input, { region }) => {
        const bus = findBus(store, input.EventBusName, region);
        const rule = findRule(store, requiredText(input, "Rule", RULE_NAME, 64), bus, region);
        const asked = objectsOf(input.Targets);
        if (asked.length === 0) throw validation("targets", undefined, "Member must not be null");
        const targets = new Map(rule.targets.map((target) => [target.Id, target]));
        for (const target of asked.map(readTarget)) targets.set(target.Id, target);
        if (targets.size > MAX_TARGETS) {
          throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
        }
        const changed = { ...rule, targets: [...targets.values()] };
        store.transaction((tx) => tx.put(RULES, ruleKey(region, bus, rule.name), changed));
        return { FailedEntries: [], FailedEntryCount: 0 };
      },
    ],
    [
      "ListTargetsByRule",
      (input, { region }) => {
        const bus = findBus(store, input.EventBusName, region);
        const rule = findRule(store, requiredText(input, "Rule", RULE_NAME, 64), bus, region);
        const sorted = rule.targets.toSorted((a, b) => (a.Id < b.Id ? -1 : 1));
        const { items, next } = paginate(sorted, input, (target) => target.Id);
        return { Targets: items, ...next };
      },
    ],
    [
      "RemoveTargets",
      (input, { region }) => {
        const bus = findBus(store, input.EventBusName, region);
        const rule = findRule(store, requiredText(input, "Rule", RULE_NAME, 64), bus, region);
        const ids = textsOf(input.Ids);
        if (ids.length === 0) throw validation("ids", undefined, "Member must not be null");
        const targets = rule.targets.filter((target) => !ids.includes(target.Id));
        store.transaction((tx) => tx.put(RULES, ruleKey(region, bus, rule.name), { ...rule, targets }));
        return { FailedEntries: [], FailedEntryCount: 0 };
      },
    ],
  ]);
}

function readTarget(target: JsonObject): TargetEntity {
  const { Id, Arn, Input, InputPath, InputTransformer, DeadLetterConfig } = target;
  if (typeof Id !== "string" || !TARGET_ID.test(Id)) {
    throw validation("targets.1.member.id", Id, "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+");
  }
  const refuse = (reason: string): AwsError => new AwsError("ValidationException", reason);
  if (typeof Arn !== "string" || !ARN.test(Arn)) {
    throw refuse(`Parameter ${String(Arn)} is not valid. Reason: Provided Arn is not in correct format.`);
  }
  if ([Input, InputPath, InputTransformer].filter((value) => value !== undefined).length > 1) {
    throw refuse(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  }
  const problem = InputTransformer === undefined ? undefined : problemOfTransformer(InputTransformer);
  if (problem !== undefined) throw refuse(`Invalid InputTransformer for target ${Id}: ${problem}`);
  if (InputPath !== undefined && !isInputPath(InputPath)) {
    throw refuse(`Invalid InputPath for target ${Id}: it must be a JSON path such as $.detail.`);
  }
  if (Input !== undefined && !isJson(Input)) throw refuse(`JSON syntax error in input for target ${Id}.`);
  const deadLetter = isJsonObject(DeadLetterConfig) ? DeadLetterConfig.Arn : undefined;
  if (deadLetter !== undefined && !isStandardQueue(deadLetter)) {
    throw refuse(
      `Parameter DeadLetterConfig.Arn of target ${Id} is not valid. Reason: it must be the ARN of a standard SQS queue.`,
    );
  }
  checkRetryPolicy(target.RetryPolicy);
  if (Arn.endsWith(".fifo") && !isJsonObject(target.SqsParameters)) {
    throw refuse(`Parameter(s) SqsParameters must be specified for target: ${Id}.`);
  }
  return { ...target, Id, Arn };
}

function isStandardQueue(arn: unknown): boolean {
  return typeof arn === "string" && /^arn:aws[\w-]*:sqs:/.test(arn) && !arn.endsWith(".fifo");
}

/** What fails here fails for good (no queue, no permission), so nothing is retried; the policy is checked, kept and shown. */
function checkRetryPolicy(policy: unknown): void {
  if (!isJsonObject(policy)) return;
  const limits = { MaximumRetryAttempts: [0, 185], MaximumEventAgeInSeconds: [60, 86_400] } as const;
  for (const [member, [least, most]] of Object.entries(limits)) {
    const value = policy[member];
    if (value === undefined) continue;
    if (!Number.isInteger(value) || Number(value) < least || Number(value) > most) {
      const place = `targets.1.member.retryPolicy.${member.charAt(0).toLowerCase()}${member.slice(1)}`;
      throw validation(place, value, `Member must have value between ${least} and ${most}`);
    }
  }
}

function isJson(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
