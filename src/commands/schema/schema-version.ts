import { BwpError, UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { API_VERSIONS, type ApiVersion, DEFAULT_API_VERSION, isApiVersion } from "../../model/versions.ts";

/**
 * The version that a command on the schema is about: `--api-version`, BWP_API_VERSION, the profile's, else the newest. Without
 * a profile that works nothing is missing here, unless one was asked for by name.
 * @throws {UsageError} if BWP_API_VERSION names no version.
 */
export async function schemaVersion(context: Context): Promise<ApiVersion> {
  const { globals, host } = context;
  if (globals.apiVersion !== undefined) return globals.apiVersion;
  const fromEnv = host.env.BWP_API_VERSION;
  if (fromEnv !== undefined && fromEnv !== "") return requireVersion(fromEnv, "BWP_API_VERSION");
  try {
    return (await context.profile()).apiVersion;
  } catch (error) {
    if (error instanceof BwpError && globals.profile === undefined) return DEFAULT_API_VERSION;
    throw error;
  }
}

/**
 * Narrows a version that a person wrote.
 * @throws {UsageError} if there is no such version.
 */
export function requireVersion(text: string, what: string): ApiVersion {
  if (isApiVersion(text)) return text;
  throw new UsageError(`${what} is no version of the API: ${text}.`, {
    code: "unknown_version",
    suggestion: `There are ${API_VERSIONS.join(", ")}.`,
  });
}
