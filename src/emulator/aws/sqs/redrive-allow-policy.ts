import { isJsonObject } from "../../../model/json-object.ts";
import { textsOf } from "../protocol.ts";

const MOST_SOURCES = 10;

interface AllowPolicy {
  readonly redrivePermission: unknown;
  readonly sourceQueueArns: readonly string[];
}

/** What is wrong with a RedriveAllowPolicy, as a sentence. Page: SQS API reference, SetQueueAttributes. */
export function problemOfAllowPolicy(text: string): string | undefined {
  const policy = readPolicy(text);
  if (policy === undefined) return "Redrive allow policy is not a valid JSON map.";
  const { redrivePermission, sourceQueueArns } = policy;
  if (redrivePermission !== "allowAll" && redrivePermission !== "denyAll" && redrivePermission !== "byQueue") {
    return "redrivePermission must be one of allowAll, denyAll and byQueue.";
  }
  if ((redrivePermission === "byQueue") !== sourceQueueArns.length > 0) {
    return "sourceQueueArns must be given with byQueue, and only then.";
  }
  if (sourceQueueArns.length > MOST_SOURCES) return `sourceQueueArns can name at most ${MOST_SOURCES} queues.`;
  return undefined;
}

/** True if a dead-letter queue's RedriveAllowPolicy does not let a queue name it; without a policy every queue may. */
export function refusesSource(allowPolicy: string | undefined, sourceArn: string): boolean {
  const policy = readPolicy(allowPolicy ?? "");
  if (policy?.redrivePermission === "byQueue") return !policy.sourceQueueArns.includes(sourceArn);
  return policy?.redrivePermission === "denyAll";
}

function readPolicy(text: string): AllowPolicy | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return undefined;
    return { redrivePermission: value.redrivePermission, sourceQueueArns: textsOf(value.sourceQueueArns) };
  } catch {
    return undefined;
  }
}
