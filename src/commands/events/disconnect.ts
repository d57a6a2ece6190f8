import { planDisconnection } from "../../aws/unwiring.ts";
import { fullSourceName } from "../../aws/wiring-names.ts";
import { line, span } from "../../formatters/blocks.ts";
import { planBlocks } from "../../formatters/event-plan.ts";
import { countText } from "../../formatters/event-tail.ts";
import { AWS_OPTIONS, awsSettings } from "../../kernel/aws.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import { announceAws, applyWiring } from "./apply-wiring.ts";
import { checkWiringNames, openWiring, QUEUE_OPTION, SOURCE_OPTION, wantSource } from "./wiring-source.ts";

export const command = defineCommand({
  name: "events disconnect",
  summary: "Take away what connect made for a partner event source",
  description:
    "Deletes the rule, the queue, its dead-letter queue and the event bus, but only what carries the tag of bwp and is not used by others; what is left is listed with the reason. Events that are still in the queue are lost with it: bwp says how many, and asks. Event subscriptions stay; see `bwp subscribe delete`.",
  mutates: true,
  options: { source: SOURCE_OPTION, queue: QUEUE_OPTION, ...AWS_OPTIONS },
  output: {
    applied: "false after a dry run",
    source: "full name of the partner event source",
    "account, region": "where",
    lostMessages: "about how many messages were in the queues that are deleted",
    "steps[].action": "delete or leave",
    "steps[].resource": "what it is: event bus, rule, queue, ...",
    "steps[].name": "its name",
    "steps[].detail": "why it is left, or what is lost",
  },
  errors: { confirmation_required: "something is lost, and nobody could be asked: give --yes (exit 2)" },
  examples: [
    { command: "bwp events disconnect --source my-shop --dry-run", note: "What would be deleted" },
    { command: "bwp events disconnect --source my-shop --yes", note: "Delete it, with the events that wait there" },
  ],
  async run(context, { options }) {
    checkWiringNames(options);
    const settings = await awsSettings(context, options);
    const wiring = await openWiring(context, settings);
    const { source } = await complete(context, { source: wantSource(wiring, options.source) });
    const plan = await planDisconnection(wiring, { source, queueName: options.queue });
    const [region, account] = await Promise.all([wiring.events.region(), wiring.events.account()]);
    const lostMessages = plan.steps.reduce((sum, { messages = 0 }) => sum + messages, 0);
    const name = fullSourceName(source);
    const change = {
      plan,
      settings,
      region,
      account,
      what: `disconnect ${name}`,
      doing: "Disconnecting",
      irreversible: lostMessages === 0 ? undefined : `about ${countText(lostMessages, "message")} will be lost`,
    };
    const applied = !context.globals.dryRun;
    if (applied) await applyWiring(context, change);
    else announceAws(context, change);
    const steps = plan.steps.map(({ action, resource, name: of, detail }) => ({ action, resource, name: of, detail }));
    const result = { applied, source: name, account: account ?? null, region, lostMessages, steps };
    await context.output.result(result, () => [
      ...(applied ? [] : [line([span("Dry run: ", "warn"), "nothing was changed."])]),
      ...(steps.length === 0
        ? [line(`Nothing to take away: bwp made nothing for ${name}.`)]
        : planBlocks(steps, { applied })),
    ]);
  },
});
