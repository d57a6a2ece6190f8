import { UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { EVENT_TYPES, findEventType } from "../../model/event-types.ts";
import { deprecationText } from "../events/find-type.ts";
import { isGlob, namesLike } from "../events/type-globs.ts";

/**
 * Makes event type names of what the user wrote: exact names, and globs such as `RETURN_*`, which leave deprecated types
 * out. Each name once, in the order given.
 * @param force true: take names that are not known as well; undefined: the command cannot.
 * @throws {UsageError} code `unknown_event_type` for all unknown names at once.
 */
export function expandEventTypes(words: readonly string[], force?: boolean): readonly string[] {
  const unknown: string[] = [];
  const names = words.flatMap((word) => {
    if (findEventType(word) !== undefined) return [word];
    if (isGlob(word)) {
      const matching = namesLike(word).filter((name) => findEventType(name)?.deprecated === undefined);
      if (matching.length === 0) unknown.push(`${word}: matches no event type.`);
      return matching;
    }
    if (force !== true || /\s/.test(word)) unknown.push(unknownFinding(word));
    return [word];
  });
  if (unknown.length > 0) {
    throw new UsageError(unknown.length === 1 ? "Unknown event type." : "Unknown event types.", {
      code: "unknown_event_type",
      findings: unknown,
      suggestion: `See "bwp events types" for all names.${force === undefined ? "" : " --force sends a name that bwp does not know."}`,
    });
  }
  return [...new Set(names)];
}

function unknownFinding(word: string): string {
  const upper = word.toUpperCase();
  const hint = findEventType(upper)
    ? `Did you mean ${upper}?`
    : didYouMean(
        word,
        EVENT_TYPES.map(({ name }) => name),
      );
  return hint === undefined ? `${word}: no such event type.` : `${word}: no such event type. ${hint}`;
}

/** Says what is worth knowing of the chosen types: deprecations, and types that the sandbox never publishes. */
export async function adviseOnEventTypes(context: Context, names: readonly string[]): Promise<void> {
  for (const text of names.flatMap((name) => deprecationText(name) ?? [])) context.notices.warn(text);
  if ((await context.profile()).kind !== "production" && names.includes("INVENTORY_CHANGED")) {
    context.notices.warn("INVENTORY_CHANGED is never published in a sandbox.");
  }
}
