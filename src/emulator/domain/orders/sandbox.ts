import type { Transaction } from "../../store/store.ts";
import { ApiError } from "../api-error.ts";
import type { Caller, Domain } from "../domain.ts";
import type { Order, Package, Tracker } from "../entities.ts";
import type { ReturnsInput, WholeReturnInput } from "../returns/returns.ts";
import { planReturnSteps, planWholeReturns } from "../returns/returns.ts";
import type { SandboxStep, SandboxWork } from "../work.ts";
import type { OrderIdentifier } from "./find-order.ts";
import { findOrder } from "./find-order.ts";
import { moveTracker } from "./move-tracker.ts";
import { saveOrder } from "./orders.ts";
import type { PackageInformationInput } from "./packages.ts";
import { planPackageSteps } from "./packages.ts";
import { runSteps } from "./run-steps.ts";
import { liveTracker, publishTrackerMilestones, scheduleTracker } from "./trackers.ts";

/** Moves packages, or their trackers, after the documented wait; answers the order as it still is. */
export function updatePackages(
  domain: Domain,
  caller: Caller,
  identifier: OrderIdentifier,
  input: PackageInformationInput,
): Order {
  return change(domain, caller, "updateOrderPackageInformation", identifier, (order, trackerOf) =>
    planPackageSteps(order, input, trackerOf),
  );
}

/** Moves return packages and records gradings after the documented wait; answers the order as it still is. */
export function updateReturns(domain: Domain, caller: Caller, identifier: OrderIdentifier, input: ReturnsInput): Order {
  return change(domain, caller, "updateOrderReturns", identifier, (order) => planReturnSteps(order, input));
}

/** As {@link updatePackages}, in the way of 2024-01-01: issues are found under another path. */
export function updateDeliveries(
  domain: Domain,
  caller: Caller,
  identifier: OrderIdentifier,
  input: PackageInformationInput,
): Order {
  return change(domain, caller, "updateOrderDeliveryInformation", identifier, (order, trackerOf) =>
    planPackageSteps(order, input, trackerOf, "/updateOrderDeliveryInformation/input/details"),
  );
}

/** Completes whole returns after the documented wait, as 2024-01-01 does. */
export function completeWholeReturns(
  domain: Domain,
  caller: Caller,
  identifier: OrderIdentifier,
  inputs: readonly WholeReturnInput[],
): Order {
  return change(domain, caller, "updateOrderReturns", identifier, (order) => planWholeReturns(order, inputs));
}

function change(
  domain: Domain,
  caller: Caller,
  operation: string,
  identifier: OrderIdentifier,
  plan: (order: Order, trackerOf: (parcel: Package) => Tracker | undefined) => readonly TimedStep[],
): Order {
  return domain.store.transaction((tx) => {
    const order = findOrder(tx, operation, caller.targetId, identifier);
    requireNoPendingChange(domain, tx, order);
    const timed = plan(order, (parcel) => liveTracker(domain, tx, parcel.tracker));
    scheduleSteps(domain, tx, order, timed);
    return order;
  });
}

/** Steps of a sandbox mutation with the documented wait of each, in milliseconds. */
type TimedStep = readonly [waitMs: number, step: SandboxStep];

/** While a sandbox change of the order is pending, another one is refused. Page: troubleshoot-sandbox-errors. */
export function requireNoPendingChange(domain: Domain, tx: Transaction, order: Order): void {
  if (domain.timers.pending(tx, timerId(order.id)) === undefined) return;
  throw new ApiError("ConflictException", `The order ${order.id} is being updated already; retry later.`);
}

/** Lets the steps take effect after their waits; the order stays as it is until then. */
function scheduleSteps(domain: Domain, tx: Transaction, order: Order, timed: readonly TimedStep[]): void {
  const now = domain.clock.now();
  const stages = new Map<number, SandboxStep[]>();
  for (const [waitMs, step] of timed) {
    const dueAt = now + domain.clock.wait(waitMs);
    const steps = stages.get(dueAt);
    if (steps === undefined) stages.set(dueAt, [step]);
    else steps.push(step);
  }
  const sorted = [...stages].sort(([left], [right]) => left - right).map(([dueAt, steps]) => ({ dueAt, steps }));
  const first = sorted[0];
  if (first === undefined) return;
  domain.timers.set(tx, timerId(order.id), {
    dueAt: first.dueAt,
    work: { kind: "sandbox", orderId: order.id, stages: sorted },
  });
}

/** Does what is due of the steps, and sets the timer of the rest. */
export function doSteps(domain: Domain, tx: Transaction, order: Order, work: SandboxWork): void {
  const [stage, ...rest] = work.stages;
  if (stage !== undefined) applySteps(domain, tx, order, stage.steps);
  const next = rest[0];
  if (next !== undefined) {
    domain.timers.set(tx, timerId(order.id), { dueAt: next.dueAt, work: { ...work, stages: rest } });
  }
}

function timerId(orderId: string): string {
  return `sandbox/${orderId}`;
}

function applySteps(domain: Domain, tx: Transaction, before: Order, steps: readonly SandboxStep[]): void {
  const at = domain.clock.iso();
  const progress = runSteps(before, steps, at);
  const order = { ...progress.order, updatedAt: at };
  saveOrder(tx, order);
  for (const event of progress.events) domain.publisher.publish(tx, { ...event, targetId: order.targetId });
  for (const moved of progress.moved) {
    if (moved.to === "IN_TRANSIT") scheduleTracker(domain, tx, order, moved.packageId);
    else publishTrackerMilestones(domain, tx, moved);
  }
  for (const step of steps) if (step.kind === "tracker") moveTracker(domain, tx, step.tracker, step.code);
}
