import type { Transaction } from "../store/store.ts";
import { ApiError } from "./api-error.ts";
import type { Caller, Domain } from "./domain.ts";
import type { Order } from "./entities.ts";
import type { OrderIdentifier } from "./find-order.ts";
import { findOrder } from "./find-order.ts";
import { saveOrder } from "./orders.ts";
import type { PackageInformationInput } from "./packages.ts";
import { applyPackageSteps, planPackageSteps } from "./packages.ts";
import type { Progress } from "./progress.ts";
import type { ReturnsInput, WholeReturnInput } from "./returns.ts";
import {
  applyGrading,
  applyReturnPackageStep,
  applyReturnStep,
  completeReturns,
  planReturnSteps,
  planWholeReturns,
} from "./returns.ts";
import { publishTrackerMilestones, scheduleTracker } from "./trackers.ts";
import type { PackageStep, SandboxStep, SandboxWork } from "./work.ts";

/** Moves packages after the documented wait; answers the order as it still is. */
export function updatePackages(
  domain: Domain,
  caller: Caller,
  identifier: OrderIdentifier,
  input: PackageInformationInput,
): Order {
  return change(domain, caller, "updateOrderPackageInformation", identifier, (order) => planPackageSteps(order, input));
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
  return change(domain, caller, "updateOrderDeliveryInformation", identifier, (order) =>
    planPackageSteps(order, input, "/updateOrderDeliveryInformation/input/details"),
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
  plan: (order: Order) => readonly TimedStep[],
): Order {
  return domain.store.transaction((tx) => {
    const order = findOrder(tx, operation, caller.targetId, identifier);
    requireNoPendingChange(domain, tx, order);
    scheduleSteps(domain, tx, order, plan(order));
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

/** Runs steps on an order; nothing is written yet. */
export function runSteps(before: Order, steps: readonly SandboxStep[], at: string): Progress {
  let progress: Progress = { order: before, events: [], moved: [] };
  progress = applyPackageSteps(progress, steps.filter(isPackageStep), at);
  for (const step of steps) {
    if (step.kind === "returnPackage") progress = applyReturnPackageStep(progress, step, at);
    if (step.kind === "grading") progress = applyGrading(progress, step, at);
    if (step.kind === "return") progress = applyReturnStep(progress, step, at);
  }
  return completeReturns(progress, at);
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
}

function isPackageStep(step: SandboxStep): step is PackageStep {
  return step.kind === "package";
}
