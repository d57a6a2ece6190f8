import type { Reader } from "../../../store/store.ts";
import { accessDenied, invalidInput } from "../../api-error.ts";
import type { Caller, Domain } from "../../domain.ts";
import { newId } from "../../entity-ids.ts";
import { Issues } from "../../validation.ts";
import type { AuthConfigInput } from "./auth-config.ts";
import { kindOf, readAuthConfig } from "./auth-config.ts";
import type { AuthProfile } from "./entities.ts";
import { AUTH_PROFILES, AUTH_SECRETS, profileKey } from "./entities.ts";

/** Longest id. Page: deleteAuthProfile. */
const LONGEST_ID = 50;

/** Stores credentials under the wanted id, or one of the emulator's making. Page: createAuthProfile. */
export function createAuthProfile(
  domain: Domain,
  caller: Caller,
  input: { readonly authProfileAliasId?: string | null; readonly authConfig: AuthConfigInput },
): AuthProfile {
  const issues = new Issues("/createAuthProfile/input");
  const alias = issues.at("authProfileAliasId");
  alias.size(input.authProfileAliasId, 1, LONGEST_ID);
  const config = readAuthConfig(issues.at("authConfig"), input.authConfig);
  const id = input.authProfileAliasId ?? newId();
  alias.check(domain.store.get(AUTH_PROFILES, profileKey(caller.clientId, id)) === undefined, "is taken");
  if (config === undefined || issues.found.length > 0) throw invalidInput(issues.found);
  const at = domain.clock.iso();
  const profile: AuthProfile = {
    id,
    clientId: caller.clientId,
    kind: kindOf(config),
    createdAt: at,
    updatedAt: at,
  };
  domain.store.transaction((tx) => {
    tx.put(AUTH_PROFILES, profileKey(caller.clientId, id), profile);
    tx.put(AUTH_SECRETS, profileKey(caller.clientId, id), config);
  });
  return profile;
}

/** Replaces the credentials of a profile, whole; what uses it goes on with the new ones. Page: updateAuthProfile. */
export function updateAuthProfile(
  domain: Domain,
  caller: Caller,
  input: { readonly authProfileId: string; readonly authConfig: AuthConfigInput } | null | undefined,
): AuthProfile {
  const issues = new Issues("/updateAuthProfile/input");
  if (input == null) {
    issues.add("must not be null");
    throw invalidInput(issues.found);
  }
  issues.at("authProfileId").size(input.authProfileId, 1, LONGEST_ID);
  const config = readAuthConfig(issues.at("authConfig"), input.authConfig);
  if (config === undefined || issues.found.length > 0) throw invalidInput(issues.found);
  return domain.store.transaction((tx) => {
    const before = ownProfile(tx, caller, input.authProfileId);
    const profile = { ...before, kind: kindOf(config), updatedAt: domain.clock.iso() };
    tx.put(AUTH_PROFILES, profileKey(caller.clientId, profile.id), profile);
    tx.put(AUTH_SECRETS, profileKey(caller.clientId, profile.id), config);
    return profile;
  });
}

/** Forgets a profile and its credentials; an unknown id is an access error. Page: deleteAuthProfile. */
export function deleteAuthProfile(domain: Domain, caller: Caller, id: string): AuthProfile {
  const issues = new Issues("/deleteAuthProfile/authProfileId");
  issues.size(id, 1, LONGEST_ID);
  if (issues.found.length > 0) throw invalidInput(issues.found);
  return domain.store.transaction((tx) => {
    const profile = ownProfile(tx, caller, id);
    tx.delete(AUTH_PROFILES, profileKey(caller.clientId, id));
    tx.delete(AUTH_SECRETS, profileKey(caller.clientId, id));
    return profile;
  });
}

/** A profile of the caller; an unknown id is an access error. */
export function ownProfile(reader: Reader, caller: Caller, id: string): AuthProfile {
  const profile = reader.get(AUTH_PROFILES, profileKey(caller.clientId, id));
  if (profile === undefined) throw accessDenied(`the client has no auth profile ${JSON.stringify(id)}`);
  return profile;
}
