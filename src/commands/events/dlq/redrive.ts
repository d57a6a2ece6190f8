import { RefusedError, UsageError } from "../../../errors.ts";
import { line, span } from "../../../formatters/blocks.ts";
import { countText } from "../../../formatters/event-tail.ts";
import { AWS_OPTIONS } from "../../../kernel/aws.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { announceAws, confirmChange } from "../apply-wiring.ts";
import { type FoundDeadLetters, findDeadLetters, QUEUE_ARGUMENT } from "./find-dead-letters.ts";
import { followMove } from "./follow-move.ts";

export const command = defineCommand({
  name: "events dlq redrive",
  summary: "Move the messages of a dead-letter queue back to where they belong",
  description:
    "SQS itself moves them, as new messages, by a task that bwp starts and follows; Ctrl-C cancels it, and what was not moved stays. They go to the queue that the dead letters are of, or to the one that --to names. If several queues share the dead-letter queue, each message goes back to the queue that gave it up; those that EventBridge could not deliver came from no queue, and need --to.\n\nFind out first why they are there (bwp events dlq show), and mend that: otherwise they come back.",
  mutates: true,
  arguments: { queue: QUEUE_ARGUMENT },
  options: {
    to: { type: "string", value: "QUEUE", summary: "Name of the queue to move them to (default: where they belong)" },
    rate: { type: "integer", value: "N", min: 1, max: 500, summary: "At most so many messages a second" },
    ...AWS_OPTIONS,
  },
  output: {
    applied: "false after a dry run, and if the queue was empty",
    queue: "name of the dead-letter queue",
    to: "name of the queue they are moved to; null if each goes back to its own",
    messages: "about how many messages were in it",
    moved: "about how many were moved",
  },
  errors: {
    several_queues: "no queue was named, and connect made several; each is named (exit 2)",
    no_dead_letter_queue: "the queue has no dead-letter queue (exit 4)",
    not_a_redrive_source:
      "no queue names it as its dead-letter queue, and SQS moves messages only out of such (exit 5)",
    no_message_source: "some came from EventBridge, not from a queue: give --to (exit 5)",
    move_failed: "SQS ended the task; the reason is its own (exit 5)",
  },
  examples: [
    { command: "bwp events dlq redrive --dry-run", note: "How many, and where to" },
    { command: "bwp events dlq redrive --rate 10", note: "Back to the queue that connect made, slowly" },
  ],
  async run(context, { args, options }) {
    const found = await findDeadLetters(context, args.queue, options);
    const { name, facts, deadLetters } = found;
    const destination = await destinationOf(found, options.to);
    const messages = Number(facts.attributes.ApproximateNumberOfMessages ?? 0);
    const where = destination === undefined ? "the queues that gave them up" : destination.name;
    const what = `move about ${countText(messages, "message")} from ${name} to ${where}`;
    const applied = messages > 0 && !context.globals.dryRun;
    const result = { applied, queue: name, to: destination?.name ?? null, messages, moved: 0 };
    if (messages > 0) announceAws(context, { ...found, what });
    if (applied) {
      await confirmChange(context, { ...found, plan: { steps: [] }, what });
      const handle = await deadLetters.startMove(facts.arn, destination?.arn, options.rate);
      result.moved = await followMove(context, { deadLetters, arn: facts.arn, handle, name, messages });
    }
    await context.output.result(result, () => {
      if (messages === 0) return [line(`Nothing to move: no message waits in ${name}.`)];
      if (applied) return [line(`Moved about ${countText(result.moved, "message")} from ${name} to ${where}.`)];
      return [line([span("Dry run: ", "warn"), "nothing was changed."]), line(`Would ${what}.`)];
    });
  },
});

/** Where the messages go; undefined if each knows. */
async function destinationOf(
  { name, sources, queues, facts }: FoundDeadLetters,
  to: string | undefined,
): Promise<{ readonly name: string; readonly arn: string } | undefined> {
  if (sources.length === 0) {
    throw new RefusedError(
      `No queue names ${name} as its dead-letter queue, and SQS moves messages only out of such.`,
      {
        code: "not_a_redrive_source",
        suggestion: `Name it in the redrive policy of the queue, or take the events out with: bwp events tail ${name} --consume`,
      },
    );
  }
  const target = to ?? (sources.length === 1 ? sources[0] : undefined);
  if (target === undefined) return undefined;
  const found = target === name ? undefined : await queues.find(target);
  if (found !== undefined && found.arn !== facts.arn) return { name: target, arn: found.arn };
  throw new UsageError(`${target} is no queue to move the messages to.`, {
    suggestion: `Give --to the name of another queue in the same region and account, for example ${sources.join(" or ")}.`,
  });
}
