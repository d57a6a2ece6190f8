import { spawn } from "node:child_process";
import { constants } from "node:os";
import { BwpError, isSystemError, UsageError } from "../../errors.ts";
import { fields, line } from "../../formatters/blocks.ts";
import { defineCommand } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { ExitStatus } from "../../kernel/exit-status.ts";
import { readSpeed, SPEED_OPTION } from "../emulator-speed.ts";
import { EVENT_DATA_OPTION } from "../event-data.ts";
import { startOwnEmulator } from "../own-emulator.ts";

/** Exit codes of shells for a program that does not start. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
/** A program that a signal ended counts as this plus the signal's number. */
const SIGNALLED = 128;

export const command = defineCommand({
  name: "emulator exec",
  summary: "Run a command with an emulator of its own, and stop the emulator afterwards",
  description:
    "Starts an emulator on a free port and gives its address and credentials to the command in the environment (BWP_API_URL, BWP_CLIENT_ID, ..., AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, ...); accounts of Buy with Prime and AWS that the environment holds are taken out of it, and bwp inside the command has its settings in a temporary folder. Standard streams go through. The exit code is the command's: 128 and the signal's number if a signal ended it, 127 if there is no such command.\n\nWrite -- before the command, so that its options stay its own.",
  arguments: { command: { value: "COMMAND", variadic: true, summary: "The command and its arguments, after --" } },
  options: {
    dataDir: { type: "string", value: "DIR", summary: "Folder for the emulator's data (default: in memory)" },
    speed: SPEED_OPTION,
    eventData: EVENT_DATA_OPTION,
  },
  output: { "": "what the command prints" },
  errors: {
    missing_input: "no command was given (exit 2)",
    command_not_found: "there is no such command (exit 127)",
    not_executable: "it cannot be run (exit 126)",
  },
  examples: [
    { command: "bwp emulator exec -- npm test", note: "An integration test against its own Buy with Prime" },
    {
      command: "bwp emulator exec -- sh -c 'bwp order create --sample --start'",
      note: "Several commands, one emulator",
    },
  ],
  async run(context, { args, options }) {
    const [program, ...words] = args.command;
    const speed = readSpeed(options.speed);
    if (program === undefined) {
      throw new UsageError("Missing: the command to run.", {
        code: "missing_input",
        suggestion: "Write it after --, for example: bwp emulator exec -- npm test",
      });
    }
    if (context.globals.dryRun) {
      await context.output.result(
        { command: args.command, speed, eventData: options.eventData, dataDir: options.dataDir ?? null },
        () => [line("Would start an emulator on a free port and run:"), fields([["Command", args.command.join(" ")]])],
      );
      return;
    }
    const env = await startOwnEmulator(context, { speed, eventData: options.eventData, dataDir: options.dataDir });
    const code = await runProgram(context, program, words, env);
    if (code !== 0) throw new ExitStatus(code);
  },
});

/**
 * Runs a program in place of this one and waits for its end. A terminal sends Ctrl-C to both; what reaches only this process
 * is passed on.
 */
function runProgram(
  context: Context,
  program: string,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const { host } = context;
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words], { stdio: "inherit", cwd: host.cwd, env: { ...env } });
    const stopListening = host.onSignal((signal) => {
      if (signal === "SIGTERM" || host.stdin.isTTY !== true) child.kill(signal);
    });
    child.on("error", (cause) => {
      stopListening();
      reject(notStarted(program, cause));
    });
    child.on("exit", (code, signal) => {
      stopListening();
      resolve(code ?? SIGNALLED + (signal === null ? 0 : (constants.signals[signal] ?? 0)));
    });
  });
}

function notStarted(program: string, cause: Error): unknown {
  if (!isSystemError(cause)) return cause;
  const missing = cause.code === "ENOENT";
  const report = new BwpError(
    "usage",
    missing ? `There is no command ${program}.` : `${program} cannot be run: ${cause.code ?? cause.message}.`,
    { code: missing ? "command_not_found" : "not_executable", cause },
  );
  return new ExitStatus(missing ? NOT_FOUND : NOT_EXECUTABLE, report);
}
