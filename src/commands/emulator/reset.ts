import { line, span } from "../../formatters/blocks.ts";
import { defineCommand } from "../../kernel/command.ts";
import { controlEmulator, findEmulator } from "../../kernel/emulator-control.ts";
import { confirm } from "../../kernel/mutate.ts";

export const command = defineCommand({
  name: "emulator reset",
  summary: "Empty the running emulator: orders, subscriptions, queues, everything",
  mutates: true,
  output: { reset: "true" },
  errors: { no_emulator: "no emulator is running (exit 4)" },
  examples: [{ command: "bwp emulator reset --yes", note: "Start over without a question" }],
  async run(context) {
    const { url } = await findEmulator(context);
    if (context.globals.dryRun) {
      await context.output.result({ reset: false, url }, () => [line(`Would empty the emulator at ${url}.`)]);
      return;
    }
    await confirm(context, { what: `Empty the emulator at ${url}`, irreversible: "its data cannot be brought back" });
    await controlEmulator(url, "POST", "reset");
    await context.output.result({ reset: true, url }, () => [
      line([span("Emptied", "good"), ` the emulator at ${url}`]),
    ]);
  },
});
