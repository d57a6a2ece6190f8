import { PROFILE_KINDS, type ProfileSettings, requireProfile, withProfile } from "../../config/settings-shape.ts";
import { UsageError } from "../../errors.ts";
import { profileCard } from "../../formatters/profile.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { chooseSavedProfile, givenName, PROFILE_ARGUMENT, usualProfile } from "./choose-profile.ts";
import { askKind } from "./kind-question.ts";
import { changeProfile, type ProfileChanges, parseAssignments } from "./profile-changes.ts";
import { describeSaved } from "./read-profiles.ts";

export const command = defineCommand({
  name: "profile set",
  summary: "Change settings of a profile: kind, address, version, region, target",
  description:
    "Give key=value, or the options. Without a name the current profile is changed. An empty value, as in region=, brings the default back. Client id and secret are changed together, by bwp auth login. Another target id may be another environment, so the kind must be given with it.",
  arguments: {
    name: PROFILE_ARGUMENT,
    settings: { value: "KEY=VALUE", summary: "kind, apiUrl, apiVersion, region or targetId", variadic: true },
  },
  options: {
    kind: { type: "string", value: "KIND", choices: PROFILE_KINDS, summary: "What the profile stands for" },
    apiUrl: { type: "string", value: "URL", summary: "Base address of the API" },
    region: { type: "string", value: "REGION", summary: "AWS region of the event queue" },
    targetId: { type: "string", value: "ID", summary: "Business product id" },
  },
  output: {
    name: "name of the profile",
    kind: "its values after the change: kind, targetId, clientId, apiUrl, apiVersion, region",
  },
  errors: {
    profile_not_found: "there is no profile of that name (exit 4)",
    unknown_key: "a profile has no such setting (exit 2)",
    emulator_credentials: "the emulator's credentials would leave this machine (exit 3)",
  },
  examples: [
    { command: "bwp profile set sandbox region=eu-west-1", note: "The region of its event queue" },
    { command: "bwp profile set sandbox --api-version 2024-04-01", note: "The version of the API that its calls use" },
  ],
  async run(context, { args, options }) {
    const config = await context.config();
    const settings = await config.settings.read();
    // A name holds no "=", so the first word may be an assignment already.
    const nameless = args.name?.includes("=") === true;
    const words = [...(nameless && args.name !== undefined ? [args.name] : []), ...args.settings];
    const given = givenName(context, nameless ? undefined : args.name) ?? usualProfile(context, settings);
    const name = await chooseSavedProfile(context, settings, given);
    const before = requireProfile(settings, name);
    const changes = await withKind(context, before, {
      ...parseAssignments(words),
      ...givenOnly({ ...options, apiVersion: context.globals.apiVersion }),
    });
    const after = changeProfile(before, changes);
    if (!context.globals.dryRun) {
      await config.settings.update((current) =>
        withProfile(current, name, changeProfile(requireProfile(current, name), changes)),
      );
      context.notices.success(`Changed profile ${name}.`);
    }
    await context.output.result(await describeSaved(context, name, after), profileCard);
  },
});

/** @throws {UsageError} when nothing is to change, or the kind of another target is not told. */
async function withKind(context: Context, before: ProfileSettings, changes: ProfileChanges): Promise<ProfileChanges> {
  if (Object.keys(changes).length === 0) {
    throw new UsageError("Nothing to change.", {
      code: "missing_input",
      suggestion: "Give key=value, for example region=eu-west-1, or an option.",
    });
  }
  if (changes.targetId === undefined || changes.targetId === before.targetId) return changes;
  const wanted = { given: changes.kind, flag: "--kind <KIND>", ask: askKind };
  const { kind } = await complete(
    context,
    { kind: wanted },
    "Another target id may be another environment: say whether it is production, sandbox or emulator.",
  );
  return { ...changes, kind };
}

function givenOnly(options: ProfileChanges): ProfileChanges {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
