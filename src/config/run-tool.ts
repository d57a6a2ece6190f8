import type { Environment } from "./paths.ts";

/** A call of another program. */
export interface ToolCall {
  /** Absolute path, or a name that is looked up in PATH. */
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Environment;
  /** Text for its standard input; secrets go this way, never as an argument. */
  readonly input?: string;
  readonly timeoutMs: number;
}

/** A program that ended by itself; the exit code is -1 after a signal. */
export interface FinishedTool {
  readonly outcome: "done";
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the program ended. `missing`: there is no such program; `hung`: it was killed after the time allowed. */
export type ToolResult = FinishedTool | { readonly outcome: "missing" } | { readonly outcome: "hung" };

const MOST_OUTPUT = 1 << 20;

/** Runs a program without a shell. Never throws, and never takes much longer than `timeoutMs`, whatever the program does. */
export async function runTool({ file, args, env, input = "", timeoutMs }: ToolCall): Promise<ToolResult> {
  // Loaded here: calls that need no keychain need not pay for it.
  const { spawn } = await import("node:child_process");
  return new Promise((resolve) => {
    const child = spawn(file, [...args], { env: { ...env }, stdio: "pipe", windowsHide: true });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let size = 0;
    const finish = (result: ToolResult): void => {
      clearTimeout(timer);
      // Grandchildren may keep the pipes open; they must not keep us.
      for (const pipe of child.stdio) pipe?.destroy();
      resolve(result);
    };
    const collect = (into: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MOST_OUTPUT) into.push(chunk);
    };
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      child.unref();
      finish({ outcome: "hung" });
    }, timeoutMs);
    child.stdout.on("data", collect(stdout));
    child.stderr.on("data", collect(stderr));
    child.on("error", () => finish({ outcome: "missing" }));
    child.on("close", (exitCode) => {
      const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString("utf8");
      finish({ outcome: "done", exitCode: exitCode ?? -1, stdout: text(stdout), stderr: text(stderr) });
    });
    // A program that ends without reading its input closes the pipe; its exit code tells the story.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}
