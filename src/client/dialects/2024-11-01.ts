import type {
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

/** Reads an `Order` as version 2024-11-01 answers it, whole or in part. Page: order-queries-order. */
export function readOrder(answer: unknown): OrderView {
  const order = at(answer);
  const metadata = at(order.metadata);
  const contact = at(order, "customer", "contact");
  return {
    id: idOf(order.id),
    aliases: aliasesOf(order.aliases),
    executionState: textOf(metadata.executionState),
    createdAt: textOf(metadata.createdAt),
    updatedAt: textOf(metadata.updatedAt),
    customer:
      Object.keys(contact).length === 0
        ? undefined
        : { id: textOf(contact.id), name: textOf(contact.name), email: textOf(contact.email) },
    lineItems: listOf(order.lineItems).map(readLineItem),
    packageState: textOf(at(order, "packageInformation", "summary").state),
    packages: readPackages(order),
    total: moneyOf(at(order.totalPrice).value),
    totalVerified: flagOf(at(order.totalPrice).verified),
    charges: listOf(at(order.totalPrice).rollupCharges).map((charge) => ({
      type: textOf(charge.rollupChargeType),
      text: textOf(charge.displayString),
      amount: moneyOf(charge.value),
    })),
    tax: moneyOf(at(order, "taxes", "summary").collectableTaxAmount),
    discount: readDiscount(order),
    payments: readPayments(order.payments),
    returns: listOf(at(order.returns).details).map(readReturn),
    refundTotal: moneyOf(at(order, "refunds", "summary", "refundTotal").totalAmount),
    refunds: listOf(at(order.refunds).details).map(readRefund),
    links: listOf(order.orderLinks).map((link) => ({
      destinationType: idOf(link.destinationType),
      url: idOf(link.url),
      displayMessage: textOf(link.displayMessage),
    })),
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

function readLineItem(item: Json): LineItem {
  const product = at(item.product);
  const offer = at(item, "deliveryOffer", "details");
  return {
    id: idOf(item.id),
    aliases: aliasesOf(item.aliases),
    amount: amountOf(item.amount),
    createdAt: textOf(item.createdAt),
    title: textOf(product.title),
    productId: textOf(at(product.productId).value),
    price: moneyOf(product.price),
    offerPrime: flagOf(product.offerPrime),
    variations: listOf(product.variationSelections).map((selection) => ({
      dimension: idOf(selection.dimension),
      value: idOf(selection.value),
    })),
    deliveryProvider: textOf(offer.deliveryProvider),
    isPrimeEligible: flagOf(at(offer.deliveryTerms).isPrimeEligible),
    packageState: textOf(at(item, "packageInformation", "summary").state),
    tax: moneyOf(at(item, "taxes", "summary").collectableTaxAmount),
    discount: readDiscount(item),
  };
}

function readDiscount(entity: Json): Discount | undefined {
  const summary = at(entity, "discounts", "summary");
  if (Object.keys(summary).length === 0) return undefined;
  return { amount: moneyOf(summary.amount), reason: textOf(summary.displayString) };
}

function readContents(lines: unknown): readonly LineItemAmount[] {
  return listOf(lines).map((line) => ({ lineItemId: idOf(at(line.lineItem).id), amount: amountOf(line.amount) }));
}

/** Packages of the order, else those that hang below its lines, each once. */
function readPackages(order: Json): readonly Package[] {
  const own = listOf(at(order.packageInformation).details);
  const below = listOf(order.lineItems).flatMap((item) => listOf(at(item.packageInformation).details));
  const byId = new Map((own.length > 0 ? own : below).map((entry) => [idOf(entry.id), entry]));
  return [...byId.values()].map((entry) => ({
    id: idOf(entry.id),
    state: idOf(entry.state),
    reason: textOf(entry.reason),
    aliases: aliasesOf(entry.aliases),
    contents: readContents(at(entry.packageInformationDetailsFor).orderLineItems),
    tracker: readTracker(entry.packageTracker),
  }));
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

function readReturn(details: Json): ReturnDetails {
  // The older field stays, deprecated; a service that answers only that one is read as well.
  const packages = listOf(details.returnPackageDetails);
  return {
    id: idOf(details.id),
    state: textOf(details.state),
    createdAt: textOf(details.createdAt),
    updatedAt: textOf(details.updatedAt),
    aliases: aliasesOf(details.aliases),
    lineItems: listOf(details.returnLineItems).map(readReturnLineItem),
    packages: (packages.length > 0 ? packages : listOf(details.returnDeliveryDetails)).map(readReturnPackage),
  };
}

function readReturnPackage(entry: Json): ReturnPackage {
  return {
    id: idOf(entry.id),
    state: idOf(entry.state),
    reason: textOf(entry.reason),
    contents: readContents(at(entry.returnPackageFor ?? entry.returnDeliveryFor).orderLineItemAmounts),
    tracker: readTracker(entry.packageTracker),
  };
}

function readReturnLineItem(item: Json): ReturnLineItem {
  const grading = at(item, "grading", "summary");
  return {
    id: textOf(item.id),
    contents: readContents(at(item.returnFor).orderLineItemAmounts),
    reasonCode: textOf(at(item.returnReason).reasonCode),
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
}

function readRefund(refund: Json): Refund {
  return {
    id: idOf(refund.id),
    state: textOf(refund.state),
    aliases: aliasesOf(refund.aliases),
    requestReason: textOf(refund.refundRequestReason),
    statusReason: textOf(refund.refundStatusReason),
    createdAt: textOf(refund.createdAt),
    updatedAt: textOf(refund.updatedAt),
    total: moneyOf(at(refund.refundTotal).totalAmount),
    contents: readContents(at(refund.refundFor).orderLineItems),
    payments: listOf(refund.paymentDetails).map(readPayment),
  };
}
