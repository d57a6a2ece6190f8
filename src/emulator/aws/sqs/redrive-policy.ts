import { isJsonObject } from "../../../model/json-object.ts";
import type { Reader } from "../../store/store.ts";
import { QUEUES, queueKeyOfArn } from "./entities.ts";

/** What a queue's RedrivePolicy says: a message goes to the target instead of being received once more than `most` times. */
interface RedrivePolicy {
  /** ARN of the dead-letter queue. */
  readonly target: string;
  readonly most: number;
}

/** ARN of the dead-letter queue that a queue's RedrivePolicy names. */
export function deadLetterTargetOf(attributes: Readonly<Record<string, string>>): string | undefined {
  return readPolicy(attributes)?.target;
}

/** Where messages of a queue go that were received too often; undefined without a policy, or if that queue is gone. */
export function redriveOf(
  store: Reader,
  queueKey: string,
  account: string,
): { readonly to: string; readonly most: number } | undefined {
  const policy = readPolicy(store.get(QUEUES, queueKey)?.attributes ?? {});
  const to = policy === undefined ? undefined : queueKeyOfArn(policy.target, account);
  if (policy === undefined || to === undefined || store.get(QUEUES, to) === undefined) return undefined;
  return { to, most: policy.most };
}

function readPolicy({ RedrivePolicy: text }: Readonly<Record<string, string>>): RedrivePolicy | undefined {
  if (text === undefined || text === "") return undefined;
  // It was checked when it was set; an import may have brought another.
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value) || typeof value.deadLetterTargetArn !== "string") return undefined;
    return { target: value.deadLetterTargetArn, most: Number(value.maxReceiveCount) };
  } catch {
    return undefined;
  }
}
