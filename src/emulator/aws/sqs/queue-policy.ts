import { isJsonObject } from "../../../model/json-object.ts";
import type { JsonObject } from "../protocol.ts";

/** The call that a queue policy is asked about: EventBridge sends to a queue on behalf of a rule. */
export interface PolicyRequest {
  readonly queueArn: string;
  readonly ruleArn: string;
  /** Account of the rule. */
  readonly account: string;
}

const SERVICE = "events.amazonaws.com";
const ACTION = "sqs:SendMessage";

/**
 * Says why a queue policy does not let EventBridge send; undefined if it does. Knows the operators that such policies use:
 * ArnEquals, ArnLike, StringEquals, StringLike on aws:SourceArn and aws:SourceAccount, and Bool on aws:SecureTransport; a statement
 * with any other condition does not apply. Page: EventBridge user guide, "Using resource-based policies: Amazon SQS permissions".
 */
export function refusalOfPolicy(policy: string | undefined, request: PolicyRequest): string | undefined {
  if (policy === undefined || policy === "") return "the queue has no policy";
  const statements = statementsOf(policy);
  if (statements === undefined) return "the queue's policy is no JSON object";
  const applying = statements.filter((statement) => applies(statement, request));
  if (applying.some((statement) => statement.Effect === "Deny")) return "the queue's policy denies it";
  if (applying.some((statement) => statement.Effect === "Allow")) return undefined;
  return `the queue's policy does not allow ${SERVICE} to ${ACTION} for this rule`;
}

function statementsOf(policy: string): JsonObject[] | undefined {
  try {
    const parsed: unknown = JSON.parse(policy);
    if (!isJsonObject(parsed)) return undefined;
    const { Statement } = parsed;
    return (Array.isArray(Statement) ? Statement : [Statement]).filter(isJsonObject);
  } catch {
    return undefined;
  }
}

function applies(statement: JsonObject, request: PolicyRequest): boolean {
  return (
    isEventBridge(statement.Principal) &&
    anyLike(statement.Action, ACTION, true) &&
    anyLike(statement.Resource, request.queueArn, false) &&
    Object.entries(isJsonObject(statement.Condition) ? statement.Condition : {}).every(([operator, keys]) =>
      Object.entries(isJsonObject(keys) ? keys : {}).every(([key, wanted]) => holds(operator, key, wanted, request)),
    )
  );
}

function isEventBridge(principal: unknown): boolean {
  if (principal === "*") return true;
  if (!isJsonObject(principal)) return false;
  return toTexts(principal.Service).includes(SERVICE) || toTexts(principal.AWS).includes("*");
}

function holds(operator: string, key: string, wanted: unknown, request: PolicyRequest): boolean {
  const actual = {
    "aws:sourcearn": request.ruleArn,
    "aws:sourceaccount": request.account,
    "aws:securetransport": "true",
  }[key.toLowerCase()];
  if (actual === undefined) return false;
  switch (operator.replace(/IfExists$/, "")) {
    case "StringEquals":
      return toTexts(wanted).includes(actual);
    case "Bool":
      return toTexts(wanted).some((text) => text.toLowerCase() === actual);
    case "ArnEquals":
    case "ArnLike":
    case "StringLike":
      return anyLike(wanted, actual, false);
    default:
      return false;
  }
}

function anyLike(patterns: unknown, text: string, ignoreCase: boolean): boolean {
  return toTexts(patterns).some((pattern) => {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*+/g, ".*")
      .replaceAll("?", ".");
    return new RegExp(`^${source}$`, ignoreCase ? "is" : "s").test(text);
  });
}

function toTexts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((element: unknown) =>
    typeof element === "string" || typeof element === "boolean" ? [String(element)] : [],
  );
}
