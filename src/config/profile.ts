import { AuthenticationError, UsageError } from "../errors.ts";
import { isEmulatorCredential } from "../model/ids.ts";
import { type ApiVersion, DEFAULT_API_VERSION } from "../model/versions.ts";
import { DEFAULT_API_URL, isLoopbackUrl, parseApiUrl, samePort } from "./api-url.ts";
import { type ApiCredentials, credentialsFromEnvironment, variableOf } from "./credentials.ts";
import type { EmulatorState } from "./emulator-state.ts";
import type { Environment } from "./paths.ts";
import { type ChosenProfile, chooseProfile, emulatorNotRunning, type ValueSource } from "./profile-choice.ts";
import {
  locateSecret,
  readCredentials,
  refuseEmulatorCredential,
  type SecretSource,
  type SecretSources,
} from "./profile-credentials.ts";
import { checkedKind, checkedVersion, pick } from "./profile-values.ts";
import type { SecretStore } from "./secret-store.ts";
import type { ProfileKind, SecretPlace, Settings } from "./settings-shape.ts";

/** Which account, which environment and which endpoint a call uses. */
export interface ResolvedProfile {
  readonly name: string;
  readonly kind: ProfileKind;
  /** Base address; `/graphql` and `/token` lie below it. */
  readonly apiUrl: string;
  readonly apiVersion: ApiVersion;
  readonly targetId: string;
  readonly clientId: string;
  /** AWS region of the event queue, if the settings or the emulator name one. */
  readonly region: string | undefined;
  /** The running emulator, if the profile is one. */
  readonly emulator: EmulatorState | undefined;
  readonly source: Readonly<Record<"name" | "kind" | "apiUrl" | "apiVersion" | "targetId" | "clientId", ValueSource>>;
  /** Environment variables that are set but do not count, because `--profile` names a profile of the settings. */
  readonly ignoredVariables: readonly string[];
  /** Where the client secret will be taken from, as far as that can be told without reading it. */
  readonly secretSource: SecretSource;
  /**
   * The whole credentials, secret included; read on first use. With a keychain that costs a child process.
   * @throws {AuthenticationError} when there is no secret, or one of another client.
   * @throws {SecretStoreError | FileError}
   */
  credentials(): Promise<ApiCredentials>;
  /**
   * The API access key, or undefined; without reading the secret when the settings say that there is none. All that a call
   * with a cached token needs of the secrets.
   */
  accessKey(): Promise<string | undefined>;
}

/** What a profile is resolved from. */
export interface ProfileInputs {
  /** Value of `--profile`. */
  readonly flag?: string | undefined;
  /** Value of `--api-version`. */
  readonly apiVersion?: string | undefined;
  readonly env: Environment;
  readonly settings: Settings;
  readonly secrets: (place: SecretPlace) => SecretStore;
  /** The running emulator; asked for only if it matters. */
  readonly emulator: () => Promise<EmulatorState | undefined>;
}

/** Variables that say who calls whom; a profile named by `--profile` wins over all of them together. */
const IDENTITY_VARIABLES = [
  variableOf("clientId"),
  variableOf("clientSecret"),
  variableOf("targetId"),
  variableOf("accessKey"),
  "BWP_API_URL",
  "BWP_PROFILE_KIND",
] as const;

/**
 * Works out the profile of a call, value by value: flag, then environment, then settings, then the running emulator.
 *
 * Three rules keep accounts apart. `--profile NAME` takes the whole profile, whatever the environment holds. The kind
 * that was told at login holds for that client and target only: with another one from the environment the profile counts
 * as production, the kind that asks before it changes anything, unless BWP_PROFILE_KIND says otherwise. And credentials of
 * the emulator are refused for any other machine.
 * @throws {AuthenticationError} when nothing is configured (code `not_configured`), or something is missing.
 * @throws {NotFoundError} for an unknown profile.
 * @throws {UsageError} for a malformed value.
 * @throws {UnavailableError} when the profile is the emulator, and none runs.
 */
export async function resolveProfile(inputs: ProfileInputs): Promise<ResolvedProfile> {
  const named = inputs.flag !== undefined;
  const env = named ? withoutIdentity(inputs.env) : inputs.env;
  const own = credentialsFromEnvironment(env);
  const urlFromEnv = env.BWP_API_URL ? parseApiUrl(env.BWP_API_URL, "BWP_API_URL") : undefined;
  const chosen = await chooseProfile({ ...inputs, env, own, apiUrl: urlFromEnv });
  const saved = chosen.settings;
  const savedUrl = saved?.apiUrl === undefined ? undefined : parseApiUrl(saved.apiUrl, `apiUrl of ${chosen.name}`);
  const emulator = await findEmulator(chosen, urlFromEnv ?? savedUrl, own.clientId ?? saved?.clientId, inputs.emulator);

  const apiUrl = pick(
    ["env", urlFromEnv],
    ["settings", savedUrl],
    ["emulator", emulator?.url],
    ["default", DEFAULT_API_URL],
  );
  const clientId = pick(
    ["env", own.clientId],
    ["settings", saved?.clientId],
    ["emulator", emulator?.credentials.clientId],
  );
  const targetId = pick(
    ["env", own.targetId],
    ["settings", saved?.targetId],
    ["emulator", emulator?.credentials.targetId],
  );
  if (clientId === undefined || targetId === undefined) {
    const found = { clientId, targetId, clientSecret: own.clientSecret ?? saved };
    throw incomplete(chosen, found);
  }
  refuseEmulatorCredential(clientId.value, apiUrl.value);
  const sameIdentity = clientId.value === saved?.clientId && targetId.value === saved.targetId;
  const local = isLoopbackUrl(apiUrl.value);
  const emulated = emulator !== undefined || (local && isEmulatorCredential(clientId.value));
  const kind = pick(
    ["env", checkedKind(env.BWP_PROFILE_KIND || undefined, "BWP_PROFILE_KIND")],
    ["settings", sameIdentity ? saved.kind : undefined],
    ["emulator", emulated ? ("emulator" as const) : undefined],
    ["default", "production" as const],
  );
  if (kind.value === "emulator" && !local) {
    throw new UsageError(`Profile ${chosen.name} is an emulator, but its address is not on this machine.`, {
      code: "emulator_elsewhere",
    });
  }
  const apiVersion = pick(
    ["flag", checkedVersion(inputs.apiVersion, "--api-version")],
    ["env", checkedVersion(env.BWP_API_VERSION || undefined, "BWP_API_VERSION")],
    ["settings", checkedVersion(saved?.apiVersion, `apiVersion of profile ${chosen.name}`)],
    ["default", DEFAULT_API_VERSION],
  );
  const identity = { name: chosen.name, clientId: clientId.value, targetId: targetId.value, apiUrl: apiUrl.value };
  const sources: SecretSources = { own, settings: saved, emulator, secrets: inputs.secrets };
  const credentials = once(() => readCredentials(identity, sources));
  const keyless = own.accessKey === undefined && emulator === undefined && saved?.hasAccessKey === false;
  return {
    ...identity,
    kind: kind.value,
    apiVersion: apiVersion.value,
    region: saved?.region ?? emulator?.region,
    emulator,
    source: {
      name: chosen.source,
      kind: kind.source,
      apiUrl: apiUrl.source,
      apiVersion: apiVersion.source,
      targetId: targetId.source,
      clientId: clientId.source,
    },
    ignoredVariables: named ? IDENTITY_VARIABLES.filter((name) => inputs.env[name]) : [],
    secretSource: locateSecret(identity, sources),
    credentials,
    accessKey: async () => own.accessKey ?? (keyless ? undefined : (await credentials()).accessKey),
  };
}

function withoutIdentity(env: Environment): Environment {
  const hidden = Object.fromEntries(IDENTITY_VARIABLES.map((name) => [name, undefined]));
  return { ...env, ...hidden };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The running emulator if this profile is it: by choice, or because values are missing that only it can give. */
async function findEmulator(
  chosen: ChosenProfile,
  apiUrl: string | undefined,
  clientId: string | undefined,
  running: () => Promise<EmulatorState | undefined>,
): Promise<EmulatorState | undefined> {
  if (chosen.emulator !== undefined) return chosen.emulator;
  const isEmulator = chosen.settings?.kind === "emulator";
  if (!isEmulator && (clientId !== undefined || apiUrl === undefined || !isLoopbackUrl(apiUrl))) return undefined;
  const state = await running();
  if (state !== undefined && (apiUrl === undefined || samePort(apiUrl, state.url))) return state;
  if (!isEmulator || (apiUrl !== undefined && clientId !== undefined)) return undefined;
  throw emulatorNotRunning(chosen.name);
}

const NEEDED = { clientId: "a client id", targetId: "a target id", clientSecret: "a client secret" } as const;

function incomplete(
  { name, settings }: ChosenProfile,
  found: Readonly<Record<keyof typeof NEEDED, unknown>>,
): AuthenticationError {
  const missing = (Object.keys(NEEDED) as (keyof typeof NEEDED)[]).filter((key) => found[key] === undefined);
  const what = new Intl.ListFormat("en").format(missing.map((key) => NEEDED[key]));
  const variables = new Intl.ListFormat("en").format(missing.map(variableOf));
  if (settings !== undefined) {
    return new AuthenticationError(`Profile ${name} lacks ${what}.`, {
      code: "incomplete_profile",
      suggestion: `Set ${variables}, or log in: bwp auth login --profile ${name}`,
    });
  }
  return new AuthenticationError(`The credentials in the environment lack ${what}.`, {
    code: "incomplete_profile",
    suggestion: `Set ${variables}, or take a profile of your own with --profile; bwp profile list shows them.`,
  });
}
