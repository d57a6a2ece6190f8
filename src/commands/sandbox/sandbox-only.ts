import { UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";

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
