import { AuthenticationError } from "../errors.ts";
import { isEmulatorCredential } from "../model/ids.ts";
import { isLoopbackUrl } from "./api-url.ts";
import { type ApiCredentials, type PartialCredentials, variableOf } from "./credentials.ts";
import type { EmulatorState } from "./emulator-state.ts";
import { readProfileSecret } from "./profile-secret.ts";
import type { SecretStore } from "./secret-store.ts";
import type { ProfileSettings, SecretPlace } from "./settings-shape.ts";

/** Where a client secret comes from: a store, the environment, the running emulator, or nowhere. */
export type SecretSource = SecretPlace | "env" | "emulator" | "none";

/** The public part of the credentials, and where they will be sent. */
export interface Identity {
  readonly name: string;
  readonly clientId: string;
  readonly targetId: string;
  readonly apiUrl: string;
}

/** All places that a secret may come from, the first ones win. */
export interface SecretSources {
  /** Credentials of the environment. */
  readonly own: PartialCredentials;
  readonly settings: ProfileSettings | undefined;
  readonly emulator: EmulatorState | undefined;
  readonly secrets: (place: SecretPlace) => SecretStore;
}

/** Where the secret will be taken from, without reading it. */
export function locateSecret({ clientId }: Identity, { own, settings, emulator }: SecretSources): SecretSource {
  if (own.clientSecret !== undefined) return "env";
  if (settings?.secretPlace !== undefined && settings.clientId === clientId) return settings.secretPlace;
  return emulator?.credentials.clientId === clientId ? "emulator" : "none";
}

/**
 * Reads the secret and puts the credentials together. A stored secret counts only for the client that it was stored with.
 * @throws {AuthenticationError | SecretStoreError | FileError}
 */
export async function readCredentials(identity: Identity, sources: SecretSources): Promise<ApiCredentials> {
  const { name, clientId, targetId, apiUrl } = identity;
  const { own, settings, emulator, secrets } = sources;
  const build = (clientSecret: string, accessKey: string | undefined): ApiCredentials => {
    refuseEmulatorCredential(clientSecret, apiUrl);
    return { clientId, clientSecret, targetId, ...(accessKey === undefined ? {} : { accessKey }) };
  };
  const place = settings?.secretPlace;
  const storeIsNeeded = own.clientSecret === undefined || (own.accessKey === undefined && settings?.hasAccessKey);
  const text = place === undefined || !storeIsNeeded ? undefined : await secrets(place).get(name);
  const stored = text === undefined ? undefined : readProfileSecret(text, name);
  const fitting = stored?.clientId === clientId ? stored : undefined;
  if (own.clientSecret !== undefined) return build(own.clientSecret, own.accessKey ?? fitting?.accessKey);
  if (fitting !== undefined) return build(fitting.clientSecret, own.accessKey ?? fitting.accessKey);
  if (emulator?.credentials.clientId === clientId) {
    return build(emulator.credentials.clientSecret, own.accessKey ?? emulator.credentials.accessKey);
  }
  const why = stored === undefined ? "" : ": the stored one belongs to another client id";
  throw new AuthenticationError(`There is no client secret for profile ${name}${why}.`, {
    code: "no_secret",
    suggestion: `Log in: bwp auth login --profile ${name}; or set ${variableOf("clientSecret")}.`,
  });
}

/**
 * Keeps the emulator's credentials on this machine.
 * @throws {AuthenticationError}
 */
export function refuseEmulatorCredential(credential: string, apiUrl: string): void {
  if (!isEmulatorCredential(credential) || isLoopbackUrl(apiUrl)) return;
  throw new AuthenticationError(
    `These are credentials of the emulator; they are not sent to ${new URL(apiUrl).host}.`,
    {
      code: "emulator_credentials",
      suggestion: "Use the emulator's address (BWP_API_URL), or log in with credentials of the merchant console.",
    },
  );
}
