import {
  AWS_ACCOUNT_PATTERN,
  REGION_PATTERN,
  SOURCE_NAME_PATTERN,
  SOURCE_PREFIX,
} from "../../../model/event-source.ts";
import type { EventType } from "../../../model/event-types.ts";
import { findEventType } from "../../../model/event-types.ts";
import { PERMISSIONS } from "../../../model/permissions.ts";
import type { ApiVersion } from "../../../model/versions.ts";
import type { Transaction } from "../../store/store.ts";
import { accessDenied, invalidInput, refused } from "../api-error.ts";
import type { Caller, Domain } from "../domain.ts";
import type { SourceDestination, Subscription } from "../entities.ts";
import { CLIENT_SUBSCRIPTIONS, EVENT_SUBSCRIPTIONS, isWebhook, SOURCE_HOLDERS, SUBSCRIPTIONS } from "../entities.ts";
import { newId } from "../entity-ids.ts";
import { Issues } from "../validation.ts";
import { eventSubscriptionsKey } from "./publishing.ts";
import type { WantedWebhook, WebhookInput } from "./webhooks/destination.ts";
import { readWebhook, requireReachable } from "./webhooks/destination.ts";
import { AUTH_SECRETS, inlineKey } from "./webhooks/entities.ts";

/** Input of createEventSubscription. */
export interface SubscriptionInput {
  readonly eventType: string;
  readonly destination: {
    readonly eventBridge?: EventBridgeInput | null;
    readonly webhook?: WebhookInput | null;
  };
}

interface EventBridgeInput {
  readonly region: string;
  readonly partnerEventSource: { readonly account: string; readonly name: string };
}

/** One page of the caller's subscriptions. */
export interface SubscriptionPage {
  readonly ids: readonly string[];
  /** Zero-based position of the first id. */
  readonly start: number;
  readonly total: number;
}

const LONGEST_SOURCE = 256;
const LONGEST_ID = 50;
const LONGEST_CURSOR = 6000;
const LARGEST_PAGE = 1000;
const DEFAULT_PAGE = 100;

/** Subscribes the caller to one event type. Page: createEventSubscription, troubleshoot-events. */
export function createSubscription(domain: Domain, caller: Caller, input: SubscriptionInput): Subscription {
  const issues = new Issues("/createEventSubscription/input");
  const { eventBridge, webhook } = input.destination;
  issues
    .at("destination")
    .check((eventBridge == null) !== (webhook == null), "must have exactly one of eventBridge and webhook");
  const source = eventBridge == null ? undefined : readSource(issues.at("destination", "eventBridge"), eventBridge);
  const wanted = webhook == null ? undefined : readWebhook(issues.at("destination", "webhook"), webhook);
  const destination = source ?? wanted?.destination;
  if (destination === undefined || issues.found.length > 0) throw invalidInput(issues.found);
  requireEventType(caller, input.eventType);
  if (wanted !== undefined) requireReachable(domain.store, caller, wanted);
  const { clientId, targetId, apiVersion } = caller;
  const subscription: Subscription = {
    id: newId(),
    clientId,
    targetId,
    eventType: input.eventType,
    apiVersion,
    destination,
  };
  domain.store.transaction((tx) => {
    if (source !== undefined) takeSource(domain, tx, subscription, source);
    else if (wanted !== undefined) takeWebhook(tx, subscription, wanted);
    tx.put(SUBSCRIPTIONS, subscription.id, subscription);
    updateIndexes(tx, subscription, (ids) => [...ids, subscription.id]);
  });
  return subscription;
}

function readSource(issues: Issues, { region, partnerEventSource }: EventBridgeInput): SourceDestination {
  const { account, name } = partnerEventSource;
  issues.at("region").match(region, REGION_PATTERN);
  issues.at("partnerEventSource", "account").match(account, AWS_ACCOUNT_PATTERN);
  issues.at("partnerEventSource", "name").match(name, SOURCE_NAME_PATTERN);
  issues.at("partnerEventSource", "name").size(name, 1, LONGEST_SOURCE - SOURCE_PREFIX.length);
  return { region, account, name };
}

function takeSource(domain: Domain, tx: Transaction, wanted: Subscription, source: SourceDestination): void {
  const holder = tx.get(SOURCE_HOLDERS, source.name);
  const mine =
    holder?.clientId === wanted.clientId && holder.account === source.account && holder.region === source.region;
  if (holder !== undefined && !mine) {
    throw refused("DestinationNameAlreadyExists", `The partner event source name ${source.name} is taken.`);
  }
  refuseSecond(tx, holder?.subscriptionIds ?? [], wanted, () => true);
  if (holder === undefined) domain.publisher.channel.ensureSource(tx, source);
}

function takeWebhook(tx: Transaction, wanted: Subscription, { destination: { url }, inline }: WantedWebhook): void {
  refuseSecond(tx, tx.get(CLIENT_SUBSCRIPTIONS, wanted.clientId) ?? [], wanted, ({ destination }) => {
    return isWebhook(destination) && destination.url === url;
  });
  if (inline !== undefined) tx.put(AUTH_SECRETS, inlineKey(wanted.id), inline);
}

/** One event type goes to one destination once. */
function refuseSecond(
  tx: Transaction,
  ids: readonly string[],
  { eventType, targetId }: Subscription,
  isSamePlace: (other: Subscription) => boolean,
): void {
  const others = ids.flatMap((id) => tx.get(SUBSCRIPTIONS, id) ?? []);
  if (others.some((other) => other.eventType === eventType && other.targetId === targetId && isSamePlace(other))) {
    throw refused(
      "SubscriptionAlreadyExists",
      `A subscription to ${eventType} with the same destination exists already.`,
    );
  }
}

/** Ends a subscription of the caller; an unknown id is an access error. */
export function deleteSubscription(domain: Domain, caller: Caller, id: string): Subscription {
  requireIdLength("/deleteEventSubscription/subscriptionId", id);
  return domain.store.transaction((tx) => {
    const subscription = ownSubscription(domain, caller, id);
    tx.delete(SUBSCRIPTIONS, id);
    updateIndexes(tx, subscription, (ids) => ids.filter((other) => other !== id));
    const { destination } = subscription;
    if (isWebhook(destination)) tx.delete(AUTH_SECRETS, inlineKey(id));
    else if (tx.get(SOURCE_HOLDERS, destination.name) === undefined) {
      domain.publisher.channel.removeSource(tx, destination);
    }
    return subscription;
  });
}

/** One subscription of the caller; an unknown id is an access error. */
export function getSubscription(domain: Domain, caller: Caller, id: string): Subscription {
  requireIdLength("/eventSubscription/subscriptionId", id);
  return ownSubscription(domain, caller, id);
}

/** A page of the caller's subscription ids in the order of creation; none at all is an access error. */
export function listSubscriptions(
  domain: Domain,
  caller: Caller,
  after: string | null | undefined,
  first: number | null | undefined,
): SubscriptionPage {
  const issues = new Issues("/eventSubscriptions");
  issues.at("after").size(after, 0, LONGEST_CURSOR);
  const pageSize = first ?? DEFAULT_PAGE;
  issues.at("first").check(pageSize >= 0 && pageSize <= LARGEST_PAGE, `size must be between 0 and ${LARGEST_PAGE}`);
  const position = after == null || after === "" ? -1 : positionOf(after);
  if (position === undefined) issues.at("after").add("is not a valid cursor");
  if (position === undefined || issues.found.length > 0) throw invalidInput(issues.found);
  const ids = domain.store.get(CLIENT_SUBSCRIPTIONS, caller.clientId) ?? [];
  if (ids.length === 0) throw accessDenied("the client has no subscriptions");
  const start = position + 1;
  return { ids: ids.slice(start, start + pageSize), start, total: ids.length };
}

/** Base64 of the zero-based position as decimal text: `MA==` is the first. */
export function cursorOf(position: number): string {
  return Buffer.from(String(position)).toString("base64");
}

function positionOf(cursor: string): number | undefined {
  const text = Buffer.from(cursor, "base64").toString();
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function ownSubscription(domain: Domain, caller: Caller, id: string): Subscription {
  const subscription = domain.store.get(SUBSCRIPTIONS, id);
  if (subscription === undefined || subscription.clientId !== caller.clientId) {
    throw accessDenied(`the client has no subscription ${id}`);
  }
  return subscription;
}

function requireIdLength(path: string, id: string): void {
  const issues = new Issues(path);
  issues.size(id, 1, LONGEST_ID);
  if (issues.found.length > 0) throw invalidInput(issues.found);
}

/** Unknown types, white space and a missing permission of the resource all answer the access error. */
function requireEventType(caller: Caller, name: string): void {
  const type: EventType | undefined = findEventType(name);
  if (type === undefined || !isInVersion(type, caller.apiVersion)) {
    throw accessDenied(`${JSON.stringify(name)} is no event type of version ${caller.apiVersion}`);
  }
  if (!caller.permissions.includes(type.permission)) {
    throw accessDenied(`the credentials lack the permission ${PERMISSIONS[type.permission].label} behind ${name}`);
  }
}

function isInVersion(type: EventType, version: ApiVersion): boolean {
  return type.since <= version && (type.until === undefined || version <= type.until);
}

function updateIndexes(
  tx: Transaction,
  subscription: Subscription,
  change: (ids: readonly string[]) => readonly string[],
): void {
  const { clientId, targetId, eventType, destination } = subscription;
  tx.put(CLIENT_SUBSCRIPTIONS, clientId, change(tx.get(CLIENT_SUBSCRIPTIONS, clientId) ?? []));
  const key = eventSubscriptionsKey(targetId, eventType);
  tx.put(EVENT_SUBSCRIPTIONS, key, change(tx.get(EVENT_SUBSCRIPTIONS, key) ?? []));
  if (isWebhook(destination)) return;
  const { account, region, name } = destination;
  const subscriptionIds = change(tx.get(SOURCE_HOLDERS, name)?.subscriptionIds ?? []);
  if (subscriptionIds.length === 0) tx.delete(SOURCE_HOLDERS, name);
  else tx.put(SOURCE_HOLDERS, name, { clientId, account, region, subscriptionIds });
}
