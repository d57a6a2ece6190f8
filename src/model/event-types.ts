import type { Permission } from "./permissions.ts";
import type { ApiVersion } from "./versions.ts";

/** How the resource path of an event type goes on after `businessProduct/{businessProductId}/`. */
export type ResourceShape =
  | "order"
  | "package"
  | "return"
  | "refund"
  | "tracker"
  | "item"
  | "inventoryItem"
  | "retrievalTask"
  | "deletionTask";

/** Resource path templates. Pages: the event pages and "How to process events". */
export const RESOURCE_TEMPLATES: Readonly<Record<ResourceShape, string>> = {
  order: "businessProduct/{businessProductId}/order/{orderId}",
  package: "businessProduct/{businessProductId}/order/{orderId}/delivery/{deliveryId}",
  return: "businessProduct/{businessProductId}/order/{orderId}/return/{returnId}",
  refund: "businessProduct/{businessProductId}/order/{orderId}/refund/{refundId}",
  tracker: "businessProduct/{businessProductId}/carrier/{carrierCode}/tracker/{trackingNumber}",
  item: "businessProduct/{businessProductId}/items/{itemId}",
  inventoryItem: "businessProduct/{businessProductId}/item-quantities/{itemId}",
  retrievalTask: "businessProduct/{businessProductId}/personalDataRetrievalTask/{taskId}",
  deletionTask: "businessProduct/{businessProductId}/personalDataDeletionTask/{taskId}",
};

/** What to do with an event: the query to make, and where its answer holds the thing. Page: each event's "Handling the event". */
export type Handling =
  | {
      readonly query: "order";
      readonly find: "order" | "package" | "return" | "refund" | "tracker";
      readonly steps: readonly string[];
    }
  | { readonly query: "packageTracker"; readonly find: "tracker"; readonly steps: readonly string[] }
  | { readonly query: "product"; readonly find: "product"; readonly steps: readonly string[] }
  | { readonly query: "inventoryItem"; readonly find: "inventoryItem"; readonly steps: readonly string[] }
  | { readonly query: "personalDataRetrievalTask"; readonly find: "task"; readonly steps: readonly string[] }
  | { readonly query: "personalDataDeletionTask"; readonly find: "task"; readonly steps: readonly string[] };

/** All that the documentation says of one event type. */
export interface EventType {
  readonly name: string;
  readonly category: "order" | "package" | "refund" | "return" | "tracker" | "catalog" | "inventory" | "privacy";
  /** When it is published, in one sentence. */
  readonly publishedWhen: string;
  /** Permission that the subscriber needs besides the one for subscriptions. */
  readonly permission: Permission;
  readonly resource: ResourceShape;
  readonly handling: Handling;
  /** First version whose documentation lists it. */
  readonly since: ApiVersion;
  /** Last version whose documentation lists it, if it is gone from later ones. */
  readonly until?: ApiVersion;
  /** Set if the documentation says not to use it any more. */
  readonly deprecated?: { readonly since: string; readonly successor: string };
  /** A fact to know, in one sentence. */
  readonly note?: string;
}

const PACKAGE_STEPS = [
  "Take the order id and the delivery id from resources.",
  "Query the order.",
  "Find the package with that id in packageInformation.details; several line items can share one package.",
] as const;

const RETURN_STEPS = [
  "Take the order id and the return id from resources.",
  "Query the order.",
  "Find the return with that id in returns.details; it names the returned items.",
  "Check the state of the return, of its packages and its grading.",
  "Update your order system. Do not refund: wait for REFUND_REQUESTED.",
] as const;

const TASK_STEPS = (query: string, then: string): readonly string[] => [
  "Take the task id from resources.",
  `Query ${query} with it.`,
  then,
];

const packageHandling: Handling = { query: "order", find: "package", steps: PACKAGE_STEPS };
const returnHandling: Handling = { query: "order", find: "return", steps: RETURN_STEPS };
const refundHandling: Handling = {
  query: "order",
  find: "refund",
  steps: [
    "Take the order id and the refund id from resources.",
    "Query the order.",
    "Find the refund with that id in refunds.details; it names the line items to refund and an estimate.",
    "Work out the amount again, and pay it with your own order system.",
    "Report it with updateOrder, with exactly that refund id, until it is SUCCESS.",
  ],
};

const renamed = (successor: string): EventType["deprecated"] & object => ({ since: "2024-12-04", successor });

/** Every event type of the documentation. Pages: event-types (four revisions) and one page per event. */
export const EVENT_TYPES = [
  {
    name: "ORDER_CONFIRMED",
    category: "order",
    publishedWhen: "a new order was placed",
    permission: "viewOrder",
    resource: "order",
    handling: {
      query: "order",
      find: "order",
      steps: ["Take the order id from resources.", "Query the order, or read data.order."],
    },
    since: "2024-11-01",
    note: "It has a page of its own but stands in no list of event types that could be read.",
  },
  {
    name: "PACKAGE_DELIVERY_IN_TRANSIT",
    category: "package",
    publishedWhen: "one or more items shipped",
    permission: "viewOrder",
    resource: "package",
    handling: packageHandling,
    since: "2024-11-01",
    note: "Only now may the payment be collected.",
  },
  {
    name: "PACKAGE_DELIVERED",
    category: "package",
    publishedWhen: "one or more items were delivered",
    permission: "viewOrder",
    resource: "package",
    handling: packageHandling,
    since: "2024-11-01",
  },
  {
    name: "PACKAGE_DELIVERY_CANCELLED",
    category: "package",
    publishedWhen: "one or more items were cancelled, usually before shipping",
    permission: "viewOrder",
    resource: "package",
    handling: packageHandling,
    since: "2024-11-01",
    note: "A REFUND_REQUESTED event always follows.",
  },
  {
    name: "PACKAGE_TRACKER_MILESTONE_CHANGED",
    category: "tracker",
    publishedWhen: "a tracking number got a new milestone",
    permission: "viewPackageTracker",
    resource: "tracker",
    handling: {
      query: "packageTracker",
      find: "tracker",
      steps: [
        "Take the carrier code and the tracking number from resources; they name no order.",
        "Query packageTracker with both. Tracking numbers expire after 90 days.",
        "Read latestMilestone.status.code.",
      ],
    },
    since: "2024-11-01",
  },
  {
    name: "REFUND_REQUESTED",
    category: "refund",
    publishedWhen: "a refund is due: usually after the carrier scanned returned items, and after every cancellation",
    permission: "viewOrder",
    resource: "refund",
    handling: refundHandling,
    since: "2024-01-01",
    note: "It must be processed: your system is expected to pay the refund.",
  },
  {
    name: "REFUND_COMPLETED",
    category: "refund",
    publishedWhen: "the refund went through, money returned and books adjusted",
    permission: "viewOrder",
    resource: "refund",
    handling: {
      query: "order",
      find: "refund",
      steps: [
        "Take the order id and the refund id from resources.",
        "Query the order, or read data.order.refunds.",
        "Tell the shopper.",
      ],
    },
    since: "2024-11-01",
    note: "It has a page of its own but stands in no list of event types that could be read.",
  },
  {
    name: "RETURN_STARTED",
    category: "return",
    publishedWhen: "a return was initiated, usually by the shopper in the Buy with Prime interface",
    permission: "viewOrder",
    resource: "return",
    handling: returnHandling,
    since: "2024-01-01",
  },
  {
    name: "RETURN_PACKAGE_IN_TRANSIT",
    category: "return",
    publishedWhen: "a returned item was dropped off at the carrier",
    permission: "viewOrder",
    resource: "return",
    handling: returnHandling,
    since: "2024-11-01",
  },
  {
    name: "RETURN_PACKAGE_DELIVERED",
    category: "return",
    publishedWhen: "a returned item arrived at the fulfilment centre",
    permission: "viewOrder",
    resource: "return",
    handling: returnHandling,
    since: "2024-11-01",
  },
  {
    name: "RETURN_PACKAGE_DELIVERY_FAILED",
    category: "return",
    publishedWhen: "a returned item could not be delivered to the fulfilment centre",
    permission: "viewOrder",
    resource: "return",
    handling: returnHandling,
    since: "2024-11-01",
  },
  {
    name: "RETURN_ITEM_GRADED",
    category: "return",
    publishedWhen: "grading of a returned item at the fulfilment centre finished",
    permission: "viewOrder",
    resource: "return",
    handling: returnHandling,
    since: "2024-01-01",
  },
  {
    name: "RETURN_COMPLETED",
    category: "return",
    publishedWhen: "a return begun earlier is complete",
    permission: "viewOrder",
    resource: "return",
    handling: returnHandling,
    since: "2024-01-01",
  },
  {
    name: "BUYABILITY_CHANGED",
    category: "catalog",
    publishedWhen: "an item became eligible or stopped being eligible for Buy with Prime",
    permission: "readBuyability",
    resource: "item",
    handling: {
      query: "product",
      find: "product",
      steps: ["Take the item id from resources.", "Query the product.", "Read its buyability."],
    },
    since: "2024-01-01",
  },
  {
    name: "INVENTORY_CHANGED",
    category: "inventory",
    publishedWhen: "the available quantity of an eligible item changed",
    permission: "viewInventory",
    resource: "inventoryItem",
    handling: {
      query: "inventoryItem",
      find: "inventoryItem",
      steps: [
        "Take the inventory item id from resources.",
        "Query inventoryItem for the quantity and the SKU; the number may lag.",
      ],
    },
    since: "2024-01-01",
    note: "The sandbox never publishes it.",
  },
  {
    name: "PERSONAL_DATA_RETRIEVAL_TASK_COMPLETED",
    category: "privacy",
    publishedWhen: "a data retrieval finished and its file is ready",
    permission: "shopperPrivacy",
    resource: "retrievalTask",
    handling: {
      query: "personalDataRetrievalTask",
      find: "task",
      steps: TASK_STEPS("personalDataRetrievalTask", "Download from dataRetrievalLink within 60 seconds."),
    },
    since: "2024-01-01",
  },
  {
    name: "PERSONAL_DATA_RETRIEVAL_TASK_FAILED",
    category: "privacy",
    publishedWhen: "a data retrieval failed",
    permission: "shopperPrivacy",
    resource: "retrievalTask",
    handling: {
      query: "personalDataRetrievalTask",
      find: "task",
      steps: TASK_STEPS("personalDataRetrievalTask", "Read errors: code and message."),
    },
    since: "2024-01-01",
  },
  {
    name: "PERSONAL_DATA_DELETION_TASK_COMPLETED",
    category: "privacy",
    publishedWhen: "a data deletion finished",
    permission: "shopperPrivacy",
    resource: "deletionTask",
    handling: {
      query: "personalDataDeletionTask",
      find: "task",
      steps: TASK_STEPS("personalDataDeletionTask", "Only needed if you want more than the event."),
    },
    since: "2024-01-01",
  },
  {
    name: "PERSONAL_DATA_DELETION_TASK_FAILED",
    category: "privacy",
    publishedWhen: "a data deletion failed, for example because of open orders",
    permission: "shopperPrivacy",
    resource: "deletionTask",
    handling: {
      query: "personalDataDeletionTask",
      find: "task",
      steps: TASK_STEPS("personalDataDeletionTask", "Read errors; with open orders, ask again later."),
    },
    since: "2024-01-01",
  },
  {
    name: "DELIVERY_IN_TRANSIT",
    category: "package",
    publishedWhen: "one or more items shipped",
    permission: "viewOrder",
    resource: "package",
    handling: packageHandling,
    since: "2024-01-01",
    deprecated: renamed("PACKAGE_DELIVERY_IN_TRANSIT"),
  },
  {
    name: "DELIVERY_COMPLETED",
    category: "package",
    publishedWhen: "one or more items were delivered",
    permission: "viewOrder",
    resource: "package",
    handling: packageHandling,
    since: "2024-01-01",
    deprecated: renamed("PACKAGE_DELIVERED"),
  },
  {
    name: "DELIVERY_CANCELLED",
    category: "package",
    publishedWhen: "one or more items were cancelled, usually before shipping",
    permission: "viewOrder",
    resource: "package",
    handling: packageHandling,
    since: "2024-01-01",
    deprecated: renamed("PACKAGE_DELIVERY_CANCELLED"),
  },
  {
    name: "RETURN_DELIVERY_IN_TRANSIT",
    category: "return",
    publishedWhen: "a returned item was dropped off at the carrier",
    permission: "viewOrder",
    resource: "return",
    handling: returnHandling,
    since: "2024-01-01",
    deprecated: renamed("RETURN_PACKAGE_IN_TRANSIT"),
  },
  {
    name: "RETURN_DELIVERY_COMPLETED",
    category: "return",
    publishedWhen: "a returned item arrived at the fulfilment centre",
    permission: "viewOrder",
    resource: "return",
    handling: returnHandling,
    since: "2024-01-01",
    deprecated: renamed("RETURN_PACKAGE_DELIVERED"),
  },
  {
    name: "RETURN_DELIVERY_FAILED",
    category: "return",
    publishedWhen: "a returned item could not be delivered to the fulfilment centre",
    permission: "viewOrder",
    resource: "return",
    handling: returnHandling,
    since: "2024-01-01",
    deprecated: renamed("RETURN_PACKAGE_DELIVERY_FAILED"),
  },
  {
    name: "ITEM_IN_TRANSIT",
    category: "package",
    publishedWhen: "one or more items shipped (older twin of DELIVERY_IN_TRANSIT)",
    permission: "viewOrder",
    resource: "package",
    handling: packageHandling,
    since: "2024-01-01",
    until: "2024-01-01",
    deprecated: { since: "2024-04-01", successor: "PACKAGE_DELIVERY_IN_TRANSIT" },
  },
  {
    name: "ITEM_DELIVERED",
    category: "package",
    publishedWhen: "one or more items were delivered (older twin of DELIVERY_COMPLETED)",
    permission: "viewOrder",
    resource: "package",
    handling: packageHandling,
    since: "2024-01-01",
    until: "2024-01-01",
    deprecated: { since: "2024-04-01", successor: "PACKAGE_DELIVERED" },
  },
  {
    name: "ITEM_CANCELLED",
    category: "package",
    publishedWhen: "one or more items were cancelled (older twin of DELIVERY_CANCELLED)",
    permission: "viewOrder",
    resource: "package",
    handling: packageHandling,
    since: "2024-01-01",
    until: "2024-01-01",
    deprecated: { since: "2024-04-01", successor: "PACKAGE_DELIVERY_CANCELLED" },
  },
] as const satisfies readonly EventType[];

/** Name of an event type of the documentation. */
export type EventTypeName = (typeof EVENT_TYPES)[number]["name"];

/** The names, in the order of the documentation. */
export const EVENT_TYPE_NAMES: readonly EventTypeName[] = EVENT_TYPES.map(({ name }) => name);

const BY_NAME: ReadonlyMap<string, EventType> = new Map(EVENT_TYPES.map((type) => [type.name, type]));

/** The event type of that exact name, or undefined. */
export function findEventType(name: string): EventType | undefined {
  return BY_NAME.get(name);
}

/** True if the text is the exact name of a documented event type. */
export function isEventTypeName(text: string): text is EventTypeName {
  return BY_NAME.has(text);
}
