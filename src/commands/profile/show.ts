import { NotFoundError } from "../../errors.ts";
import { profileCard } from "../../formatters/profile.ts";
import { defineCommand } from "../../kernel/command.ts";
import { unknownProfile } from "../../kernel/unknown-profile.ts";
import { givenName, PROFILE_ARGUMENT } from "./choose-profile.ts";
import { readProfiles } from "./read-profiles.ts";

export const command = defineCommand({
  name: "profile show",
  summary: "Show a profile: the one that calls use, or another",
  description:
    "Never shows a secret, only where it lies. Who a call would be, variables included, says bwp auth status.",
  arguments: { name: { ...PROFILE_ARGUMENT, summary: "Name of the profile (default: the one that calls use)" } },
  output: {
    name: "its name",
    current: "true for the one that calls use",
    kind: "production, sandbox or emulator",
    targetId: "the business product id; so are clientId, apiUrl, apiVersion and region",
    source: "settings, env or emulator",
    secret: "place and location of the client secret; null without one",
  },
  errors: {
    profile_not_found: "there is no profile of that name (exit 4)",
    not_configured: "there is no profile at all (exit 3)",
  },
  examples: [
    { command: "bwp profile show", note: "The one in use" },
    { command: "bwp profile show --query targetId", note: "One value, for a script" },
  ],
  async run(context, { args }) {
    const name = givenName(context, args.name);
    const profiles = await readProfiles(context);
    const found = profiles.find((profile) => (name === undefined ? profile.current : profile.name === name));
    if (found === undefined) {
      if (name !== undefined) {
        throw unknownProfile(
          name,
          profiles.map((profile) => profile.name),
        );
      }
      // Throws the reason why a call has no profile.
      const { name: used } = await context.profile();
      throw new NotFoundError(`There is no profile ${used}.`);
    }
    await context.output.result(found, profileCard);
  },
});
