import type {
  CancelOrderInput,
  CreateEventSubscriptionInput,
  CreateEventSubscriptionMutation,
  CreateOrderInput,
  DeleteEventSubscriptionMutation,
  EventSubscriptionQuery,
  EventSubscriptionsQuery,
  OrderIdentifierInput,
  UpdateOrderInput,
} from "../../generated/operations/2024-11-01.ts";
import type { DecimalValue } from "../../model/decimal.ts";
import type { Cancellation, OrderView, ReturnDetails, ReversalOffer, Tracker } from "../../model/order.ts";
import type { PackageCancellationReason, PackageState, SettableMilestoneCode } from "../../model/package-states.ts";
import type { GradingCondition, ReturnPackageFailureReason, ReturnPackageState } from "../../model/return-states.ts";
import type { ApiVersion } from "../../model/versions.ts";
import type { Operation } from "../operation.ts";

export type {
  CancelOrderInput,
  CreateEventSubscriptionInput,
  CreateOrderInput,
  EventSubscriptionQuery,
  OrderIdentifierInput,
  UpdateOrderInput,
};

/** Variables of any operation. */
export type Variables = Readonly<Record<string, unknown>>;

/**
 * One call in the words of a version, ready to send: `api.request(call.operation, call.variables)`, or
 * `mutate(context, { ...call, what })`. The answer is the API's own; the dialect that made the call reads it.
 */
export interface Call<Data = unknown> {
  readonly operation: Operation<Data, Variables>;
  readonly variables: Variables;
  /** Paths in the variables that no documentation page confirms for this version; `mutate` warns about them. */
  readonly unconfirmed?: readonly string[];
}

/** So many units of one line of an order. */
export interface LineAmount {
  readonly lineItemId: string;
  readonly amount: DecimalValue;
}

/** One outbound package (a delivery, before 2024-11-01) and where it shall go. */
export interface PackageChange {
  /** As {@link OrderView.packages} names it. The same id twice, with other lines, splits a package. */
  readonly id: string;
  readonly state: PackageState;
  /** With CANCELLED only. */
  readonly reason?: PackageCancellationReason | undefined;
  /** The units that move; left out: all that the package holds. */
  readonly lines?: readonly LineAmount[] | undefined;
  /** All that the package holds, if it is known: 2024-01-01 wants the units named even if all move. */
  readonly contents?: readonly LineAmount[] | undefined;
}

/** The tracker of a package and the milestone that it shall reach. */
export interface TrackerChange {
  readonly packageId: string;
  readonly trackingNumber: string;
  readonly carrierCode?: string | undefined;
  readonly milestone: SettableMilestoneCode;
}

/** One return package and where it shall go; in 2024-01-01 the return itself moves, and `packageId` is left out. */
export interface ReturnChange {
  readonly returnId: string;
  readonly packageId?: string | undefined;
  /** COMPLETED is of a return, the others are of packages. */
  readonly state: ReturnPackageState | "COMPLETED";
  /** With FAILED only. */
  readonly reason?: ReturnPackageFailureReason | undefined;
}

/** What the inspection of one returned line item found. */
export interface GradingChange {
  readonly returnLineItemId: string | undefined;
  readonly units: readonly { readonly condition: GradingCondition; readonly amount: DecimalValue }[];
}

/** A product of which to ask whether it can be returned; give exactly one member. */
export type ReversalItem =
  | { readonly sku: string }
  | { readonly externalId: string }
  | { readonly productId: string }
  | { readonly amazonSku: { readonly value: string; readonly marketplaceId?: string | undefined } };

/** Names a return: by id, or by one of its aliases. */
export type ReturnIdentifier =
  | { readonly id: string }
  | { readonly alias: { readonly aliasType: string; readonly aliasId: string } };

/** One page of a list. */
export interface PageRequest {
  readonly first?: number | undefined;
  readonly after?: string | undefined;
}

/**
 * How one version of the API is spoken. Commands use the words of the newest version; a dialect translates arguments into a
 * {@link Call} and reads answers into the shapes of `src/model/order.ts`. Get one with `dialectFor`, in a command with
 * `context.dialect()`.
 *
 * Every method that makes a call throws {@link RefusedError} code `not_in_version`, naming the versions to use, if its
 * version lacks the operation or a field that was given (then with the field's path).
 */
export interface Dialect {
  readonly version: ApiVersion;
  /**
   * True if changes of an order (updateOrder, sandbox) name it by id only; an alias then has to be looked up first, which
   * `chooseOrderForChange` in commands/order does. Queries and cancelOrder take aliases in every version.
   */
  readonly changesNeedOrderId: boolean;

  /** True if Amazon also delivers without Prime; else a line that Amazon delivers needs a delivery preview and an offer. */
  readonly deliversWithoutPrime: boolean;

  // ---- order
  order(identifier: OrderIdentifierInput): Call;
  /** @param input in the newest words. */
  createOrder(input: CreateOrderInput): Call;
  /** @param input in the newest words. */
  updateOrder(identifier: OrderIdentifierInput, input: UpdateOrderInput): Call;
  cancelOrder(identifier: OrderIdentifierInput, input?: CancelOrderInput): Call;
  /** Newer than all published versions; only 2024-11-01 has it, unconfirmed. `input` as the API takes it. */
  createOrderFromOffer(input: Variables): Call;

  // ---- inputs of files, in the words of this version, checked against its input types before
  /** Sends a CreateOrderInput of this version as it is written. */
  createOrderAsWritten(input: Variables): Call;
  /**
   * Puts the order into an UpdateOrderInput where this version wants it there; else the input as it is.
   * @throws {UsageError} code `two_orders` if the input names another one.
   */
  placeOrderId(identifier: OrderIdentifierInput, input: Variables): Variables;
  /** Sends an UpdateOrderInput of this version as it is written, with its order put in place. */
  updateOrderAsWritten(identifier: OrderIdentifierInput, input: Variables): Call;
  /** What a CreateOrderInput of this version says, in the newest words, for checks and views. */
  toNewestCreateOrder(input: Variables): CreateOrderInput;

  // ---- sandbox
  movePackages(identifier: OrderIdentifierInput, changes: readonly PackageChange[]): Call;
  moveTrackers(identifier: OrderIdentifierInput, changes: readonly TrackerChange[]): Call;
  moveReturns(identifier: OrderIdentifierInput, changes: readonly ReturnChange[]): Call;
  gradeReturn(identifier: OrderIdentifierInput, returnId: string, gradings: readonly GradingChange[]): Call;

  // ---- tracking
  packageTracker(identifier: { readonly carrierCode: string; readonly trackingNumber: string }): Call;

  // ---- returns; the last three are newer than the published versions and incompletely documented
  reversalOffers(items: readonly ReversalItem[]): Call;
  returnDetails(identifier: ReturnIdentifier): Call;
  /** @param input CreateReturnInput as the API takes it. */
  createReturn(identifier: OrderIdentifierInput | undefined, input: Variables): Call;
  /** @param input UpdateReturnInput as the API takes it, without the identifier. */
  updateReturn(identifier: ReturnIdentifier, input: Variables): Call;

  // ---- events; their answers are the same in all versions
  createEventSubscription(input: CreateEventSubscriptionInput): Call<CreateEventSubscriptionMutation>;
  deleteEventSubscription(subscriptionId: string): Call<DeleteEventSubscriptionMutation>;
  eventSubscription(subscriptionId: string): Call<EventSubscriptionQuery>;
  eventSubscriptions(page: PageRequest): Call<EventSubscriptionsQuery>;

  // ---- answers: each takes the whole `data`
  /** The order in the answer of `order`, `createOrder`, `updateOrder`, `move…` or `gradeReturn`; undefined if it is null. */
  readOrder(data: unknown): OrderView | undefined;
  /** The cancellation that `cancelOrder` answers with. */
  readCancellation(data: unknown): Cancellation | undefined;
  /** The tracker that `packageTracker` answers with. */
  readTracker(data: unknown): Tracker | undefined;
  /** The offers in the answer of `reversalOffers`, in the order of the items. */
  readReversalOffers(data: unknown): readonly ReversalOffer[];
  /** The return in the answer of `returnDetails`, `createReturn` or `updateReturn`. */
  readReturn(data: unknown): ReturnDetails | undefined;
}
