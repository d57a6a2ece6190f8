import { ORDER_LIMITS } from "../../../model/order-limits.ts";
import { PACKAGE_MACHINE } from "../../../model/package-states.ts";
import { findTransition } from "../../../model/transitions.ts";
import type { Transaction } from "../../store/store.ts";
import { ApiError, invalidInput } from "../api-error.ts";
import type { Caller, Domain } from "../domain.ts";
import type { Alias, Cancellation, Order } from "../entities.ts";
import { newCancellationId } from "../entity-ids.ts";
import { Issues } from "../validation.ts";
import type { OrderIdentifier } from "./find-order.ts";
import { findOrder } from "./find-order.ts";
import { checkAliases } from "./order-input.ts";
import { saveOrder } from "./orders.ts";
import { applyPackageSteps } from "./packages.ts";

/** CancelOrderInput. */
export interface CancelOrderInput {
  readonly additionalComments?: string | null;
  readonly aliases?: readonly Alias[] | null;
  readonly reason?: string | null;
}

/** What cancelOrder answers: the request, and the order with its full amounts. */
export interface CancellationRequest {
  readonly order: Order;
  readonly cancellation: Cancellation;
}

/** The documentation names no wait for a cancellation; this is the one of a package that leaves PENDING. */
const CANCELLATION_WAIT_MS = findTransition(PACKAGE_MACHINE, "PENDING", "CANCELLED")?.waitMs ?? 0;

/**
 * Asks for the cancellation of a whole order, which is possible only while every package is PENDING; the answer is only that
 * the request was taken. Page: cancelorder.
 */
export function cancelOrder(
  domain: Domain,
  caller: Caller,
  identifier: OrderIdentifier,
  input: CancelOrderInput,
): CancellationRequest {
  return domain.store.transaction((tx) => {
    const order = findOrder(tx, "cancelOrder", caller.targetId, identifier);
    requireCancellable(order, input);
    const at = domain.clock.iso();
    const cancellation: Cancellation = {
      id: newCancellationId(),
      aliases: input.aliases ?? [],
      state: "PENDING",
      reason: input.reason ?? null,
      additionalComments: input.additionalComments ?? null,
      createdAt: at,
      updatedAt: at,
      refundIds: [],
    };
    const changed = { ...order, cancellations: [...order.cancellations, cancellation], updatedAt: at };
    saveOrder(tx, changed);
    domain.timers.set(tx, `cancellation/${order.id}`, {
      dueAt: domain.clock.now() + domain.clock.wait(CANCELLATION_WAIT_MS),
      work: { kind: "cancellation", orderId: order.id, cancellationId: cancellation.id },
    });
    return { order: changed, cancellation };
  });
}

function requireCancellable(order: Order, input: CancelOrderInput): void {
  const issues = new Issues("/cancelOrder");
  checkAliases(input.aliases, issues.at("input", "aliases"), ORDER_LIMITS.aliasesPerCancellation);
  const at = issues.at("orderIdentifier");
  at.check(order.packages.every(isPending), "must name an order of which every package is PENDING");
  const done = order.cancellations.some((each) => each.state === "SUCCESS");
  at.check(!done, "must not name an order that was cancelled");
  if (issues.found.length > 0) throw invalidInput(issues.found);
  if (order.cancellations.some((each) => each.state === "PENDING")) {
    throw new ApiError("ConflictException", `The order ${order.id} is being cancelled already.`);
  }
}

/**
 * Ends a cancellation: SUCCESS cancels every package and asks for its refund; if a package left PENDING meanwhile, the
 * cancellation is REJECTED.
 */
export function settleCancellation(domain: Domain, tx: Transaction, order: Order, cancellationId: string): void {
  const at = domain.clock.iso();
  const succeeds = order.packages.every(isPending);
  const steps = order.packages.map(({ id: packageId }) => ({
    kind: "package" as const,
    packageId,
    to: "CANCELLED" as const,
    reason: "CUSTOMER_REQUESTED" as const,
    units: null,
  }));
  const progress = applyPackageSteps({ order, events: [], moved: [] }, succeeds ? steps : [], at);
  const refundIds = progress.order.refunds.slice(order.refunds.length).map((refund) => refund.id);
  const cancellations = order.cancellations.map(
    (each): Cancellation =>
      each.id === cancellationId
        ? { ...each, state: succeeds ? "SUCCESS" : "REJECTED", refundIds, updatedAt: at }
        : each,
  );
  saveOrder(tx, { ...progress.order, cancellations, updatedAt: at });
  for (const event of progress.events) domain.publisher.publish(tx, { ...event, targetId: order.targetId });
}

function isPending(parcel: Order["packages"][number]): boolean {
  return parcel.state === PACKAGE_MACHINE.initial;
}
