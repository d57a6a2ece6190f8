import {
  cancelOrderOperation,
  createEventSubscriptionOperation,
  createOrderOperation,
  deleteEventSubscriptionOperation,
  eventSubscriptionOperation,
  eventSubscriptionsOperation,
  orderOperation,
  reversalOffersOperation,
  updateOrderOperation,
} from "../../generated/operations/2024-04-01.ts";
import { cancellationIn, readOrderIn, reversalOffersIn } from "./answers.ts";
import { lacking, makeCall, writtenCall } from "./call.ts";
import type { CreateOrderInput, Dialect } from "./dialect.ts";
import { isCreateOrderInput, olderDestination, pageVariables, requireInput, reversalItems } from "./inputs.ts";
import {
  membersGiven,
  newerDeliveryOffer,
  olderChanges,
  olderDeliveryOffer,
  orderIdOf,
  placeOrderId,
  rewriteLines,
} from "./older-inputs.ts";
import {
  createOrderReader,
  type OrderWords,
  readOlderProvider,
  readProduct,
  readReturnLineItems,
  readReturnPackage,
} from "./order-reader.ts";
import { at, listOf } from "./reading.ts";

const VERSION = "2024-04-01";

/** Members of inputs that are marked INFERRED in this version's SDL; the insides of `payments` are. */
const UNCONFIRMED = {
  create: ["payments", "taxes"],
  update: ["payments", "recipient", "shopperIdentity"],
} as const;

const WORDS: OrderWords = {
  orderAliases: (order) => order.aliases,
  lineAliases: (item) => item.aliases,
  lineAmount: (item) => item.amount,
  product: readProduct,
  provider: readOlderProvider,
  packages: (entity) => at(entity.deliveryInformation),
  packageContents: (entry) => at(entry.deliveryInformationDetailsFor).orderLineItems,
  returnLineItems: readReturnLineItems,
  returnPackages: (details) => listOf(details.returnDeliveryDetails).map(readReturnPackage),
  refundedAmount: (line) => line.amount,
};

const readOrder = createOrderReader(WORDS);

function lineItems(input: CreateOrderInput) {
  return input.lineItems.map((line, index) => {
    if (line === null) return null;
    const { selectedDeliveryOffer, ...same } = line;
    const path = ["lineItems", index, "selectedDeliveryOffer"];
    return { ...same, selectedDeliveryOffer: olderDeliveryOffer(VERSION, selectedDeliveryOffer, path) };
  });
}

/** Version 2024-04-01. Its sandbox is not documented, so it has no sandbox operations. */
export const dialect: Dialect = {
  version: VERSION,
  changesNeedOrderId: true,
  deliversWithoutPrime: false,

  order: ({ orderId, alias }) => makeCall(orderOperation, alias ? { alias } : { orderId: orderId ?? null }),
  createOrder: (input) =>
    makeCall(
      createOrderOperation,
      { input: { ...input, lineItems: lineItems(input) } },
      membersGiven(input, UNCONFIRMED.create),
    ),
  updateOrder: (identifier, input) => {
    const orderId = orderIdOf(VERSION, "updateOrder", identifier);
    const changes = { orderId, ...olderChanges(VERSION, input) };
    return makeCall(updateOrderOperation, { input: changes }, membersGiven(input, UNCONFIRMED.update));
  },
  cancelOrder: (orderIdentifier, input) => makeCall(cancelOrderOperation, { input: { ...input, orderIdentifier } }),
  createOrderFromOffer: lacking(VERSION, "createOrderFromOffer"),

  createOrderAsWritten: (input) => writtenCall(createOrderOperation, { input }),
  placeOrderId: (identifier, input) => placeOrderId(VERSION, identifier, input),
  updateOrderAsWritten: (identifier, input) =>
    writtenCall(updateOrderOperation, { input: placeOrderId(VERSION, identifier, input) }),
  toNewestCreateOrder: (input) =>
    requireInput(
      rewriteLines(input, ({ selectedDeliveryOffer, ...same }) => ({
        ...same,
        selectedDeliveryOffer: newerDeliveryOffer(at(selectedDeliveryOffer)),
      })),
      isCreateOrderInput,
    ),

  movePackages: lacking(VERSION, "updateOrderPackageInformation"),
  moveTrackers: lacking(VERSION, "updateOrderPackageInformation"),
  moveReturns: lacking(VERSION, "updateOrderReturns"),
  gradeReturn: lacking(VERSION, "updateOrderReturns"),

  packageTracker: lacking(VERSION, "packageTracker"),

  reversalOffers: (items) =>
    makeCall(reversalOffersOperation, { reversalOffersInput: { items: reversalItems(items) } }),
  returnDetails: lacking(VERSION, "return"),
  createReturn: lacking(VERSION, "createReturn"),
  updateReturn: lacking(VERSION, "updateReturn"),

  createEventSubscription: (input) =>
    makeCall(createEventSubscriptionOperation, { input: olderDestination(VERSION, input) }),
  deleteEventSubscription: (subscriptionId) => makeCall(deleteEventSubscriptionOperation, { subscriptionId }),
  eventSubscription: (subscriptionId) => makeCall(eventSubscriptionOperation, { subscriptionId }),
  eventSubscriptions: (page) => makeCall(eventSubscriptionsOperation, pageVariables(page)),

  readOrder: (data) => readOrderIn(readOrder, data),
  readCancellation: cancellationIn,
  readTracker: () => undefined,
  readReversalOffers: reversalOffersIn,
  readReturn: () => undefined,
};
