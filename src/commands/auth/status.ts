import type { ResolvedProfile } from "../../config/profile.ts";
import { AuthenticationError, BwpError } from "../../errors.ts";
import { line, span } from "../../formatters/blocks.ts";
import { type StatusView, statusCard } from "../../formatters/profile.ts";
import { defineCommand } from "../../kernel/command.ts";
import type { Context } from "../../kernel/context.ts";
import { describeSecret } from "../profile/secret-place.ts";

export const command = defineCommand({
  name: "auth status",
  summary: "Show who a call would be: profile, environment, target, secret, token",
  description:
    "Says of each value where it came from: flag, env, settings, emulator or default. Nothing is sent without --verify. Not being logged in is exit code 3, with the status on stdout all the same.",
  options: { verify: { type: "boolean", summary: "Ask the service for a new token, to try the credentials" } },
  output: {
    loggedIn: "true if there are credentials; false exits 3",
    profile: "name of the profile; null without one",
    kind: "the environment: production, sandbox or emulator",
    targetId: "the business product id; so are clientId, apiUrl, apiVersion and region",
    secret: "place (keychain, file, env or emulator) and location; null without one",
    "token.expiresAt": "end of the cached token, ISO 8601; so is expiresInSeconds",
    "sources.*": "where each value came from",
    ignoredVariables: "variables that do not count, since --profile names a profile",
    verified: "what the service said; null if it was not asked",
  },
  errors: {
    not_configured: "nothing is configured (exit 3)",
    no_secret: "the profile is logged out (exit 3)",
    emulator_not_running: "the profile is the emulator, and it does not run (exit 6)",
  },
  examples: [
    { command: "bwp auth status", note: "Who am I?" },
    { command: "bwp auth status --json --query token.expiresAt", note: "When the token expires" },
  ],
  async run(context, { options }) {
    const profile = await context.profile().catch(async (error: unknown) => {
      if (error instanceof AuthenticationError) await showNobody(context);
      throw error;
    });
    if (profile.ignoredVariables.length > 0) {
      context.notices.info(`Not used, since --profile wins: ${profile.ignoredVariables.join(", ")}.`);
    }
    const secretFault = await faultOf(profile.credentials());
    const refusal = options.verify && secretFault === undefined ? await faultOf(requestToken(context)) : undefined;
    const verified = options.verify && secretFault === undefined ? verdict(refusal) : null;
    const status = await describe(context, profile, secretFault === undefined);
    await context.output.result({ ...status, verified }, statusCard);
    const fault = secretFault ?? refusal;
    if (fault !== undefined) throw fault;
  },
});

async function showNobody(context: Context): Promise<void> {
  await context.output.result({ loggedIn: false, profile: null }, () => [line(span("Not logged in", "bad"))]);
}

async function requestToken(context: Context): Promise<string> {
  const api = await context.api();
  return api.accessToken({ fresh: true, signal: context.signal });
}

async function faultOf(work: Promise<unknown>): Promise<BwpError | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof BwpError) return error;
      throw error;
    },
  );
}

/** Only a refusal says that the credentials are bad; a service that cannot be reached says nothing. */
function verdict(fault: BwpError | undefined): boolean | null {
  if (fault === undefined) return true;
  return fault instanceof AuthenticationError ? false : null;
}

async function describe(
  context: Context,
  profile: ResolvedProfile,
  loggedIn: boolean,
): Promise<Omit<StatusView, "verified">> {
  const config = await context.config();
  const { name: source, ...sources } = profile.source;
  const expiry = await config.tokenCache(profile).expiry();
  const left = expiry === undefined ? 0 : expiry - context.host.now();
  const token = expiry === undefined || left <= 0 ? undefined : { expiry, left };
  return {
    loggedIn,
    profile: profile.name,
    kind: profile.kind,
    targetId: profile.targetId,
    clientId: profile.clientId,
    apiUrl: profile.apiUrl,
    apiVersion: profile.apiVersion,
    region: profile.region ?? null,
    secret: loggedIn ? await describeSecret(config, profile.secretSource) : null,
    token: {
      cached: token !== undefined,
      expiresAt: token === undefined ? null : new Date(token.expiry).toISOString(),
      expiresInSeconds: token === undefined ? null : Math.floor(token.left / 1000),
    },
    sources: { profile: source, ...sources },
    ignoredVariables: profile.ignoredVariables,
  };
}
