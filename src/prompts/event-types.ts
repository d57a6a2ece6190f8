import { EVENT_TYPES, type EventType } from "../model/event-types.ts";
import type { Choice, Prompter } from "./prompter.ts";

/** Asks for one or more event types; deprecated ones are not offered. */
export async function askEventTypes(prompt: Prompter): Promise<readonly string[]> {
  return prompt.checkbox("Event types", choices());
}

/** Asks for one event type; deprecated ones are not offered. */
export async function askEventType(prompt: Prompter): Promise<string> {
  return prompt.select("Which event?", choices());
}

function choices(): readonly Choice<string>[] {
  const types: readonly EventType[] = EVENT_TYPES;
  return types
    .filter((type) => type.deprecated === undefined)
    .map((type) => ({ value: type.name, label: type.name, hint: type.publishedWhen }));
}
