import { AuthenticationError, RefusedError } from "../errors.ts";
import { isEmulatorCredential, isLoopbackHost } from "../model/ids.ts";
import { OPERATIONS } from "../model/operations.ts";
import type { UntypedOperation } from "./operation.ts";
import type { ApiClientOptions, ApiCredentials } from "./options.ts";

/** What an HTTP header can carry of a key: visible ASCII characters. */
const SENDABLE = /^[\x21-\x7e]+$/;

function guardHeaderValues({ targetId, accessKey }: ApiCredentials): void {
  for (const [name, value] of [
    ["target id", targetId],
    ["access key", accessKey],
  ] as const) {
    if (value === undefined || SENDABLE.test(value)) continue;
    throw new AuthenticationError(`The ${name} is empty or holds characters that cannot be sent.`, {
      code: "malformed_credentials",
      suggestion: "It may have been copied with a blank or a line break. Log in again: bwp auth login.",
    });
  }
}

/**
 * Refuses, before anything is sent, credentials that must not go to this address.
 * @throws AuthenticationError for malformed credentials, and for emulator credentials and another host; RefusedError for http to another host
 */
export function guardAddress(options: Pick<ApiClientOptions, "apiUrl" | "credentials">): void {
  const url = URL.canParse(options.apiUrl) ? new URL(options.apiUrl) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new RefusedError("The API address is no http:// or https:// address.", {
      code: "invalid_api_url",
      suggestion: "Check BWP_API_URL or the profile: bwp profile show.",
    });
  }
  guardHeaderValues(options.credentials);
  if (isLoopbackHost(url.hostname)) return;
  guardEmulatorCredential(options.credentials.clientId, url);
  if (url.protocol === "http:") {
    throw new RefusedError(`Credentials are not sent to ${url.host} without encryption.`, {
      code: "insecure_api_url",
      suggestion: "Use an https:// address.",
    });
  }
}

/**
 * Keeps a credential of the emulator on this machine; also for the client secret, once it was read.
 * @throws AuthenticationError
 */
export function guardEmulatorCredential(credential: string, url: URL): void {
  if (!isEmulatorCredential(credential) || isLoopbackHost(url.hostname)) return;
  throw new AuthenticationError(`Credentials of the emulator are not sent to ${url.host}.`, {
    code: "emulator_credentials",
    suggestion: "Use the emulator's address with them, or log in with credentials of the service: bwp auth login.",
  });
}

/**
 * Refuses an operation that the version in use does not have.
 * @throws RefusedError naming the versions that have it
 */
export function guardVersion(operation: UntypedOperation, version: string): void {
  const versions = OPERATIONS[operation.name]?.versions;
  if (versions !== undefined && !versions.some((known) => known === version)) {
    throw new RefusedError(
      `Version ${version} of the API has no ${operation.name}; versions that have it: ${versions.join(", ")}.`,
      {
        code: "not_in_version",
        operation: operation.name,
        suggestion: `Choose one with --api-version ${versions.at(-1) ?? ""}.`,
      },
    );
  }
  if (operation.version !== version) {
    throw new RefusedError(
      `${operation.name} is not available in version ${version} here, only in ${operation.version}.`,
      {
        code: "not_in_dialect",
        operation: operation.name,
        suggestion: `Use --api-version ${operation.version}.`,
      },
    );
  }
}
