import { span } from "../../formatters/blocks.ts";
import { outcomesTable } from "../../formatters/subscription.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import { mutateEach } from "../../kernel/mutate.ts";
import { partnerEventSourceArn } from "../../model/event-source.ts";
import { EVENT_TYPE_NAMES } from "../../model/event-types.ts";
import { askEventTypes } from "../../prompts/event-types.ts";
import { adviseOnEventTypes, expandEventTypes } from "./choose-event-types.ts";
import { destinationInput, wantDestination } from "./destination.ts";
import { tryEach } from "./try-each.ts";

export const command = defineCommand({
  name: "subscribe create",
  summary: "Subscribe to event types, with an EventBridge partner event source as destination",
  description:
    "One subscription is made for each event type, one after the other. A subscription that exists already counts as done, so the command can be repeated. If one fails for a reason of its own (a missing permission, for example), the others are still tried; the result says what became of each, and the exit code is that of the first failure.",
  operations: ["createEventSubscription"],
  mutates: true,
  options: {
    eventType: {
      type: "string",
      value: "TYPE",
      suggestions: EVENT_TYPE_NAMES,
      multiple: true,
      summary: "Event types by name, or by a pattern such as 'RETURN_*' (without deprecated types)",
    },
    region: { type: "string", value: "REGION", summary: "AWS region of the source (emulator: us-east-1)" },
    account: { type: "string", value: "ACCOUNT", summary: "AWS account id, 12 digits (emulator: 000000000000)" },
    sourceName: { type: "string", value: "NAME", summary: "Name of the partner event source; globally unique" },
    force: { type: "boolean", summary: "Send event types that bwp does not know" },
  },
  output: {
    "[].eventType": "name of the event type",
    "[].subscriptionId": "id of the new subscription; null if it existed already or failed",
    "[].status": "created, exists, failed or not_tried",
    "[].destination.arn": "ARN of the partner event source",
  },
  errors: {
    unknown_event_type: "a name is not in the documentation (exit 2)",
    DestinationNameAlreadyExists: "the source name is taken: they are globally unique (exit 5)",
    AccessDeniedError: "the permission for subscriptions or the one behind the event type is missing (exit 3)",
  },
  examples: [
    {
      command:
        "bwp subscribe create --event-type 'PACKAGE_*,REFUND_REQUESTED' --region us-east-1 --account 000000000000 --source-name my-shop",
      note: "All package events and refund requests",
    },
    {
      command: "bwp subscribe create --event-type 'RETURN_*' --source-name my-shop --dry-run",
      note: "See the requests; on the emulator account and region have defaults",
    },
  ],
  async run(context, { options }) {
    if (options.eventType.length > 0) expandEventTypes(options.eventType, options.force);
    const { eventTypes, ...destination } = await complete(context, {
      eventTypes: { given: options.eventType, flag: "--event-type <TYPE>", ask: askEventTypes },
      ...(await wantDestination(context, options)),
    });
    const names = expandEventTypes(eventTypes, options.force);
    await adviseOnEventTypes(context, names);
    const arn = partnerEventSourceArn(destination.region, destination.name);
    const dialect = await context.dialect();
    const subscribeTo = (eventType: string) =>
      dialect.createEventSubscription({ eventType, destination: destinationInput(destination) });
    const send = await mutateEach(context, {
      calls: names.map(subscribeTo),
      what: `subscribe ${names.length === 1 ? names[0] : `${names.length} event types`} to ${arn}`,
      retry: "safe",
    });
    if (send === undefined) return;
    const { outcomes, failure } = await tryEach(context, names, "Subscribing", async (eventType) => {
      const { createEventSubscription } = await send(subscribeTo(eventType));
      return createEventSubscription.subscriptionId ?? null;
    });
    const result = outcomes.map(({ item, id, status }) => ({
      eventType: item,
      subscriptionId: id,
      status: status === "done" ? ("created" as const) : status,
      destination: { arn },
    }));
    await context.output.result(result, outcomesTable);
    if (failure !== undefined) throw failure;
    context.notices.info([
      "Next: ",
      span(`bwp events connect --source ${destination.name}`, "code"),
      " wires a queue to it.",
    ]);
  },
});
