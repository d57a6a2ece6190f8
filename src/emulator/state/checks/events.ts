import { API_VERSIONS } from "../../../model/versions.ts";
import { isLocal } from "../../domain/events/webhooks/addresses.ts";
import type { Check, CollectionChecks } from "./check.ts";
import { count, list, object, oneOf, sameAsId, text, times } from "./check.ts";

/** A partner event source. */
export const source = object({ account: text, region: text, name: text });

/** Where webhooks may be. */
const address: Check = (value) => (typeof value === "string" && isLocal(value) ? undefined : "must be a loopback URL");

/** A partner event source, or a webhook. */
const destination: Check = (value, id) => {
  const isWebhook = typeof value === "object" && value !== null && "url" in value;
  if (!isWebhook) return source(value, id);
  return object({ url: address, auth: object({ kind: oneOf(["none", "inline", "profile"]) }) })(value, id);
};

/** Subscriptions, and what is on its way to them. */
export const EVENT_CHECKS: CollectionChecks = {
  authProfiles: object({ id: text, clientId: text, kind: oneOf(["oAuth", "basic"]), ...times }),
  clientSubscriptions: list(text),
  eventSubscriptions: list(text),
  heldEvents: (value) => (value === true ? undefined : "must be true"),
  sourceHolders: object({ clientId: text, account: text, region: text, subscriptionIds: list(text) }),
  subscriptions: object({
    id: sameAsId,
    clientId: text,
    targetId: text,
    eventType: text,
    apiVersion: oneOf(API_VERSIONS),
    destination,
  }),
  webhookDeliveries: object({
    subscriptionId: text,
    eventType: text,
    eventId: text,
    resources: list(text),
    body: text,
    failed: count,
  }),
};
