import type {
  Cancellation,
  Discount,
  LineItem,
  LineItemAmount,
  Milestone,
  OrderView,
  Package,
  Payment,
  Refund,
  ReturnDetails,
  ReturnLineItem,
  ReturnPackage,
  Tracker,
} from "../../model/order.ts";
import { aliasesOf, amountOf, at, flagOf, idOf, type Json, listOf, moneyOf, textOf } from "./reading.ts";

/** What a version says of the product of a line. */
export type ProductFacts = Pick<LineItem, "title" | "productId" | "price" | "offerPrime" | "variations">;

/** The places of an answer where versions use different words; everything else is read the same in all of them. */
export interface OrderWords {
  /** The names of an order. */
  orderAliases(order: Json): unknown;
  lineAliases(item: Json): unknown;
  lineAmount(item: Json): unknown;
  product(item: Json): ProductFacts;
  /** The chosen delivery offer of a line, in the newest words. */
  provider(offer: Json): Pick<LineItem, "deliveryProvider" | "isPrimeEligible">;
  /** Packages with a summary, of an order or a line. */
  packages(entity: Json): Json;
  /** Lines and amounts that a package holds. */
  packageContents(entry: Json): unknown;
  returnLineItems(details: Json): readonly ReturnLineItem[];
  returnPackages(details: Json): readonly ReturnPackage[];
  /** How much of a line is refunded; an entry of `refundFor.orderLineItems`. */
  refundedAmount(line: Json): unknown;
}

/** Makes the reader of an `Order`, whole or in part, as a version answers it. Page: order-queries-order. */
export function createOrderReader(words: OrderWords): (answer: unknown) => OrderView {
  return (answer) => {
    const order = at(answer);
    const metadata = at(order.metadata);
    const contact = at(order, "customer", "contact");
    const lineItems = listOf(order.lineItems).map((item) => readLineItem(words, item));
    return {
      id: idOf(order.id),
      aliases: aliasesOf(words.orderAliases(order)),
      executionState: textOf(metadata.executionState),
      createdAt: textOf(metadata.createdAt),
      updatedAt: textOf(metadata.updatedAt),
      customer:
        Object.keys(contact).length === 0
          ? undefined
          : { id: textOf(contact.id), name: textOf(contact.name), email: textOf(contact.email) },
      lineItems,
      packageState: textOf(at(words.packages(order).summary).state),
      packages: readPackages(words, order),
      total: moneyOf(at(order.totalPrice).value ?? at(order.totalPrice).totalPrice),
      totalVerified: flagOf(at(order.totalPrice).verified),
      charges: listOf(at(order.totalPrice).rollupCharges).map((charge) => ({
        type: textOf(charge.rollupChargeType),
        text: textOf(charge.displayString),
        amount: moneyOf(charge.value),
      })),
      tax: moneyOf(at(order, "taxes", "summary").collectableTaxAmount),
      discount: readDiscount(order),
      payments: readPayments(order.payments),
      returns: listOf(at(order.returns).details).map((details) => readReturn(words, details)),
      cancellations: distinctCancellations(lineItems),
      refundTotal: moneyOf(at(order, "refunds", "summary", "refundTotal").totalAmount),
      refunds: listOf(at(order.refunds).details).map((refund) => readRefund(words, refund)),
      links: listOf(order.orderLinks).map((link) => ({
        destinationType: idOf(link.destinationType),
        url: idOf(link.url),
        displayMessage: textOf(link.displayMessage),
      })),
    };
  };
}

/** Reads a `PackageTracker`; undefined for null or one without content, as a package has before it is shipped. */
export function readTracker(answer: unknown): Tracker | undefined {
  const tracker = at(answer);
  if (Object.values(tracker).every((member) => member === null || member === undefined)) return undefined;
  const identifier = at(tracker.packageTrackerIdentifier);
  const estimate = at(tracker.estimatedDeliveryDate);
  return {
    carrierCode: textOf(identifier.carrierCode),
    trackingNumber: textOf(identifier.trackingNumber),
    trackingUrl: textOf(tracker.trackingUrl),
    earliestDelivery: textOf(estimate.earliest),
    latestDelivery: textOf(estimate.latest),
    latestMilestone: listOf(tracker.latestMilestone).map(readMilestone)[0],
    milestones: listOf(tracker.milestones).map(readMilestone),
  };
}

function readMilestone(milestone: Json): Milestone {
  const status = at(milestone.status);
  const address = at(milestone.address);
  const place = [address.locality, address.region, address.country].flatMap((part) => textOf(part) ?? []).join(", ");
  return {
    code: idOf(status.code),
    message: textOf(at(status.message).value),
    place: place === "" ? undefined : place,
    occurredAt: textOf(milestone.occurredAt),
  };
}

function readLineItem(words: OrderWords, item: Json): LineItem {
  return {
    id: idOf(item.id),
    aliases: aliasesOf(words.lineAliases(item)),
    amount: amountOf(words.lineAmount(item)),
    createdAt: textOf(item.createdAt),
    ...words.product(item),
    ...words.provider(at(item, "deliveryOffer", "details")),
    packageState: textOf(at(words.packages(item).summary).state),
    tax: moneyOf(at(item, "taxes", "summary").collectableTaxAmount),
    discount: readDiscount(item),
    cancellations: listOf(at(item.cancellations).details).map(readCancellation),
  };
}

/** Who delivers, as versions before 2024-11-01 say it: PRIME is AMAZON with Prime now. */
export function readOlderProvider(offer: Json): ReturnType<OrderWords["provider"]> {
  const provider = textOf(offer.deliveryProvider);
  return provider === "PRIME"
    ? { deliveryProvider: "AMAZON", isPrimeEligible: true }
    : { deliveryProvider: provider, isPrimeEligible: undefined };
}

/** The product of a line as versions since 2024-04-01 have it. */
export function readProduct(item: Json): ProductFacts {
  const product = at(item.product);
  return {
    title: textOf(product.title),
    productId: textOf(at(product.productId).value),
    price: moneyOf(product.price),
    offerPrime: flagOf(product.offerPrime),
    variations: listOf(product.variationSelections).map((selection) => ({
      dimension: idOf(selection.dimension),
      value: idOf(selection.value),
    })),
  };
}

function readDiscount(entity: Json): Discount | undefined {
  const summary = at(entity, "discounts", "summary");
  if (Object.keys(summary).length === 0) return undefined;
  return { amount: moneyOf(summary.amount), reason: textOf(summary.displayString) };
}

/** Reads `{lineItem {id} amount}` entries, as the newest version has them everywhere. */
export function readContents(lines: unknown): readonly LineItemAmount[] {
  return listOf(lines).map((line) => ({ lineItemId: idOf(at(line.lineItem).id), amount: amountOf(line.amount) }));
}

/**
 * Packages of the order, else those that hang below its lines, each once. Where a package does not tell what it holds, the
 * lines below which it hangs do: all units of a line that has no other package.
 */
function readPackages(words: OrderWords, order: Json): readonly Package[] {
  const own = listOf(words.packages(order).details);
  const places = listOf(order.lineItems).flatMap((item) => {
    const entries = listOf(words.packages(item).details);
    const amount = entries.length === 1 ? amountOf(words.lineAmount(item)) : undefined;
    return entries.map((entry) => ({ entry, line: { lineItemId: idOf(item.id), amount } }));
  });
  const below = places.map(({ entry }) => entry);
  const byId = new Map((own.length > 0 ? own : below).map((entry) => [idOf(entry.id), entry]));
  return [...byId].map(([id, entry]) => {
    const contents = readContents(words.packageContents(entry));
    return {
      id,
      state: idOf(entry.state),
      reason: textOf(entry.reason),
      aliases: aliasesOf(entry.aliases),
      contents:
        contents.length > 0 ? contents : places.filter((place) => idOf(place.entry.id) === id).map(({ line }) => line),
      tracker: readTracker(entry.packageTracker),
    };
  });
}

function readPayments(payments: unknown): readonly Payment[] {
  const details = listOf(at(payments).details).map(readPayment);
  if (details.length > 0) return details;
  return listOf(at(payments).summary).map((summary) => ({
    ...readPayment(summary),
    method: textOf(summary.paymentMethodDisplayString),
  }));
}

function readPayment(payment: Json): Payment {
  return {
    id: textOf(payment.id),
    amount: moneyOf(payment.amount),
    method: textOf(at(payment.paymentMethod).displayString),
    methodType: textOf(at(payment.paymentMethod).type),
    state: textOf(payment.state),
    createdAt: textOf(payment.createdAt),
    updatedAt: textOf(payment.updatedAt),
  };
}

/** Reads a `ReturnDetails`. */
export function readReturn(words: OrderWords, details: Json): ReturnDetails {
  return {
    id: idOf(details.id),
    state: textOf(details.state),
    createdAt: textOf(details.createdAt),
    updatedAt: textOf(details.updatedAt),
    aliases: aliasesOf(details.aliases),
    lineItems: words.returnLineItems(details),
    packages: words.returnPackages(details),
  };
}

/** Reads a return package or, before 2024-11-01, a return delivery. */
export function readReturnPackage(entry: Json): ReturnPackage {
  return {
    id: idOf(entry.id),
    state: idOf(entry.state),
    reason: textOf(entry.reason),
    contents: readContents(at(entry.returnPackageFor ?? entry.returnDeliveryFor).orderLineItemAmounts),
    tracker: readTracker(entry.packageTracker),
  };
}

/** The returned lines of a return as versions since 2024-04-01 have them. */
export function readReturnLineItems(details: Json): readonly ReturnLineItem[] {
  return listOf(details.returnLineItems).map((item) => {
    const grading = at(item, "grading", "summary");
    return {
      id: textOf(item.id),
      contents: readContents(at(item.returnFor).orderLineItemAmounts),
      reasonCode: textOf(at(item.returnReason ?? item.returnReasonTerm).reasonCode),
      refundIds: listOf(item.refundDetails).map((refund) => idOf(refund.id)),
      grading:
        Object.keys(grading).length === 0
          ? undefined
          : {
              gradedAmount: amountOf(grading.gradedAmount),
              conditions: listOf(grading.unitWiseCondition).map((units) => ({
                condition: idOf(units.condition),
                amount: amountOf(units.amount),
              })),
            },
    };
  });
}

function readRefund(words: OrderWords, refund: Json): Refund {
  return {
    id: idOf(refund.id),
    state: textOf(refund.state),
    aliases: aliasesOf(refund.aliases),
    requestReason: textOf(refund.refundRequestReason),
    statusReason: textOf(refund.refundStatusReason),
    createdAt: textOf(refund.createdAt),
    updatedAt: textOf(refund.updatedAt),
    total: moneyOf(at(refund.refundTotal).totalAmount),
    contents: listOf(at(refund.refundFor).orderLineItems).map((line) => ({
      lineItemId: idOf(at(line.lineItem).id),
      amount: amountOf(words.refundedAmount(line)),
    })),
    payments: listOf(refund.paymentDetails).map(readPayment),
  };
}

/** Below the lines a cancellation has no id, so it is told apart by when and by whom it was asked for. */
function distinctCancellations(lineItems: readonly LineItem[]): readonly Cancellation[] {
  const all = lineItems.flatMap(({ cancellations }) => cancellations);
  return [...new Map(all.map((entry) => [JSON.stringify([entry.createdAt, entry.requestedBy]), entry])).values()];
}

/** Reads a cancellation as the order or the answer of cancelOrder has it. */
export function readCancellation(entry: Json): Cancellation {
  return {
    id: textOf(entry.id),
    contents: readContents(at(entry.canceledFor).orderLineItems),
    state: textOf(entry.state),
    reason: textOf(entry.reason),
    requestedBy: textOf(entry.requestedBy),
    comments: textOf(entry.additionalComments),
    aliases: aliasesOf(entry.aliases),
    createdAt: textOf(entry.createdAt),
    updatedAt: textOf(entry.updatedAt),
    refundIds: listOf(entry.refundDetails).map((refund) => idOf(refund.id)),
  };
}
