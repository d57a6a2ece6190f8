import type { Reader } from "../../../store/store.ts";
import type { Caller } from "../../domain.ts";
import type { WebhookDestination } from "../../entities.ts";
import type { Issues } from "../../validation.ts";
import { checkAddress, requireLocal } from "./addresses.ts";
import type { AuthConfigInput } from "./auth-config.ts";
import { readAuthConfig } from "./auth-config.ts";
import { ownProfile } from "./auth-profiles.ts";
import type { AuthConfig } from "./entities.ts";
import { AUTH_SECRETS, profileKey } from "./entities.ts";

/** `WebhookDataInput`, as the schema lets it through. */
export interface WebhookInput {
  readonly url: string;
  readonly method?: "POST" | null;
  readonly authConfig?: AuthConfigInput | null;
  readonly authProfileId?: string | null;
}

/** A webhook that was asked for, with the credentials that were given in line. */
export interface WantedWebhook {
  readonly destination: WebhookDestination;
  readonly inline: AuthConfig | undefined;
}

/** Reads a webhook destination; undefined if there are issues, which are added. Page: createEventSubscription. */
export function readWebhook(issues: Issues, webhook: WebhookInput): WantedWebhook | undefined {
  const before = issues.found.length;
  const { url, authConfig, authProfileId } = webhook;
  checkAddress(issues.at("url"), url);
  issues.check(authConfig == null || authProfileId == null, "must have at most one of authConfig and authProfileId");
  const inline = authConfig == null ? undefined : readAuthConfig(issues.at("authConfig"), authConfig);
  if (issues.found.length > before) return undefined;
  if (inline !== undefined) return { destination: { url, auth: { kind: "inline" } }, inline };
  const auth =
    authProfileId == null ? { kind: "none" as const } : { kind: "profile" as const, profileId: authProfileId };
  return { destination: { url, auth }, inline };
}

/** Refuses what the emulator would not call, and an unknown profile by an access error. */
export function requireReachable(reader: Reader, caller: Caller, { destination, inline }: WantedWebhook): void {
  const { url, auth } = destination;
  requireLocal("webhook", url);
  const stored = auth.kind === "profile" ? ownProfile(reader, caller, auth.profileId) : undefined;
  const config = stored === undefined ? inline : reader.get(AUTH_SECRETS, profileKey(caller.clientId, stored.id));
  if (config !== undefined && "oAuth" in config) requireLocal("token endpoint", config.oAuth.authEndpoint);
}
