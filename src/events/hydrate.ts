import { BwpError } from "../errors.ts";
import type { InventoryView, ProductView } from "../model/catalog.ts";
import type { Handling } from "../model/event-types.ts";
import type { OrderView, Package, Refund, ReturnDetails, Tracker } from "../model/order.ts";
import type { PrivacyTask, PrivacyTaskKind } from "../model/privacy.ts";
import type { ReceivedEvent } from "./received-event.ts";
import type { ResourceIds, ResourceReference } from "./resources.ts";

/** The queries that handling makes. One that is left out answers "not available yet". They may reject with typed errors. */
export interface HydrationQueries {
  order?(orderId: string): Promise<OrderView | undefined>;
  product?(productId: string): Promise<ProductView | undefined>;
  inventoryItem?(inventoryItemId: string): Promise<InventoryView | undefined>;
  packageTracker?(id: { readonly carrierCode: string; readonly trackingNumber: string }): Promise<Tracker | undefined>;
  /** Without the download link: it is a secret. */
  privacyTask?(kind: PrivacyTaskKind, taskId: string): Promise<PrivacyTask | undefined>;
}

/** What an event is about, as the API tells it now: it may have moved on since the event. */
export type FoundThing =
  | { readonly kind: "order"; readonly order: OrderView }
  | { readonly kind: "package"; readonly order: OrderView; readonly package: Package }
  | { readonly kind: "return"; readonly order: OrderView; readonly return: ReturnDetails }
  | { readonly kind: "refund"; readonly order: OrderView; readonly refund: Refund }
  | { readonly kind: "tracker"; readonly order?: OrderView; readonly tracker: Tracker }
  | { readonly kind: "task"; readonly task: PrivacyTask }
  | { readonly kind: "product"; readonly product: ProductView }
  | { readonly kind: "inventoryItem"; readonly inventoryItem: InventoryView };

/** The outcome for one resource path: the thing, or why there is none. */
export type ResourceHydration =
  | { readonly resource: string; readonly query: Handling["query"]; readonly found: FoundThing }
  | { readonly resource: string; readonly query: Handling["query"]; readonly problem: string };

/** The outcome for one event: an entry a resource path; `problem` if there was nothing to ask for. */
export interface EventHydration {
  readonly resources: readonly ResourceHydration[];
  readonly problem?: string;
}

/** Queries at once. */
const CONCURRENCY = 4;

class Missing extends Error {}

/** Runs at most so many tasks at once, and each key only once. */
class Lookups {
  private readonly known = new Map<string, Promise<unknown>>();
  private readonly queue: (() => void)[] = [];
  private running = 0;

  get<Value>(key: string, ask: () => Promise<Value>): Promise<Value> {
    // A key stands for one kind of question, so its answer has the type of the first asker.
    const known = this.known.get(key) as Promise<Value> | undefined;
    if (known !== undefined) return known;
    const answer = this.slot()
      .then(ask)
      .finally(() => this.leave());
    this.known.set(key, answer);
    return answer;
  }

  private slot(): Promise<void> {
    if (this.running < CONCURRENCY) {
      this.running += 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.queue.push(resolve));
  }

  private leave(): void {
    const next = this.queue.shift();
    if (next === undefined) this.running -= 1;
    else next();
  }
}

function need(ids: ResourceIds, name: keyof ResourceIds, what: string): string {
  const id = ids[name];
  if (id === undefined) throw new Missing(`The resource path has no ${what}.`);
  return id;
}

function byId<Thing extends { readonly id: string }>(things: readonly Thing[], id: string, what: string): Thing {
  const found = things.find((thing) => thing.id === id);
  if (found === undefined) throw new Missing(`The order has no ${what} ${id} (yet).`);
  return found;
}

function findTracker(order: OrderView, trackingNumber: string): Tracker {
  const packages = [...order.packages, ...order.returns.flatMap((details) => details.packages)];
  const found = packages.find(({ tracker }) => tracker?.trackingNumber === trackingNumber)?.tracker;
  if (found === undefined) throw new Missing(`No package of the order has the tracking number ${trackingNumber}.`);
  return found;
}

function findInOrder(order: OrderView, find: Handling["find"], ids: ResourceIds): FoundThing {
  switch (find) {
    case "package":
      return { kind: find, order, package: byId(order.packages, need(ids, "deliveryId", "delivery id"), "package") };
    case "return":
      return { kind: find, order, return: byId(order.returns, need(ids, "returnId", "return id"), "return") };
    case "refund":
      return { kind: find, order, refund: byId(order.refunds, need(ids, "refundId", "refund id"), "refund") };
    case "tracker":
      return { kind: find, order, tracker: findTracker(order, need(ids, "trackingNumber", "tracking number")) };
    default:
      return { kind: "order", order };
  }
}

const TASK_KINDS: Readonly<Partial<Record<Handling["query"], PrivacyTaskKind>>> = {
  personalDataRetrievalTask: "retrieval",
  personalDataDeletionTask: "deletion",
};

async function find(
  handling: Handling,
  { ids }: ResourceReference,
  queries: HydrationQueries,
  lookups: Lookups,
): Promise<FoundThing> {
  if (handling.query === "order" && queries.order !== undefined) {
    const orderId = need(ids, "orderId", "order id");
    const { order: ask } = queries;
    const order = await lookups.get(`order/${orderId}`, () => ask(orderId));
    if (order === undefined) throw new Missing(`There is no order ${orderId}.`);
    return findInOrder(order, handling.find, ids);
  }
  if (handling.query === "packageTracker" && queries.packageTracker !== undefined) {
    const carrierCode = need(ids, "carrierCode", "carrier code");
    const trackingNumber = need(ids, "trackingNumber", "tracking number");
    const { packageTracker: ask } = queries;
    const key = `tracker/${carrierCode}/${trackingNumber}`;
    const tracker = await lookups.get(key, () => ask({ carrierCode, trackingNumber }));
    if (tracker === undefined) throw new Missing(`There is no tracker ${carrierCode} ${trackingNumber}.`);
    return { kind: "tracker", tracker };
  }
  const taskKind = TASK_KINDS[handling.query];
  if (taskKind !== undefined && queries.privacyTask !== undefined) {
    const taskId = need(ids, "taskId", "task id");
    const { privacyTask: ask } = queries;
    const task = await lookups.get(`${handling.query}/${taskId}`, () => ask(taskKind, taskId));
    if (task === undefined) throw new Missing(`There is no ${taskKind} task ${taskId}.`);
    return { kind: "task", task };
  }
  if (handling.query === "product" && queries.product !== undefined) {
    const itemId = need(ids, "itemId", "item id");
    const { product: ask } = queries;
    const product = await lookups.get(`product/${itemId}`, () => ask(itemId));
    if (product === undefined) throw new Missing(`There is no product ${itemId}.`);
    return { kind: "product", product };
  }
  if (handling.query === "inventoryItem" && queries.inventoryItem !== undefined) {
    const itemId = need(ids, "inventoryItemId", "inventory item id");
    const { inventoryItem: ask } = queries;
    const inventoryItem = await lookups.get(`inventoryItem/${itemId}`, () => ask(itemId));
    if (inventoryItem === undefined) throw new Missing(`There is no inventory item ${itemId}.`);
    return { kind: "inventoryItem", inventoryItem };
  }
  throw new Missing(`The query ${handling.query} is not available yet.`);
}

function problemOf(error: unknown): string {
  if (error instanceof Missing) return error.message;
  if (error instanceof BwpError) {
    const kind = { not_found: "Not found: ", permission: "Access denied: ", unavailable: "Not reachable: " };
    const prefix: string | undefined = Reflect.get(kind, error.type);
    return `${prefix ?? ""}${error.message}`;
  }
  return error instanceof Error ? error.message : String(error);
}

async function hydrateOne(event: ReceivedEvent, queries: HydrationQueries, lookups: Lookups): Promise<EventHydration> {
  const handling = event.model?.handling;
  if (handling === undefined) return { resources: [], problem: "No handling is documented for this event." };
  if (event.references.length === 0) return { resources: [], problem: "The event names no resource." };
  const { query } = handling;
  const resources = event.references.map(async (reference): Promise<ResourceHydration> => {
    const resource = reference.raw;
    try {
      return { resource, query, found: await find(handling, reference, queries, lookups) };
    } catch (error) {
      return { resource, query, problem: problemOf(error) };
    }
  });
  return { resources: await Promise.all(resources) };
}

/**
 * Performs the documented handling of a batch of events (page: each event's "Handling the event"): one query an order however
 * many events are about it, a few at once. Answers one entry an event, in their order. Never rejects: what went wrong is told
 * in words, so that a tail goes on.
 */
export function hydrateEvents(
  events: readonly ReceivedEvent[],
  queries: HydrationQueries,
): Promise<readonly EventHydration[]> {
  const lookups = new Lookups();
  return Promise.all(events.map((event) => hydrateOne(event, queries, lookups)));
}
