import { UsageError } from "../../errors.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { EVENT_TYPE_NAMES, type EventType, findEventType } from "../../model/event-types.ts";

/**
 * The event type of a name, in whatever case it is written.
 * @throws {UsageError} code `unknown_event_type`.
 */
export function requireEventType(word: string): EventType {
  const type = findEventType(word.toUpperCase());
  if (type !== undefined) return type;
  throw new UsageError(`There is no event type ${word}.`, {
    code: "unknown_event_type",
    suggestion: didYouMean(word, EVENT_TYPE_NAMES) ?? 'See "bwp events types" for all names.',
  });
}

/** What is to be said of an event type that is deprecated; undefined for the others. */
export function deprecationText(name: string): string | undefined {
  const { deprecated } = findEventType(name) ?? {};
  return deprecated === undefined
    ? undefined
    : `${name} is deprecated since ${deprecated.since}; use ${deprecated.successor}.`;
}
