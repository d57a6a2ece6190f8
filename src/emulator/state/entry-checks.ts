import { FEED_STATES } from "../../model/catalog.ts";
import { PACKAGE_STATES } from "../../model/package-states.ts";
import { HOLDING_PERIOD, PRIVACY_TASK_KINDS, PRIVACY_TASK_STATUSES } from "../../model/privacy.ts";
import { REFUND_STATES } from "../../model/refund-states.ts";
import { RETURN_PACKAGE_STATES, RETURN_STATES } from "../../model/return-states.ts";
import { API_VERSIONS } from "../../model/versions.ts";
import { isLocal } from "../domain/events/webhooks/addresses.ts";

/** Milliseconds since 1970 behind which there are no dates. */
export const LATEST_TIME = 8.64e15;

/** What is wrong with a value, as the end of a sentence; undefined if nothing is. */
type Check = (value: unknown, id: string) => string | undefined;

const text: Check = (value) => (typeof value === "string" ? undefined : "must be a string");
const count: Check = (value) => (Number.isSafeInteger(value) ? undefined : "must be a whole number");
const number: Check = (value) => (Number.isFinite(value) ? undefined : "must be a number");
const time: Check = (value) =>
  typeof value === "string" && !Number.isNaN(Date.parse(value)) ? undefined : "must be a time in ISO 8601";
const milliseconds: Check = (value) =>
  typeof value === "number" && value >= 0 && value <= LATEST_TIME ? undefined : "must be a time";
const days: Check = (value) =>
  typeof value === "number" && value >= HOLDING_PERIOD.min && value <= HOLDING_PERIOD.max
    ? undefined
    : "must be a number of days";
const address: Check = (value) => (typeof value === "string" && isLocal(value) ? undefined : "must be a loopback URL");
const flag: Check = (value) => (typeof value === "boolean" ? undefined : "must be true or false");
const anything: Check = () => undefined;
const sameAsId: Check = (value, id) => (value === id ? undefined : `must be the entry's id, ${JSON.stringify(id)}`);

function orNull(check: Check): Check {
  return (value, id) => (value === null ? undefined : check(value, id));
}

function optional(check: Check): Check {
  return (value, id) => (value === undefined ? undefined : check(value, id));
}

function oneOf(choices: readonly string[]): Check {
  return (value) => (choices.some((choice) => choice === value) ? undefined : `must be one of ${choices.join(", ")}`);
}

function list(check: Check): Check {
  return (value, id) => {
    if (!Array.isArray(value)) return "must be a list";
    for (const [index, each] of value.entries()) {
      const problem = check(each, id);
      if (problem !== undefined) return `[${index}] ${problem}`;
    }
    return undefined;
  };
}

/** An object that has at least these members. */
function object(members: Readonly<Record<string, Check>>): Check {
  return (value, id) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return "must be an object";
    const entries: ReadonlyMap<string, unknown> = new Map(Object.entries(value));
    for (const [name, check] of Object.entries(members)) {
      const problem = check(entries.get(name), id);
      if (problem !== undefined) return `.${name} ${problem}`;
    }
    return undefined;
  };
}

const alias = object({ aliasType: text, aliasId: text });
const units = object({ lineItemId: text, units: count });
const times = { createdAt: time, updatedAt: time };

const order = object({
  id: sameAsId,
  targetId: text,
  aliases: list(alias),
  executionState: oneOf(["NOT_STARTED", "STARTED"]),
  ...times,
  customer: object({ contactId: text }),
  lineItems: list(object({ id: text, aliases: list(alias), units: count, unit: text, deliveryOffer: object({}) })),
  orderLinks: list(object({ destinationType: text, url: text })),
  packages: list(
    object({
      id: text,
      state: oneOf(PACKAGE_STATES),
      contents: list(units),
      tracker: orNull(text),
      reason: orNull(text),
    }),
  ),
  returns: list(
    object({
      id: text,
      external: flag,
      dropOff: flag,
      aliases: list(alias),
      state: oneOf(RETURN_STATES),
      ...times,
      lines: list(
        object({ id: text, lineItemId: text, units: count, grading: orNull(list(object({ units: count }))) }),
      ),
      packages: list(
        object({ id: text, state: oneOf(RETURN_PACKAGE_STATES), contents: list(units), tracker: orNull(text) }),
      ),
    }),
  ),
  refunds: list(
    object({
      id: text,
      external: flag,
      aliases: list(alias),
      state: oneOf(REFUND_STATES),
      ...times,
      contents: list(object({ lineItemId: text, units: orNull(count) })),
      returnId: orNull(text),
      paymentDetails: list(anything),
    }),
  ),
  cancellations: list(
    object({ id: text, aliases: list(alias), state: oneOf(["PENDING", "SUCCESS", "REJECTED"]), refundIds: list(text) }),
  ),
});

const deliveryPreview = object({
  id: sameAsId,
  targetId: text,
  createdAt: time,
  expiresAt: orNull(time),
  address: orNull(object({})),
  shopper: orNull(object({ id: text, isPrime: flag })),
  groups: list(
    object({
      id: text,
      products: list(object({ name: object({ kind: text, value: text }), units: count, unit: orNull(text) })),
      offers: list(
        object({
          id: text,
          date: object({ earliest: time, latest: time }),
          expiresAt: orNull(time),
          isPrimeEligible: flag,
          deliverySpeed: orNull(text),
        }),
      ),
    }),
  ),
});

const source = object({ account: text, region: text, name: text });

/** A partner event source, or a webhook. */
const destination: Check = (value, id) => {
  const isWebhook = typeof value === "object" && value !== null && "url" in value;
  if (!isWebhook) return source(value, id);
  return object({ url: address, auth: object({ kind: oneOf(["none", "inline", "profile"]) }) })(value, id);
};

const WORK: Readonly<Record<string, Check>> = {
  sandbox: object({
    orderId: text,
    stages: list(
      object({
        dueAt: milliseconds,
        steps: list(object({ kind: oneOf(["package", "returnPackage", "grading", "return", "tracker"]) })),
      }),
    ),
  }),
  tracker: object({ orderId: text, packageId: text }),
  cancellation: object({ orderId: text, cancellationId: text }),
  privacy: object({ taskId: text, step: oneOf(["begin", "finish"]) }),
  catalogFeed: object({ feedId: text }),
  catalogFile: object({ fileId: text }),
  event: object({
    event: object({
      id: text,
      eventId: text,
      subscriptionId: text,
      source: optional(source),
      detailType: text,
      resources: list(text),
      time,
      detail: object({}),
    }),
  }),
  webhook: object({ deliveryId: text }),
};

const timer: Check = (value, id) => {
  const kinds = oneOf(Object.keys(WORK));
  const problem = object({ dueAt: milliseconds, work: object({ kind: kinds }) })(value, id);
  if (problem !== undefined) return problem;
  const { work } = value as { readonly work: { readonly kind: string } };
  const inside = WORK[work.kind]?.(work, id);
  return inside === undefined ? undefined : `.work${inside}`;
};

/** Every collection that a document may hold, and what its values must have. */
const COLLECTIONS: Readonly<Record<string, Check>> = {
  "aws.events.buses": object({ name: text, region: text, createdAt: milliseconds, tags: object({}) }),
  "aws.events.rules": object({
    name: text,
    bus: text,
    region: text,
    enabled: flag,
    tags: object({}),
    targets: list(object({ Id: text, Arn: text })),
  }),
  "aws.events.sources": object({ account: text, region: text, name: text, createdAt: milliseconds }),
  "aws.sqs.moveTasks": object({
    source: text,
    status: oneOf(["RUNNING", "COMPLETED", "CANCELLED", "FAILED"]),
    moved: count,
    toMove: count,
    startedAt: milliseconds,
  }),
  "aws.sqs.messages": object({ queue: text, body: text, sentAt: milliseconds }),
  "aws.sqs.queues": object({
    name: text,
    region: text,
    attributes: object({}),
    tags: object({}),
    createdAt: milliseconds,
    modifiedAt: milliseconds,
  }),
  catalogFeeds: object({
    id: sameAsId,
    targetId: text,
    fileId: text,
    overwrite: flag,
    status: oneOf(FEED_STATES),
    reportFileId: orNull(text),
    signals: orNull(list(object({ code: text, message: text, impact: text, reaction: text }))),
    ...times,
  }),
  catalogFiles: object({ targetId: text, createdAt: time }),
  authProfiles: object({ id: text, clientId: text, kind: oneOf(["oAuth", "basic"]), ...times }),
  clientSubscriptions: list(text),
  deliveryPreviews: deliveryPreview,
  eventSubscriptions: list(text),
  heldEvents: (value) => (value === true ? undefined : "must be true"),
  inventoryItems: text,
  items: object({ offerPrime: flag }),
  orderAliases: text,
  orders: order,
  reportTasks: object({
    targetId: text,
    reportType: text,
    startDate: time,
    endDate: time,
    requestedAt: milliseconds,
    runningAt: milliseconds,
    completedAt: milliseconds,
  }),
  privacyClientTokens: object({ taskId: text, startedAt: milliseconds }),
  privacyTasks: object({
    id: sameAsId,
    kind: oneOf(PRIVACY_TASK_KINDS),
    targetId: text,
    email: text,
    status: oneOf(PRIVACY_TASK_STATUSES),
    holdingPeriod: orNull(days),
    reason: orNull(text),
    submittedAt: time,
    updatedAt: time,
    errors: list(object({ code: text, message: text })),
  }),
  productNames: text,
  products: object({
    id: sameAsId,
    targetId: text,
    externalId: orNull(text),
    sku: orNull(text),
    amazonSku: orNull(object({ value: text, marketplaceId: orNull(text) })),
    offerPrime: flag,
    title: orNull(text),
    description: orNull(object({ defaultLocale: orNull(text), values: list(object({})) })),
    price: orNull(object({ amount: orNull(number), currencyCode: orNull(text) })),
    productDetailPageUrl: orNull(text),
    image: orNull(object({ sourceUrl: orNull(text), altText: orNull(text) })),
    inventoryItemId: text,
    units: count,
    ...times,
  }),
  purchaseGroups: object({
    id: sameAsId,
    targetId: text,
    representativeProductId: text,
    members: list(object({ productId: text, amount: object({ value: number, unit: orNull(text) }) })),
    createdAt: time,
  }),
  runningCatalogFeeds: text,
  sourceHolders: object({ clientId: text, account: text, region: text, subscriptionIds: list(text) }),
  subscriptions: object({
    id: sameAsId,
    clientId: text,
    targetId: text,
    eventType: text,
    apiVersion: oneOf(API_VERSIONS),
    destination,
  }),
  timers: timer,
  trackers: object({
    carrierCode: text,
    trackingNumber: text,
    orderId: text,
    targetId: text,
    createdAt: time,
    estimatedEarliest: time,
    estimatedLatest: time,
    milestones: list(object({ code: text, occurredAt: time })),
  }),
  userEventIds: text,
  userEventTotals: object({ events: count, calls: count, byType: object({}) }),
  userEvents: object({ serial: count, targetId: text, receivedAt: time, event: object({ eventId: text }) }),
  webhookDeliveries: object({
    subscriptionId: text,
    eventType: text,
    eventId: text,
    resources: list(text),
    body: text,
    failed: count,
  }),
};

/** What is wrong with one entry of a document, as the end of a sentence; undefined if nothing is. */
export function problemOfEntry(collection: string, id: string, value: unknown): string | undefined {
  if (!Object.hasOwn(COLLECTIONS, collection)) return "is in a collection that the emulator does not have";
  return COLLECTIONS[collection]?.(value, id);
}
