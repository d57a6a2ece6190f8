import { AuthenticationError, UnavailableError, UsageError } from "../errors.ts";
import { isLoopbackUrl, samePort } from "./api-url.ts";
import type { PartialCredentials } from "./credentials.ts";
import type { EmulatorState } from "./emulator-state.ts";
import type { Environment } from "./paths.ts";
import {
  findProfile,
  type ProfileSettings,
  requireProfile,
  requireProfileName,
  type Settings,
} from "./settings-shape.ts";

/** Where a value came from. */
export type ValueSource = "flag" | "env" | "settings" | "emulator" | "default";

/** The profile that a call is about, before its values are worked out. */
export interface ChosenProfile {
  readonly name: string;
  readonly source: ValueSource;
  /** What the settings say of it; absent if it lives in the environment or is the running emulator. */
  readonly settings?: ProfileSettings;
  /** Set if the choice fell on the running emulator itself. */
  readonly emulator?: EmulatorState;
}

/** Name of the profile that a running emulator makes without any settings. */
export const EMULATOR_PROFILE = "emulator";
/** Name of the profile that consists of environment variables only. */
const ENVIRONMENT_PROFILE = "env";

/** What the choice depends on. */
export interface ChoiceInputs {
  readonly flag?: string | undefined;
  readonly env: Environment;
  /** Credentials of the environment. */
  readonly own: PartialCredentials;
  /** BWP_API_URL, checked. */
  readonly apiUrl: string | undefined;
  readonly settings: Settings;
  readonly emulator: () => Promise<EmulatorState | undefined>;
}

/**
 * Chooses the profile: `--profile`, BWP_PROFILE, credentials of the environment that belong to no profile, an emulator
 * that BWP_API_URL leads to, the current profile of the settings, their only profile, the running emulator.
 */
export async function chooseProfile(inputs: ChoiceInputs): Promise<ChosenProfile> {
  const { flag, env, own, apiUrl, settings, emulator } = inputs;
  if (flag !== undefined) return named(flag, "flag", inputs);
  const fromEnv = env.BWP_PROFILE;
  if (fromEnv !== undefined && fromEnv !== "") {
    // In CI a name may be just a label for credentials that come with it.
    const isLabel = own.clientId !== undefined && own.clientSecret !== undefined;
    if (isLabel && findProfile(settings, fromEnv) === undefined) {
      return { name: requireProfileName(fromEnv), source: "env" };
    }
    return named(fromEnv, "env", inputs);
  }
  const names = Object.keys(settings.profiles);
  const usual = settings.currentProfile ?? (names.length === 1 ? names[0] : undefined);
  const saved = usual === undefined ? undefined : findProfile(settings, usual);
  if (own.clientId !== undefined && own.clientId !== saved?.clientId)
    return { name: ENVIRONMENT_PROFILE, source: "env" };
  if (own.clientId === undefined && apiUrl !== undefined && isLoopbackUrl(apiUrl)) {
    const state = await emulator();
    if (state !== undefined && samePort(apiUrl, state.url))
      return { name: EMULATOR_PROFILE, source: "env", emulator: state };
  }
  if (usual !== undefined) return { name: usual, source: "settings", settings: requireProfile(settings, usual) };
  const state = await emulator();
  if (names.length === 0 && state !== undefined) return { name: EMULATOR_PROFILE, source: "emulator", emulator: state };
  if (names.length > 0) {
    throw new UsageError("There are several profiles, and none is the current one.", {
      code: "no_current_profile",
      suggestion: `Choose one with --profile, or for good with bwp profile use: ${names.join(", ")}.`,
    });
  }
  throw new AuthenticationError("No credentials are configured, and no emulator is running.", {
    code: "not_configured",
    suggestion: "Log in with bwp auth login, or try everything without an account: bwp emulator start",
  });
}

async function named(name: string, source: ValueSource, { settings, emulator }: ChoiceInputs): Promise<ChosenProfile> {
  requireProfileName(name);
  if (findProfile(settings, name) !== undefined || name !== EMULATOR_PROFILE) {
    return { name, source, settings: requireProfile(settings, name) };
  }
  const state = await emulator();
  if (state === undefined) throw emulatorNotRunning(name);
  return { name, source, emulator: state };
}

/** The profile is the emulator, and there is none. */
export function emulatorNotRunning(name: string): UnavailableError {
  return new UnavailableError(`Profile ${name} is the emulator, and it is not running.`, {
    code: "emulator_not_running",
    suggestion: "Start it with: bwp emulator start",
    retryable: false,
  });
}
