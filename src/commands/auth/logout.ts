import { forgetSecret } from "../../config/accounts.ts";
import type { Config } from "../../config/config.ts";
import { variableOf } from "../../config/credentials.ts";
import { requireProfile, type Settings, withProfile } from "../../config/settings-shape.ts";
import { UsageError } from "../../errors.ts";
import { line, span } from "../../formatters/blocks.ts";
import { defineCommand } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { chooseSavedProfile, givenName, usualProfile } from "../profile/choose-profile.ts";

export const command = defineCommand({
  name: "auth logout",
  summary: "Forget the secret and the token of a profile; its settings stay",
  description:
    "Logging out twice is no error. The credentials themselves live on until they are deleted in the merchant console. To log in again, only the secret is needed.",
  arguments: { name: { value: "NAME", summary: "Name of the profile (default: the current one)" } },
  options: { all: { type: "boolean", summary: "Log out of every profile" } },
  output: { "[].profile": "name of the profile", "[].removed": "true if there was a secret" },
  errors: { profile_not_found: "there is no profile of that name (exit 4)" },
  examples: [{ command: "bwp auth logout --all", note: "Leave no secret on this machine" }],
  async run(context, { args, options }) {
    const config = await context.config();
    const settings = await config.settings.read();
    const names = await chooseNames(context, settings, options.all, givenName(context, args.name));
    const outcomes: { profile: string; removed: boolean }[] = [];
    for (const profile of names) {
      outcomes.push({ profile, removed: !context.globals.dryRun && (await signOut(config, profile)) });
    }
    await context.output.result(outcomes, (all) =>
      all.length === 0
        ? [line("There is no profile to log out of.")]
        : all.map(({ profile, removed }) =>
            context.globals.dryRun
              ? line(`Would log out of profile ${profile}.`)
              : line([span("Logged out", "good"), ` of profile ${profile}${removed ? "" : "; there was no secret"}.`]),
          ),
    );
    const variable = variableOf("clientSecret");
    if (context.host.env[variable]) context.notices.warn(`${variable} is still set in this shell.`);
  },
});

async function chooseNames(
  context: Context,
  settings: Settings,
  all: boolean,
  given: string | undefined,
): Promise<readonly string[]> {
  if (all && given !== undefined) throw new UsageError("Give NAME or --all, not both.", { code: "two_ways" });
  const names = Object.keys(settings.profiles);
  if (all || (given === undefined && names.length === 0)) return names;
  return [await chooseSavedProfile(context, settings, given ?? usualProfile(context, settings))];
}

/** Forgets the secret, then that there was one: in this order nothing is left behind if the first step fails. */
async function signOut(config: Config, name: string): Promise<boolean> {
  const removed = await forgetSecret(config, name);
  await config.settings.update((settings) => {
    const { secretPlace: _, hasAccessKey: __, ...rest } = requireProfile(settings, name);
    return withProfile(settings, name, rest);
  });
  return removed;
}
