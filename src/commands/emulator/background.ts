import { spawn } from "node:child_process";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { BwpError, UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { describeEmulator, type RunningEmulator } from "./view.ts";

/** What is handed on to the process in the background. */
export interface BackgroundOptions {
  readonly port: number;
  readonly memory: boolean;
  readonly dataDir: string | undefined;
  readonly speed: string;
  readonly eventData: string;
}

const START_LIMIT_MS = 15_000;

/** Starts `bwp emulator start` as a process of its own and waits until it answers. */
export async function startInBackground(context: Context, options: BackgroundOptions): Promise<RunningEmulator> {
  const config = await context.config();
  const states = config.emulator;
  const before = await states.running();
  if (before !== undefined) {
    throw new UsageError(`The emulator is running at ${before.url} (process ${before.pid}).`, {
      code: "already_running",
      suggestion: "Use it, or stop it with: bwp emulator stop",
    });
  }
  const { host } = context;
  await mkdir(config.paths.stateFolder, { recursive: true, mode: 0o700 });
  const logFile = join(config.paths.stateFolder, "emulator.log");
  const log = await open(logFile, "w", 0o600);
  const words = [
    "emulator",
    "start",
    "--port",
    String(options.port),
    "--speed",
    options.speed,
    "--event-data",
    options.eventData,
    ...(options.memory ? ["--memory"] : []),
    ...(options.dataDir === undefined ? [] : ["--data-dir", options.dataDir]),
  ];
  const child = spawn(host.execPath, [host.entry, ...words], {
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
    env: { ...host.env },
  });
  let ended = false;
  child.on("exit", () => {
    ended = true;
  });
  child.on("error", () => {
    ended = true;
  });
  const progress = context.notices.progress("Starting the emulator");
  let ready = false;
  try {
    const start = host.now();
    while (host.now() - start < START_LIMIT_MS && !ended) {
      const state = await states.running();
      if (state !== undefined && state.pid === child.pid) {
        ready = true;
        child.unref();
        return describeEmulator(state);
      }
      await host.sleep(50, context.signal);
    }
  } finally {
    // Also on Ctrl-C: nobody would know of a process that goes on alone.
    if (!ready) child.kill();
    progress.stop();
    await log.close();
  }
  throw whyNotStarted(await readFile(logFile, "utf8"), logFile);
}

/** The error that the process in the background reported, or its last words. */
function whyNotStarted(log: string, logFile: string): BwpError {
  const lines = log.trim().split("\n").slice(-5);
  const reported = readReport(lines.at(-1) ?? "");
  const details = {
    suggestion: reported?.suggestion ?? `Its log is in ${logFile}; start it without --detach to see it at once.`,
  };
  if (reported !== undefined) {
    return new BwpError(reported.type === "usage" ? "usage" : "internal", reported.message, {
      code: reported.code,
      ...details,
    });
  }
  return new BwpError("internal", "The emulator did not start.", {
    code: "emulator_not_started",
    ...details,
    findings: lines.filter((line) => line !== ""),
  });
}

interface Report {
  readonly code: string;
  readonly type: string;
  readonly message: string;
  readonly suggestion?: string;
}

function readReport(line: string): Report | undefined {
  try {
    const { error } = JSON.parse(line) as { error?: Report };
    return error;
  } catch {
    return undefined;
  }
}
