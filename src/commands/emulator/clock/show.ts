import { defineCommand } from "../../../kernel/command.ts";
import { controlEmulator, findEmulator } from "../../../kernel/emulator-control.ts";
import { CLOCK_OUTPUT, clockView, type EmulatorClock } from "./clock-view.ts";

export const command = defineCommand({
  name: "emulator clock show",
  summary: "Show the time of the emulator, and what waits for its time",
  output: CLOCK_OUTPUT,
  errors: { no_emulator: "no emulator is running (exit 4)" },
  examples: [{ command: "bwp emulator clock show", note: "Its time, and the next change that is due" }],
  async run(context) {
    const { url } = await findEmulator(context);
    await context.output.result((await controlEmulator(url, "GET", "clock")) as EmulatorClock, clockView);
  },
});
