import { DATA_FILE_NAME } from "../../../model/privacy.ts";
import { zipOf } from "../../storage/zip.ts";
import type { Reader, Transaction } from "../../store/store.ts";
import type { Domain } from "../domain.ts";
import type { LineItem, Order } from "../entities.ts";
import { ORDERS } from "../entities.ts";
import { saveOrder } from "../orders/orders.ts";
import type { PrivacyTaskEntity } from "./privacy-entities.ts";

/** Whom a task is about. */
type Subject = Pick<PrivacyTaskEntity, "targetId" | "email">;

/** A shopper is who placed an order; nobody else is known here. */
export function isKnownShopper(reader: Reader, subject: Subject): boolean {
  return ordersOf(reader, subject).length > 0;
}

/** True if an order of the shopper is not over: not started, under way to the shopper, or on its way back. */
export function hasOpenOrders(reader: Reader, subject: Subject): boolean {
  return ordersOf(reader, subject).some(isOpen);
}

/** Key under which the data of a retrieval lie. */
export function dataFileKey({ id }: Pick<PrivacyTaskEntity, "id">): string {
  return `privacyRequest/${id}/result/${DATA_FILE_NAME}`;
}

/**
 * Stores what is known of a shopper as a ZIP archive, unless it is there: an import brings tasks without their files. What the
 * real archive holds is not public; this one has one JSON file.
 */
export function keepDataFile(domain: Domain, reader: Reader, task: PrivacyTaskEntity): void {
  const { objects } = domain.storage;
  const key = dataFileKey(task);
  if (objects.get(key) !== undefined) return;
  const orders = ordersOf(reader, task).map(({ targetId: _, ...order }) => order);
  const content = {
    about: "Made by the bwp emulator. The layout of the service's own archive is not public.",
    taskId: task.id,
    dataSubject: { type: "SHOPPER", email: task.email },
    collectedAt: domain.clock.iso(),
    orders,
  };
  objects.put(key, zipOf("personal-data.json", `${JSON.stringify(content, undefined, 2)}\n`, domain.clock.now()));
}

/** Takes the shopper out of all orders that are over. One that was placed while the work went on keeps its address: it has to arrive. */
export function eraseShopper(domain: Domain, tx: Transaction, subject: Subject): void {
  for (const order of ordersOf(tx, subject)) {
    if (!isOpen(order)) saveOrder(tx, { ...withoutShopper(order), updatedAt: domain.clock.iso() });
  }
}

function ordersOf(reader: Reader, { targetId, email }: Subject): readonly Order[] {
  const wanted = email.toLowerCase();
  const found: Order[] = [];
  for (const [, order] of reader.list(ORDERS)) {
    if (order.targetId === targetId && order.customer.email?.toLowerCase() === wanted) found.push(order);
  }
  return found;
}

function isOpen(order: Order): boolean {
  const cancelled = order.cancellations.some(({ state }) => state === "SUCCESS");
  const waiting = order.executionState === "NOT_STARTED" && !cancelled;
  const moving = order.packages.some(({ state }) => state === "PENDING" || state === "IN_TRANSIT");
  return waiting || moving || order.returns.some(({ state }) => state === "DRAFT" || state === "CREATED");
}

/** The same order about nobody: no name, address or e-mail, no payment, no word of the shopper. */
function withoutShopper(order: Order): Order {
  return {
    ...order,
    customer: { contactId: order.customer.contactId, name: null, email: null },
    recipientAddress: null,
    payments: null,
    lineItems: order.lineItems.map(withoutRecipient),
    cancellations: order.cancellations.map((each) => ({ ...each, additionalComments: null })),
  };
}

function withoutRecipient(line: LineItem): LineItem {
  const { details } = line.deliveryOffer;
  const anonymous = details === null ? null : { ...details, recipient: { deliveryAddress: null } };
  return { ...line, payments: null, deliveryOffer: { details: anonymous } };
}
