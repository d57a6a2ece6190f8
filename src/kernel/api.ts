import { type ApiClient, createApiClient } from "../client/client.ts";
import type { TokenCache } from "../client/token.ts";
import type { ResolvedProfile } from "../config/profile.ts";
import { Decimal } from "../model/decimal.ts";
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
  readonly profile: Pick<
    ResolvedProfile,
    "apiUrl" | "apiVersion" | "clientId" | "targetId" | "credentials" | "accessKey"
  >;
  readonly tokens: TokenCache;
  readonly onServiceTime?: ((time: number) => void) | undefined;
}

/**
 * Makes the API client of a profile; each retry is visible, and `--debug` shows every exchange, masked. With a cached token
 * the client secret is never read.
 */
export async function connectApi({
  host,
  globals,
  notices,
  profile,
  tokens,
  onServiceTime,
}: ApiParts): Promise<ApiClient> {
  const accessKey = await profile.accessKey();
  return createApiClient({
    apiUrl: profile.apiUrl,
    version: profile.apiVersion,
    credentials: {
      clientId: profile.clientId,
      targetId: profile.targetId,
      ...(accessKey === undefined ? {} : { accessKey }),
      clientSecret: async () => (await profile.credentials()).clientSecret,
    },
    tokens,
    timeoutMs: globals.timeout,
    clock: host,
    random: Math.random,
    userAgent: `bwp/${VERSION}`,
    env: host.env,
    onRetry: (event) =>
      notices.warn(`${event.operation}: ${event.reason} Trying again in ${formatDuration(event.delayMs)}.`),
    onServiceTime,
    onExchange: globals.debug ? (event) => notices.debug(stringifyJson(withoutPersonalData(event))) : undefined,
  });
}

const PERSONAL = /^(name|email|streetAddress|extendedAddress|postalCode|phoneNumber|contactNumber)$/;

/** What `--debug` shows ends up in tickets: the values of names, addresses, e-mail and phone are left out. */
function withoutPersonalData(value: unknown, key = ""): unknown {
  if (typeof value === "string" && PERSONAL.test(key)) return "(hidden)";
  if (Array.isArray(value)) return value.map((item) => withoutPersonalData(item, key));
  if (value === null || typeof value !== "object" || value instanceof Decimal) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutPersonalData(inner, name)]));
}
