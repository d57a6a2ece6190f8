import {
  createEventSubscriptionOperation,
  createOrderOperation,
  deleteEventSubscriptionOperation,
  eventSubscriptionOperation,
  eventSubscriptionsOperation,
  generateReversalOffersOperation,
  type LineItemInput,
  orderOperation,
  type PurchasedItemInput,
  updateOrderDeliveryInformationOperation,
  updateOrderOperation,
  updateOrderReturnsOperation,
} from "../../generated/operations/2024-01-01.ts";
import type {
  LineItemInput as NewestLineItemInput,
  PurchasedProductViewInput,
} from "../../generated/operations/2024-11-01.ts";
import type { ReversalOffer } from "../../model/order.ts";
import { readOrderIn } from "./answers.ts";
import { lacking, makeCall, notInVersion, writtenCall } from "./call.ts";
import type { Dialect, ReturnChange, Variables } from "./dialect.ts";
import {
  isCreateOrderInput,
  lineAmounts,
  olderDestination,
  pageVariables,
  requireInput,
  reversalItems,
} from "./inputs.ts";
import { toItemIdentifier, toNewestIdentifier } from "./item-identifier.ts";
import {
  membersGiven,
  newerDeliveryOffer,
  olderChanges,
  olderDeliveryOffer,
  orderIdOf,
  placeOrderId,
  rewriteLines,
} from "./older-inputs.ts";
import { createOrderReader, type OrderWords, readOlderProvider } from "./order-reader.ts";
import { amountOf, at, idOf, type Json, listOf, moneyOf, textOf } from "./reading.ts";

const VERSION = "2024-01-01";

/** Members of inputs that are marked INFERRED in this version's SDL. */
const UNCONFIRMED = {
  create: ["payments", "taxes"],
  update: ["orderLinks", "payments", "recipient", "shopperIdentity", "taxes", "totalPrice"],
} as const;

const WORDS: OrderWords = {
  orderAliases: (order) => order.orderAliases ?? order.aliases,
  lineAliases: (item) => item.aliases ?? item.lineItemAliases,
  lineAmount: (item) => item.amount ?? item.quantity,
  product: (item) => {
    const purchased = at(item.purchasedItem);
    return {
      title: textOf(purchased.title),
      productId: undefined,
      price: moneyOf(at(purchased.price).currentPrice),
      offerPrime: undefined,
      variations: [],
    };
  },
  provider: readOlderProvider,
  packages: (entity) => at(entity.deliveryInformation),
  packageContents: (entry) => at(entry.deliveryInformationDetailsFor).orderLineItems,
  // A return of this version has no lines of its own, only the order's lines with a quantity each.
  returnLineItems: (details) =>
    listOf(at(details.returnFor).orderLineItems).map((line) => ({
      id: undefined,
      contents: [{ lineItemId: idOf(at(line.lineItem).id), amount: amountOf(line.returnedQuantity) }],
      reasonCode: undefined,
      refundIds: [],
      grading: undefined,
    })),
  returnPackages: () => [],
  refundedAmount: (line) => line.refundedQuantity,
};

const readOrder = createOrderReader(WORDS);

/** A line in the words of this version: purchasedItem, quantity, lineItemAliases. */
function lineItem(line: NewestLineItemInput, index: number): LineItemInput {
  const { aliases, amount, product, selectedDeliveryOffer, ...same } = line;
  const path = ["lineItems", index];
  const { unit } = amount;
  return {
    ...same,
    ...(aliases ? { lineItemAliases: aliases } : {}),
    quantity: { amount: amount.value, ...(unit ? { unit } : {}) },
    ...(product ? { purchasedItem: purchasedItem(product, [...path, "product"]) } : {}),
    selectedDeliveryOffer: olderDeliveryOffer(VERSION, selectedDeliveryOffer, [...path, "selectedDeliveryOffer"]),
  };
}

function purchasedItem(product: PurchasedProductViewInput, path: readonly (string | number)[]): PurchasedItemInput {
  const { identifier, price, purchaseGroupMembership, ...same } = product;
  if (purchaseGroupMembership) {
    throw notInVersion({
      version: VERSION,
      operation: "createOrder",
      path: [...path, "purchaseGroupMembership"],
      versions: ["2024-04-01", "2024-11-01"],
    });
  }
  return {
    ...same,
    ...(identifier ? { itemId: toItemIdentifier(identifier) } : {}),
    ...(price ? { price: { currentPrice: price } } : {}),
  };
}

/** The same the other way round. */
function newestLineItem(line: Json): Json {
  const { purchasedItem: item, quantity, lineItemAliases, selectedDeliveryOffer, ...same } = line;
  const { amount, unit } = at(quantity);
  return {
    ...same,
    ...(lineItemAliases === undefined ? {} : { aliases: lineItemAliases }),
    ...(quantity === undefined ? {} : { amount: { value: amount, ...(unit === undefined ? {} : { unit }) } }),
    ...(item === undefined || item === null ? {} : { product: newestProduct(at(item)) }),
    selectedDeliveryOffer: newerDeliveryOffer(at(selectedDeliveryOffer)),
  };
}

function newestProduct({ itemId, price, ...same }: Json): Json {
  return {
    ...same,
    ...(itemId === undefined ? {} : { identifier: toNewestIdentifier(itemId) }),
    ...(price === undefined ? {} : { price: at(price).currentPrice }),
  };
}

function newestCreateOrder({ orderAliases, ...input }: Variables): Variables {
  const aliases = [...listOf(input.aliases), ...listOf(orderAliases)];
  return { ...rewriteLines(input, newestLineItem), ...(aliases.length === 0 ? {} : { aliases }) };
}

function returnChange({ returnId, packageId, state }: ReturnChange) {
  if (packageId === undefined && state === "COMPLETED") return { id: returnId, state } as const;
  throw notInVersion({
    version: VERSION,
    operation: "updateOrderReturns",
    path: ["returns", "details", "returnPackageDetails"],
    what: "return packages",
    versions: ["2024-11-01"],
    instead: "move the return itself to COMPLETED",
  });
}

/** Version 2024-01-01. */
export const dialect: Dialect = {
  version: VERSION,
  changesNeedOrderId: true,
  deliversWithoutPrime: false,

  order: ({ orderId, alias }) =>
    makeCall(orderOperation, { orderIdentifier: alias ? { orderAlias: alias } : { orderId: orderId ?? null } }),
  createOrder: (input) => {
    const lineItems = input.lineItems.map((line, index) => line && lineItem(line, index));
    return makeCall(createOrderOperation, { input: { ...input, lineItems } }, membersGiven(input, UNCONFIRMED.create));
  },
  updateOrder: (identifier, input) => {
    const orderId = orderIdOf(VERSION, "updateOrder", identifier);
    const changes = { orderId, ...olderChanges(VERSION, input) };
    return makeCall(updateOrderOperation, { input: changes }, membersGiven(input, UNCONFIRMED.update));
  },
  cancelOrder: lacking(VERSION, "cancelOrder"),
  createOrderFromOffer: lacking(VERSION, "createOrderFromOffer"),

  createOrderAsWritten: (input) => writtenCall(createOrderOperation, { input }),
  placeOrderId: (identifier, input) => placeOrderId(VERSION, identifier, input),
  updateOrderAsWritten: (identifier, input) =>
    writtenCall(updateOrderOperation, { input: placeOrderId(VERSION, identifier, input) }),
  toNewestCreateOrder: (input) => requireInput(newestCreateOrder(input), isCreateOrderInput),

  movePackages: (identifier, changes) => {
    const details = changes.map(({ id, state, reason, contents, lines = contents }) => ({
      id,
      deliveryInformationState: { state, ...(reason === undefined ? {} : { reason }) },
      ...(lines === undefined ? {} : { deliveryInformationDetailsFor: { orderLineItems: lineAmounts(lines) } }),
    }));
    const orderId = orderIdOf(VERSION, "updateOrderDeliveryInformation", identifier);
    return makeCall(updateOrderDeliveryInformationOperation, { input: { orderId, details } });
  },
  moveTrackers: lacking(VERSION, "updateOrderPackageInformation"),
  moveReturns: (identifier, changes) => {
    const orderId = orderIdOf(VERSION, "updateOrderReturns", identifier);
    return makeCall(updateOrderReturnsOperation, { input: { orderId, details: changes.map(returnChange) } }, ["input"]);
  },
  gradeReturn: () => {
    throw notInVersion({
      version: VERSION,
      operation: "updateOrderReturns",
      path: ["returns", "details", "returnLineItems"],
      what: "gradings",
      versions: ["2024-11-01"],
    });
  },

  packageTracker: lacking(VERSION, "packageTracker"),

  reversalOffers: (items) =>
    makeCall(generateReversalOffersOperation, { reversalOffersInput: { items: reversalItems(items) } }),
  returnDetails: lacking(VERSION, "return"),
  createReturn: lacking(VERSION, "createReturn"),
  updateReturn: lacking(VERSION, "updateReturn"),

  createEventSubscription: (input) =>
    makeCall(createEventSubscriptionOperation, { input: olderDestination(VERSION, input) }),
  deleteEventSubscription: (subscriptionId) => makeCall(deleteEventSubscriptionOperation, { subscriptionId }),
  eventSubscription: (subscriptionId) => makeCall(eventSubscriptionOperation, { subscriptionId }),
  eventSubscriptions: (page) => makeCall(eventSubscriptionsOperation, pageVariables(page)),

  readOrder: (data) => readOrderIn(readOrder, data),
  readCancellation: () => undefined,
  readTracker: () => undefined,
  readReversalOffers: (data) => {
    const offers = at(data, "generateReversalOffers");
    return listOf(offers.reversalOfferGroups).map(
      (group): ReversalOffer => ({
        item: textOf(at(group, "item", "id").value),
        title: textOf(at(group.summary).title),
        description: textOf(at(group.summary).description),
        resolutionTypes: undefined,
        duration: undefined,
        endDate: undefined,
        expiresAt: textOf(offers.expiresAt),
      }),
    );
  },
  readReturn: () => undefined,
};
