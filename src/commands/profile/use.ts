import { EMULATOR_PROFILE } from "../../config/profile-choice.ts";
import { findProfile, withCurrentProfile, withProfile } from "../../config/settings-shape.ts";
import { line, span } from "../../formatters/blocks.ts";
import { defineCommand } from "../../kernel/command.ts";
import { chooseAmong, givenName, PROFILE_ARGUMENT, warnIfOutdone } from "./choose-profile.ts";
import { readProfiles } from "./read-profiles.ts";

export const command = defineCommand({
  name: "profile use",
  summary: "Make a profile the one that calls use",
  description:
    "For one call, --profile NAME does it; for one shell, the variable BWP_PROFILE. The emulator can be chosen like any other profile: calls then fail while it does not run, instead of going elsewhere.",
  arguments: { name: PROFILE_ARGUMENT },
  output: { profile: "name of the current profile", kind: "production, sandbox or emulator" },
  errors: { profile_not_found: "there is no profile of that name (exit 4)" },
  examples: [{ command: "bwp profile use sandbox", note: "From now on" }],
  async run(context, { args }) {
    const { settings: store } = await context.config();
    const profiles = (await readProfiles(context)).filter((profile) => profile.source !== "env");
    const given = givenName(context, args.name);
    const chosen = await chooseAmong(context, profiles, given, ({ name, kind }) => `${name} (${kind})`);
    const { name } = chosen;
    if (!context.globals.dryRun) {
      await store.update((settings) => {
        const isNew = name === EMULATOR_PROFILE && findProfile(settings, name) === undefined;
        return withCurrentProfile(isNew ? withProfile(settings, name, { kind: "emulator" }) : settings, name);
      });
    }
    const verb = context.globals.dryRun ? "Would use" : "Using";
    await context.output.result({ profile: name, kind: chosen.kind }, () => [
      line([span(verb, "good"), ` profile ${name} (${chosen.kind}).`]),
    ]);
    warnIfOutdone(context, { name, clientId: chosen.clientId });
  },
});
