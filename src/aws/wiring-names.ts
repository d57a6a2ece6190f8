import { createHash } from "node:crypto";
import { SOURCE_PREFIX } from "../model/event-source.ts";
import type { Tags } from "./tags.ts";

/** Longest names. Pages: SQS quotas, EventBridge PutRule. */
const MAX_QUEUE_NAME = 80;
const MAX_RULE_NAME = 64;
const DEAD_LETTER_ENDING = "-dlq";

/** Tag that all carry which `bwp` made: nothing else is ever changed or deleted. */
export const MANAGED_TAG = "bwp:managed-by";

/** The bus that every account has in every region: nobody's to delete, and not everybody may read its tags. */
export const DEFAULT_BUS = "default";

/** Names of what wires a partner event source to a queue. */
export interface WiringNames {
  /** Full name of the source, and of its bus. */
  readonly source: string;
  readonly queue: string;
  readonly deadLetterQueue: string;
  readonly rule: string;
}

/** True for a queue that is named like a dead-letter queue of `bwp`. */
export function isDeadLetterQueue(name: string): boolean {
  return name.endsWith(DEAD_LETTER_ENDING);
}

function shorten(name: string, max: number): string {
  if (name.length <= max) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, max - hash.length - 1)}-${hash}`;
}

/** `bwp-` and the name in the letters that SQS allows; a hash keeps names apart that would become the same. */
function queueNameOf(source: string): string {
  const safe = source.replace(/[^A-Za-z0-9_-]/g, "-");
  const hash = createHash("sha256").update(source).digest("hex").slice(0, 8);
  return `bwp-${safe}${safe === source ? "" : `-${hash}`}`;
}

/** Full name of a partner event source, given with or without its prefix. */
export function fullSourceName(nameOrFullName: string): string {
  return nameOrFullName.startsWith(SOURCE_PREFIX) ? nameOrFullName : SOURCE_PREFIX + nameOrFullName;
}

/** Derives all names from the source's name, or from a queue name of the user's choice. */
export function wiringNames(source: string, queueName?: string): WiringNames {
  const full = fullSourceName(source);
  const room = MAX_QUEUE_NAME - DEAD_LETTER_ENDING.length;
  const queue = queueName ?? shorten(queueNameOf(full.slice(SOURCE_PREFIX.length)), room);
  return {
    source: full,
    queue,
    deadLetterQueue: shorten(queue, room) + DEAD_LETTER_ENDING,
    rule: shorten(queue, MAX_RULE_NAME),
  };
}

/** What tags may not hold becomes a dash. Page: AWS tagging best practices. */
function tagValue(text: string): string {
  return text.replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, "-").slice(0, 256);
}

/** Tags of everything that is made: by whom, for what and when. */
export function wiringTags(
  names: WiringNames,
  facts: { profile: string; owner?: string | undefined; now: number },
): Tags {
  return {
    [MANAGED_TAG]: "bwp",
    "bwp:profile": tagValue(facts.profile),
    "bwp:source": tagValue(names.source),
    ...(facts.owner === undefined ? undefined : { "bwp:owner": tagValue(facts.owner) }),
    "bwp:created": new Date(facts.now).toISOString(),
  };
}

/** Tags of what another tool makes from a template: without the one by which `bwp` would change and delete it. */
export function templateTags(sources: readonly string[], facts: { profile: string; owner?: string | undefined }): Tags {
  return {
    "bwp:profile": tagValue(facts.profile),
    "bwp:source": tagValue(sources.map(fullSourceName).join(" ")),
    ...(facts.owner === undefined ? undefined : { "bwp:owner": tagValue(facts.owner) }),
  };
}

/** True if `bwp` made it. */
export function isManaged(tags: Tags): boolean {
  return tags[MANAGED_TAG] === "bwp";
}
