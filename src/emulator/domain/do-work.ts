import type { Transaction } from "../store/store.ts";
import { deleteFile } from "./catalog/catalog-files.ts";
import { advanceFeed } from "./catalog/feeds.ts";
import type { Domain } from "./domain.ts";
import { HELD_EVENTS, ORDERS } from "./entities.ts";
import { settleCancellation } from "./orders/cancellations.ts";
import { doSteps } from "./orders/sandbox.ts";
import { showTracker } from "./orders/trackers.ts";
import { PRIVACY_TASKS } from "./privacy/privacy-entities.ts";
import { workOnTask } from "./privacy/privacy-work.ts";
import type { Work } from "./work.ts";

type Doing<Kind extends Work["kind"]> = (
  domain: Domain,
  tx: Transaction,
  work: Extract<Work, { readonly kind: Kind }>,
) => void;

const DOING: { readonly [Kind in Work["kind"]]: Doing<Kind> } = {
  event: (domain, tx, { event }) => {
    tx.delete(HELD_EVENTS, event.id);
    domain.publisher.send(tx, event);
  },
  sandbox: (domain, tx, work) => {
    const order = tx.get(ORDERS, work.orderId);
    if (order !== undefined) doSteps(domain, tx, order, work);
  },
  tracker: (domain, tx, { orderId, packageId }) => {
    const order = tx.get(ORDERS, orderId);
    if (order !== undefined) showTracker(domain, tx, order, packageId);
  },
  cancellation: (domain, tx, { orderId, cancellationId }) => {
    const order = tx.get(ORDERS, orderId);
    if (order !== undefined) settleCancellation(domain, tx, order, cancellationId);
  },
  privacy: (domain, tx, { taskId, step }) => {
    const task = tx.get(PRIVACY_TASKS, taskId);
    if (task !== undefined) workOnTask(domain, tx, task, step);
  },
  catalogFeed: (domain, tx, { feedId }) => advanceFeed(domain, tx, feedId),
  catalogFile: (domain, tx, { fileId }) => deleteFile(domain, tx, fileId),
  webhook: (domain, tx, { deliveryId }) => domain.outbox.send(tx, deliveryId),
};

/** Does the work of a timer that is due, as part of the transaction that removes the timer. */
export function doWork<Kind extends Work["kind"]>(
  domain: Domain,
  tx: Transaction,
  work: Extract<Work, { readonly kind: Kind }>,
): void {
  const kind: Kind = work.kind;
  DOING[kind](domain, tx, work);
}
