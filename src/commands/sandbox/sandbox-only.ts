import { notInVersion } from "../../client/dialects/call.ts";
import { UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { SANDBOX_MACHINES, type SandboxMachines } from "../../model/sandbox-machines.ts";
import { DEFAULT_API_VERSION } from "../../model/versions.ts";

/**
 * Refuses production before anything is sent: the mutations of this noun work only in a sandbox. Page:
 * test-in-a-sandbox-environment; what production answers is not documented.
 * @throws {UsageError} code `sandbox_only`.
 */
export async function requireSandbox(context: Context): Promise<void> {
  const profile = await context.profile();
  if (profile.kind !== "production") return;
  throw new UsageError(`"${profile.name}" is a production profile; this works only in a sandbox.`, {
    code: "sandbox_only",
    suggestion: "Choose a sandbox or the emulator with --profile (bwp profile list).",
  });
}

/**
 * Keeps an input that is partly bwp's guess away from the service, unless a person insists or only looks at it.
 * @param what whose input it is, at the beginning of a sentence: "The input of a grading".
 * @throws {UsageError} code `undocumented_input`.
 */
export async function requireGuessAllowed(context: Context, what: string, force: boolean): Promise<void> {
  if (force || context.globals.dryRun || (await context.profile()).kind === "emulator") return;
  throw new UsageError(`${what} is not documented; it is sent only to the emulator.`, {
    code: "undocumented_input",
    suggestion: "--force sends bwp's guess of it to the sandbox; --dry-run shows it.",
  });
}

/** A line to suggest, such as `sandbox advance-delivery ORDER`: it names a version if that of the profile has no sandbox. */
export async function sandboxLine(context: Context, words: string): Promise<string> {
  // A suggestion is no reason to fail: some commands that make one need no profile.
  const apiVersion = (await context.profile().catch(() => undefined))?.apiVersion ?? DEFAULT_API_VERSION;
  const version = SANDBOX_MACHINES[apiVersion] === undefined ? ` --api-version ${DEFAULT_API_VERSION}` : "";
  return `bwp ${words}${version}`;
}

/**
 * How the sandbox of the version in use moves things.
 * @throws {RefusedError} code `not_in_version` for a version without a documented sandbox.
 */
export async function sandboxMachines(context: Context, operation: string): Promise<SandboxMachines> {
  const { version } = await context.dialect();
  const machines = SANDBOX_MACHINES[version];
  if (machines !== undefined) return machines;
  throw notInVersion({
    version,
    operation,
    what: "documented sandbox",
    versions: ["2024-01-01", "2024-11-01"],
  });
}
