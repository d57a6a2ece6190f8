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
