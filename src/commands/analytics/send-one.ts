import { randomUUID } from "node:crypto";
import { analyticsCalls, type UserEvent } from "../../client/dialects/analytics.ts";
import { UsageError } from "../../errors.ts";
import { sentEventView } from "../../formatters/user-events.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { loadInputTypes } from "../../kernel/input-file.ts";
import { mutate } from "../../kernel/mutate.ts";
import { CLIENT_TYPES, type ClientType, USER_EVENT_TYPES } from "../../model/user-events.ts";
import type { Prompter } from "../../prompts/prompter.ts";
import { problemsOf } from "./check-event.ts";

/** An event as the command line says it. */
export interface EventFlags {
  readonly eventType: string | undefined;
  readonly eventId: string | undefined;
  readonly eventTime: string | undefined;
  readonly clientType: ClientType | undefined;
  readonly clientVersion: string | undefined;
  readonly schemaName: string | undefined;
  readonly schemaVersion: string | undefined;
  /** `name=value` each. */
  readonly property: readonly string[];
}

/** Sends the one event of the flags; asks for what is missing. */
export async function sendOne(context: Context, flags: EventFlags): Promise<void> {
  const event = await eventFrom(context, flags);
  const { apiVersion } = await context.profile();
  const findings = problemsOf(await loadInputTypes(apiVersion), event);
  if (findings.length > 0) {
    throw new UsageError("The event would be refused.", { code: "invalid_event", findings });
  }
  const { eventType, eventId, eventTime } = event;
  const what = `send a user event (${eventType}, id ${eventId}, time ${eventTime})`;
  const answer = await mutate(context, { ...analyticsCalls(apiVersion).sendUserEvents([event]), what });
  if (answer !== undefined) await context.output.result(answer, sentEventView(event));
}

async function eventFrom(context: Context, flags: EventFlags): Promise<UserEvent> {
  const wanted = await complete(
    context,
    {
      eventType: { given: flags.eventType, flag: "--event-type <TYPE>", ask: askEventType },
      clientType: {
        given: flags.clientType,
        flag: "--client-type <TYPE>",
        ask: (prompt) =>
          prompt.select(
            "Where was it recorded?",
            CLIENT_TYPES.map((type) => ({ value: type, label: type })),
          ),
      },
      clientVersion: {
        given: flags.clientVersion,
        flag: "--client-version <VERSION>",
        ask: (prompt) =>
          prompt.input("Version of the recording client", { check: (text) => (text ? undefined : "It is needed.") }),
      },
    },
    "Give the missing values for one event, or a FILE (- for stdin) with one event a line.",
  );
  const properties = flags.property.map(readProperty);
  const { schemaName, schemaVersion } = flags;
  return {
    ...wanted,
    eventId: flags.eventId ?? randomUUID(),
    eventTime: flags.eventTime ?? new Date(context.host.now()).toISOString(),
    ...(schemaName === undefined ? {} : { schemaName }),
    ...(schemaVersion === undefined ? {} : { schemaVersion }),
    ...(properties.length === 0 ? {} : { additionalProperties: { additionalProperties: properties } }),
  };
}

async function askEventType(prompt: Prompter): Promise<string> {
  const chosen = await prompt.select<string | undefined>("What happened?", [
    ...USER_EVENT_TYPES.map(({ name, sentWhen }) => ({ value: name, label: name, hint: sentWhen })),
    { value: undefined, label: "another type", hint: "the API takes any text of 3 to 64 characters" },
  ]);
  return chosen ?? prompt.input("Event type");
}

/** Names are passed on as they are: those of the API mix camelCase and snake_case. */
function readProperty(text: string): { readonly property: string; readonly value: string } {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError(`--property takes name=value, not ${JSON.stringify(text)}.`, { code: "malformed" });
  return { property: text.slice(0, at), value: text.slice(at + 1) };
}
