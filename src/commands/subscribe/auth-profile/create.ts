import { authProfileCalls } from "../../../client/dialects/auth-profiles.ts";
import { authProfileCard } from "../../../formatters/auth-profile.ts";
import { defineCommand } from "../../../kernel/command.ts";
import { complete } from "../../../kernel/complete.ts";
import { mutate } from "../../../kernel/mutate.ts";
import { AUTH_OPTIONS, wantAuth } from "../webhook-auth.ts";

export const command = defineCommand({
  name: "subscribe auth-profile create",
  summary: "Keep credentials for webhooks at Buy with Prime, to be shared and rotated",
  description:
    "Give OAuth 2.0 client credentials or a user name and a password; on a terminal bwp asks for what is missing. A secret is never an argument: it comes from a file, from stdin, from the environment or from a question. The API has no way to list or read auth profiles, so write the id down.",
  operations: ["createAuthProfile"],
  mutates: true,
  options: {
    alias: { type: "string", value: "ID", summary: "Wanted id, up to 50 characters; else the API makes one up" },
    ...AUTH_OPTIONS,
  },
  output: { "createAuthProfile.authProfileId": "id of the profile, for subscribe create --auth-profile" },
  errors: {
    missing_input: "something is missing, and nobody can be asked (exit 2)",
    not_in_version: "the version has no auth profiles (exit 5)",
    ValidationError: "the endpoint is not https, or the alias cannot be used (exit 5)",
  },
  examples: [
    {
      command:
        "bwp subscribe auth-profile create --alias shop-hook --basic-username prime --basic-password-file password.txt",
      note: "Basic authentication, the password from a file",
    },
    {
      command:
        "bwp subscribe auth-profile create --oauth-endpoint https://auth.example/token --oauth-client-id hook --oauth-client-secret-file - --oauth-body scope=events < secret.txt",
      note: "OAuth client credentials, the secret from stdin",
    },
  ],
  async run(context, { options }) {
    const { createAuthProfile } = authProfileCalls((await context.profile()).apiVersion, "createAuthProfile");
    const { authConfig } = await complete(context, { authConfig: await wantAuth(context, options) });
    const answer = await mutate(context, {
      ...createAuthProfile({
        ...(options.alias === undefined ? {} : { authProfileAliasId: options.alias }),
        authConfig,
      }),
      what: `create an auth profile${options.alias === undefined ? "" : ` ${options.alias}`}`,
    });
    if (answer === undefined) return;
    const id = answer.createAuthProfile.authProfileId ?? undefined;
    await context.output.result(answer, () => authProfileCard(id, "created"));
  },
});
