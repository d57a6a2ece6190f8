import { UsageError } from "../../errors.ts";
import { createEventFilter, type EventFilter } from "../../events/event-filter.ts";
import type { Context } from "../../kernel/context.ts";
import { parseDuration } from "../../kernel/duration.ts";
import { deprecationText } from "./find-type.ts";
import { readPattern } from "./read-pattern.ts";
import { matchEventTypes, TYPE_OPTION } from "./type-globs.ts";

const GROUP = "Which events";

/** Options of all commands that select events. */
export const FILTER_OPTIONS = {
  type: {
    ...TYPE_OPTION,
    multiple: true,
    summary: "Only these event types, * and ? as wildcards: 'REFUND_*'",
    group: GROUP,
  },
  order: { type: "string", value: "ORDER_ID", multiple: true, summary: "Only about these orders", group: GROUP },
  return: { type: "string", value: "RETURN_ID", multiple: true, summary: "Only about these returns", group: GROUP },
  businessProduct: {
    type: "string",
    value: "ID",
    multiple: true,
    summary: "Only of these business products",
    group: GROUP,
  },
  since: {
    type: "string",
    value: "TIME",
    summary: "Not older than that: 2h, 1d, 2026-01-31 or 2026-01-31T12:00Z",
    group: GROUP,
  },
  pattern: {
    type: "string",
    value: "FILE|JSON",
    summary: "An EventBridge event pattern; it sees EventBridge's envelope, whatever the form",
    group: GROUP,
  },
} as const;

const { pattern: PATTERN, ...BEFORE_PATTERN } = FILTER_OPTIONS;

/** Those of commands that look back: a range has another end. */
export const RANGE_OPTIONS = {
  ...BEFORE_PATTERN,
  until: { type: "string", value: "TIME", summary: "Not newer than that", group: GROUP },
  pattern: PATTERN,
} as const;

/** Values of {@link FILTER_OPTIONS} and {@link RANGE_OPTIONS}. */
export interface FilterChoice {
  readonly type: readonly string[];
  readonly order: readonly string[];
  readonly return: readonly string[];
  readonly businessProduct: readonly string[];
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly pattern?: string | undefined;
}

/** A filter, and what it selects in words. */
export interface OpenFilter {
  readonly filter: EventFilter;
  /** A line each. */
  readonly words: readonly string[];
}

/**
 * Reads what events to select; undefined if all are wanted. What a wildcard stands for is said on stderr.
 * @throws {UsageError} if a type is not known, a wildcard matches none, or the time or pattern cannot be read.
 */
export async function openFilter(context: Context, choice: FilterChoice): Promise<OpenFilter | undefined> {
  const types = matchEventTypes(choice.type);
  const since = choice.since === undefined ? undefined : readTime("--since", choice.since, context.host.now());
  const until = choice.until === undefined ? undefined : readTime("--until", choice.until, context.host.now());
  const pattern = choice.pattern === undefined ? undefined : await readPattern(context, choice.pattern);
  for (const { glob, names } of types.globs) context.notices.info(`${glob} matches ${names.join(", ")}`);
  const named = choice.type.map((type) => type.toUpperCase());
  for (const text of named.flatMap((type) => deprecationText(type) ?? [])) context.notices.info(text);
  const filter = createEventFilter({
    types: types.names,
    orderIds: choice.order,
    returnIds: choice.return,
    businessProductIds: choice.businessProduct,
    since,
    until,
    pattern,
  });
  if (filter === undefined) return undefined;
  const words = [
    ...inWords("", choice.type),
    ...inWords("order ", choice.order),
    ...inWords("return ", choice.return),
    ...inWords("business product ", choice.businessProduct),
  ];
  if (since !== undefined) words.push(`not older than ${new Date(since).toISOString()}`);
  if (until !== undefined) words.push(`not newer than ${new Date(until).toISOString()}`);
  if (pattern !== undefined) words.push("an event pattern");
  return { filter, words };
}

function inWords(what: string, values: readonly string[]): readonly string[] {
  return values.length === 0 ? [] : [what + values.join(", ")];
}

/**
 * A point in time: ISO 8601, or a length of time before now.
 * @throws {UsageError}
 */
export function readTime(flag: string, text: string, now: number): number {
  const ago = parseDuration(text);
  if (ago !== undefined) return now - ago;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new UsageError(`${flag} takes a length of time such as 2h, or a date such as 2026-01-31T12:00Z.`, {
    code: "invalid_time",
  });
}
