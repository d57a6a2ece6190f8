import { EVENT_TYPES, type EventType } from "../model/event-types.ts";
import type { Prompter } from "./prompter.ts";

/** Asks for one or more event types; deprecated ones are not offered. */
export async function askEventTypes(prompt: Prompter): Promise<readonly string[]> {
  const types: readonly EventType[] = EVENT_TYPES;
  return prompt.checkbox(
    "Event types",
    types
      .filter((type) => type.deprecated === undefined)
      .map((type) => ({ value: type.name, label: type.name, hint: type.publishedWhen })),
  );
}
