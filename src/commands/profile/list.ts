import { profilesTable } from "../../formatters/profile.ts";
import { defineCommand } from "../../kernel/command.ts";
import { readProfiles } from "./read-profiles.ts";

export const command = defineCommand({
  name: "profile list",
  summary: "List profiles, with a star at the one that calls use",
  description:
    "The running emulator is listed too: it is a profile by itself. If variables such as BWP_CLIENT_ID make up the profile in use, it is listed as env.",
  output: {
    "[].name": "its name, for --profile",
    "[].current": "true for the one that calls use",
    "[].kind": "production, sandbox or emulator",
    "[].targetId": "the business product id; so are clientId, apiUrl, apiVersion and region",
    "[].source": "settings, env or emulator",
    "[].secret": "place and location of the client secret; null without one",
  },
  errors: { broken_settings: "the settings file cannot be read as such; a copy is kept (exit 1)" },
  examples: [
    { command: "bwp profile list", note: "All profiles" },
    { command: "bwp profile list --query '[?current].name | [0]'", note: "The name of the current one" },
  ],
  async run(context) {
    await context.output.result(await readProfiles(context), profilesTable);
  },
});
