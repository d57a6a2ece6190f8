import type { Config } from "./config.ts";
import type { ApiCredentials } from "./credentials.ts";
import { writeProfileSecret } from "./profile-secret.ts";
import type { SecretStoreDescription } from "./secret-store.ts";
import {
  findProfile,
  type ProfileSettings,
  requireProfile,
  requireProfileName,
  withCurrentProfile,
  withoutProfile,
  withProfile,
} from "./settings-shape.ts";
import { clearTokensOf } from "./tokens.ts";

/** A login to be kept. */
export interface Login {
  readonly name: string;
  /** Kind, address, version, region; other keys of an existing profile are kept. */
  readonly profile: Pick<ProfileSettings, "kind" | "apiUrl" | "apiVersion" | "region">;
  readonly credentials: ApiCredentials;
  /** True to make it the current profile; the first one always becomes it. */
  readonly makeCurrent: boolean;
}

/**
 * Keeps a login: the secret in the store for new secrets, the rest in the settings; forgets tokens of earlier credentials.
 * The secret is written first, so that a crash in between never leaves a profile whose secret is missing. Answers where
 * the secret lies; show its warning.
 * @throws {UsageError | FileError | SecretStoreError}
 */
export async function saveLogin(config: Config, login: Login): Promise<SecretStoreDescription> {
  const { credentials } = login;
  const name = requireProfileName(login.name);
  const before = findProfile(await config.settings.read(), name);
  const store = await config.secrets();
  await store.set(name, writeProfileSecret(credentials));
  await config.settings.update((settings) => {
    const profile: ProfileSettings = {
      ...findProfile(settings, name),
      ...login.profile,
      clientId: credentials.clientId,
      targetId: credentials.targetId,
      secretPlace: store.place,
      hasAccessKey: credentials.accessKey !== undefined,
    };
    const next = withProfile(settings, name, profile);
    return login.makeCurrent || next.currentProfile === undefined ? withCurrentProfile(next, name) : next;
  });
  if (before?.secretPlace !== undefined && before.secretPlace !== store.place) {
    await (await config.secrets(before.secretPlace)).delete(name).catch(() => false);
  }
  await clearTokensOf(config.paths.tokensFolder, name);
  return store.describe();
}

/**
 * Forgets the secret and the tokens of a profile; its settings stay. True if there was a secret.
 * @throws {NotFoundError | FileError | SecretStoreError}
 */
export async function forgetSecret(config: Config, name: string): Promise<boolean> {
  const { secretPlace } = requireProfile(await config.settings.read(), name);
  await clearTokensOf(config.paths.tokensFolder, name);
  return secretPlace !== undefined && (await (await config.secrets(secretPlace)).delete(name));
}

/**
 * Deletes a profile with its secret and its tokens.
 * @throws {NotFoundError | FileError | SecretStoreError} the settings keep the profile when its secret cannot be deleted.
 */
export async function deleteProfile(config: Config, name: string): Promise<void> {
  await forgetSecret(config, name);
  await config.settings.update((settings) => withoutProfile(settings, name));
}
