import { messagesIn } from "../../../aws/unwiring.ts";
import { line, span } from "../../../formatters/blocks.ts";
import { countText } from "../../../formatters/event-tail.ts";
import { AWS_OPTIONS } from "../../../kernel/aws.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { announceAws, applyWiring } from "../apply-wiring.ts";
import { findDeadLetters, QUEUE_ARGUMENT } from "./find-dead-letters.ts";

export const command = defineCommand({
  name: "events dlq purge",
  summary: "Delete all messages of a dead-letter queue",
  description:
    "They cannot be brought back: bwp says how many there are, and asks. Look at them with `bwp events dlq show`; `bwp events tail <DEAD-LETTER QUEUE>` keeps them in the archive. SQS takes up to a minute, and purges a queue at most once a minute.",
  mutates: true,
  arguments: { queue: QUEUE_ARGUMENT },
  options: { ...AWS_OPTIONS },
  output: {
    applied: "false after a dry run, and if the queue was empty",
    queue: "name of the dead-letter queue",
    messages: "about how many messages were in it",
  },
  errors: {
    confirmation_required: "messages would be lost, and nobody could be asked: give --yes (exit 2)",
    several_queues: "no queue was named, and connect made several; each is named (exit 2)",
    no_dead_letter_queue: "the queue has no dead-letter queue (exit 4)",
  },
  examples: [
    { command: "bwp events dlq purge --dry-run", note: "How many would be lost" },
    { command: "bwp events dlq purge --yes", note: "Delete them" },
  ],
  async run(context, { args, options }) {
    const { name, facts, deadLetters, settings, region, account } = await findDeadLetters(context, args.queue, options);
    const messages = messagesIn(facts);
    if (messages === 0) {
      const nothing = line(`Nothing to delete: ${name} is empty.`);
      await context.output.result({ applied: false, queue: name, messages }, () => [nothing]);
      return;
    }
    const detail = `about ${countText(messages, "message")}`;
    const change = {
      plan: {
        steps: [{ action: "delete", resource: "messages", name, detail, run: () => deadLetters.purge(facts) } as const],
      },
      settings,
      region,
      account,
      what: `delete all messages of ${name}`,
      doing: "Purging",
      irreversible: `${detail} will be lost`,
    };
    const applied = !context.globals.dryRun;
    if (applied) await applyWiring(context, change);
    else announceAws(context, change);
    await context.output.result({ applied, queue: name, messages }, () => [
      ...(applied ? [] : [line([span("Dry run: ", "warn"), "nothing was changed."])]),
      line(`${applied ? "Deleted" : "Would delete"} ${detail} of ${name}.`),
    ]);
  },
});
