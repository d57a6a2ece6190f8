import { RefusedError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";

/** Why the verbs about returns through the API are experimental. */
export const PROGRAMMATIC_EXPERIMENTAL =
  "returns through the API are on pages newer than 2024-11-01, of which only parts are documented; a sandbox does not support them";

/**
 * Refuses a sandbox before anything is sent: programmatic returns are not supported there. Page:
 * test-in-a-sandbox-environment. What it would answer is not documented.
 * @param guessed what of the call no page confirms; then a real service needs `--force` too.
 */
export async function requireProgrammaticReturns(
  context: Context,
  { operation, force, guessed }: { readonly operation: string; readonly force: boolean; readonly guessed?: string },
): Promise<void> {
  const profile = await context.profile();
  if (force || context.globals.dryRun || profile.kind === "emulator") return;
  if (profile.kind === "sandbox") {
    throw new RefusedError(`"${profile.name}" is a sandbox, and sandboxes do not support returns through the API.`, {
      code: "not_in_sandbox",
      operation,
      suggestion: "Use the emulator (bwp emulator start), or give --force to see the sandbox's answer.",
    });
  }
  if (guessed === undefined) return;
  throw new RefusedError(`Not sent: no page confirms ${guessed}.`, {
    code: "experimental",
    operation,
    suggestion: "--force sends it; --dry-run shows it.",
  });
}
