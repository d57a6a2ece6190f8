import { DEFAULT_API_URL, isLoopbackUrl, parseApiUrl } from "../../config/api-url.ts";
import type { ApiCredentials } from "../../config/credentials.ts";
import { emulatorNotRunning } from "../../config/profile-choice.ts";
import { refuseEmulatorCredential } from "../../config/profile-credentials.ts";
import { findProfile, type ProfileKind, type ProfileSettings } from "../../config/settings-shape.ts";
import { UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { givenName } from "../profile/choose-profile.ts";
import { requireRegion } from "../profile/profile-changes.ts";
import { gatherIdentity, type IdentityOptions } from "./login-identity.ts";
import { chooseLoginName } from "./login-name.ts";

/** Options of `auth login`. */
export interface LoginOptions extends IdentityOptions {
  readonly apiUrl: string | undefined;
  readonly region: string | undefined;
}

/** All that a login needs to be tried and kept. */
export interface GatheredLogin {
  readonly name: string;
  readonly credentials: ApiCredentials;
  /** Where the credentials will be sent. */
  readonly apiUrl: string;
  /** What the settings keep beside the credentials. */
  readonly profile: Pick<ProfileSettings, "kind" | "apiUrl" | "apiVersion" | "region">;
}

/**
 * Gathers a login from options, files, environment and questions.
 * @throws {UsageError} naming at once all that is missing where nobody can be asked.
 * @throws {AuthenticationError} when the emulator's credentials would leave this machine.
 */
export async function gatherLogin(
  context: Context,
  argument: string | undefined,
  options: LoginOptions,
): Promise<GatheredLogin> {
  const config = await context.config();
  const settings = await config.settings.read();
  const named = givenName(
    context,
    argument ?? (context.globals.profile === undefined ? fromEnvironment(context) : undefined),
  );
  const saved = named === undefined ? undefined : findProfile(settings, named);
  const givenUrl = readUrl(context, options.apiUrl);
  const region = options.region === undefined ? undefined : requireRegion(options.region, "--region");
  const { kind, credentials } = await gatherIdentity(context, options, { saved, givenUrl });
  const name = await chooseLoginName(context, { named, settings, kind, clientId: credentials.clientId });
  const kept = findProfile(settings, name);
  const keptUrl = kept !== undefined && fits(kept.kind, kind) ? kept.apiUrl : undefined;
  const usualUrl = kind === "emulator" ? (await config.emulator.running())?.url : DEFAULT_API_URL;
  const apiUrl = givenUrl ?? keptUrl ?? usualUrl;
  if (apiUrl === undefined) throw emulatorNotRunning(name);
  checkAddress(kind, credentials, apiUrl);
  // An emulator without an address of its own is followed to whatever port it listens on.
  const replacesUrl = givenUrl !== undefined || (kept?.apiUrl !== undefined && keptUrl === undefined);
  const { apiVersion } = context.globals;
  return {
    name,
    credentials,
    apiUrl,
    profile: {
      kind,
      ...(replacesUrl ? { apiUrl } : {}),
      ...(apiVersion === undefined ? {} : { apiVersion }),
      ...(region === undefined ? {} : { region }),
    },
  };
}

function fromEnvironment({ host }: Context): string | undefined {
  return host.env.BWP_PROFILE || undefined;
}

function readUrl({ host }: Context, option: string | undefined): string | undefined {
  if (option !== undefined) return parseApiUrl(option, "--api-url");
  return host.env.BWP_API_URL ? parseApiUrl(host.env.BWP_API_URL, "BWP_API_URL") : undefined;
}

/** True if an address that was kept for the one kind can serve the other: an emulator's only another emulator. */
function fits(before: ProfileKind, now: ProfileKind): boolean {
  return (before === "emulator") === (now === "emulator");
}

function checkAddress(kind: ProfileKind, { clientId, clientSecret }: ApiCredentials, apiUrl: string): void {
  refuseEmulatorCredential(clientId, apiUrl);
  refuseEmulatorCredential(clientSecret, apiUrl);
  if (kind !== "emulator" || isLoopbackUrl(apiUrl)) return;
  throw new UsageError("An emulator's address must be on this machine.", {
    code: "emulator_elsewhere",
    suggestion: "Give --kind sandbox or --kind production, or an address such as http://127.0.0.1:4600.",
  });
}
