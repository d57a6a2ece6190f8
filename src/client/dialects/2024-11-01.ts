import {
  cancelOrderOperation,
  createEventSubscriptionOperation,
  createOrderFromOfferOperation,
  createOrderOperation,
  createReturnOperation,
  deleteEventSubscriptionOperation,
  eventSubscriptionOperation,
  eventSubscriptionsOperation,
  orderOperation,
  packageTrackerOperation,
  returnOperation,
  reversalOffersOperation,
  updateOrderOperation,
  updateOrderPackageInformationOperation,
  updateOrderReturnsOperation,
  updateReturnOperation,
} from "../../generated/operations/2024-11-01.ts";
import { cancellationIn, readOrderIn, returnIn, reversalOffersIn, trackerIn } from "./answers.ts";
import { makeCall, notInVersion, writtenCall } from "./call.ts";
import type { Dialect, ReturnChange } from "./dialect.ts";
import { isCreateOrderInput, lineAmounts, pageVariables, requireInput, reversalItems } from "./inputs.ts";
import {
  createOrderReader,
  type OrderWords,
  readProduct,
  readReturn,
  readReturnLineItems,
  readReturnPackage,
} from "./order-reader.ts";
import { at, flagOf, listOf, textOf } from "./reading.ts";

export { readCancellation, readTracker } from "./order-reader.ts";

const WORDS: OrderWords = {
  orderAliases: (order) => order.aliases,
  lineAliases: (item) => item.aliases,
  lineAmount: (item) => item.amount,
  product: readProduct,
  provider: (offer) => ({
    deliveryProvider: textOf(offer.deliveryProvider),
    isPrimeEligible: flagOf(at(offer.deliveryTerms).isPrimeEligible),
  }),
  packages: (entity) => at(entity.packageInformation),
  packageContents: (entry) => at(entry.packageInformationDetailsFor).orderLineItems,
  returnLineItems: readReturnLineItems,
  returnPackages: (details) => {
    // The older field stays, deprecated; a service that answers only that one is read as well.
    const packages = listOf(details.returnPackageDetails);
    return (packages.length > 0 ? packages : listOf(details.returnDeliveryDetails)).map(readReturnPackage);
  },
  refundedAmount: (line) => line.amount,
};

/** Reads an `Order` as version 2024-11-01 answers it, whole or in part. Page: order-queries-order. */
export const readOrder = createOrderReader(WORDS);

/** The changes of each return, in the order of their first mention. */
function changesByReturn(changes: readonly ReturnChange[]): readonly (readonly [string, readonly ReturnChange[]])[] {
  const byReturn = new Map<string, ReturnChange[]>();
  for (const change of changes) byReturn.set(change.returnId, [...(byReturn.get(change.returnId) ?? []), change]);
  return [...byReturn];
}

function returnPackageChange({ packageId, state, reason }: ReturnChange) {
  if (state === "COMPLETED") {
    throw notInVersion({
      version: "2024-11-01",
      operation: "updateOrderReturns",
      path: ["returns", "details", "state"],
      versions: ["2024-01-01"],
      instead: "move the packages of the return",
    });
  }
  return {
    ...(packageId === undefined ? {} : { id: packageId }),
    state,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Version 2024-11-01, whose words are those of the surface. */
export const dialect: Dialect = {
  version: "2024-11-01",
  changesNeedOrderId: false,
  deliversWithoutPrime: true,

  order: (orderIdentifier) => makeCall(orderOperation, { orderIdentifier }),
  createOrder: (input) => makeCall(createOrderOperation, { input }),
  updateOrder: (orderIdentifier, input) => makeCall(updateOrderOperation, { orderIdentifier, input }),
  cancelOrder: (orderIdentifier, input) =>
    makeCall(cancelOrderOperation, { orderIdentifier, ...(input === undefined ? {} : { input }) }),
  createOrderFromOffer: (input) => writtenCall(createOrderFromOfferOperation, { input }, ["input"]),

  createOrderAsWritten: (input) => writtenCall(createOrderOperation, { input }),
  placeOrderId: (_, input) => input,
  updateOrderAsWritten: (orderIdentifier, input) => writtenCall(updateOrderOperation, { orderIdentifier, input }),
  toNewestCreateOrder: (input) => requireInput(input, isCreateOrderInput),

  movePackages: (orderIdentifier, changes) => {
    const details = changes.map(({ id, state, reason, lines }) => ({
      id,
      packageState: {
        packageInformationState: {
          state,
          ...(reason === undefined ? {} : { reason }),
          ...(lines === undefined
            ? {}
            : { packageInformationDetailsFor: { orderLineItemAmounts: lineAmounts(lines) } }),
        },
      },
    }));
    const input = { packageInformation: { details } };
    return makeCall(updateOrderPackageInformationOperation, { orderIdentifier, input });
  },
  moveTrackers: (orderIdentifier, changes) => {
    const details = changes.map(({ packageId, trackingNumber, carrierCode, milestone }) => ({
      id: packageId,
      packageState: {
        packageTrackerState: {
          packageTrackerIdentifier: { trackingNumber, ...(carrierCode === undefined ? {} : { carrierCode }) },
          packageMilestoneStatusCode: milestone,
        },
      },
    }));
    return makeCall(
      updateOrderPackageInformationOperation,
      { orderIdentifier, input: { packageInformation: { details } } },
      ["input.packageInformation.details.packageState.packageTrackerState.packageMilestoneStatusCode"],
    );
  },
  moveReturns: (orderIdentifier, changes) => {
    const details = changesByReturn(changes).map(([id, entries]) => ({
      returnIdentifier: { id },
      returnPackageDetails: entries.map(returnPackageChange),
    }));
    return makeCall(updateOrderReturnsOperation, { orderIdentifier, input: { returns: { details } } });
  },
  gradeReturn: (orderIdentifier, returnId, gradings) => {
    const returnLineItems = gradings.map(({ returnLineItemId, units }) => ({
      id: returnLineItemId ?? null,
      grading: {
        summary: {
          unitWiseCondition: units.map(({ condition, amount }) => ({ condition, amount: { value: amount } })),
        },
      },
    }));
    return makeCall(
      updateOrderReturnsOperation,
      {
        orderIdentifier,
        input: { returns: { details: [{ returnIdentifier: { id: returnId }, returnLineItems }] } },
      },
      ["input.returns.details.returnLineItems"],
    );
  },

  packageTracker: (packageTrackerIdentifier) =>
    makeCall(packageTrackerOperation, { packageTrackerInput: { packageTrackerIdentifier } }),

  reversalOffers: (items) =>
    makeCall(reversalOffersOperation, { reversalOffersInput: { items: reversalItems(items) } }),
  returnDetails: (input) => makeCall(returnOperation, { input }),
  createReturn: (orderIdentifier, input) =>
    orderIdentifier === undefined
      ? writtenCall(createReturnOperation, { input })
      : writtenCall(createReturnOperation, { orderIdentifier, input }, ["orderIdentifier"]),
  updateReturn: (returnIdentifier, input) =>
    writtenCall(updateReturnOperation, { input: { ...input, returnIdentifier } }),

  createEventSubscription: (input) => makeCall(createEventSubscriptionOperation, { input }),
  deleteEventSubscription: (subscriptionId) => makeCall(deleteEventSubscriptionOperation, { subscriptionId }),
  eventSubscription: (subscriptionId) => makeCall(eventSubscriptionOperation, { subscriptionId }),
  eventSubscriptions: (page) => makeCall(eventSubscriptionsOperation, pageVariables(page)),

  readOrder: (data) => readOrderIn(readOrder, data),
  readCancellation: cancellationIn,
  readTracker: trackerIn,
  readReversalOffers: reversalOffersIn,
  readReturn: (data) => {
    const details = returnIn(data);
    return details === undefined ? undefined : readReturn(WORDS, details);
  },
};
