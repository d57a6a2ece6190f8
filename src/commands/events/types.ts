import { eventTypeCard, eventTypesList, permissionLabel } from "../../formatters/event-type.ts";
import { defineCommand } from "../../kernel/command.ts";
import { EVENT_TYPE_NAMES, EVENT_TYPES, type EventType, RESOURCE_TEMPLATES } from "../../model/event-types.ts";
import { requireEventType } from "./find-type.ts";

const ALL: readonly EventType[] = EVENT_TYPES;

export const command = defineCommand({
  name: "events types",
  summary: "List the event types, or explain one: when it is published, permission, handling",
  description:
    "What the documentation says of each event type, newest revision first where revisions differ. Works without a profile and without a network.",
  arguments: {
    eventType: {
      value: "NAME",
      summary: "Event type; without it all are listed",
      suggestions: EVENT_TYPE_NAMES,
    },
  },
  output: {
    name: "name of the event type, as subscriptions take it",
    category: "order, package, tracker, return, refund, catalog, inventory or privacy",
    publishedWhen: "when it is published",
    permission: "permission that the credentials need besides the one for subscriptions",
    resourcePath: "template of the paths in resources",
    "handling.query": "the query to make when it arrives",
    "handling.steps[]": "what to do when it arrives",
    since: "first API version that lists it",
    until: "last API version that lists it, if it is gone from later ones",
    "deprecated.successor": "name to use instead, if it is deprecated",
    note: "a fact to know",
  },
  errors: { unknown_event_type: "the documentation has no such event type (exit 2)" },
  examples: [
    { command: "bwp events types", note: "All of them" },
    { command: "bwp events types REFUND_REQUESTED", note: "One, with the steps of handling it" },
    { command: "bwp events types --query '[?deprecated].name'", note: "The deprecated names, for a script" },
  ],
  async run(context, { args }) {
    if (args.eventType === undefined) {
      await context.output.result(
        ALL.map((type) => describe(type)),
        () => eventTypesList(ALL),
      );
      return;
    }
    const type = requireEventType(args.eventType);
    await context.output.result(describe(type), () => eventTypeCard(type));
  },
});

/** The facts of the model, with the permission's label and the path's template in place of their keys. */
function describe(type: EventType): Readonly<Record<string, unknown>> {
  const { name, category, publishedWhen, resource, ...rest } = type;
  return {
    name,
    category,
    publishedWhen,
    ...rest,
    permission: permissionLabel(type),
    resourcePath: RESOURCE_TEMPLATES[resource],
  };
}
