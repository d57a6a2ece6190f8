/** An access token and the moment from which it is no longer used. */
export interface AccessToken {
  readonly accessToken: string;
  /** Milliseconds since 1970; the moment the service gave, without margin. */
  readonly expiresAt: number;
}

/** Keeps the token of one profile between calls. A failing cache must answer as an empty one: tokens can be had again. */
export interface TokenCache {
  read(): Promise<AccessToken | undefined>;
  write(token: AccessToken): Promise<void>;
  clear(): Promise<void>;
  /** Runs one renewal at a time among processes; without it each process renews by itself. */
  exclusively?(renew: () => Promise<AccessToken>): Promise<AccessToken>;
}

/** A token is renewed when it has less than this left, so that it cannot expire on the way. */
export const TOKEN_MARGIN_MS = 15_000;

/** A token cache for the life of the process. */
export function createMemoryTokenCache(): TokenCache {
  let token: AccessToken | undefined;
  return {
    async read() {
      return token;
    },
    async write(value) {
      token = value;
    },
    async clear() {
      token = undefined;
    },
  };
}

/** Hands out access tokens: from memory, from the cache, or from the service; concurrent calls share one renewal. */
export interface TokenSource {
  /** A usable token. `refused` is a token that the service did not accept; it is not handed out again. */
  token(refused?: AccessToken): Promise<AccessToken>;
  /** When this process got the token from the service, in milliseconds since 1970; undefined for one from the cache. */
  fetchedAt(token: AccessToken): number | undefined;
  /** Every token seen so far, so that none can be printed. */
  seen(): readonly string[];
}

/** @param fetchToken gets a new token from the service */
export function createTokenSource(
  cache: TokenCache,
  now: () => number,
  fetchToken: () => Promise<AccessToken>,
): TokenSource {
  const seen = new Set<string>();
  const refusedTokens = new Set<string>();
  const fetched = new Map<string, number>();
  let current: AccessToken | undefined;
  let renewal: Promise<AccessToken> | undefined;

  function usable(token: AccessToken | undefined): AccessToken | undefined {
    if (token === undefined) return undefined;
    seen.add(token.accessToken);
    const good = token.expiresAt - TOKEN_MARGIN_MS > now() && !refusedTokens.has(token.accessToken);
    return good ? token : undefined;
  }

  async function renew(): Promise<AccessToken> {
    // Another process may have renewed it while this one waited.
    const cached = usable(await cache.read());
    if (cached !== undefined) return cached;
    const token = await fetchToken();
    seen.add(token.accessToken);
    fetched.set(token.accessToken, now());
    await cache.write(token);
    return token;
  }

  async function find(): Promise<AccessToken> {
    const cached = await cache.read();
    const good = usable(cached);
    if (good !== undefined) return good;
    if (cached !== undefined && refusedTokens.has(cached.accessToken)) await cache.clear();
    return cache.exclusively === undefined ? renew() : cache.exclusively(renew);
  }

  return {
    async token(refused) {
      if (refused !== undefined) refusedTokens.add(refused.accessToken);
      const good = usable(current);
      if (good !== undefined) return good;
      renewal ??= find().finally(() => {
        renewal = undefined;
      });
      current = await renewal;
      return current;
    },
    fetchedAt: (token) => fetched.get(token.accessToken),
    seen: () => [...seen],
  };
}
