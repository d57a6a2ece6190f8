import { findProfile, isProfileName, type ProfileKind, type Settings } from "../../config/settings-shape.ts";
import { UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";

/**
 * The name of the profile that a login is kept under: as told, else asked for, else its kind. Credentials of another client
 * are replaced only where that is clearly meant: they may be the only copy.
 * @throws {UsageError}
 */
export async function chooseLoginName(
  { io, prompt, globals, notices }: Context,
  {
    named,
    settings,
    kind,
    clientId,
  }: {
    readonly named: string | undefined;
    readonly settings: Settings;
    readonly kind: ProfileKind;
    readonly clientId: string;
  },
): Promise<string> {
  const name =
    named ?? (io.canPrompt ? await prompt.input("Name of the profile", { preset: kind, check: nameFault }) : kind);
  const existing = findProfile(settings, name)?.clientId;
  if (existing === undefined || existing === clientId) return name;
  const finding = `Profile ${name} belongs to another client, ${existing}.`;
  if (globals.yes || (named !== undefined && !io.canPrompt)) {
    notices.info(`${finding} Its credentials are replaced.`);
    return name;
  }
  if (!io.canPrompt) {
    throw new UsageError(finding, {
      code: "profile_exists",
      suggestion: `Name the new one, as in bwp auth login NAME; or replace it: bwp auth login ${name}`,
    });
  }
  if (await prompt.confirm(`${finding} Replace its credentials?`, false)) return name;
  throw new UsageError("Nothing was saved.", { code: "not_confirmed" });
}

function nameFault(text: string): string | undefined {
  return isProfileName(text) ? undefined : "Use 1 to 64 letters, digits, dots, dashes and underscores.";
}
