import { defineCommand } from "../../../kernel/command.ts";
import { controlEmulator, findEmulator } from "../../../kernel/emulator-control.ts";
import { type EmulatorFault, FAULT_OUTPUT, faultBlocks } from "./fault-view.ts";

export const command = defineCommand({
  name: "emulator fault list",
  summary: "List the faults of the emulator, and how often each struck",
  output: Object.fromEntries(Object.entries(FAULT_OUTPUT).map(([name, text]) => [`[].${name}`, text])),
  errors: { no_emulator: "no emulator is running (exit 4)" },
  examples: [{ command: "bwp emulator fault list", note: "All of them" }],
  async run(context) {
    const { url } = await findEmulator(context);
    const { faults } = (await controlEmulator(url, "GET", "faults")) as { readonly faults: readonly EmulatorFault[] };
    await context.output.result(faults, faultBlocks);
  },
});
