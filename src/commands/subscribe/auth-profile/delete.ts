import { authProfileCalls } from "../../../client/dialects/auth-profiles.ts";
import { authProfileCard } from "../../../formatters/auth-profile.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { complete } from "../../../kernel/complete.ts";
import { mutate } from "../../../kernel/mutate.ts";
import { wantProfileId } from "./profile-id.ts";

export const command = defineCommand({
  name: "subscribe auth-profile delete",
  summary: "Delete an auth profile and its credentials",
  description:
    "What becomes of subscriptions that use it is not documented, and the API cannot say which do, so bwp asks, or needs --yes. An unknown id is answered with AccessDeniedError, as a missing permission is.",
  operations: ["deleteAuthProfile"],
  mutates: true,
  arguments: { authProfileId: { value: "AUTH_PROFILE_ID", summary: "Id that create gave" } },
  output: { "deleteAuthProfile.authProfileId": "id of the profile that is gone" },
  errors: {
    AccessDeniedError: "no such auth profile, or no permission: the API answers both alike (exit 3)",
    confirmation_required: "nobody can be asked: add --yes (exit 2)",
    not_in_version: "the version has no auth profiles (exit 5)",
  },
  examples: [{ command: "bwp subscribe auth-profile delete shop-hook --yes", note: "Without a question" }],
  async run(context, { args }) {
    const { deleteAuthProfile } = authProfileCalls((await context.profile()).apiVersion, "deleteAuthProfile");
    const { authProfileId } = await complete(context, { authProfileId: wantProfileId(args.authProfileId) });
    const answer = await mutate(context, {
      ...deleteAuthProfile(authProfileId),
      what: `delete auth profile ${authProfileId}`,
      irreversible: "webhooks that use it may not be called any more",
    });
    if (answer === undefined) return;
    await context.output.result(answer, () => authProfileCard(authProfileId, "deleted"));
  },
});
