import { planConnection } from "../../aws/wiring.ts";
import { wiringNames } from "../../aws/wiring-names.ts";
import { UsageError } from "../../errors.ts";
import { blank, fields, line, span } from "../../formatters/blocks.ts";
import { planBlocks } from "../../formatters/event-plan.ts";
import { AWS_OPTIONS, awsSettings } from "../../kernel/aws.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { AWS_ACCOUNT_PATTERN } from "../../model/event-source.ts";
import { EVENT_TYPE_NAMES } from "../../model/event-types.ts";
import { expandEventTypes } from "../subscribe/choose-event-types.ts";
import { announceAws, applyWiring } from "./apply-wiring.ts";
import { checkWiringNames, openWiring, QUEUE_OPTION, SOURCE_OPTION, wantSource } from "./wiring-source.ts";

export const command = defineCommand({
  name: "events connect",
  summary: "Lead the events of a partner event source into a queue of yours",
  description:
    "Makes on AWS what is missing between a partner event source and a queue: the event bus, a rule, the queue with its policy, and a dead-letter queue. Everything is tagged, so that `bwp events disconnect` takes away exactly that; nothing that bwp did not make is ever changed.\n\nIt can be repeated: what is right is kept, and after a failure it goes on where it stopped. --dry-run shows the plan. The same code runs against AWS, with its standard credentials, and against the emulator.",
  mutates: true,
  options: {
    source: SOURCE_OPTION,
    queue: QUEUE_OPTION,
    eventType: {
      type: "string",
      value: "TYPE",
      suggestions: EVENT_TYPE_NAMES,
      multiple: true,
      summary: "Only these event types, by name or by a pattern such as 'RETURN_*' (default: all)",
    },
    account: { type: "string", value: "ACCOUNT", summary: "Refuse unless the AWS credentials are of this account" },
    ...AWS_OPTIONS,
  },
  output: {
    applied: "false after a dry run",
    source: "full name of the partner event source, and of its bus",
    "account, region": "where",
    "queue.name, queue.url, queue.arn": "the queue to tail; null in a dry run before it exists",
    "steps[].action": "create, update or keep",
    "steps[].resource": "what it is: event bus, rule, queue, ...",
    "steps[].name": "its name",
    "steps[].detail": "what it is for",
  },
  errors: {
    event_source_not_found: "there is no such source in this account and region: subscribe first (exit 4)",
    not_managed: "a queue or rule of that name exists, and bwp did not make it (exit 5)",
    no_aws_credentials: "the standard credential chain found nothing (exit 3)",
  },
  examples: [
    { command: "bwp events connect --source my-shop --dry-run", note: "What would be made" },
    { command: "bwp events connect --source my-shop", note: "Make it" },
    {
      command: "bwp events connect --source my-shop --queue my-shop-returns --event-type 'RETURN_*'",
      note: "A second queue, for some event types only",
    },
  ],
  async run(context, { options }) {
    checkWiringNames(options);
    if (options.account !== undefined && !AWS_ACCOUNT_PATTERN.test(options.account)) {
      throw new UsageError("--account must be an AWS account id of 12 digits.");
    }
    const eventTypes = expandEventTypes(options.eventType, false);
    const settings = await awsSettings(context, options);
    const wiring = await openWiring(context, settings);
    const { source } = await complete(context, { source: wantSource(wiring, options.source) });
    const plan = await planConnection(wiring, {
      source,
      queueName: options.queue,
      eventTypes,
      expected: { account: options.account },
      profile: await profileName(context),
      owner: context.host.env.USER ?? context.host.env.USERNAME,
      now: context.host.now(),
    });
    const { names, region, account, steps } = plan;
    const change = {
      plan,
      settings,
      region,
      account,
      what: `connect ${names.source} to the queue ${names.queue}`,
      doing: "Connecting",
    };
    const applied = !context.globals.dryRun;
    if (applied) await applyWiring(context, change);
    else announceAws(context, change);
    const facts = plan.queue();
    const result = {
      applied,
      source: names.source,
      account: account ?? null,
      region,
      queue: facts === undefined ? null : { name: names.queue, url: facts.url, arn: facts.arn },
      steps: steps.map(({ action, resource, name, detail }) => {
        const isSource = applied && resource === "partner event source";
        return { action, resource, name, detail: isSource ? "active: it has its bus" : detail };
      }),
    };
    const usual = names.queue === wiringNames(source).queue;
    await context.output.result(result, () => [
      ...(applied ? [] : [line([span("Dry run: ", "warn"), "nothing was changed."])]),
      ...planBlocks(result.steps, { applied }),
      ...(applied ? [blank(), fields([["Next", `bwp events tail${usual ? "" : ` ${names.queue}`}`]])] : []),
    ]);
  },
});

/** Name of the profile for the tags; a queue can be wired without any. */
async function profileName(context: Context): Promise<string> {
  const profile = await context.profile().catch(() => undefined);
  return profile?.name ?? "none";
}
