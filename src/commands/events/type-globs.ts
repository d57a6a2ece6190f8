import { UsageError } from "../../errors.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { EVENT_TYPE_NAMES } from "../../model/event-types.ts";

/**
 * What the option for event types has in common, whatever a command does with them: `--type`, and as the API calls it.
 * Spread it, and add a summary.
 */
export const TYPE_OPTION = {
  type: "string",
  value: "TYPE",
  alias: "eventType",
  suggestions: EVENT_TYPE_NAMES,
} as const;

/** What the types on a command line stand for. */
export interface MatchedTypes {
  readonly names: readonly string[];
  readonly globs: readonly { readonly glob: string; readonly names: readonly string[] }[];
}

const ALL: readonly string[] = EVENT_TYPE_NAMES;

/** True for a name with the wildcards `*` or `?`. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

/** The documented event types that a name or a wildcard stands for, letter case apart. */
export function namesLike(text: string): readonly string[] {
  const pattern = text
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replace(/\?/g, ".");
  const whole = new RegExp(`^${pattern}$`, "i");
  return ALL.filter((name) => whole.test(name));
}

/**
 * Finds the event types that are meant, letter case apart. `hasPattern`: the command takes --pattern as well.
 * @throws {UsageError} code `unknown_event_type` for a name that is not documented or a wildcard that matches nothing: a tail
 * that waits for such an event would wait for ever.
 */
export function matchEventTypes(given: readonly string[], { hasPattern = true } = {}): MatchedTypes {
  const names = new Set<string>();
  const globs: { glob: string; names: readonly string[] }[] = [];
  for (const text of given) {
    const found = namesLike(text);
    if (found.length === 0) throw unknownType(text, isGlob(text), hasPattern);
    if (isGlob(text)) globs.push({ glob: text, names: found });
    for (const name of found) names.add(name);
  }
  return { names: [...names], globs };
}

function unknownType(text: string, isWildcard: boolean, hasPattern: boolean): UsageError {
  const guess = didYouMean(text.replace(/[*?]/g, ""), ALL);
  const others = `bwp events types lists all${hasPattern ? "; for a type that is not documented use --pattern" : ""}.`;
  return new UsageError(isWildcard ? `No event type matches ${text}.` : `${text} is no event type.`, {
    code: "unknown_event_type",
    suggestion: guess === undefined ? others : `${guess} ${others}`,
  });
}
