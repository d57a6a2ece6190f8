import { checkAnySource, checkPlace } from "../../aws/event-source-check.ts";
import type { PlannedStep } from "../../aws/plan.ts";
import { planDisconnection } from "../../aws/unwiring.ts";
import { fullSourceName } from "../../aws/wiring-names.ts";
import { removalBlocks } from "../../formatters/event-plan.ts";
import { countText } from "../../formatters/event-tail.ts";
import { AWS_OPTIONS, awsSettings } from "../../kernel/aws.ts";
import { defineCommand } from "../../kernel/command.ts";
import { announceAws, applyWiring } from "./apply-wiring.ts";
import { groupSources } from "./plan-connections.ts";
import { lostMessagesOf, STEP_OUTPUT, toStepRecord } from "./plan-steps.ts";
import { checkWiringNames, chooseSources, openWiring, WIRING_OPTIONS } from "./wiring-source.ts";

export const command = defineCommand({
  name: "events disconnect",
  summary: "Take away what connect made for partner event sources",
  description:
    "Deletes the rule, the queue, its dead-letter queue and the event bus, but only what carries the tag of bwp and is not used by others; what is left is listed with the reason, and the rule is taken out of the policy of a queue that stays. Events that are still in the queue are lost with it: bwp says how many, and asks. Event subscriptions stay; see `bwp subscribe delete`.",
  mutates: true,
  operations: ["eventSubscription"],
  options: { ...WIRING_OPTIONS, ...AWS_OPTIONS },
  output: {
    applied: "false after a dry run",
    "sources[]": "full names of the partner event sources",
    "account, region": "where",
    lostMessages: "about how many messages were in the queues that are deleted",
    ...STEP_OUTPUT,
  },
  errors: {
    event_source_not_found:
      "there is no such source in this account and region, and nothing that bwp made for it (exit 4)",
    confirmation_required: "something is lost, and nobody could be asked: give --yes (exit 2)",
  },
  examples: [
    { command: "bwp events disconnect --source my-shop --dry-run", note: "What would be deleted" },
    { command: "bwp events disconnect --source my-shop --yes", note: "Delete it, with the events that wait there" },
  ],
  async run(context, { options }) {
    checkWiringNames(options);
    const settings = await awsSettings(context, options);
    const wiring = await openWiring(context, settings);
    const sources = await chooseSources(context, wiring, options);
    const place = await checkPlace(wiring.events, undefined);
    const steps: PlannedStep[] = [];
    for (const group of groupSources(sources, options.queue)) {
      const plan = await planDisconnection(wiring, { sources: group, queueName: options.queue, bus: options.bus });
      if (plan.steps.length === 0) await checkAnySource(wiring.events, group.map(fullSourceName), place);
      steps.push(...plan.steps);
    }
    const { region, account } = place;
    const lostMessages = lostMessagesOf(steps);
    const names = sources.map(fullSourceName);
    const change = {
      plan: { steps },
      settings,
      region,
      account,
      what: `disconnect ${names.join(", ")}`,
      doing: "Disconnecting",
      irreversible: lostMessages === 0 ? undefined : `about ${countText(lostMessages, "message")} will be lost`,
    };
    const applied = !context.globals.dryRun;
    if (applied) await applyWiring(context, change);
    else announceAws(context, change);
    const records = steps.map(toStepRecord);
    const result = { applied, sources: names, account: account ?? null, region, lostMessages, steps: records };
    await context.output.result(result, () =>
      removalBlocks(result, `Nothing to take away: bwp made nothing for ${names.join(", ")}.`),
    );
  },
});
