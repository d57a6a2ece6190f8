import { UsageError } from "../errors.ts";
import { type Finding, findPairs } from "./credential-text.ts";
import type { Environment } from "./paths.ts";

/**
 * What a caller of the API needs: an OAuth client, the target (the business product id), and, where Amazon handed one out,
 * an API access key. Page: authenticate.
 */
export interface ApiCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly targetId: string;
  /** Sent as `x-api-access-key`. */
  readonly accessKey?: string;
}

export type CredentialKey = keyof ApiCredentials;

/** Some of the credentials, from one source. */
export type PartialCredentials = { readonly [K in CredentialKey]?: string };

const CREDENTIAL_KEYS = [
  "clientId",
  "clientSecret",
  "targetId",
  "accessKey",
] as const satisfies readonly CredentialKey[];

/**
 * The spellings of each key, in small letters without anything but letters. The downloaded file's own spelling is
 * documented for `TargetId` only (page: authenticate), so all are taken.
 */
const SPELLINGS: Readonly<Record<CredentialKey, readonly string[]>> = {
  clientId: ["clientid", "bwpclientid", "apiclientid", "oauthclientid"],
  clientSecret: ["clientsecret", "bwpclientsecret", "apiclientsecret", "oauthclientsecret", "secret"],
  targetId: ["targetid", "bwptargetid", "xapitargetid", "xomnitargetid", "businessproductid"],
  accessKey: ["accesskey", "bwpaccesskey", "apiaccesskey", "xapiaccesskey"],
};

const KEY_OF: ReadonlyMap<string, CredentialKey> = new Map(
  CREDENTIAL_KEYS.flatMap((key) => SPELLINGS[key].map((spelling) => [spelling, key] as const)),
);

function keyOf(spelling: string): CredentialKey | undefined {
  return KEY_OF.get(spelling.toLowerCase().replace(/[^a-z]/g, ""));
}

const ENVIRONMENT: Readonly<Record<CredentialKey, string>> = {
  clientId: "BWP_CLIENT_ID",
  clientSecret: "BWP_CLIENT_SECRET",
  targetId: "BWP_TARGET_ID",
  accessKey: "BWP_ACCESS_KEY",
};

/** The environment variable of a credential. */
export function variableOf(key: CredentialKey): string {
  return ENVIRONMENT[key];
}

/**
 * Reads a credentials file: JSON, `key=value` or `key: value` lines, or CSV with a header and one row; any spelling of the
 * keys; other keys are ignored.
 * @param origin what to call the text in errors, for example the file's path.
 * @throws {UsageError} when it holds no credentials, or two different ones under one key. Values are never quoted.
 */
export function parseCredentials(text: string, origin: string): PartialCredentials {
  return collect(
    findPairs(text, (key) => keyOf(key) !== undefined),
    origin,
  );
}

/** The credentials in BWP_CLIENT_ID, BWP_CLIENT_SECRET, BWP_TARGET_ID and BWP_ACCESS_KEY; empty ones count as not set. */
export function credentialsFromEnvironment(env: Environment): PartialCredentials {
  const found: { [K in CredentialKey]?: string } = {};
  for (const key of CREDENTIAL_KEYS) {
    const value = env[ENVIRONMENT[key]]?.trim();
    if (value !== undefined && value !== "") found[key] = requireCleanValue(value, ENVIRONMENT[key]);
  }
  return found;
}

/**
 * Puts sources together, the first ones win, and checks that nothing is missing.
 * @throws {UsageError} naming all that is missing at once, with the ways to give it.
 */
export function completeCredentials(...sources: readonly PartialCredentials[]): ApiCredentials {
  const pick = (key: CredentialKey): string | undefined => sources.find((source) => source[key] !== undefined)?.[key];
  const [clientId, clientSecret, targetId, accessKey] = CREDENTIAL_KEYS.map(pick);
  if (clientId !== undefined && clientSecret !== undefined && targetId !== undefined) {
    return { clientId, clientSecret, targetId, ...(accessKey === undefined ? {} : { accessKey }) };
  }
  const missing = CREDENTIAL_KEYS.filter((key) => key !== "accessKey" && pick(key) === undefined);
  throw new UsageError(`Credentials are incomplete: ${missing.map((key) => WORDS[key]).join(", ")} missing.`, {
    code: "incomplete_credentials",
    findings: missing.map((key) => `${WORDS[key]}: in the credentials file, or as ${ENVIRONMENT[key]}`),
    suggestion: "Give the file that the merchant console let you download under Settings > API credentials.",
  });
}

const WORDS: Readonly<Record<CredentialKey, string>> = {
  clientId: "client id",
  clientSecret: "client secret",
  targetId: "target id",
  accessKey: "access key",
};

function collect(pairs: readonly Finding[], origin: string): PartialCredentials {
  const found: { [K in CredentialKey]?: string } = {};
  for (const { key: spelling, value: raw } of pairs) {
    const key = keyOf(spelling);
    const value = raw.trim();
    if (key === undefined || value === "") continue;
    if (found[key] !== undefined && found[key] !== value) {
      throw new UsageError(`${origin} holds more than one ${WORDS[key]}.`, {
        code: "ambiguous_credentials",
        suggestion: "Keep one set of credentials in the file.",
      });
    }
    found[key] = requireCleanValue(value, `The ${WORDS[key]} in ${origin}`);
  }
  if (Object.keys(found).length > 0) return found;
  throw new UsageError(`${origin} holds no credentials.`, {
    code: "no_credentials",
    suggestion: "Expected are the keys clientId, clientSecret and targetId, as JSON, key=value lines or CSV.",
  });
}

/**
 * Credentials travel in headers, where a line end would begin a new header.
 * @throws {UsageError} for anything but visible ASCII.
 */
export function requireCleanValue(value: string, origin: string): string {
  if (/^[\x21-\x7e]{1,2048}$/.test(value)) return value;
  throw new UsageError(`${origin} holds characters that no credential has (blanks, line ends or non-ASCII letters).`, {
    code: "invalid_credential",
  });
}
