import { PERMISSIONS, type Permission } from "./permissions.ts";
import type { ApiVersion } from "./versions.ts";

/** Interfaces into which the documentation groups the operations. */
export type ApiInterface =
  | "analytics"
  | "catalog"
  | "delivery_preview"
  | "events"
  | "order"
  | "privacy"
  | "returns"
  | "sandbox"
  | "tracking";

/** Kinds of error of the API; each type is written with the ending -Error or -Exception. */
export type ApiErrorKind =
  | "validation"
  | "conflict"
  | "notFound"
  | "accessDenied"
  | "unauthenticated"
  | "throttling"
  | "internal"
  | "unclassified";

/** An error that an operation's pages name. */
export interface DocumentedError {
  readonly kind: ApiErrorKind;
  /** `classification.code`; absent where the pages name only the type. */
  readonly code?: string;
  readonly meaning: string;
  /** What to do, in one sentence. */
  readonly wayOut: string;
  /** True if the same call can work a little later. */
  readonly passing?: true;
}

/** Facts on one root field of the API. */
export interface OperationFacts {
  readonly kind: "query" | "mutation";
  /** Published versions that have it. */
  readonly versions: readonly ApiVersion[];
  readonly interface: ApiInterface;
  /** Permissions that its pages print in any version; empty where none print one. */
  readonly permissions: readonly Permission[];
  /** Errors beyond AccessDeniedError, InternalServerError and ThrottlingError, which all operations share. */
  readonly errors: readonly DocumentedError[];
  /** Last part of the address of its reference page. */
  readonly page: string;
}

const ALL = ["2024-01-01", "2024-04-01", "2024-11-01"] as const;
const FIRST = ["2024-01-01"] as const;
const SINCE_APRIL = ["2024-04-01", "2024-11-01"] as const;
const NEWEST = ["2024-11-01"] as const;

function query(
  area: ApiInterface,
  name: string,
  versions: readonly ApiVersion[],
  permissions: readonly Permission[],
  errors: readonly DocumentedError[] = [],
): OperationFacts {
  return {
    kind: "query",
    versions,
    interface: area,
    permissions,
    errors,
    page: `${area}-queries-${name.toLowerCase()}`,
  };
}

function mutation(
  area: ApiInterface,
  name: string,
  versions: readonly ApiVersion[],
  permissions: readonly Permission[],
  errors: readonly DocumentedError[] = [],
): OperationFacts {
  const page = `${area}-mutations-${name.toLowerCase()}`;
  return { kind: "mutation", versions, interface: area, permissions, errors, page };
}

function invalid(code: string, meaning: string, wayOut: string): DocumentedError {
  return { kind: "validation", code, meaning, wayOut };
}

const ALIAS_TAKEN =
  "If this repeats a call that failed, the first one worked: query the order by its alias. Otherwise choose another alias.";
const WAIT_FOR_TRACKER = "Wait five minutes, query the order again, then retry.";
const NEW_TOKEN = "Have the shopper sign in again; a sandbox takes only the published tokens (bwp sandbox tokens).";
const ALIAS_OF_RETURN = "Use another alias id.";

const SHOPPER_TOKEN: readonly DocumentedError[] = [
  invalid("InvalidIdpToken", "The shopper's token is not valid.", NEW_TOKEN),
  invalid("ExpiredIdpToken", "The shopper's token has expired.", NEW_TOKEN),
];

const NO_AUTH_PROFILE: DocumentedError = {
  kind: "accessDenied",
  meaning: "No such auth profile of this client, or a permission is missing.",
  wayOut:
    "Check the id of the auth profile, which the API cannot list: it is what create answered, or the alias given then. The credentials need the event subscription permission.",
};

/** Facts on every operation, from its reference page and the pages on troubleshooting. */
export const OPERATIONS: Readonly<Record<string, OperationFacts>> = {
  order: query(
    "order",
    "order",
    ALL,
    ["viewOrder"],
    [
      {
        kind: "accessDenied",
        meaning: "No access, or no such order.",
        wayOut:
          'Check the order id or alias and the profile (bwp auth status); the credentials need "View Order Data".',
      },
    ],
  ),
  createOrder: mutation(
    "order",
    "createOrder",
    ALL,
    ["editOrder"],
    [
      { kind: "conflict", meaning: "An order alias is already in use.", wayOut: ALIAS_TAKEN },
      invalid(
        "AddressMismatch",
        "The address differs from the one of the delivery preview.",
        "Send the address that was used for the delivery preview.",
      ),
      invalid("AliasValueAlreadyExists", "The alias belongs to another order.", ALIAS_TAKEN),
    ],
  ),
  updateOrder: mutation(
    "order",
    "updateOrder",
    ALL,
    ["editOrder"],
    [
      invalid("DuplicateAliasId", "Two refunds of the request share an alias id.", "Make the alias ids unique."),
      invalid("DuplicateRefundId", "A refund id occurs twice in the request.", "Send each refund once per call."),
      invalid("InvalidAliasId", "The alias id belongs to another refund of this order.", "Use another alias id."),
      invalid("InvalidRefundId", "The order has no such refund.", "Take the refund id from the order: bwp order show."),
      invalid(
        "InvalidRefundRequestReasonUpdate",
        "Only external refunds may change their request reason.",
        "Leave refundRequestReason out.",
      ),
      invalid(
        "InvalidRefundStateTransition",
        "The refund cannot go from its state to this one.",
        "Query the order for the state that it has now.",
      ),
      invalid("MissingRefundId", "A refund has no id.", "Give the refund id from the event or from the order."),
      invalid("AliasLimitExceeded", "More than two aliases for a return.", "Send at most two aliases for a return."),
      invalid("AliasValueAlreadyExists", "The alias id belongs to another return of this order.", ALIAS_OF_RETURN),
    ],
  ),
  cancelOrder: mutation("order", "cancelOrder", SINCE_APRIL, []),
  // Newer than the published versions; its page prints no version.
  createOrderFromOffer: mutation("order", "createOrderFromOffer", NEWEST, []),

  updateOrderPackageInformation: mutation(
    "sandbox",
    "updateOrderPackageInformation",
    NEWEST,
    [],
    [
      {
        kind: "accessDenied",
        meaning: "No access, or no such order.",
        wayOut: "Check the order id, and that the profile is a sandbox with access to it.",
      },
      { kind: "conflict", meaning: "The order is being updated.", wayOut: "Try again in a moment.", passing: true },
      invalid(
        "ConflictingPackageStateInput",
        "Both a package state and a tracker state were given.",
        "Give one of the two for each package.",
      ),
      invalid("MissingCancellationReason", "A cancellation has no reason.", "Give a reason."),
      invalid("PackageTrackerNotAvailableForUpdate", "The package has no tracker yet.", WAIT_FOR_TRACKER),
      invalid(
        "InvalidPackageDeliveryDetailStateTransition",
        "The package cannot go from its state to this one.",
        "Query the order for the state that it has now: bwp order show.",
      ),
      invalid(
        "PackageInformationDetailIdNotFound",
        "The order has no such package.",
        "Take the package id from the order: bwp order show. Splitting a package makes new ids.",
      ),
      invalid("PackageTrackerNotFound", "The tracker is unknown or expired.", "Query the order for its trackers."),
      invalid("UpdatePackageTrackerLimitExceeded", "The tracker cannot be updated any more.", "Use another package."),
    ],
  ),
  updateOrderReturns: mutation("sandbox", "updateOrderReturns", ["2024-01-01", "2024-11-01"], []),
  updateOrderDeliveryInformation: mutation("sandbox", "updateOrderDeliveryInformation", FIRST, []),
  packageTracker: query(
    "tracking",
    "packageTracker",
    NEWEST,
    ["viewPackageTracker"],
    [
      {
        kind: "notFound",
        meaning: "The tracker is unknown or expired.",
        wayOut: "Tracking numbers expire after 90 days.",
      },
      invalid("InvalidTrackingNumber", "The tracking number is not valid.", "Check the tracking number."),
      invalid("InvalidCarrierCode", "The carrier code is not valid.", "Check the carrier code, for example ups."),
    ],
  ),

  createEventSubscription: mutation(
    "events",
    "createEventSubscription",
    ALL,
    ["eventSubscriptions"],
    [
      {
        kind: "accessDenied",
        meaning: "A permission is missing, the token is not valid, or the event type is unknown.",
        wayOut:
          "The credentials need the event subscription permission and the read permission of the resource behind the event type; check the spelling of the event type.",
      },
      invalid(
        "DestinationNameAlreadyExists",
        "The name of the partner event source is taken.",
        "Names are unique among all accounts: choose another source name.",
      ),
      invalid(
        "SubscriptionAlreadyExists",
        "This event type already goes to this destination.",
        "Leave out the event types that are subscribed: bwp subscribe list.",
      ),
    ],
  ),
  deleteEventSubscription: mutation(
    "events",
    "deleteEventSubscription",
    ALL,
    ["eventSubscriptions"],
    [
      {
        kind: "accessDenied",
        meaning: "No such subscription of this client, or a permission is missing.",
        wayOut: "Check the id (bwp subscribe list) and the event subscription permission.",
      },
    ],
  ),
  eventSubscription: query(
    "events",
    "eventSubscription",
    ALL,
    ["eventSubscriptions"],
    [
      {
        kind: "accessDenied",
        meaning: "No such subscription of this client, or a permission is missing.",
        wayOut: "Check the id (bwp subscribe list) and the event subscription permission.",
      },
    ],
  ),
  eventSubscriptions: query(
    "events",
    "eventSubscriptions",
    ALL,
    ["eventSubscriptions"],
    [
      {
        kind: "accessDenied",
        meaning: "The client has no subscription yet, or a permission is missing.",
        wayOut: "Either there is none yet (bwp subscribe create), or the event subscription permission is missing.",
      },
    ],
  ),
  createAuthProfile: mutation("events", "createAuthProfile", NEWEST, ["eventSubscriptions"]),
  updateAuthProfile: mutation("events", "updateAuthProfile", NEWEST, ["eventSubscriptions"], [NO_AUTH_PROFILE]),
  deleteAuthProfile: mutation("events", "deleteAuthProfile", NEWEST, ["eventSubscriptions"], [NO_AUTH_PROFILE]),

  reversalOffers: query(
    "returns",
    "reversalOffers",
    SINCE_APRIL,
    ["viewReturnPolicy", "viewCatalog"],
    [invalid("ItemDoesNotExist", "The item is not in the catalog.", "Check it with the product query.")],
  ),
  generateReversalOffers: query(
    "returns",
    "generateReversalOffers",
    FIRST,
    ["viewReturnPolicy", "viewCatalog"],
    [invalid("ItemDoesNotExist", "The item is not in the catalog.", "Check it with the product query.")],
  ),
  // Programmatic returns came late to 2024-11-01, on pages that print no version.
  return: query("returns", "return", NEWEST, []),
  createReturn: mutation("returns", "createReturn", NEWEST, []),
  updateReturn: mutation("returns", "updateReturn", NEWEST, []),

  catalogFeed: query("catalog", "catalogFeed", ALL, ["catalogBatches"]),
  downloadLink: query(
    "catalog",
    "downloadLink",
    ALL,
    ["productMedia"],
    [{ kind: "validation", meaning: "The file id is malformed.", wayOut: "Take the file id from bwp catalog feed." }],
  ),
  inventoryItem: query(
    "catalog",
    "inventoryItem",
    ALL,
    ["viewInventory"],
    [
      invalid("InvalidAmazonSkuConfiguration", "The Amazon SKU of the product is wrong.", "Correct the Amazon SKU."),
      invalid("MissingAmazonSkuConfiguration", "The product has no Amazon SKU.", "Give the product its Amazon SKU."),
    ],
  ),
  mappingProduct: query("catalog", "mappingProduct", FIRST, ["editCatalog"]),
  product: query("catalog", "product", SINCE_APRIL, ["editCatalog"]),
  products: query("catalog", "products", SINCE_APRIL, ["editCatalog"]),
  createCatalogFeed: mutation("catalog", "createCatalogFeed", ALL, ["catalogBatches"]),
  createUploadLink: mutation(
    "catalog",
    "createUploadLink",
    ALL,
    ["productMedia"],
    [invalid("UnspecifiedError", "The size is below 1.", "Announce the exact size of the file in bytes.")],
  ),
  createProduct: mutation("catalog", "createProduct", SINCE_APRIL, ["editCatalog"]),
  updateProduct: mutation("catalog", "updateProduct", SINCE_APRIL, ["editCatalog"]),
  deleteProduct: mutation(
    "catalog",
    "deleteProduct",
    SINCE_APRIL,
    ["editCatalog"],
    [{ kind: "notFound", meaning: "The product is unknown.", wayOut: "See what there is: bwp catalog product list" }],
  ),
  createPurchaseGroup: mutation("catalog", "createPurchaseGroup", SINCE_APRIL, ["editCatalog"]),

  deliveryPreview: query(
    "delivery_preview",
    "deliveryPreview",
    ALL,
    ["viewDeliveryPreview"],
    [
      {
        kind: "notFound",
        code: "ResourceNotFoundException",
        meaning: "A product is not in the catalog.",
        wayOut: "Check how the product is named, and that it is in the Buy with Prime catalog.",
      },
      ...SHOPPER_TOKEN,
      invalid("InvalidAddress", "The address is incomplete or malformed.", "Correct it, or give the ZIP code alone."),
      invalid("InvalidDestination", "Nothing is delivered there.", "Choose an address in the 50 states or DC."),
      ...(["Product", "Item"] as const).flatMap((thing) => [
        invalid(`${thing}AmountUnavailable`, "There are not that many in stock.", "Ask for a smaller amount."),
        invalid(`${thing}OutOfStock`, "There are none in stock.", "Leave the product out until it is there again."),
        invalid(`${thing}NotPrimeEnabled`, "The product is not offered with Prime.", "Leave it out of the preview."),
      ]),
    ],
  ),
  shopperBwPEligibility: query(
    "delivery_preview",
    "shopperBwPEligibility",
    ALL,
    ["viewShopperEligibility"],
    SHOPPER_TOKEN,
  ),

  personalDataRetrievalTask: query("privacy", "personalDataRetrievalTask", ALL, ["shopperPrivacy"]),
  personalDataDeletionTask: query("privacy", "personalDataDeletionTask", ALL, ["shopperPrivacy"]),
  startPersonalDataRetrievalTask: mutation("privacy", "startPersonalDataRetrievalTask", ALL, ["shopperPrivacy"]),
  startPersonalDataDeletionTask: mutation("privacy", "startPersonalDataDeletionTask", ALL, ["shopperPrivacy"]),
  cancelPersonalDataDeletionTask: mutation(
    "privacy",
    "cancelPersonalDataDeletionTask",
    ALL,
    ["shopperPrivacy"],
    [
      invalid(
        "CannotCancelPersonalDataDeletionTask",
        "The holding period is over.",
        "Only a task that is ON_HOLD can be cancelled; see what became of it with bwp privacy show.",
      ),
    ],
  ),

  sendUserEvents: mutation("analytics", "sendUserEvents", ALL, []),
  startReportTask: mutation(
    "analytics",
    "startReportTask",
    NEWEST,
    [],
    [
      invalid("InvalidReportType", "There is no report of that type.", "Ask for USER_EVENTS or ORDER_FEES."),
      invalid("InvalidDateFormat", "A date has another form.", "Give dates in ISO 8601 and UTC, 2024-07-01T00:00:00Z."),
      invalid("InvalidDateRange", "The start lies after the end.", "Give a start before the end."),
      {
        kind: "throttling",
        meaning: "Five report tasks are STARTED or RUNNING.",
        wayOut: "Wait until one of the five open report tasks is done: bwp analytics report show TASK_ID --wait.",
        passing: true,
      },
    ],
  ),
  reportTask: query(
    "analytics",
    "reportTask",
    NEWEST,
    [],
    [
      {
        kind: "notFound",
        meaning: "No such task, or its seven days are over.",
        wayOut: "Check the task id; a report expires after seven days, then a new one has to be started.",
      },
    ],
  ),
};

/** Console labels of the permissions that an operation needs as far as documented; empty if none is known. */
export function requiredPermissions(operation: string): readonly string[] {
  return (OPERATIONS[operation]?.permissions ?? []).map((permission) => PERMISSIONS[permission].label);
}

/** The documented error of an operation: by its code, else by its kind where the pages give no code. */
export function documentedError(operation: string, kind: ApiErrorKind, code: string): DocumentedError | undefined {
  const errors = OPERATIONS[operation]?.errors ?? [];
  return (
    errors.find((error) => error.kind === kind && error.code === code) ??
    errors.find((error) => error.kind === kind && error.code === undefined)
  );
}
