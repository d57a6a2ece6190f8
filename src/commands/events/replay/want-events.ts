import { NotFoundError } from "../../../errors.ts";
import { type HistoryQuery, newestEvents } from "../../../events/history.ts";
import { toKeptRecord } from "../../../events/own-output.ts";
import { aboutTexts } from "../../../formatters/event.ts";
import { utcText } from "../../../formatters/time.ts";
import type { Wanted } from "../../../kernel/complete.ts";
import type { Prompter } from "../../../prompts/prompter.ts";

/** So many events are offered. */
const MOST = 50;

/** Which events of the archive are meant, beside what a filter selects. */
export interface EventChoice {
  readonly ids: readonly string[];
  readonly all: boolean;
}

/** Says how to complete the choice of archived events. */
export function wantEvents(query: HistoryQuery, choice: EventChoice, isFiltered: boolean): Wanted<EventChoice> {
  return {
    given: choice.ids.length > 0 || choice.all || isFiltered ? choice : undefined,
    flag: "ID (or --all, or a filter such as --since 1d)",
    ask: (prompt) => askEvents(prompt, query),
  };
}

async function askEvents(prompt: Prompter, query: HistoryQuery): Promise<EventChoice> {
  const { kept } = await newestEvents(query, MOST);
  if (kept.length === 0) {
    throw new NotFoundError(`There are no events in ${query.folder}.`, {
      suggestion: "bwp events tail and bwp events listen archive what they receive.",
    });
  }
  const all = await prompt.select("Which events?", [
    { value: false, label: "Some of the newest", hint: "To be picked from a list" },
    { value: true, label: "All of the archive", hint: "In the order of their arrival" },
  ]);
  if (all) return { ids: [], all };
  const choices = kept.map(({ record, event }) => {
    const kept = toKeptRecord(record, event);
    const time = utcText(kept.time ?? record.receivedAt);
    return {
      value: record.messageId,
      label: `${time}  ${kept.eventType ?? "(no event type)"}`,
      hint: aboutTexts(kept).join("; "),
    };
  });
  return { ids: await prompt.checkbox("Events", choices.reverse()), all };
}
