import { UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { readText } from "../../kernel/input-file.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { compileEventPattern, EventPatternError } from "../../model/event-pattern.ts";
import { EVENT_TYPE_NAMES, findEventType } from "../../model/event-types.ts";

/** Members of EventBridge's envelope. Page: EventBridge user guide, "Events". */
const ENVELOPE = ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail", "$or"];

/**
 * Reads an event pattern: JSON on the command line, else a file. Answers its text, since only text shows duplicate keys.
 * A pattern that is valid but can hardly match an event is warned about.
 * @throws {UsageError} code `invalid_pattern`, with the place and EventBridge's reason.
 */
export async function readPattern(context: Context, given: string): Promise<string> {
  const text = /^\s*\{/.test(given) ? given : await readText(context, given);
  checkPattern(context, text, given === text ? "--pattern" : given);
  return text;
}

/**
 * Checks a pattern, as text or parsed.
 * @throws {UsageError} as {@link readPattern}.
 */
export function checkPattern(context: Context, pattern: unknown, name: string): void {
  try {
    compileEventPattern(pattern);
  } catch (error) {
    if (!(error instanceof EventPatternError)) throw error;
    throw new UsageError(`${name}: ${error.message}`, {
      code: "invalid_pattern",
      suggestion: 'The language: EventBridge user guide, "Comparison operators for use in event patterns".',
      cause: error,
    });
  }
  const parsed: unknown = typeof pattern === "string" ? JSON.parse(pattern) : pattern;
  if (typeof parsed !== "object" || parsed === null) return;
  for (const key of Object.keys(parsed)) {
    if (ENVELOPE.includes(key)) continue;
    const guess = didYouMean(key, ENVELOPE) ?? "What Buy with Prime says stands in detail.";
    context.notices.warn(`${name}: EventBridge's envelope has no member ${key}, so nothing may match. ${guess}`);
  }
  const types: unknown = Reflect.get(parsed, "detail-type");
  for (const type of Array.isArray(types) ? types : []) {
    if (typeof type !== "string" || findEventType(type) !== undefined) continue;
    const guess = didYouMean(type, EVENT_TYPE_NAMES);
    context.notices.warn(`${name}: ${type} is no documented event type.${guess === undefined ? "" : ` ${guess}`}`);
  }
}
