import { UsageError } from "../errors.ts";
import { linuxKeyring } from "./keychain-linux.ts";
import { macosKeychain } from "./keychain-macos.ts";
import { isWorking, keychainStore } from "./keychain-store.ts";
import { windowsVault } from "./keychain-windows.ts";
import type { Environment, Paths } from "./paths.ts";
import type { SecretStore } from "./secret-store.ts";
import { fileSecretStore } from "./secrets-file.ts";
import { SECRET_PLACES, type SecretPlace } from "./settings-shape.ts";

/** What the choice of a store depends on. */
export interface SecretFacts {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly paths: Paths;
}

/** A desktop service that hangs must not hang us. */
const TIMEOUT_MS = 3_000;
/** PowerShell alone may take seconds to start on a cold machine. */
const WINDOWS_TIMEOUT_MS = 10_000;

/** Opens the store at a known place, without asking whether it works. */
export function openSecretStore(place: SecretPlace, { env, platform, paths }: SecretFacts): SecretStore {
  if (place === "file") return fileSecretStore(paths.secretsFile);
  const service = paths.ownConfigFolder ? `bwp-cli ${paths.configFolder}` : "bwp-cli";
  if (platform === "darwin") return keychainStore(macosKeychain({ service, env, timeoutMs: TIMEOUT_MS }));
  if (platform === "win32") return keychainStore(windowsVault({ service, env, timeoutMs: WINDOWS_TIMEOUT_MS }));
  return keychainStore(linuxKeyring({ service, env, timeoutMs: TIMEOUT_MS }));
}

/**
 * Chooses the store for a new secret: what BWP_SECRET_STORE says; a file when BWP_CONFIG_DIR names a folder (tests and CI
 * must not leave entries in a person's keychain); else the keychain if it works (tried by a real write), else a file. The
 * choice is kept in the profile, so that reading never tries.
 * @throws {UsageError} for an unknown BWP_SECRET_STORE.
 */
export async function chooseSecretStore(facts: SecretFacts): Promise<SecretStore> {
  const wish = facts.env.BWP_SECRET_STORE;
  if (wish !== undefined && wish !== "") {
    const place = SECRET_PLACES.find((known) => known === wish);
    if (place !== undefined) return openSecretStore(place, facts);
    throw new UsageError(`BWP_SECRET_STORE must be ${SECRET_PLACES.join(" or ")}.`, { code: "invalid_secret_store" });
  }
  if (facts.paths.ownConfigFolder) return openSecretStore("file", facts);
  const keychain = openSecretStore("keychain", facts);
  return (await isWorking(keychain)) ? keychain : openSecretStore("file", facts);
}
