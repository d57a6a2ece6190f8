import { isLoopbackUrl, parseApiUrl } from "../../config/api-url.ts";
import { requireCleanValue } from "../../config/credentials.ts";
import { refuseEmulatorCredential } from "../../config/profile-credentials.ts";
import { checkedKind, checkedVersion } from "../../config/profile-values.ts";
import type { ProfileSettings } from "../../config/settings-shape.ts";
import { UsageError } from "../../errors.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { REGION_PATTERN } from "../../model/event-source.ts";

/** Keys of a profile that may be changed by hand; the client id belongs to its secret, so a login changes both. */
const CHANGEABLE = ["kind", "apiUrl", "apiVersion", "region", "targetId"] as const;
type ChangeableKey = (typeof CHANGEABLE)[number];

/** New values by key; an empty text takes the value away, so that the default holds again. */
export type ProfileChanges = { readonly [K in ChangeableKey]?: string | undefined };

const REMOVABLE: ReadonlySet<ChangeableKey> = new Set(["apiUrl", "apiVersion", "region"]);

/**
 * Reads `key=value` words; keys in any of the spellings `apiUrl`, `api-url` and `api_url`.
 * @throws {UsageError}
 */
export function parseAssignments(words: readonly string[]): ProfileChanges {
  const changes: { [K in ChangeableKey]?: string } = {};
  for (const word of words) {
    const equals = word.indexOf("=");
    const [spelling, value] = [word.slice(0, Math.max(0, equals)), word.slice(equals + 1).trim()];
    const key = CHANGEABLE.find((known) => plain(known) === plain(spelling));
    if (equals < 1) throw new UsageError(`"${word}" is no key=value.`, { code: "invalid_assignment" });
    if (key === undefined) throw unknownKey(spelling);
    changes[key] = value;
  }
  return changes;
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[-_]/g, "");
}

function unknownKey(key: string): UsageError {
  if (/^(client|secret|access)/i.test(key)) {
    return new UsageError(`${key} cannot be set by itself.`, {
      code: "unknown_key",
      suggestion: "Client id and secrets belong together: replace them with bwp auth login.",
    });
  }
  return new UsageError(`A profile has no ${key}.`, {
    code: "unknown_key",
    suggestion: [didYouMean(key, CHANGEABLE), `Keys: ${CHANGEABLE.join(", ")}.`].filter(Boolean).join(" "),
  });
}

/**
 * Checks a region of AWS.
 * @param origin names the text in the error.
 * @throws {UsageError}
 */
export function requireRegion(region: string, origin: string): string {
  if (REGION_PATTERN.test(region)) return region;
  throw new UsageError(`${origin} must be an AWS region such as us-east-1.`, { code: "invalid_region" });
}

/**
 * The profile with the changes, checked as a whole.
 * @throws {UsageError | AuthenticationError} the latter for an address that the profile's credentials must not be sent to.
 */
export function changeProfile(profile: ProfileSettings, changes: ProfileChanges): ProfileSettings {
  const next: Record<string, unknown> = { ...profile };
  for (const key of CHANGEABLE) {
    const value = changes[key];
    if (value === undefined) continue;
    if (value !== "") next[key] = checked(key, value);
    else if (REMOVABLE.has(key)) delete next[key];
    else throw new UsageError(`${key} must not be empty.`, { code: "invalid_assignment" });
  }
  const kind = checkedKind(changes.kind, "kind") ?? profile.kind;
  const apiUrl = next.apiUrl;
  if (typeof apiUrl === "string") {
    if (kind === "emulator" && !isLoopbackUrl(apiUrl)) {
      throw new UsageError("An emulator's address must be on this machine.", {
        code: "emulator_elsewhere",
        suggestion: "Give kind=sandbox or kind=production too, or an address such as http://127.0.0.1:4600.",
      });
    }
    if (profile.clientId !== undefined) refuseEmulatorCredential(profile.clientId, apiUrl);
  }
  return { ...next, kind };
}

function checked(key: ChangeableKey, value: string): string | undefined {
  switch (key) {
    case "kind":
      return checkedKind(value, key);
    case "apiUrl":
      return parseApiUrl(value, key);
    case "apiVersion":
      return checkedVersion(value, key);
    case "region":
      return requireRegion(value, key);
    case "targetId":
      return requireCleanValue(value, key);
  }
}
