import { isJsonObject } from "../model/json-object.ts";
import type { Difference } from "./drift.ts";
import { canonicalJson, parseJson } from "./json-text.ts";
import type { QueueFacts } from "./queue-admin.ts";

/** Name of the statement that `bwp` puts into a queue's policy. */
export const STATEMENT_ID = "bwp-events";

type PolicyOf = Pick<QueueFacts, "arn" | "attributes">;

function statementsOf({ attributes }: PolicyOf): readonly unknown[] {
  const policy = parseJson(attributes.Policy);
  if (!isJsonObject(policy)) return [];
  // A policy with one statement may hold it without a list.
  return Array.isArray(policy.Statement) ? policy.Statement : policy.Statement === undefined ? [] : [policy.Statement];
}

function isOurs(statement: unknown): boolean {
  return isJsonObject(statement) && statement.Sid === STATEMENT_ID;
}

/** ARNs of the rules that the statement of `bwp` lets send to the queue. */
export function allowedRules(queue: PolicyOf): readonly string[] {
  const statement = statementsOf(queue).find(isOurs);
  const condition = isJsonObject(statement) ? statement.Condition : undefined;
  const equals = isJsonObject(condition) ? condition.ArnEquals : undefined;
  const arns = isJsonObject(equals) ? equals["aws:SourceArn"] : undefined;
  const list: readonly unknown[] = Array.isArray(arns) ? arns : [arns];
  return list.filter((arn) => typeof arn === "string");
}

/** How many statements of the queue's policy are those of others. */
export function countOtherStatements(queue: PolicyOf): number {
  return statementsOf(queue).filter((statement) => !isOurs(statement)).length;
}

function policyWith(queue: PolicyOf, ruleArns: readonly string[]): string {
  const current = parseJson(queue.attributes.Policy);
  const others = statementsOf(queue).filter((statement) => !isOurs(statement));
  const own = {
    Sid: STATEMENT_ID,
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queue.arn,
    Condition: { ArnEquals: { "aws:SourceArn": ruleArns.length === 1 ? ruleArns[0] : ruleArns } },
  };
  return JSON.stringify({
    ...(isJsonObject(current) ? current : { Version: "2012-10-17" }),
    Statement: ruleArns.length === 0 ? others : [...others, own],
  });
}

/**
 * The policy of a queue with the statement that lets rules send to it, those of earlier connections included; statements of
 * others stay. Page: EventBridge user guide, "Using resource-based policies", Amazon SQS.
 */
export function policyFor(queue: PolicyOf, ruleArns: readonly string[]): string {
  return policyWith(queue, [...new Set([...allowedRules(queue), ...ruleArns])]);
}

/** The policy without these rules; empty, which removes it, if no statement is left. */
export function policyWithout(queue: PolicyOf, ruleArns: readonly string[]): string {
  const left = allowedRules(queue).filter((arn) => !ruleArns.includes(arn));
  return left.length === 0 && countOtherStatements(queue) === 0 ? "" : policyWith(queue, left);
}

/** What is wrong with the statement of `bwp`, if these rules must be able to send; empty if nothing is. */
export function policyDifferences(queue: PolicyOf, ruleArns: readonly string[]): readonly Difference[] {
  const what = `statement ${STATEMENT_ID}`;
  const wanted = policyFor(queue, ruleArns);
  if (canonicalJson(queue.attributes.Policy) === canonicalJson(wanted)) return [];
  const allowed = allowedRules(queue);
  const missing = ruleArns.filter((arn) => !allowed.includes(arn));
  if (!statementsOf(queue).some(isOurs)) return [{ what, is: null, wanted: `allows ${ruleArns.join(", ")}` }];
  if (missing.length > 0) {
    return [{ what, is: `allows ${allowed.join(", ") || "no rule"}`, wanted: `allows ${missing.join(", ")} too` }];
  }
  return [{ what, is: "changed", wanted: "events.amazonaws.com may sqs:SendMessage for the rule" }];
}
