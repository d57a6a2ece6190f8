import { FileError, NotFoundError, UsageError } from "../errors.ts";
import { isJsonObject, type JsonObject } from "../model/json-object.ts";

/** What a profile stands for. Sandbox and production share one host: which it is, the user says at login. */
export const PROFILE_KINDS = ["production", "sandbox", "emulator"] as const;
export type ProfileKind = (typeof PROFILE_KINDS)[number];

/** Where the secret of a profile was put at login. */
export const SECRET_PLACES = ["keychain", "file"] as const;
export type SecretPlace = (typeof SECRET_PLACES)[number];

/** A profile in the settings; no secrets. Keys that this version does not know are kept. */
export interface ProfileSettings extends JsonObject {
  readonly kind: ProfileKind;
  /** Base address; absent means the service's own. */
  readonly apiUrl?: string;
  readonly targetId?: string;
  readonly clientId?: string;
  readonly apiVersion?: string;
  /** AWS region of the event queue. */
  readonly region?: string;
  readonly secretPlace?: SecretPlace;
  /** False if the stored secret holds no API access key, so that nobody need look; absent means unknown. */
  readonly hasAccessKey?: boolean;
}

/** The settings file. Keys that this version does not know are kept. */
export interface Settings extends JsonObject {
  readonly version: 1;
  readonly currentProfile?: string;
  readonly profiles: Readonly<Record<string, ProfileSettings>>;
}

/** Settings of somebody who has none yet. */
export const EMPTY_SETTINGS: Settings = { version: 1, profiles: {} };

const NAME_PATTERN = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/;

/** True for names of 1 to 64 letters, digits, dots, dashes and underscores that begin with none of `.` and `-`. */
export function isProfileName(name: string): boolean {
  return NAME_PATTERN.test(name);
}

/**
 * Checks the name of a profile.
 * @throws {UsageError}
 */
export function requireProfileName(name: string): string {
  if (isProfileName(name)) return name;
  throw new UsageError(
    "A profile's name has 1 to 64 letters, digits, dots, dashes and underscores, and begins with no dot or dash.",
    { code: "invalid_profile_name" },
  );
}

/** True if the text is a kind of profile. */
function isProfileKind(text: unknown): text is ProfileKind {
  return (PROFILE_KINDS as readonly unknown[]).includes(text);
}

const TEXT_KEYS = ["apiUrl", "targetId", "clientId", "apiVersion", "region"] as const;

/**
 * Checks what the settings file holds.
 * @throws {FileError} naming the place of the first mistake.
 */
export function readSettings(value: unknown, file: string): Settings {
  const fail = (place: string, wanted: string): FileError =>
    new FileError(`${file} is broken: ${place} must be ${wanted}.`, { code: "broken_file" });
  if (!isJsonObject(value)) throw fail("the whole file", "an object");
  if (typeof value.version === "number" && value.version > 1) {
    throw new FileError(`${file} was written by a newer bwp (version ${value.version} of the file).`, {
      code: "newer_file",
      suggestion: "Update bwp, or name another folder with BWP_CONFIG_DIR.",
    });
  }
  if (value.version !== 1) throw fail("version", "1");
  const current = value.currentProfile;
  if (current !== undefined && (typeof current !== "string" || !isProfileName(current))) {
    throw fail("currentProfile", "the name of a profile");
  }
  const profiles = value.profiles;
  if (!isJsonObject(profiles)) throw fail("profiles", "an object");
  const checked = Object.entries(profiles).map(([name, profile]) => {
    if (!isProfileName(name))
      throw fail("each key of profiles", "a name of letters, digits, dots, dashes and underscores");
    return [name, readProfile(profile, `profiles.${name}`, fail)] as const;
  });
  const { currentProfile: _, ...rest } = value;
  return {
    ...rest,
    version: 1,
    ...(current === undefined ? {} : { currentProfile: current }),
    profiles: Object.fromEntries(checked),
  };
}

function readProfile(
  value: unknown,
  place: string,
  fail: (place: string, wanted: string) => FileError,
): ProfileSettings {
  if (!isJsonObject(value)) throw fail(place, "an object");
  const { kind, secretPlace, hasAccessKey } = value;
  if (!isProfileKind(kind)) throw fail(`${place}.kind`, PROFILE_KINDS.join(", "));
  for (const key of TEXT_KEYS) {
    if (value[key] !== undefined && typeof value[key] !== "string") throw fail(`${place}.${key}`, "a text");
  }
  if (secretPlace !== undefined && secretPlace !== "keychain" && secretPlace !== "file") {
    throw fail(`${place}.secretPlace`, SECRET_PLACES.join(" or "));
  }
  if (hasAccessKey !== undefined && typeof hasAccessKey !== "boolean") {
    throw fail(`${place}.hasAccessKey`, "true or false");
  }
  return { ...value, kind };
}

/** The profile of that name, or undefined. Looks at own keys only, so `constructor` is a name like any other. */
export function findProfile(settings: Settings, name: string): ProfileSettings | undefined {
  return Object.hasOwn(settings.profiles, name) ? settings.profiles[name] : undefined;
}

/** The profile of that name. @throws {NotFoundError} naming those that exist. */
export function requireProfile(settings: Settings, name: string): ProfileSettings {
  const profile = findProfile(settings, name);
  if (profile !== undefined) return profile;
  const names = Object.keys(settings.profiles);
  throw new NotFoundError(`There is no profile ${JSON.stringify(name)}.`, {
    code: "profile_not_found",
    suggestion:
      names.length === 0 ? "Make it with: bwp auth login --profile NAME" : `Profiles that exist: ${names.join(", ")}.`,
  });
}

/** Settings with the profile added or replaced. */
export function withProfile(settings: Settings, name: string, profile: ProfileSettings): Settings {
  const others = Object.entries(settings.profiles).filter(([other]) => other !== name);
  return { ...settings, profiles: Object.fromEntries([...others, [requireProfileName(name), profile]]) };
}

/** Settings without the profile; if it was the current one, none is. @throws {NotFoundError} */
export function withoutProfile(settings: Settings, name: string): Settings {
  requireProfile(settings, name);
  const { currentProfile, ...rest } = settings;
  const others = Object.entries(settings.profiles).filter(([other]) => other !== name);
  return {
    ...rest,
    version: 1,
    ...(currentProfile === undefined || currentProfile === name ? {} : { currentProfile }),
    profiles: Object.fromEntries(others),
  };
}

/** Settings with that profile as the current one. @throws {NotFoundError} */
export function withCurrentProfile(settings: Settings, name: string): Settings {
  requireProfile(settings, name);
  return { ...settings, currentProfile: name };
}
