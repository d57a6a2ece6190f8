import type { Clock } from "../../../clock.ts";
import type { Signature } from "../../../signing-keys.ts";
import type { Reader } from "../../../store/store.ts";
import type { Subscription, WebhookDestination } from "../../entities.ts";
import { isWebhook, SUBSCRIPTIONS } from "../../entities.ts";
import { shownAddress } from "./addresses.ts";
import type { AuthConfig, OAuthConfig, WebhookDelivery } from "./entities.ts";
import { AUTH_SECRETS, inlineKey, profileKey } from "./entities.ts";
import type { Answer } from "./local-post.ts";
import { postLocally } from "./local-post.ts";
import { OAuthTokens } from "./oauth-tokens.ts";

/** How long a receiver may take to answer. */
const TIMEOUT_MS = 10_000;

/** What became of one attempt; reasons are phrases without a full stop. */
export type Attempt =
  | { readonly arrived: true; readonly to: string; readonly status: number }
  | { readonly failed: string; readonly to: string }
  /** Trying again would not help. */
  | { readonly undeliverable: string };

/** Carries events to webhooks: signed, with the credentials of the subscription, one POST at a time. */
export class Courier {
  readonly #store: Reader;
  readonly #tokens: OAuthTokens;
  readonly #sign: (body: string) => Signature;

  constructor(options: { store: Reader; clock: Clock; sign: (body: string) => Signature }) {
    this.#store = options.store;
    this.#tokens = new OAuthTokens(options.clock);
    this.#sign = options.sign;
  }

  /** Makes one attempt; never rejects. */
  async attempt(delivery: WebhookDelivery, signal: AbortSignal): Promise<Attempt> {
    const subscription = this.#store.get(SUBSCRIPTIONS, delivery.subscriptionId);
    if (subscription === undefined) return { undeliverable: "the subscription was deleted" };
    const { destination } = subscription;
    if (!isWebhook(destination)) return { undeliverable: "the subscription has no webhook" };
    const to = shownAddress(destination.url);
    const credentials = this.#credentialsOf(subscription, destination);
    if (typeof credentials === "string") return { failed: credentials, to };
    try {
      const { status } = await this.#post(destination.url, delivery.body, credentials, signal);
      return status >= 200 && status <= 299 ? { arrived: true, to, status } : { failed: `it answered ${status}`, to };
    } catch (error) {
      return { failed: error instanceof Error ? error.message : String(error), to };
    }
  }

  async #post(url: string, body: string, credentials: AuthConfig | undefined, signal: AbortSignal): Promise<Answer> {
    const post = (authorization: string | undefined): Promise<Answer> => {
      const { signature, kid } = this.#sign(body);
      const headers: Record<string, string> = {
        "content-type": "application/json",
        "user-agent": "bwp-emulator",
        "x-amzn-signature": signature,
        "x-amzn-kid": kid,
        ...(authorization === undefined ? {} : { authorization }),
      };
      return postLocally(url, { headers, body, timeoutMs: TIMEOUT_MS, signal });
    };
    if (credentials === undefined) return post(undefined);
    if ("basic" in credentials) {
      const { username, password } = credentials.basic;
      return post(`Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`);
    }
    const { oAuth } = credentials;
    const token = await this.#token(oAuth, signal);
    const answer = await post(`Bearer ${token}`);
    if (answer.status !== 401) return answer;
    // The receiver may have forgotten the token before its time: once, with a new one.
    this.#tokens.forget(oAuth, token);
    return post(`Bearer ${await this.#token(oAuth, signal)}`);
  }

  async #token(oAuth: OAuthConfig, signal: AbortSignal): Promise<string> {
    return this.#tokens.get(oAuth, signal).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`no token from ${shownAddress(oAuth.authEndpoint)}: ${reason}`);
    });
  }

  /** The credentials for a webhook; undefined if it wants none, a phrase if they are not there. */
  #credentialsOf({ id, clientId }: Subscription, { auth }: WebhookDestination): AuthConfig | string | undefined {
    if (auth.kind === "none") return undefined;
    if (auth.kind === "profile") {
      return (
        this.#store.get(AUTH_SECRETS, profileKey(clientId, auth.profileId)) ??
        `the auth profile ${JSON.stringify(auth.profileId)} has no credentials (it was deleted, or imported)`
      );
    }
    return this.#store.get(AUTH_SECRETS, inlineKey(id)) ?? "the subscription has no credentials (it was imported)";
  }
}
