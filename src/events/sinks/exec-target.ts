import type { ChildProcess } from "node:child_process";
import { bodyFor, type HandoverForm } from "./body.ts";
import type { Attempt, Handover, Target } from "./sink.ts";

/** Which command to run for each event, and how. */
export interface ExecTargetOptions {
  /** A line for the shell. */
  readonly command: string;
  readonly form: HandoverForm;
  readonly timeoutMs: number;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Gets what the command writes, line by line. */
  readonly onOutput: (line: string, stream: "stdout" | "stderr") => void;
}

/** A command that is told to end has so long for it before it is killed. */
const END_GRACE_MS = 2000;
/** What is left behind in the background may hold the pipes open; they are not waited for any longer. */
const PIPE_GRACE_MS = 200;
const LONGEST_LINE = 2000;

/**
 * A target that runs a command for each event: the event on stdin, and an exit status of 0 says that it was taken. The
 * command runs in a process group of its own: Ctrl-C reaches it only through us, and it ends with all that it started.
 */
export function createExecTarget(options: ExecTargetOptions): Target {
  return {
    name: options.command,
    attempt: (handover, signal) => run(options, handover, signal),
    close: () => undefined,
  };
}

async function run(options: ExecTargetOptions, handover: Handover, signal: AbortSignal): Promise<Attempt> {
  const { command, cwd, timeoutMs, platform } = options;
  const { spawn } = await import("node:child_process");
  const hasGroups = platform !== "win32";
  const child = spawn(command, {
    shell: true,
    cwd,
    env: environmentOf(options.env, handover),
    detached: hasGroups,
    windowsHide: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const outputs = (["stdout", "stderr"] as const).map((name) => new Lines((line) => options.onOutput(line, name)));
  return new Promise((resolve) => {
    let why: string | undefined;
    let isOver = false;
    let killer: NodeJS.Timeout | undefined;
    const end = (reason: string): void => {
      if (isOver || why !== undefined) return;
      why = reason;
      kill(child, "SIGTERM", hasGroups);
      killer = setTimeout(() => kill(child, "SIGKILL", hasGroups), END_GRACE_MS);
    };
    const timer = setTimeout(() => end(`It did not end within ${timeoutMs} ms and was ended.`), timeoutMs);
    const onAbort = (): void => end("Interrupted before it ended.");
    const finish = (attempt: Attempt): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      clearTimeout(killer);
      signal.removeEventListener("abort", onAbort);
      for (const pipe of child.stdio) pipe?.destroy();
      for (const output of outputs) output.end();
      resolve(attempt);
    };
    const judge = (code: number | null, by: NodeJS.Signals | null): Attempt => {
      if (why !== undefined) return { taken: false, retryable: !signal.aborted, problem: why };
      if (code === 0) return { taken: true, retryable: false, exitStatus: 0 };
      const problem = code === null ? `It was ended by ${by ?? "a signal"}.` : `Its exit status was ${code}.`;
      return { taken: false, retryable: true, exitStatus: code ?? undefined, problem };
    };
    child.on("error", (error) =>
      finish({ taken: false, retryable: false, problem: `It could not be started: ${error.message}.` }),
    );
    child.on("exit", (code, by) => {
      // A command that was told to end may leave children behind that do not listen.
      if (why !== undefined) kill(child, "SIGKILL", hasGroups);
      const attempt = judge(code, by);
      setTimeout(() => finish(attempt), PIPE_GRACE_MS);
      child.on("close", () => finish(attempt));
    });
    for (const [index, output] of outputs.entries()) {
      child.stdio[index + 1]?.on("data", (chunk: Buffer) => output.push(chunk));
    }
    // A command need not read its input: its exit status decides.
    child.stdin.on("error", () => undefined);
    child.stdin.end(bodyFor(handover, options.form).bytes);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}

function environmentOf(env: ExecTargetOptions["env"], { event, isReplay }: Handover): NodeJS.ProcessEnv {
  // A variable cannot hold the character NUL, and anybody can write an event.
  const text = (value: string): string => value.replaceAll("\0", "");
  return {
    ...env,
    BWP_EVENT_ID: text(event.eventId ?? event.envelopeId ?? ""),
    BWP_EVENT_TYPE: text(event.type ?? ""),
    ...(isReplay === true ? { BWP_REPLAY: "true" } : {}),
  };
}

/** Ends a command with all that it started. */
function kill(child: ChildProcess, signal: NodeJS.Signals, hasGroups: boolean): void {
  if (child.pid === undefined) return;
  try {
    // biome-ignore lint/correctness/noProcessGlobal: a child cannot signal its group, and there is no other way to.
    if (hasGroups) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It has ended by itself.
  }
}

/** Cuts chunks into lines; one that is too long is cut off. */
class Lines {
  private readonly onLine: (line: string) => void;
  private readonly decoder = new TextDecoder();
  private open = "";

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine;
  }

  push(chunk: Buffer): void {
    const parts = (this.open + this.decoder.decode(chunk, { stream: true })).split("\n");
    this.open = (parts.pop() ?? "").slice(0, LONGEST_LINE);
    for (const part of parts) this.onLine(part.slice(0, LONGEST_LINE));
  }

  end(): void {
    if (this.open !== "") this.onLine(this.open);
    this.open = "";
  }
}
