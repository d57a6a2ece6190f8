import { planCleanup } from "../../aws/cleanup.ts";
import { removalBlocks } from "../../formatters/event-plan.ts";
import { countText } from "../../formatters/event-tail.ts";
import { AWS_OPTIONS, awsSettings } from "../../kernel/aws.ts";
import { defineCommand } from "../../kernel/command.ts";
import { announceAws, applyWiring } from "./apply-wiring.ts";
import { lostMessagesOf, STEP_OUTPUT, toStepRecord } from "./plan-steps.ts";
import { openWiring } from "./wiring-source.ts";

export const command = defineCommand({
  name: "events cleanup",
  summary: "Remove what connect made and nobody uses any more",
  description:
    "Looks through the region for what carries the tag of bwp: rules without a target, queues that no rule sends to, buses without a rule or whose source Buy with Prime has deleted. With --older-than also what is still wired, if it was made longer ago, for what a broken-off CI job left behind. A queue with messages in it stays unless --force is given; nothing that others made or use is touched. What would go is shown first, and bwp asks.",
  mutates: true,
  options: {
    olderThan: {
      type: "duration",
      value: "TIME",
      summary: "Also what is in use, if it was made longer ago, for example 7d",
    },
    owner: { type: "string", value: "NAME", summary: "Only what this user made, by the tag bwp:owner" },
    force: { type: "boolean", summary: "Also queues with messages in them, which are lost" },
    ...AWS_OPTIONS,
  },
  output: {
    applied: "false after a dry run",
    "account, region": "where",
    lostMessages: "about how many messages were in the queues that are deleted",
    ...STEP_OUTPUT,
  },
  errors: { confirmation_required: "nobody could be asked: give --yes, or --dry-run to look (exit 2)" },
  examples: [
    { command: "bwp events cleanup --dry-run", note: "What nobody uses" },
    { command: "bwp events cleanup --older-than 7d --owner ci --yes", note: "In CI: what earlier jobs left behind" },
  ],
  async run(context, { options }) {
    const { olderThan, owner, force } = options;
    const settings = await awsSettings(context, options);
    const wiring = await openWiring(context, settings);
    const progress = context.notices.progress("Looking for what bwp made");
    const madeBefore = olderThan === undefined ? undefined : context.host.now() - olderThan;
    const plan = await planCleanup(wiring, { madeBefore, owner, force }).finally(() => progress.stop());
    const [region, account] = await Promise.all([wiring.events.region(), wiring.events.account()]);
    const lostMessages = lostMessagesOf(plan.steps);
    const change = {
      plan,
      settings,
      region,
      account,
      what: "remove what bwp made and nobody uses",
      doing: "Cleaning up",
      irreversible:
        lostMessages === 0
          ? "what is deleted cannot be brought back"
          : `about ${countText(lostMessages, "message")} will be lost`,
    };
    const applied = !context.globals.dryRun;
    if (applied) await applyWiring(context, change);
    else announceAws(context, change);
    const steps = plan.steps.map(toStepRecord);
    const result = { applied, account: account ?? null, region, lostMessages, steps };
    await context.output.result(result, () => removalBlocks(result, "Nothing to remove: all that bwp made is in use."));
  },
});
