import { fields, section } from "../formatters/blocks.ts";
import { defineCommand } from "../kernel/command.ts";
import { reference } from "../kernel/reference.ts";

export const command = defineCommand({
  name: "commands",
  summary: "List every command with its options, for scripts and agents",
  output: { "[].name": "the words after bwp", "[].summary": "what it does", "[].options": "its options by name" },
  examples: [{ command: "bwp commands --json", note: "The whole command line as data" }],
  async run(context) {
    const all = Object.values(await reference());
    await context.output.result(all, (commands) => [
      section("Commands", [fields(commands.map((entry) => [`bwp ${entry.name}`, entry.summary]))]),
    ]);
  },
});
