import { UsageError } from "../../../errors.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { complete } from "../../../kernel/complete.ts";
import { controlEmulator, findEmulator } from "../../../kernel/emulator-control.ts";
import { CLOCK_OUTPUT, clockView, type EmulatorClock } from "./clock-view.ts";

/** A date, or a date with a time; without a zone it would mean another moment on every machine. */
const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

export const command = defineCommand({
  name: "emulator clock set",
  summary: "Set the clock of the emulator to a later moment",
  description:
    "Whatever is due on the way happens in its order, each at its own time. The clock cannot go back: what happened would still be there.",
  arguments: { time: { value: "TIME", summary: "ISO 8601: 2026-12-24, or 2026-12-24T08:00:00Z with a zone" } },
  output: CLOCK_OUTPUT,
  errors: { no_emulator: "no emulator is running (exit 4)", refused: "the moment has passed (exit 5)" },
  examples: [{ command: "bwp emulator clock set 2099-12-24T08:00:00Z", note: "A certain moment" }],
  async run(context, { args }) {
    const { time } = await complete(context, {
      time: { given: args.time, flag: "TIME", ask: (prompt) => prompt.input("Moment (2026-12-24T08:00:00Z)") },
    });
    if (!MOMENT.test(time) || Number.isNaN(Date.parse(time))) {
      throw new UsageError(`"${time}" is no moment; write it as 2026-12-24 or 2026-12-24T08:00:00Z.`);
    }
    const { url } = await findEmulator(context);
    const clock = await controlEmulator(url, "POST", "clock", { set: new Date(time).toISOString() });
    await context.output.result(clock as EmulatorClock, clockView);
  },
});
