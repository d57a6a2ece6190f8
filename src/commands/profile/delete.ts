import { deleteProfile } from "../../config/accounts.ts";
import { UsageError } from "../../errors.ts";
import { line, span } from "../../formatters/blocks.ts";
import { defineCommand } from "../../kernel/command.ts";
import { chooseSavedProfile, givenName, PROFILE_ARGUMENT } from "./choose-profile.ts";

export const command = defineCommand({
  name: "profile delete",
  summary: "Delete a profile, with its secret and its token",
  description:
    "Deletes what bwp keeps on this machine; the credentials themselves live on until they are deleted in the merchant console. To forget only the secret: bwp auth logout.",
  arguments: { name: PROFILE_ARGUMENT },
  output: { profile: "name of the profile", deleted: "true; false after a dry run" },
  errors: {
    profile_not_found: "there is no profile of that name (exit 4)",
    confirmation_required: "nobody can be asked: add --yes (exit 2)",
    secret_store: "the secret could not be deleted; the profile was kept (exit 1)",
  },
  examples: [{ command: "bwp profile delete old-shop --yes", note: "Without a question" }],
  async run(context, { args }) {
    const { globals } = context;
    const config = await context.config();
    const settings = await config.settings.read();
    const name = await chooseSavedProfile(context, settings, givenName(context, args.name));
    if (globals.dryRun) {
      await context.output.result({ profile: name, deleted: false }, () => [line(`Would delete profile ${name}.`)]);
      return;
    }
    if (!globals.yes) {
      if (!context.io.canPrompt) {
        throw new UsageError(`Not deleted: deleting profile ${name} needs a confirmation.`, {
          code: "confirmation_required",
          suggestion: "Add --yes to confirm.",
        });
      }
      const agreed = await context.prompt.confirm(`Delete profile ${name} with its secret?`, false);
      if (!agreed) throw new UsageError("Not deleted.", { code: "not_confirmed" });
    }
    await deleteProfile(config, name);
    await context.output.result({ profile: name, deleted: true }, () => [
      line([span("Deleted", "good"), ` profile ${name}.`]),
    ]);
    const { currentProfile, profiles } = await config.settings.read();
    if (currentProfile === undefined && Object.keys(profiles).length > 1) {
      context.notices.info("No profile is the current one now. Choose one with: bwp profile use");
    }
  },
});
