import type { Settings } from "../../config/settings-shape.ts";
import { requireProfileName } from "../../config/settings-shape.ts";
import { NotFoundError, UsageError } from "../../errors.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { unknownProfile } from "../../kernel/unknown-profile.ts";

/** The argument that names a profile, the same in every command. */
export const PROFILE_ARGUMENT = { value: "NAME", summary: "Name of the profile" } as const;

/**
 * The name that the user gave, as an argument or by `--profile`.
 * @throws {UsageError} for two different names, or one that no profile can have.
 */
export function givenName(context: Context, argument: string | undefined): string | undefined {
  const flag = context.globals.profile;
  if (argument !== undefined && flag !== undefined && argument !== flag) {
    throw new UsageError(`Two profiles are named: ${argument} and, by --profile, ${flag}.`, { code: "two_profiles" });
  }
  const name = argument ?? flag;
  return name === undefined ? undefined : requireProfileName(name);
}

/** There is nothing to choose from. */
function noProfiles(): NotFoundError {
  return new NotFoundError("There are no profiles.", {
    code: "profile_not_found",
    suggestion: "Make one with: bwp auth login",
  });
}

/**
 * The one of these profiles that a command is about: the one that was named, else one to be picked where a person can answer.
 * @throws {NotFoundError | UsageError}
 */
export async function chooseAmong<P extends { readonly name: string }>(
  context: Context,
  profiles: readonly P[],
  given: string | undefined,
  label: (profile: P) => string = (profile) => profile.name,
): Promise<P> {
  if (given === undefined && profiles.length === 0) throw noProfiles();
  const { name } = await complete(context, {
    name: {
      given,
      flag: "NAME",
      ask: (prompt) =>
        prompt.select(
          "Profile",
          profiles.map((profile) => ({ value: profile.name, label: label(profile) })),
        ),
    },
  });
  const chosen = profiles.find((profile) => profile.name === name);
  if (chosen !== undefined) return chosen;
  throw unknownProfile(
    name,
    profiles.map((profile) => profile.name),
  );
}

/** The same among the profiles of the settings; its name. */
export async function chooseSavedProfile(
  context: Context,
  settings: Settings,
  given: string | undefined,
): Promise<string> {
  const names = Object.keys(settings.profiles).sort();
  const { name } = await chooseAmong(
    context,
    names.map((each) => ({ name: each })),
    given,
  );
  return name;
}

/** The profile of the settings that calls use without a flag; undefined if there is none or several without a choice. */
export function usualProfile(context: Context, settings: Settings): string | undefined {
  const names = Object.keys(settings.profiles);
  return context.host.env.BWP_PROFILE || (settings.currentProfile ?? (names.length === 1 ? names[0] : undefined));
}

/** Warns of variables by which calls of this shell use another profile than the current one of the settings. */
export function warnIfOutdone(
  { host, notices }: Context,
  { name, clientId }: { readonly name: string; readonly clientId: string | null },
): void {
  const stronger = Object.entries({ BWP_PROFILE: name, BWP_CLIENT_ID: clientId })
    .filter(([variable, value]) => host.env[variable] && host.env[variable] !== value)
    .map(([variable]) => variable);
  if (stronger.length > 0) notices.warn(`In this shell it is outdone by ${stronger.join(" and ")}.`);
}
