import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { onTestFinished } from "vitest";
import { BwpError } from "../../src/errors.ts";

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "bwp-config-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Permission bits of a file or folder. */
export async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o7777;
}

/** The BwpError that the promise rejects with; anything else fails the test. */
export async function errorOf(promise: Promise<unknown>): Promise<BwpError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("error" in outcome && outcome.error instanceof BwpError) return outcome.error;
  throw new Error(
    `Expected a BwpError, got ${JSON.stringify(outcome)} ${"error" in outcome ? String(outcome.error) : ""}`,
  );
}

/** All that a person could see of an error, causes included. */
export function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [
    error.message,
    JSON.stringify(error),
    error.stack,
    error.cause === undefined ? "" : everythingIn(error.cause),
  ].join();
}

/** Bundles a program of several lines that imports from src/config; answers its path. */
export async function bundleProgram(folder: string, source: string): Promise<string> {
  const outfile = join(folder, `program-${Math.random().toString(36).slice(2)}.mjs`);
  await build({
    stdin: { contents: source, resolveDir: join(import.meta.dirname, "../.."), loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "silent",
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return outfile;
}

/** Starts a program; killed after the test if it still runs. */
export function start(program: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Runs a program to its end; answers what it printed, and fails if it failed. */
export async function run(program: string, ...args: string[]): Promise<string> {
  const child = start(program, ...args);
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`exit code ${String(code)}: ${stderr}`);
  return stdout;
}

/** Waits until a program prints something. */
export async function spoke(child: ChildProcess): Promise<void> {
  await new Promise((resolve, reject) => {
    child.stdout?.once("data", resolve);
    child.once("close", () => reject(new Error("It ended without a word.")));
  });
}
