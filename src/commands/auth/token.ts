import { fields } from "../../formatters/blocks.ts";
import { sanitiseLine } from "../../formatters/sanitise.ts";
import { defineCommand } from "../../kernel/command.ts";

export const command = defineCommand({
  name: "auth token",
  summary: "Print an access token of the API",
  description:
    "Prints the token and nothing else, in a pipe as well; --json adds when it expires. A cached token is used until shortly before its end. Every token lives 15 minutes, and an old one stays valid when a new one is fetched.",
  options: { fresh: { type: "boolean", summary: "Fetch a new one from the service" } },
  output: { accessToken: "the token", expiresAt: "ISO 8601; null if it could not be kept" },
  errors: {
    not_configured: "there are no credentials (exit 3)",
    invalid_client: "the service refuses the credentials (exit 3)",
  },
  examples: [
    { command: "export TOKEN=$(bwp auth token)", note: 'For another program: -H "Authorization: Bearer $TOKEN"' },
    { command: "bwp auth token --fresh --json", note: "A new one, with its end" },
  ],
  async run(context, { options }) {
    const { globals, io } = context;
    const api = await context.api();
    const accessToken = await api.accessToken({ fresh: options.fresh, signal: context.signal });
    if (!globals.json && globals.output === undefined && globals.query === undefined) {
      await context.output.raw(`${io.stdout.isTTY ? sanitiseLine(accessToken) : accessToken}\n`);
      return;
    }
    const cached = await (await context.config()).tokenCache(await context.profile()).read();
    const expiresAt = cached?.accessToken === accessToken ? new Date(cached.expiresAt).toISOString() : null;
    await context.output.result({ accessToken, expiresAt }, (token) => [
      fields([
        ["Token", token.accessToken],
        ["Expires", token.expiresAt],
      ]),
    ]);
  },
});
