import { UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { isLoopbackHost } from "../../model/ids.ts";

/** What is wrong with an endpoint, or undefined: https only, except for loopback addresses of the emulator. */
export async function endpointCheck(context: Context): Promise<(text: string) => string | undefined> {
  const isEmulator = (await context.profile()).kind === "emulator";
  return (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.username || url?.password) return "must not hold a user name or a password: give --basic-username.";
    if (url?.protocol === "https:") return undefined;
    if (isEmulator && url?.protocol === "http:" && isLoopbackHost(url.hostname)) return undefined;
    return isEmulator
      ? "must begin with https://, or with http:// and a loopback address."
      : "must begin with https://: Buy with Prime calls no other endpoints.";
  };
}

/**
 * Checks an endpoint that was given by a flag.
 * @throws {UsageError} code `invalid_destination`; the value is not quoted.
 */
export async function checkEndpoint(context: Context, flag: string, text: string | undefined): Promise<void> {
  const fault = text === undefined ? undefined : (await endpointCheck(context))(text);
  if (fault !== undefined) throw new UsageError(`${flag} ${fault}`, { code: "invalid_destination" });
}
