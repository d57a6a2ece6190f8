import { queueArnBeside } from "./arn.ts";
import { LONG_POLL_SECONDS, MAX_RECEIVE_COUNT, RETENTION_SECONDS } from "./connection-design.ts";
import { attributeDifferences } from "./drift.ts";
import type { PlannedStep } from "./plan.ts";
import type { QueueAdmin, QueueAttributes, QueueFacts } from "./queue-admin.ts";
import { countOtherStatements, policyDifferences, policyFor, STATEMENT_ID } from "./queue-policy.ts";
import type { Tags } from "./tags.ts";
import { isManaged } from "./wiring-names.ts";

/** The two queues of a connection and its rules, as they stand; what a step makes is known to those after it. */
export interface WiringState {
  queue: QueueFacts | undefined;
  deadLetters: QueueFacts | undefined;
  /** ARN of the rule on each bus, as far as it is there. */
  readonly ruleArns: Map<string, string>;
}

/** One of the two queues. */
export interface QueueRole {
  readonly resource: "queue" | "dead-letter queue";
  readonly slot: "queue" | "deadLetters";
  readonly name: string;
  readonly detail: string;
  /** Name of the dead-letter queue of the connection. */
  readonly deadLetterQueue: string;
}

const FOREIGN = "bwp did not make it, and changes nothing of it but its policy";

function wantedAttributes({ slot }: QueueRole, deadLetterTargetArn: string | undefined): QueueAttributes {
  const base = {
    MessageRetentionPeriod: String(RETENTION_SECONDS),
    ReceiveMessageWaitTimeSeconds: String(LONG_POLL_SECONDS),
  };
  if (slot === "deadLetters") return base;
  return { ...base, RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: MAX_RECEIVE_COUNT }) };
}

/** EventBridge cannot use a key of KMS unless the key's own policy says so, and nothing but a lost event would show it. */
function encryptionHint({ attributes }: QueueFacts): string {
  const key = attributes.KmsMasterKeyId;
  if (!key) return "";
  return `; encrypted with ${key}, whose key policy must allow events.amazonaws.com kms:GenerateDataKey and kms:Decrypt`;
}

/** Makes a queue, or sets right what differs. A queue of others is taken as it is. */
export function queueStep(queues: QueueAdmin, state: WiringState, role: QueueRole, tags: Tags): PlannedStep {
  const { resource, slot, name, detail, deadLetterQueue } = role;
  const existing = state[slot];
  if (existing === undefined) {
    const run = async (): Promise<void> => {
      state[slot] = await queues.create(name, wantedAttributes(role, state.deadLetters?.arn), tags);
    };
    return { action: "create", resource, name, detail, run };
  }
  if (!isManaged(existing.tags)) {
    return { action: "keep", resource, name, detail: FOREIGN + encryptionHint(existing) };
  }
  const deadLetterArn = state.deadLetters?.arn ?? queueArnBeside(existing.arn, deadLetterQueue);
  const differences = attributeDifferences(existing.attributes, wantedAttributes(role, deadLetterArn));
  if (differences.length === 0) return { action: "keep", resource, name, detail };
  const attributes = Object.fromEntries(differences.map(({ what, wanted }) => [what, wanted ?? ""]));
  const run = (): Promise<void> => queues.set(name, existing.url, attributes);
  return { action: "update", resource, name, detail, differences, run };
}

/** Lets the rules of a connection send to a queue; what its policy says beside stays. */
export function policyStep(
  queues: QueueAdmin,
  state: WiringState,
  { name, slot }: QueueRole,
  buses: readonly string[],
): PlannedStep {
  const current = state[slot];
  const resource = "queue policy";
  const rules = (): string[] => buses.flatMap((bus) => state.ruleArns.get(bus) ?? []);
  const others = current === undefined ? 0 : countOtherStatements(current);
  const whose = buses.length === 1 ? "this rule" : `these ${buses.length} rules`;
  const beside = others === 0 ? "" : `; adds the statement ${STATEMENT_ID}, ${others} of others stay as they are`;
  const detail = `lets ${whose}, and nothing else of EventBridge, send to the queue${beside}`;
  const isKnown = rules().length === buses.length;
  const differences = current === undefined ? [] : policyDifferences(current, rules());
  if (current !== undefined && isKnown && differences.length === 0) {
    return { action: "keep", resource, name, detail: detail.split(";", 1)[0] ?? detail };
  }
  const run = async (): Promise<void> => {
    const made = state[slot];
    if (made !== undefined) await queues.set(name, made.url, { Policy: policyFor(made, rules()) });
  };
  return current?.attributes.Policy
    ? { action: "update", resource, name, detail, differences: isKnown ? differences : [], run }
    : { action: "create", resource, name, detail, run };
}
