import type { EmulatorState } from "../../config/emulator-state.ts";
import { createEmulator } from "../../emulator/emulator.ts";
import { isSystemError, UsageError } from "../../errors.ts";
import { span } from "../../formatters/blocks.ts";
import type { Context } from "../../kernel/context.ts";
import { describeEmulator, emulatorView } from "./view.ts";

/** How to run the emulator in the foreground. */
export interface ServeOptions {
  readonly port: number;
  readonly speed: "instant" | "real" | number;
  readonly eventData: "thin" | "full";
  /** Absent: everything in memory. */
  readonly dataDir?: string;
}

/** Runs the emulator in this process until the first SIGINT or SIGTERM; its log goes to stderr. */
export async function serveEmulator(context: Context, options: ServeOptions): Promise<void> {
  const states = (await context.config()).emulator;
  const running = await states.running();
  if (running !== undefined) {
    throw new UsageError(`The emulator is running at ${running.url} (process ${running.pid}).`, {
      code: "already_running",
      suggestion: "Use it, or stop it with: bwp emulator stop",
    });
  }
  const emulator = await createEmulator({
    ...options,
    now: context.host.now,
    log: (entry) => context.notices.info([span(entry.time.slice(11, 23), "dim"), ` ${entry.message}`]),
  }).catch((error: unknown) => {
    throw portTaken(error, options.port);
  });
  try {
    const state: EmulatorState = {
      pid: context.host.pid,
      url: emulator.url,
      port: emulator.port,
      startedAt: new Date(context.host.now()).toISOString(),
      ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
      credentials: emulator.credentials,
    };
    await states.write(state);
    await context.output.result(describeEmulator(state), emulatorView);
    await Promise.race([aborted(context.signal), emulator.closed]);
    context.notices.info("Stopping.");
  } finally {
    await emulator.close();
    await states.remove(context.host.pid);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function portTaken(error: unknown, port: number): unknown {
  if (!isSystemError(error) || error.code !== "EADDRINUSE") return error;
  return new UsageError(`Port ${port} is taken by another program.`, {
    code: "port_in_use",
    suggestion: "Take another one with --port, or any free one with --port 0.",
    cause: error,
  });
}
