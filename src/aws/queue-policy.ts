import type { QueueFacts } from "./queue-admin.ts";

/** Name of the statement that `bwp` puts into a queue's policy. */
const STATEMENT_ID = "bwp-events";

type Json = Readonly<Record<string, unknown>>;

function parse(text: string | undefined): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same JSON whatever the order of its members; numbers and their text count as the same, as in AWS's own answers. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (isObject(value)) {
    const members = Object.keys(value).sort();
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  return JSON.stringify(typeof value === "number" ? String(value) : value) ?? "null";
}

/** True if two JSON texts mean the same. */
export function samePolicy(a: string | undefined, b: string | undefined): boolean {
  const [left, right] = [parse(a), parse(b)];
  return left !== undefined && right !== undefined && canonical(left) === canonical(right);
}

/**
 * The policy of a queue with the statement that lets one rule send to it; statements of others stay. Page: EventBridge user
 * guide, "Using resource-based policies", Amazon SQS.
 */
export function policyFor({ arn, attributes }: Pick<QueueFacts, "arn" | "attributes">, ruleArn: string): string {
  const current = parse(attributes.Policy);
  const statements = isObject(current) && Array.isArray(current.Statement) ? current.Statement : [];
  const others: unknown[] = statements.filter((entry) => !isObject(entry) || entry.Sid !== STATEMENT_ID);
  return JSON.stringify({
    ...(isObject(current) ? current : { Version: "2012-10-17" }),
    Statement: [
      ...others,
      {
        Sid: STATEMENT_ID,
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: arn,
        Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
      },
    ],
  });
}
