import { type EmulatorStateFile, openEmulatorState } from "./emulator-state.ts";
import { locatePaths, type PathFacts, type Paths } from "./paths.ts";
import { type ProfileInputs, type ResolvedProfile, resolveProfile } from "./profile.ts";
import type { SecretStore } from "./secret-store.ts";
import { chooseSecretStore, openSecretStore } from "./secrets.ts";
import type { SettingsStore } from "./settings.ts";
import { openSettings } from "./settings.ts";
import type { SecretPlace } from "./settings-shape.ts";
import { openTokenCache, type SharedTokenCache, type TokenOwner } from "./tokens.ts";

/** What the configuration needs of the outside world. */
export interface ConfigHost extends PathFacts {
  /** Milliseconds since 1970. */
  now(): number;
}

/** All that `bwp` keeps for its user. Opening it reads nothing. */
export interface Config {
  readonly paths: Paths;
  readonly settings: SettingsStore;
  readonly emulator: EmulatorStateFile;
  /** The store at a known place; without one, the store for a new secret (see `chooseSecretStore`). */
  secrets(place?: SecretPlace): Promise<SecretStore>;
  /** The profile of a call; errors as `resolveProfile`. */
  profile(flags?: Pick<ProfileInputs, "flag" | "apiVersion">): Promise<ResolvedProfile>;
  /** The token cache of a profile, for the API client. */
  tokenCache(profile: Pick<ResolvedProfile, "name" | "clientId" | "apiUrl">): SharedTokenCache;
}

/**
 * Opens the configuration of the user.
 * @throws {UsageError} when BWP_CONFIG_DIR or BWP_STATE_DIR is malformed.
 */
export function openConfig(host: ConfigHost): Config {
  const { env, platform } = host;
  const paths = locatePaths(host);
  const now = (): number => host.now();
  const settings = openSettings(paths.settingsFile, now);
  const emulator = openEmulatorState(paths.emulatorStateFile);
  const facts = { env, platform, paths };
  return {
    paths,
    settings,
    emulator,
    secrets: async (place) => (place === undefined ? chooseSecretStore(facts) : openSecretStore(place, facts)),
    profile: async (flags = {}) =>
      resolveProfile({
        ...flags,
        env,
        settings: await settings.read(),
        secrets: (place) => openSecretStore(place, facts),
        emulator: () => emulator.presumed(),
      }),
    tokenCache({ name, clientId, apiUrl }) {
      const owner: TokenOwner = { profile: name, clientId, apiUrl };
      return openTokenCache(paths.tokensFolder, owner, now);
    },
  };
}
