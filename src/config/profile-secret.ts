import { AuthenticationError } from "../errors.ts";
import { isJsonObject } from "../model/json-object.ts";

/** The secret part of a profile, stored as one entry so that the parts cannot come from different logins. */
export interface ProfileSecret {
  /** The client that the secret belongs to; the settings may have moved on. */
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessKey?: string;
}

/** The text to store for a profile. */
export function writeProfileSecret({ clientId, clientSecret, accessKey }: ProfileSecret): string {
  return JSON.stringify({ clientId, clientSecret, ...(accessKey === undefined ? {} : { accessKey }) });
}

/** Reads what {@link writeProfileSecret} wrote. @throws {AuthenticationError} for anything else; the text is never quoted. */
export function readProfileSecret(text: string, profile: string): ProfileSecret {
  const value = parse(text);
  const { clientId, clientSecret, accessKey } = isJsonObject(value) ? value : {};
  if (typeof clientId === "string" && typeof clientSecret === "string") {
    return { clientId, clientSecret, ...(typeof accessKey === "string" ? { accessKey } : {}) };
  }
  throw new AuthenticationError(`The stored secret of profile ${profile} cannot be read.`, {
    code: "broken_secret",
    suggestion: `Log in again: bwp auth login --profile ${profile}`,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
