import { fields, line, span } from "../../formatters/blocks.ts";
import { defineCommand } from "../../kernel/command.ts";
import { controlEmulator } from "../../kernel/emulator-control.ts";
import { waitFor } from "../../kernel/wait.ts";

export const command = defineCommand({
  name: "emulator stop",
  summary: "Stop the emulator that runs in the background",
  description:
    "Its data stays: the next start goes on where this one ended. Without a running emulator nothing happens, and that is no error.",
  mutates: true,
  output: { stopped: "true if one was running", pid: "its process id" },
  examples: [{ command: "bwp emulator stop", note: "Stop it; its data stays" }],
  async run(context) {
    const states = (await context.config()).emulator;
    const state = await states.running();
    if (state === undefined) {
      await context.output.result({ stopped: false }, () => [line("No emulator is running.")]);
      return;
    }
    if (context.globals.dryRun) {
      await context.output.result({ stopped: false, pid: state.pid, url: state.url }, () => [
        line(`Would stop the emulator at ${state.url}.`),
      ]);
      return;
    }
    await controlEmulator(state.url, "POST", "shutdown");
    await waitFor(context, {
      what: "the emulator has stopped",
      timeoutMs: 10_000,
      firstPauseMs: 25,
      poll: () => states.running(),
      done: (running) => running === undefined,
      state: () => "running",
    });
    await context.output.result({ stopped: true, pid: state.pid, url: state.url }, () => [
      line([span("Stopped", "good"), ` the emulator at ${state.url}`]),
      fields([["Data", state.dataDir ?? "was in memory"]]),
    ]);
  },
});
