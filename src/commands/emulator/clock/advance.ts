import { UsageError } from "../../../errors.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { complete } from "../../../kernel/complete.ts";
import { parseDuration } from "../../../kernel/duration.ts";
import { controlEmulator, findEmulator } from "../../../kernel/emulator-control.ts";
import { CLOCK_OUTPUT, clockView, type EmulatorClock } from "./clock-view.ts";

export const command = defineCommand({
  name: "emulator clock advance",
  summary: "Move the clock of the emulator forward",
  description:
    "Whatever is due on the way happens in its order, each at its own time: sandbox changes, trackers, expiring tokens and tracking numbers. The clock goes on from there.",
  arguments: { time: { value: "TIME", summary: "How far: 8m, 36h, 40d" } },
  output: CLOCK_OUTPUT,
  errors: { no_emulator: "no emulator is running (exit 4)" },
  examples: [
    { command: "bwp emulator clock advance 8m", note: "The documented wait until a package is in transit" },
    { command: "bwp emulator clock advance 40d", note: "Past the end of the return window" },
  ],
  async run(context, { args }) {
    const { time } = await complete(context, {
      time: { given: args.time, flag: "TIME", ask: (prompt) => prompt.input("How far (8m, 36h, 40d)") },
    });
    const advanceMs = parseDuration(time);
    if (advanceMs === undefined) {
      throw new UsageError(`"${time}" is no length of time; write it as 500ms, 30s, 8m, 36h or 40d.`);
    }
    const { url } = await findEmulator(context);
    const clock = await controlEmulator(url, "POST", "clock", { advanceMs });
    await context.output.result(clock as EmulatorClock, clockView);
  },
});
