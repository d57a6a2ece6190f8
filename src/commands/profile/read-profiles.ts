import { DEFAULT_API_URL } from "../../config/api-url.ts";
import type { Config } from "../../config/config.ts";
import type { EmulatorState } from "../../config/emulator-state.ts";
import type { ResolvedProfile } from "../../config/profile.ts";
import { EMULATOR_PROFILE } from "../../config/profile-choice.ts";
import { findProfile, type ProfileSettings } from "../../config/settings-shape.ts";
import { BwpError } from "../../errors.ts";
import type { ProfileView } from "../../formatters/profile.ts";
import type { Context } from "../../kernel/context.ts";
import { DEFAULT_API_VERSION } from "../../model/versions.ts";
import { describeSecret } from "./secret-place.ts";

/**
 * All profiles that a call can use: those of the settings by name, the running emulator, and the one that consists of
 * environment variables, if it is in use.
 * @throws {FileError} when the settings are broken.
 */
export async function readProfiles(context: Context): Promise<readonly ProfileView[]> {
  const config = await context.config();
  const settings = await config.settings.read();
  const emulator = await config.emulator.running();
  const used = await usedProfile(context);
  const current = used?.name ?? settings.currentProfile;
  const saved = Object.entries(settings.profiles)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, profile]) => savedView(config, name, profile, emulator, name === current));
  const views = await Promise.all(saved);
  if (emulator !== undefined && findProfile(settings, EMULATOR_PROFILE) === undefined) {
    views.push(emulatorView(config, emulator, current === EMULATOR_PROFILE && used?.source.name !== "env"));
  }
  if (used === undefined || views.some((view) => view.name === used.name)) return views;
  return [...views, await environmentView(config, used)];
}

/** How a profile of the settings looks with these values. */
export async function describeSaved(context: Context, name: string, profile: ProfileSettings): Promise<ProfileView> {
  const config = await context.config();
  const emulator = profile.kind === "emulator" ? await config.emulator.running() : undefined;
  const { currentProfile, profiles } = await config.settings.read();
  const current = currentProfile === undefined ? Object.keys(profiles).length === 1 : currentProfile === name;
  return savedView(config, name, profile, emulator, current);
}

/** The profile that a call would use; undefined if there is none, or it is incomplete. */
async function usedProfile(context: Context): Promise<ResolvedProfile | undefined> {
  return context.profile().catch((error: unknown) => {
    if (error instanceof BwpError && context.globals.profile === undefined) return undefined;
    throw error;
  });
}

async function savedView(
  config: Config,
  name: string,
  profile: ProfileSettings,
  running: EmulatorState | undefined,
  current: boolean,
): Promise<ProfileView> {
  const emulator = profile.kind === "emulator" ? running : undefined;
  const clientId = profile.clientId ?? emulator?.credentials.clientId;
  const borrowed = emulator !== undefined && emulator.credentials.clientId === clientId;
  return {
    name,
    current,
    kind: profile.kind,
    targetId: profile.targetId ?? emulator?.credentials.targetId ?? null,
    clientId: clientId ?? null,
    apiUrl: profile.apiUrl ?? emulator?.url ?? DEFAULT_API_URL,
    apiVersion: profile.apiVersion ?? DEFAULT_API_VERSION,
    region: profile.region ?? emulator?.region ?? null,
    source: "settings",
    secret: await describeSecret(config, profile.secretPlace ?? (borrowed ? "emulator" : "none")),
  };
}

function emulatorView(config: Config, { url, region, credentials }: EmulatorState, current: boolean): ProfileView {
  return {
    name: EMULATOR_PROFILE,
    current,
    kind: "emulator",
    targetId: credentials.targetId,
    clientId: credentials.clientId,
    apiUrl: url,
    apiVersion: DEFAULT_API_VERSION,
    region: region ?? null,
    source: "emulator",
    secret: { place: "emulator", location: config.emulator.file },
  };
}

async function environmentView(config: Config, used: ResolvedProfile): Promise<ProfileView> {
  return {
    name: used.name,
    current: true,
    kind: used.kind,
    targetId: used.targetId,
    clientId: used.clientId,
    apiUrl: used.apiUrl,
    apiVersion: used.apiVersion,
    region: used.region ?? null,
    source: "env",
    secret: await describeSecret(config, used.secretSource),
  };
}
