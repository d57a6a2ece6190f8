import { ORDER_LIMITS } from "../../../model/order-limits.ts";
import { PACKAGE_MACHINE } from "../../../model/package-states.ts";
import { COUNT_UNIT } from "../../../model/units.ts";
import type { Reader, Transaction } from "../../store/store.ts";
import { ApiError, invalidInput, notEmulated, refused } from "../api-error.ts";
import { addToCatalog } from "../catalog/catalog.ts";
import { takeFromStock } from "../catalog/stock.ts";
import type { ChosenOffers } from "../delivery/order-offers.ts";
import { checkChosenOffers } from "../delivery/order-offers.ts";
import type { Caller, Domain } from "../domain.ts";
import type { Alias, DeliveryOffer, LineItem, Order, OrderedProduct, Package } from "../entities.ts";
import { ORDER_ALIASES, ORDERS } from "../entities.ts";
import { newId, newLineItemId, newOrderId } from "../entity-ids.ts";
import type { ExternalReturnInput } from "../returns/external-returns.ts";
import { applyExternalReturns } from "../returns/external-returns.ts";
import { Issues } from "../validation.ts";
import type { OrderIdentifier } from "./find-order.ts";
import { findOrder, orderAliasKey } from "./find-order.ts";
import type { AddressInput, CreateOrderInput, LineItemInput, ProductInput } from "./order-input.ts";
import { checkAliases, checkCreateOrder, checkPayments, isPrimeLine, toMoney } from "./order-input.ts";
import type { RefundReportInput } from "./refund-reports.ts";
import { applyRefundReports } from "./refund-reports.ts";

/** UpdateOrderInput as far as the rules look at it. */
export interface UpdateOrderInput
  extends Partial<
      Pick<CreateOrderInput, "aliases" | "desiredExecutionState" | "discounts" | "orderLinks" | "payments">
    >,
    Partial<Pick<CreateOrderInput, "recipient" | "taxes" | "totalPrice">> {
  /** Until 2024-04-01. */
  readonly customer?: CreateOrderInput["customer"] | null;
  readonly lineItems?: unknown;
  readonly packageInformation?: unknown;
  readonly refunds?: { readonly details?: readonly RefundReportInput[] | null } | null;
  readonly returns?: { readonly details?: readonly ExternalReturnInput[] | null } | null;
}

/** Creates an order; ORDER_CONFIRMED is published. Pages: createorder, best-practices-for-orders. */
export function createOrder(domain: Domain, caller: Caller, input: CreateOrderInput): Order {
  const issues = new Issues("/createOrder/input");
  checkCreateOrder(input, issues, caller.apiVersion);
  if (issues.found.length > 0) throw invalidInput(issues.found);
  return domain.store.transaction((tx) => {
    const offers = (): ChosenOffers => checkChosenOffers(tx, caller, input, domain.clock.now());
    return placeOrder(domain, tx, caller, input, offers);
  });
}

/** Writes a new order whose input was checked: its aliases must be free, and its products in stock. */
export function placeOrder(
  domain: Domain,
  tx: Transaction,
  caller: Caller,
  input: CreateOrderInput,
  chosenOffers: () => ChosenOffers,
): Order {
  for (const alias of input.aliases ?? []) {
    if (aliasHolder(tx, caller.targetId, alias) !== undefined) {
      throw new ApiError("ConflictError", `Another order has the alias ${alias.aliasType} ${alias.aliasId}.`);
    }
  }
  const order = newOrder(tx, caller.targetId, domain.clock.iso(), input, chosenOffers());
  takeFromStock(domain, tx, caller, input);
  saveOrder(tx, order);
  for (const alias of order.aliases) tx.put(ORDER_ALIASES, orderAliasKey(order.targetId, alias), order.id);
  for (const line of input.lineItems) addToCatalog(tx, order.targetId, line);
  domain.publisher.publish(tx, { type: "ORDER_CONFIRMED", targetId: order.targetId, ids: { orderId: order.id } });
  return order;
}

/** Changes attributes, starts the fulfillment, reports refunds and external returns. Page: updateorder. */
export function updateOrder(
  domain: Domain,
  caller: Caller,
  identifier: OrderIdentifier,
  input: UpdateOrderInput,
): Order {
  if (input.lineItems != null) throw notEmulated("changes to line items (the fields are not documented)");
  if (input.packageInformation != null) throw notEmulated("package information (the fields are not documented)");
  return domain.store.transaction((tx) => {
    const before = findOrder(tx, "updateOrder", caller.targetId, identifier);
    const at = domain.clock.iso();
    let order = updateAttributes(tx, before, input);
    order = applyRefundReports(order, input.refunds?.details ?? [], at, caller.apiVersion);
    order = applyExternalReturns(order, input.returns?.details ?? [], at);
    order = { ...order, updatedAt: at };
    saveOrder(tx, order);
    publishCompletedRefunds(domain, tx, before, order);
    return order;
  });
}

/** Writes an order. */
export function saveOrder(tx: Transaction, order: Order): void {
  tx.put(ORDERS, order.id, order);
}

function newOrder(
  tx: Transaction,
  targetId: string,
  createdAt: string,
  input: CreateOrderInput,
  offers: ChosenOffers,
): Order {
  let id = newOrderId();
  while (tx.get(ORDERS, id) !== undefined) id = newOrderId();
  const address = toAddress(input.recipient?.deliveryAddress);
  const lineItems = input.lineItems
    .filter((line) => line != null)
    .map((line) => newLine(line, address, createdAt, offers));
  const executionState = input.desiredExecutionState ?? "NOT_STARTED";
  return {
    id,
    targetId,
    aliases: input.aliases ?? [],
    executionState,
    createdAt,
    updatedAt: createdAt,
    customer: toCustomer(input.customer, newId()),
    recipientAddress: address,
    lineItems,
    orderLinks: (input.orderLinks ?? []).map((link) => ({ ...link, displayMessage: link.displayMessage ?? null })),
    discounts: input.discounts ?? null,
    payments: input.payments ?? null,
    taxes: input.taxes ?? null,
    totalPrice: toTotalPrice(input.totalPrice),
    packages: executionState === "STARTED" ? firstPackages(lineItems) : [],
    returns: [],
    refunds: [],
    cancellations: [],
  };
}

function toCustomer(input: CreateOrderInput["customer"], contactId: string): Order["customer"] {
  const contact = input.contact?.emailData;
  return { contactId, name: contact?.name ?? null, email: contact?.email ?? null };
}

function newLine(
  line: LineItemInput,
  address: Order["recipientAddress"],
  createdAt: string,
  offers: ChosenOffers,
): LineItem {
  const details = line.selectedDeliveryOffer?.details;
  const offer: DeliveryOffer | null | undefined = details && {
    date: (details.id != null && offers.get(details.id)?.date) || null,
    deliveryPreviewId: details.deliveryPreviewId ?? null,
    deliveryProvider: details.deliveryProvider,
    deliveryTerms: details.deliveryTerms ?? null,
    discounts: details.discounts ?? null,
    id: details.id ?? null,
    price: details.deliveryCharge == null ? null : { totalPrice: toMoney(details.deliveryCharge) },
    recipient: { deliveryAddress: address },
    taxes: details.taxes ?? null,
  };
  return {
    id: newLineItemId(),
    aliases: line.aliases ?? [],
    units: line.amount.value,
    unit: line.amount.unit ?? COUNT_UNIT,
    createdAt,
    price: toMoney(line.product?.price),
    product: line.product == null ? null : toProduct(line.product, isPrimeLine(line)),
    deliveryOffer: { details: offer ?? null },
    deliveryProvider: details?.deliveryProvider ?? "MERCHANT",
    discounts: line.discounts ?? null,
    payments: line.payments ?? null,
    taxes: line.taxes ?? null,
  };
}

function toProduct(product: ProductInput, offerPrime: boolean): OrderedProduct {
  const { altText, imageUrl } = product;
  const productId = product.identifier?.productId;
  return {
    image:
      altText == null && imageUrl == null
        ? null
        : { altText: altText ?? null, displayReadyUrl: imageUrl ?? null, sourceUrl: imageUrl ?? null },
    offerPrime,
    price: toMoney(product.price),
    productDetailPageUrl: product.productDetailPageUrl ?? null,
    productId: productId == null ? null : { value: String(productId) },
    title: product.title ?? null,
  };
}

function toAddress(address: AddressInput | null | undefined): Order["recipientAddress"] {
  if (address == null) return null;
  const { contactNumber, ...rest } = address;
  return { id: newId(), ...rest, phoneNumber: contactNumber ?? null };
}

function toTotalPrice(total: CreateOrderInput["totalPrice"]): Order["totalPrice"] {
  if (total == null) return null;
  return {
    rollupCharges: total.rollupCharges ?? null,
    value: toMoney(total.value ?? total.totalPrice),
    verified: false,
  };
}

/** One pending package over all lines that Amazon delivers. */
function firstPackages(lineItems: readonly LineItem[]): readonly Package[] {
  const lines = lineItems.filter((line) => line.deliveryProvider === "AMAZON");
  if (lines.length === 0) return [];
  const contents = lines.map((line) => ({ lineItemId: line.id, units: line.units }));
  const initial = PACKAGE_MACHINE.initial;
  return [{ id: newId(), state: initial, reason: null, contents, tracker: null }];
}

function updateAttributes(tx: Transaction, order: Order, input: UpdateOrderInput): Order {
  const issues = new Issues("/updateOrder/input");
  const aliases = [...order.aliases, ...(input.aliases ?? [])];
  const orderLinks = [
    ...order.orderLinks,
    ...(input.orderLinks ?? []).map((link) => ({ ...link, displayMessage: link.displayMessage ?? null })),
  ];
  checkAliases(input.aliases, issues.at("aliases"), ORDER_LIMITS.aliasesPerOrder);
  issues.at("aliases").check(aliases.length <= ORDER_LIMITS.aliasesPerOrder, "must not exceed 5 aliases of an order");
  issues.at("orderLinks").check(orderLinks.length <= ORDER_LIMITS.orderLinks, "must not exceed 5 links of an order");
  checkPayments(input.payments, issues.at("payments"));
  const wanted = input.desiredExecutionState ?? order.executionState;
  const backwards = order.executionState === "STARTED" && wanted === "NOT_STARTED";
  issues.at("desiredExecutionState").check(!backwards, "must not go back to NOT_STARTED");
  const cancelled = order.cancellations.some((each) => each.state === "SUCCESS");
  const startsCancelled = cancelled && order.executionState === "NOT_STARTED" && wanted === "STARTED";
  issues.at("desiredExecutionState").check(!startsCancelled, "must not start an order that was cancelled");
  if (issues.found.length > 0) throw invalidInput(issues.found);
  for (const alias of input.aliases ?? []) {
    if (aliasHolder(tx, order.targetId, alias) !== undefined) {
      throw refused("AliasValueAlreadyExists", `An order has the alias ${alias.aliasType} ${alias.aliasId} already.`);
    }
    tx.put(ORDER_ALIASES, orderAliasKey(order.targetId, alias), order.id);
  }
  const starts = order.executionState === "NOT_STARTED" && wanted === "STARTED";
  return {
    ...order,
    aliases,
    orderLinks,
    customer: input.customer == null ? order.customer : toCustomer(input.customer, order.customer.contactId),
    executionState: wanted,
    packages: starts ? firstPackages(order.lineItems) : order.packages,
    // Discounts that are set cannot be changed or removed.
    discounts: order.discounts ?? input.discounts ?? null,
    payments: input.payments ?? order.payments,
    recipientAddress: toAddress(input.recipient?.deliveryAddress) ?? order.recipientAddress,
    taxes: input.taxes ?? order.taxes,
    totalPrice: input.totalPrice == null ? order.totalPrice : toTotalPrice(input.totalPrice),
  };
}

function aliasHolder(reader: Reader, targetId: string, alias: Alias): string | undefined {
  return reader.get(ORDER_ALIASES, orderAliasKey(targetId, alias));
}

function publishCompletedRefunds(domain: Domain, tx: Transaction, before: Order, after: Order): void {
  const done = new Set(before.refunds.filter((refund) => refund.state === "SUCCESS").map((refund) => refund.id));
  for (const refund of after.refunds) {
    if (refund.state !== "SUCCESS" || done.has(refund.id)) continue;
    const ids = { orderId: after.id, refundId: refund.id };
    domain.publisher.publish(tx, { type: "REFUND_COMPLETED", targetId: after.targetId, ids });
  }
}
