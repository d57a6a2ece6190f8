import { UsageError } from "../../errors.ts";
import { stateMachineBlocks } from "../../formatters/state-machine.ts";
import { defineCommand } from "../../kernel/command.ts";
import { formatDuration } from "../../kernel/duration.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { SHOWN_MACHINES } from "../../model/machines.ts";

const NAMES = SHOWN_MACHINES.map(({ name }) => name);

export const command = defineCommand({
  name: "sandbox states",
  summary: "Show which state may follow which: packages, return packages, returns, refunds",
  description:
    "The state machines as drawings and tables: each step with the documented wait, the events that it publishes and the reasons that have to be sent. Where the documentation is silent and bwp concludes, it says so.",
  arguments: { machine: { value: "WHAT", summary: `${NAMES.join(", ")} (default: all)` } },
  output: {
    "[].name": "what it is",
    "[].states[], [].initial, [].terminal[]": "its states, the first, and those that nothing follows",
    "[].operation": "the operation that moves it, or null",
    "[].transitions[]": "from, to, reasons, events, eventsAre, waitMs, only",
    "[].page": "slug of the documentation page",
  },
  errors: { unknown_machine: "there is no such state machine (exit 2)" },
  examples: [
    { command: "bwp sandbox states package", note: "What can become of a package" },
    { command: "bwp sandbox states -o json --query '[].terminal'", note: "The ends, for a script" },
  ],
  async run(context, { args }) {
    const chosen = SHOWN_MACHINES.filter(({ name }) => args.machine === undefined || name === args.machine);
    if (chosen.length === 0) {
      throw new UsageError(`There is no state machine "${args.machine}".`, {
        code: "unknown_machine",
        suggestion: didYouMean(args.machine ?? "", NAMES) ?? `There are ${NAMES.join(", ")}.`,
      });
    }
    const { unicode } = context.io;
    await context.output.result(chosen, (machines) =>
      stateMachineBlocks(machines, { unicode, waitText: formatDuration }),
    );
  },
});
