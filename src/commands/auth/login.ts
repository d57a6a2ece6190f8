import { saveLogin } from "../../config/accounts.ts";
import { PROFILE_KINDS } from "../../config/settings-shape.ts";
import { type LoginView, loginCard } from "../../formatters/profile.ts";
import { defineCommand } from "../../kernel/command.ts";
import { warnIfOutdone } from "../profile/choose-profile.ts";
import { gatherLogin } from "./gather-login.ts";

export const command = defineCommand({
  name: "auth login",
  summary: "Keep API credentials as a profile, and use it from now on",
  description:
    "Takes the credentials file that the merchant console let you download (JSON, key=value lines or CSV), or the values by options, by the variables BWP_CLIENT_ID, BWP_CLIENT_SECRET, BWP_TARGET_ID and BWP_ACCESS_KEY, or by questions. A secret is never an argument, where other programs could see it. No browser is opened.\n\nThe credentials are tried by fetching a token before anything is saved. The secret goes to the keychain of the system, or to a file that only you can read; which one is said.\n\nSandbox and production share one address, so only you can tell which one the credentials are for: changes on production ask first.",
  arguments: { name: { value: "NAME", summary: "Name of the profile (default: its kind)" } },
  options: {
    credentialsFile: { type: "string", short: "f", value: "FILE", summary: "Credentials file; - for stdin" },
    kind: {
      type: "string",
      value: "KIND",
      choices: PROFILE_KINDS,
      summary: "What they are for: production, sandbox or emulator (BWP_PROFILE_KIND)",
    },
    clientId: { type: "string", value: "ID", summary: "Client id (BWP_CLIENT_ID)" },
    targetId: { type: "string", value: "ID", summary: "Target id, the business product id (BWP_TARGET_ID)" },
    clientSecretStdin: { type: "boolean", summary: "Read the client secret from stdin" },
    accessKeyStdin: { type: "boolean", summary: "Read the API access key from stdin" },
    apiUrl: { type: "string", value: "URL", summary: "Base address of the API (BWP_API_URL)" },
    region: { type: "string", value: "REGION", summary: "AWS region of the event queue" },
    noVerify: { type: "boolean", summary: "Save without trying the credentials" },
  },
  output: {
    profile: "name of the profile, now the current one",
    kind: "production, sandbox or emulator",
    targetId: "the business product id; so are clientId and apiUrl",
    secret: "place (keychain or file) and location of the secret",
    verified: "true if the service accepted the credentials",
    saved: "true; false after a dry run",
  },
  errors: {
    missing_input: "something is missing, and nobody can be asked (exit 2)",
    invalid_client: "the service refuses the credentials; nothing was saved (exit 3)",
    emulator_credentials: "the emulator's credentials are kept on this machine (exit 3)",
    profile_exists: "the name belongs to another client: give a name to replace it (exit 2)",
  },
  examples: [
    { command: "bwp auth login sandbox --kind sandbox -f credentials.json", note: "With the downloaded file" },
    {
      command: "bwp auth login acme --kind production -f - < credentials.json",
      note: "From stdin: a password manager",
    },
    { command: "bwp auth login --kind emulator", note: "The running emulator, as a profile of its own" },
  ],
  async run(context, { args, options }) {
    const login = await gatherLogin(context, args.name, options);
    const { name, credentials, apiUrl, profile } = login;
    const view: Omit<LoginView, "secret" | "saved" | "verified"> = {
      profile: name,
      kind: profile.kind,
      targetId: credentials.targetId,
      clientId: credentials.clientId,
      apiUrl,
    };
    if (context.globals.dryRun) {
      await context.output.result({ ...view, secret: null, verified: false, saved: false }, loginCard);
      return;
    }
    const { verifyLogin } = await import("./verify-login.ts");
    const token = options.noVerify ? undefined : await verifyLogin(context, login);
    const config = await context.config();
    const store = await saveLogin(config, { name, profile, credentials, makeCurrent: true });
    // Many token requests in quick succession are throttled (page: authenticate), so the one at hand is kept.
    if (token) await config.tokenCache({ name, clientId: credentials.clientId, apiUrl }).write(token);
    const place = store.kind === "file" ? "file" : "keychain";
    const secret = { place, location: store.location } as const;
    await context.output.result({ ...view, secret, verified: !options.noVerify, saved: true }, loginCard);
    if (store.warning !== undefined) context.notices.warn(store.warning);
    warnIfOutdone(context, { name, clientId: credentials.clientId });
  },
});
