import { authProfileCalls } from "../../../client/dialects/auth-profiles.ts";
import { authProfileCard } from "../../../formatters/auth-profile.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { complete } from "../../../kernel/complete.ts";
import { mutate } from "../../../kernel/mutate.ts";
import { AUTH_OPTIONS, wantAuth } from "../webhook-auth.ts";
import { wantProfileId } from "./profile-id.ts";

export const command = defineCommand({
  name: "subscribe auth-profile update",
  summary: "Replace the credentials of an auth profile; its subscriptions go on with the new ones",
  description:
    "All of the credentials are given anew; whether the API takes a part of them is not documented. An unknown id is answered with AccessDeniedError, as a missing permission is.",
  operations: ["updateAuthProfile"],
  mutates: true,
  arguments: { authProfileId: { value: "AUTH_PROFILE_ID", summary: "Id that create gave" } },
  options: AUTH_OPTIONS,
  output: { "updateAuthProfile.authProfileId": "id of the profile" },
  errors: {
    missing_input: "something is missing, and nobody can be asked (exit 2)",
    not_in_version: "the version has no auth profiles (exit 5)",
    AccessDeniedError: "no such auth profile, or no permission: the API answers both alike (exit 3)",
  },
  examples: [
    {
      command: "bwp subscribe auth-profile update shop-hook --basic-username prime --basic-password-file password.txt",
      note: "Rotate a password",
    },
  ],
  async run(context, { args, options }) {
    const { updateAuthProfile } = authProfileCalls((await context.profile()).apiVersion, "updateAuthProfile");
    const { authProfileId, authConfig } = await complete(context, {
      authProfileId: wantProfileId(args.authProfileId),
      authConfig: await wantAuth(context, options),
    });
    const answer = await mutate(context, {
      ...updateAuthProfile({ authProfileId, authConfig }),
      what: `replace the credentials of auth profile ${authProfileId}`,
      retry: "safe",
    });
    if (answer === undefined) return;
    await context.output.result(answer, () => authProfileCard(authProfileId, "updated"));
  },
});
