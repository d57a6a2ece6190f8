import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { EMULATOR_CREDENTIAL_PREFIX, isEmulatorCredential } from "../model/ids.ts";
import type { Clock } from "./clock.ts";
import type { EmulatorCredential } from "./credentials.ts";
import { SETTINGS } from "./domain/entities.ts";
import type { Store } from "./store/store.ts";

/** Lifetime of every access token in seconds. Page: authenticate-to-the-buy-with-prime-api. */
export const TOKEN_LIFETIME_SECONDS = 900;

/** Answer of the token endpoint: HTTP status and JSON body. */
export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, string | number>>;
}

const TOKEN_KEY = "tokenKey";

/**
 * Hands out and checks access tokens. They carry client id and expiry under a MAC whose key is in the store, so they need
 * no memory of their own and survive a restart.
 */
export class Tokens {
  readonly #clock: Clock;
  readonly #credentials: ReadonlyMap<string, EmulatorCredential>;
  readonly #key: string;

  constructor(store: Store, clock: Clock, credentials: readonly EmulatorCredential[]) {
    this.#clock = clock;
    this.#credentials = new Map(credentials.map((credential) => [credential.clientId, credential]));
    const stored = store.get(SETTINGS, TOKEN_KEY);
    this.#key = typeof stored === "string" ? stored : randomBytes(32).toString("hex");
    this.save(store);
  }

  /** Writes the key into a store that was emptied. */
  save(store: Store): void {
    store.transaction((tx) => tx.put(SETTINGS, TOKEN_KEY, this.#key));
  }

  /** Answers `POST /token`: client credentials grant, form body. Error bodies follow RFC 6749 (inferred). */
  grant(form: URLSearchParams): TokenAnswer {
    const grantType = form.get("grant_type");
    const clientId = form.get("client_id");
    const clientSecret = form.get("client_secret");
    if (grantType === null) return failure(400, "invalid_request", "The form field grant_type is missing.");
    if (grantType !== "client_credentials") {
      return failure(400, "unsupported_grant_type", "Only the grant type client_credentials is supported.");
    }
    if (clientId === null || clientSecret === null) {
      return failure(400, "invalid_request", "The form needs client_id and client_secret.");
    }
    if (!isEmulatorCredential(clientId)) {
      const prefix = EMULATOR_CREDENTIAL_PREFIX;
      return failure(
        401,
        "invalid_client",
        `The emulator refuses real credentials: its client ids begin with ${prefix}.`,
      );
    }
    const credential = this.#credentials.get(clientId);
    if (credential === undefined || !sameText(credential.clientSecret, clientSecret)) {
      return failure(401, "invalid_client", "The emulator does not know this client id and secret.");
    }
    const expiresAt = Math.floor(this.#clock.now() / 1000) + TOKEN_LIFETIME_SECONDS;
    return {
      status: 200,
      body: { access_token: this.#sign(clientId, expiresAt), expires_in: TOKEN_LIFETIME_SECONDS, token_type: "Bearer" },
    };
  }

  /** The credentials behind a token, or why it is refused. */
  check(token: string): EmulatorCredential | string {
    const [payload = "", mac = ""] = token.split(".");
    if (!token.startsWith(EMULATOR_CREDENTIAL_PREFIX) || !sameText(this.#mac(payload), mac)) {
      return "the access token was not issued by this emulator";
    }
    const claims: unknown = JSON.parse(
      Buffer.from(payload.slice(EMULATOR_CREDENTIAL_PREFIX.length), "base64url").toString(),
    );
    if (!Array.isArray(claims)) return "the access token was not issued by this emulator";
    const [clientId, expiresAt]: unknown[] = claims;
    if (typeof clientId !== "string" || typeof expiresAt !== "number") return "the access token is not readable";
    if (expiresAt * 1000 <= this.#clock.now()) return "the access token has expired";
    return this.#credentials.get(clientId) ?? `the client ${clientId} does not exist any more`;
  }

  #sign(clientId: string, expiresAt: number): string {
    const claims = Buffer.from(JSON.stringify([clientId, expiresAt])).toString("base64url");
    const payload = `${EMULATOR_CREDENTIAL_PREFIX}${claims}`;
    return `${payload}.${this.#mac(payload)}`;
  }

  #mac(payload: string): string {
    return createHmac("sha256", this.#key).update(payload).digest("base64url");
  }
}

function failure(status: number, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description } };
}

function sameText(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
