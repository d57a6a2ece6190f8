import { createHash } from "node:crypto";
import type { Clock } from "../../../clock.ts";
import type { OAuthConfig, Parameter } from "./entities.ts";
import { postLocally } from "./local-post.ts";

/** How long the token endpoint may take. */
const TIMEOUT_MS = 10_000;

interface CachedToken {
  readonly token: string;
  /** On the emulator's clock; a token without a lifetime is kept until it is refused. */
  readonly expiresAt: number;
}

/** Access tokens for webhook endpoints, by OAuth 2.0 client credentials. They are kept in memory until they expire. */
export class OAuthTokens {
  readonly #clock: Clock;
  readonly #cached = new Map<string, CachedToken>();
  /** Requests under way, so that many deliveries ask once. */
  readonly #asking = new Map<string, Promise<string>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A token that has not expired. Rejects with a phrase for the log. */
  async get(config: OAuthConfig, signal: AbortSignal): Promise<string> {
    const key = keyOf(config);
    const cached = this.#cached.get(key);
    if (cached !== undefined && cached.expiresAt > this.#clock.now()) return cached.token;
    let asking = this.#asking.get(key);
    if (asking === undefined) {
      asking = this.#ask(key, config, signal).finally(() => this.#asking.delete(key));
      this.#asking.set(key, asking);
    }
    return asking;
  }

  /** Forgets a token that was refused, unless a newer one took its place. */
  forget(config: OAuthConfig, token: string): void {
    const key = keyOf(config);
    if (this.#cached.get(key)?.token === token) this.#cached.delete(key);
  }

  async #ask(key: string, config: OAuthConfig, signal: AbortSignal): Promise<string> {
    const { status, body } = await postLocally(config.authEndpoint, {
      ...tokenRequest(config),
      timeoutMs: TIMEOUT_MS,
      signal,
    });
    if (status < 200 || status > 299) throw new Error(`answered ${status}`);
    const answer = readToken(body);
    if (answer === undefined) throw new Error("gave no access_token");
    const lifetimeMs = answer.expiresIn === undefined ? Number.POSITIVE_INFINITY : answer.expiresIn * 1000;
    this.#cached.set(key, { token: answer.token, expiresAt: this.#clock.now() + lifetimeMs });
    return answer.token;
  }
}

/** RFC 6749, sections 4.4.2 and 2.3.1: a form with the client's id and secret in it, unless a header asks for JSON. */
function tokenRequest(config: OAuthConfig): { headers: Record<string, string>; body: string } {
  const given = new Map(config.bodyParameters.map(({ key, value }) => [key, value]));
  const fields = {
    ...(given.has("grant_type") ? {} : { grant_type: "client_credentials" }),
    ...(given.has("client_id") ? {} : { client_id: config.clientId }),
    ...(given.has("client_secret") ? {} : { client_secret: config.clientSecret }),
    ...Object.fromEntries(given),
  };
  const headers: Record<string, string> = {
    "content-type": "application/x-www-form-urlencoded",
    accept: "application/json",
    ...headersOf(config.headerParameters),
  };
  const isJson = /^application\/json\b/i.test(headers["content-type"] ?? "");
  return { headers, body: isJson ? JSON.stringify(fields) : new URLSearchParams(fields).toString() };
}

function headersOf(parameters: readonly Parameter[]): Record<string, string> {
  return Object.fromEntries(parameters.map(({ key, value }) => [key.toLowerCase(), value]));
}

function readToken(body: string): { token: string; expiresIn: number | undefined } | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  const { access_token: token, expires_in: lifetime } = (json ?? {}) as Record<string, unknown>;
  if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token)) return undefined;
  const seconds = Number(lifetime);
  return { token, expiresIn: lifetime !== undefined && seconds > 0 ? seconds : undefined };
}

/** Same credentials, same token; a changed profile gets a new one. */
function keyOf(config: OAuthConfig): string {
  return createHash("sha256").update(JSON.stringify(config)).digest("base64");
}
