import { line } from "../../formatters/blocks.ts";
import { defineCommand } from "../../kernel/command.ts";
import { describeEmulator, emulatorView } from "./view.ts";

export const command = defineCommand({
  name: "emulator status",
  summary: "Show whether the emulator runs, and how to reach it",
  description: "The exit code is 0 either way; scripts read `running`.",
  output: { running: "true or false", url: "its address", "environment.*": "variables for other programs" },
  examples: [
    { command: "bwp emulator status", note: "Address, data folder and exports" },
    { command: "bwp emulator status --query running", note: "true or false, for a script" },
  ],
  async run(context) {
    const state = await (await context.config()).emulator.running();
    if (state === undefined) {
      await context.output.result({ running: false }, () => [
        line("No emulator is running. Start one with: bwp emulator start --detach"),
      ]);
      return;
    }
    const emulator = describeEmulator(state);
    await context.output.result({ running: true, ...emulator }, (_, facts) => emulatorView(emulator, facts));
  },
});
