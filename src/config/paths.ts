import { posix, win32 } from "node:path";
import { UsageError } from "../errors.ts";

/** The environment variables of a call. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the folders depend on. */
export interface PathFacts {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly homedir: string;
}

/** Where everything lies that `bwp` keeps; absolute paths, in the spelling of the platform. */
export interface Paths {
  /** What the user chose: settings, and secrets where no keychain holds them. */
  readonly configFolder: string;
  /** What must outlive a call but may be lost: tokens, the running emulator. */
  readonly stateFolder: string;
  readonly cacheFolder: string;
  /** What the user wants to keep: the archive of events, the emulator's data, the ids of privacy tasks. */
  readonly dataFolder: string;
  readonly settingsFile: string;
  readonly secretsFile: string;
  readonly tokensFolder: string;
  readonly emulatorStateFile: string;
  readonly emulatorDataFolder: string;
  readonly archiveFolder: string;
  readonly privacyLedgerFile: string;
  /** True if BWP_CONFIG_DIR names the folder: an installation apart, which shares no secrets with the usual one. */
  readonly ownConfigFolder: boolean;
}

const NAME = "bwp";

interface Folders {
  readonly config: string;
  readonly state: string;
  readonly cache: string;
  readonly data: string;
}

/**
 * Where settings, secrets, state, cache and archive live. Linux: the XDG base directories
 * (https://specifications.freedesktop.org/basedir-spec/latest/; relative values are ignored, as it demands). macOS: the
 * XDG variables if set, else ~/Library. Windows: %APPDATA% and %LOCALAPPDATA%. BWP_CONFIG_DIR replaces the folder of the
 * settings, BWP_STATE_DIR those of state, cache and data, for tests and CI.
 * @throws {UsageError} when an override is not an absolute path.
 */
export function locatePaths({ env, platform, homedir }: PathFacts): Paths {
  const path = platform === "win32" ? win32 : posix;
  const usual = usualFolders({ env, platform, homedir });
  const config = override(env, "BWP_CONFIG_DIR", path);
  const state = override(env, "BWP_STATE_DIR", path);
  const configFolder = config ?? usual.config;
  const stateFolder = state ?? usual.state;
  const dataFolder = state === undefined ? usual.data : path.join(state, "data");
  return {
    configFolder,
    stateFolder,
    cacheFolder: state === undefined ? usual.cache : path.join(state, "cache"),
    dataFolder,
    settingsFile: path.join(configFolder, "settings.json"),
    secretsFile: path.join(configFolder, "secrets.json"),
    tokensFolder: path.join(stateFolder, "tokens"),
    emulatorStateFile: path.join(stateFolder, "emulator.json"),
    emulatorDataFolder: path.join(dataFolder, "emulator"),
    archiveFolder: path.join(dataFolder, "events"),
    privacyLedgerFile: path.join(dataFolder, "privacy", "requests.json"),
    ownConfigFolder: config !== undefined,
  };
}

function override(env: Environment, name: string, path: typeof posix): string | undefined {
  const value = env[name];
  if (value === undefined || value === "") return undefined;
  if (path.isAbsolute(value)) return path.normalize(value);
  throw new UsageError(`${name} must be an absolute path.`, { code: "relative_folder" });
}

function usualFolders({ env, platform, homedir }: PathFacts): Folders {
  if (platform === "win32") {
    const roaming = env.APPDATA || win32.join(homedir, "AppData", "Roaming");
    const local = win32.join(env.LOCALAPPDATA || win32.join(homedir, "AppData", "Local"), NAME);
    return {
      config: win32.join(roaming, NAME),
      state: win32.join(local, "state"),
      cache: win32.join(local, "cache"),
      data: win32.join(local, "data"),
    };
  }
  const xdg = (name: string, ...fallback: string[]): string => {
    const value = env[name];
    return value !== undefined && posix.isAbsolute(value) ? posix.join(value, NAME) : posix.join(homedir, ...fallback);
  };
  if (platform === "darwin") {
    const support = ["Library", "Application Support", NAME];
    return {
      config: xdg("XDG_CONFIG_HOME", ...support),
      state: xdg("XDG_STATE_HOME", ...support, "state"),
      cache: xdg("XDG_CACHE_HOME", "Library", "Caches", NAME),
      data: xdg("XDG_DATA_HOME", ...support, "data"),
    };
  }
  return {
    config: xdg("XDG_CONFIG_HOME", ".config", NAME),
    state: xdg("XDG_STATE_HOME", ".local", "state", NAME),
    cache: xdg("XDG_CACHE_HOME", ".cache", NAME),
    data: xdg("XDG_DATA_HOME", ".local", "share", NAME),
  };
}
