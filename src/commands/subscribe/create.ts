import { span } from "../../formatters/blocks.ts";
import { outcomesTable } from "../../formatters/subscription.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { mutateEach } from "../../kernel/mutate.ts";
import { commandLine } from "../../kernel/shell.ts";
import { parsePartnerEventSourceArn } from "../../model/event-source.ts";
import { askEventTypes } from "../../prompts/event-types.ts";
import { TYPE_OPTION } from "../events/type-globs.ts";
import { adviseOnEventTypes, expandEventTypes } from "./choose-event-types.ts";
import { type Destination, wantDestination } from "./destination.ts";
import { tryEach } from "./try-each.ts";
import { AUTH_OPTIONS } from "./webhook-auth.ts";

export const command = defineCommand({
  name: "subscribe create",
  summary: "Subscribe to event types: to an EventBridge partner event source, or to a webhook",
  description:
    'One subscription is made for each event type, one after the other. A subscription that exists already counts as done, so the command can be repeated. If one fails for a reason of its own (a missing permission, for example), the others are still tried; the result says what became of each, and the exit code is that of the first failure.\n\nA webhook (2024-11-01) is your HTTPS endpoint; without credentials only the signature of a call tells who it is from. Credentials that are given here cannot be changed or shared: for that, keep them as an auth profile with "bwp subscribe auth-profile create". On the emulator a webhook is on this machine, and may be http.',
  operations: ["createEventSubscription"],
  mutates: true,
  options: {
    type: {
      ...TYPE_OPTION,
      multiple: true,
      summary: "Event types, * and ? as wildcards (without deprecated types): 'RETURN_*'",
    },
    region: { type: "string", value: "REGION", summary: "AWS region of the source (emulator: us-east-1)" },
    account: { type: "string", value: "ACCOUNT", summary: "AWS account id, 12 digits (emulator: 000000000000)" },
    sourceName: { type: "string", value: "NAME", summary: "Name of the partner event source; globally unique" },
    webhookUrl: { type: "string", value: "URL", summary: "Your endpoint, instead of an EventBridge source" },
    authProfile: { type: "string", value: "ID", summary: "Stored credentials for the webhook" },
    ...AUTH_OPTIONS,
    force: { type: "boolean", summary: "Send event types that bwp does not know" },
  },
  output: {
    "[].eventType": "name of the event type",
    "[].subscriptionId": "id of the new subscription; null if it existed already or failed",
    "[].status": "created, exists, failed or not_tried",
    "[].destination.arn": "ARN of the partner event source, or",
    "[].destination.url": "URL of the webhook",
  },
  errors: {
    unknown_event_type: "a name is not in the documentation (exit 2)",
    DestinationNameAlreadyExists: "the source name is taken: they are globally unique (exit 5)",
    AccessDeniedError:
      "the permission for subscriptions or the one behind the event type is missing, or the auth profile (exit 3)",
    not_in_version: "the version has no webhooks (exit 5)",
    invalid_destination: "a region, account, name or URL is malformed (exit 2)",
    two_ways: "the options are about two destinations, or two kinds of credentials (exit 2)",
  },
  examples: [
    {
      command:
        "bwp subscribe create --type 'PACKAGE_*,REFUND_REQUESTED' --region us-east-1 --account 000000000000 --source-name my-shop",
      note: "All package events and refund requests",
    },
    {
      command: "bwp subscribe create --type 'RETURN_*' --source-name my-shop --dry-run",
      note: "See the requests; on the emulator account and region have defaults",
    },
    {
      command: "bwp subscribe create --type REFUND_REQUESTED --webhook-url https://shop.example/hook --dry-run",
      note: "A webhook that checks the signature only",
    },
    {
      command:
        "bwp subscribe create --type 'RETURN_*' --webhook-url https://shop.example/hook --basic-username prime --basic-password-file password.txt",
      note: "Basic authentication, the password from a file",
    },
  ],
  async run(context, { options }) {
    if (options.type.length > 0) expandEventTypes(options.type, options.force);
    const { eventTypes, destination } = await complete(context, {
      eventTypes: { given: options.type, flag: "--type <TYPE>", ask: askEventTypes },
      destination: await wantDestination(context, options),
    });
    const names = expandEventTypes(eventTypes, options.force);
    await adviseOnEventTypes(context, names);
    const { input, shown } = destination;
    const dialect = await context.dialect();
    const subscribeTo = (eventType: string) => dialect.createEventSubscription({ eventType, destination: input });
    const send = await mutateEach(context, {
      calls: names.map(subscribeTo),
      what: `subscribe ${names.length === 1 ? names[0] : `${names.length} event types`} to ${placeOf(shown)}`,
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
      destination: shown,
    }));
    await context.output.result(result, outcomesTable);
    if (failure !== undefined) throw failure;
    for (const [word, { command: line, does }] of (await nextSteps(context, destination)).entries()) {
      context.notices.info([word === 0 ? "Next: " : "Or: ", span(line, "code"), ` ${does}.`]);
    }
  },
});

function placeOf(shown: Destination["shown"]): string {
  return "arn" in shown ? shown.arn : shown.url;
}

interface Step {
  readonly command: string;
  readonly does: string;
}

/** What to run next. The emulator calls webhooks on this machine, which `bwp` can be. */
async function nextSteps(context: Context, { shown, input }: Destination): Promise<readonly Step[]> {
  const source = "arn" in shown ? parsePartnerEventSourceArn(shown.arn)?.name : undefined;
  if (source !== undefined) return [{ command: `bwp events connect --source ${source}`, does: "wires a queue to it" }];
  if ("arn" in shown || (await context.profile()).kind !== "emulator") return [];
  return [
    ...listenStep(new URL(shown.url), input.webhook?.authConfig?.basicAuthConfig?.username),
    { command: "bwp emulator events --follow", does: "shows what becomes of each event" },
  ];
}

function listenStep({ protocol, port, pathname }: URL, username: string | undefined): readonly Step[] {
  if (protocol !== "http:") return [];
  const words = ["bwp", "events", "listen", "--port", port || "80", "--path", pathname];
  if (username !== undefined) words.push("--basic-username", username);
  return [{ command: commandLine(words), does: "takes what is posted there, if nothing does yet" }];
}
