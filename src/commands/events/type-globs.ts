import { UsageError } from "../../errors.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { EVENT_TYPE_NAMES } from "../../model/event-types.ts";

/** What the types on a command line stand for. */
export interface MatchedTypes {
  readonly names: readonly string[];
  readonly globs: readonly { readonly glob: string; readonly names: readonly string[] }[];
}

const ALL: readonly string[] = EVENT_TYPE_NAMES;

/**
 * Finds the event types that are meant, letter case apart. `hasPattern`: the command takes --pattern as well.
 * @throws {UsageError} code `unknown_event_type` for a name that is not documented or a wildcard that matches nothing: a tail
 * that waits for such an event would wait for ever.
 */
export function matchEventTypes(given: readonly string[], { hasPattern = true } = {}): MatchedTypes {
  const names = new Set<string>();
  const globs: { glob: string; names: readonly string[] }[] = [];
  for (const text of given) {
    const isGlob = /[*?]/.test(text);
    const pattern = new RegExp(
      `^${text
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replace(/\*+/g, ".*")
        .replace(/\?/g, ".")}$`,
      "i",
    );
    const found = ALL.filter((name) => pattern.test(name));
    if (found.length === 0) throw unknownType(text, isGlob, hasPattern);
    if (isGlob) globs.push({ glob: text, names: found });
    for (const name of found) names.add(name);
  }
  return { names: [...names], globs };
}

function unknownType(text: string, isGlob: boolean, hasPattern: boolean): UsageError {
  const guess = didYouMean(text.replace(/[*?]/g, ""), ALL);
  const others = `bwp events types lists all${hasPattern ? "; for a type that is not documented use --pattern" : ""}.`;
  return new UsageError(isGlob ? `No event type matches ${text}.` : `${text} is no event type.`, {
    code: "unknown_event_type",
    suggestion: guess === undefined ? others : `${guess} ${others}`,
  });
}
