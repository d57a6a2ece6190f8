import type { Collection } from "../../../store/store.ts";
import { collection } from "../../../store/store.ts";

/** A name and a value of a token request. */
export interface Parameter {
  readonly key: string;
  readonly value: string;
}

/** OAuth 2.0 client credentials, and how to ask for a token with them. */
export interface OAuthConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authEndpoint: string;
  readonly bodyParameters: readonly Parameter[];
  readonly headerParameters: readonly Parameter[];
}

/** Credentials for a webhook endpoint. */
export type AuthConfig =
  | { readonly oAuth: OAuthConfig }
  | { readonly basic: { readonly username: string; readonly password: string } };

/** A stored auth profile; its credentials are in {@link AUTH_SECRETS}, so that an export does not hold them. */
export interface AuthProfile {
  readonly id: string;
  readonly clientId: string;
  readonly kind: "oAuth" | "basic";
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** One event on its way to one webhook; it is here until it arrived or was given up. */
export interface WebhookDelivery {
  readonly subscriptionId: string;
  readonly eventType: string;
  readonly eventId: string;
  readonly resources: readonly string[];
  /** The body, to the byte: each attempt signs and sends the same. */
  readonly body: string;
  /** Attempts that failed. */
  readonly failed: number;
}

/** Auth profiles by {@link profileKey}. */
export const AUTH_PROFILES: Collection<AuthProfile> = collection("authProfiles");
/** Credentials by {@link profileKey} or {@link inlineKey}; never exported, shown or logged. */
export const AUTH_SECRETS: Collection<AuthConfig> = collection("authSecrets");
/** Deliveries that are not done, by id. */
export const WEBHOOK_DELIVERIES: Collection<WebhookDelivery> = collection("webhookDeliveries");

/** Key of an auth profile: each client has its own. */
export function profileKey(clientId: string, profileId: string): string {
  return JSON.stringify([clientId, profileId]);
}

/** Key of the credentials that a subscription was given in line. */
export function inlineKey(subscriptionId: string): string {
  return `subscription ${subscriptionId}`;
}
