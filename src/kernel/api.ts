import { type ApiClient, createApiClient } from "../client/client.ts";
import type { Config } from "../config/config.ts";
import type { ResolvedProfile } from "../config/profile.ts";
import { stringifyJson } from "../model/json.ts";
import { VERSION } from "../version.ts";
import { formatDuration } from "./duration.ts";
import type { GlobalValues } from "./global-options.ts";
import type { Host } from "./host.ts";
import type { Notices } from "./notices.ts";

/** What the API client of a call is made from. */
export interface ApiParts {
  readonly host: Host;
  readonly globals: GlobalValues;
  readonly notices: Notices;
  readonly config: Config;
  readonly profile: ResolvedProfile;
}

/** Makes the API client of a profile; each retry is visible, and `--debug` shows every exchange, masked. */
export async function connectApi({ host, globals, notices, config, profile }: ApiParts): Promise<ApiClient> {
  return createApiClient({
    apiUrl: profile.apiUrl,
    version: profile.apiVersion,
    credentials: await profile.credentials(),
    tokens: config.tokenCache(profile),
    timeoutMs: globals.timeout,
    clock: host,
    random: Math.random,
    userAgent: `bwp/${VERSION}`,
    env: host.env,
    onRetry: (event) =>
      notices.warn(`${event.operation}: ${event.reason} Trying again in ${formatDuration(event.delayMs)}.`),
    onExchange: globals.debug ? (event) => notices.debug(stringifyJson(event)) : undefined,
  });
}
