import type { GradingCondition, ReturnPackageFailureReason, ReturnPackageState } from "../../../model/return-states.ts";
import {
  GRADING_CONDITIONS,
  GRADING_WAIT_MS,
  RETURN_COMPLETION_WAIT_MS,
  RETURN_PACKAGE_MACHINE,
  SANDBOX_RETURN_FAILURE_REASON,
} from "../../../model/return-states.ts";
import { findTransition, isTerminal } from "../../../model/transitions.ts";
import { invalidInput } from "../api-error.ts";
import type { Order, Return, ReturnLine, ReturnPackage } from "../entities.ts";
import type { MovedPackage, Progress } from "../orders/progress.ts";
import { proceed } from "../orders/progress.ts";
import type { RefundCauseReason } from "../orders/refunds.ts";
import { requestRefund } from "../orders/refunds.ts";
import { Issues } from "../validation.ts";
import type { GradingStep, ReturnPackageStep, ReturnStep } from "../work.ts";
import type { ReturnIdentifier } from "./external-returns.ts";
import { findReturn } from "./external-returns.ts";

/** UpdateOrderReturnsInput as far as the rules look at it. */
export interface ReturnsInput {
  readonly returns?: { readonly details?: readonly ReturnDetailsInput[] | null } | null;
}

export interface ReturnDetailsInput {
  readonly returnIdentifier?: ReturnIdentifier | null;
  readonly returnPackageDetails?:
    | readonly {
        readonly id?: string | null;
        readonly state?: ReturnPackageState | null;
        readonly reason?: ReturnPackageFailureReason | null;
      }[]
    | null;
  readonly returnLineItems?: readonly ReturnLineInput[] | null;
}

export interface ReturnLineInput {
  readonly id?: string | null;
  readonly grading?: {
    readonly summary?: {
      readonly gradedAmount?: { readonly value: number } | null;
      readonly unitWiseCondition?:
        | readonly { readonly condition?: string | null; readonly amount?: { readonly value: number } | null }[]
        | null;
    } | null;
  } | null;
}

type TimedReturnStep = readonly [waitMs: number, step: ReturnPackageStep | GradingStep];

/**
 * Checks what updateOrderReturns asks for. Its error codes are not documented, so every refusal is a plain validation
 * error. Page: change-the-state-of-a-return-package-in-the-sandbox.
 */
export function planReturnSteps(order: Order, input: ReturnsInput): TimedReturnStep[] {
  const details = input.returns?.details ?? [];
  const issues = new Issues("/updateOrderReturns/input/returns/details");
  issues.check(details.length > 0, "must not be empty");
  const timed = details.flatMap((entry, index) => planReturn(order, entry, issues.at(index)));
  const touched = timed.map(([, step]) => (step.kind === "grading" ? step.returnLineId : step.returnPackageId));
  issues.check(new Set(touched).size === touched.length, "must not name the same package or line twice");
  if (issues.found.length > 0) throw invalidInput(issues.found);
  return timed;
}

function planReturn(order: Order, entry: ReturnDetailsInput, issues: Issues): TimedReturnStep[] {
  const found = findReturn(order.returns, entry.returnIdentifier ?? {}, issues);
  if (found.external) {
    issues.at("returnIdentifier").add("names an external return, which the sandbox does not move");
    return [];
  }
  const timed: TimedReturnStep[] = [];
  (entry.returnPackageDetails ?? []).forEach((wanted, index) => {
    const at = issues.at("returnPackageDetails", index);
    const parcel = found.packages.find((candidate) => candidate.id === wanted.id);
    if (parcel === undefined) {
      at.at("id").add("names a return package that the return does not have");
      return;
    }
    const to = wanted.state ?? parcel.state;
    const step = findTransition(RETURN_PACKAGE_MACHINE, parcel.state, to);
    const allowed = step !== undefined && (to !== "DROPPED_OFF" || found.dropOff);
    if (!allowed) {
      at.at("state").add(`must be a state that follows ${parcel.state}, not ${to}`);
      return;
    }
    timed.push([step.waitMs, { kind: "returnPackage", returnId: found.id, returnPackageId: parcel.id, to }]);
  });
  (entry.returnLineItems ?? []).forEach((wanted, index) => {
    const step = planGrading(found, wanted, issues.at("returnLineItems", index));
    if (step !== undefined) timed.push([GRADING_WAIT_MS, step]);
  });
  issues.check(timed.length > 0 || issues.found.length > 0, "must change a return package or grade a line");
  return timed;
}

function planGrading(found: Return, wanted: ReturnLineInput, issues: Issues): GradingStep | undefined {
  const line = found.lines.find((candidate) => candidate.id === wanted.id);
  if (line === undefined) {
    issues.at("id").add("names a returned line that the return does not have");
    return undefined;
  }
  const summary = wanted.grading?.summary;
  const at = issues.at("grading", "summary");
  const grading = (summary?.unitWiseCondition ?? []).flatMap(({ condition, amount }, index) => {
    const each = at.at("unitWiseCondition", index);
    const known = GRADING_CONDITIONS.find((candidate): candidate is GradingCondition => candidate === condition);
    const units = amount?.value ?? line.units;
    each.check(known !== undefined, `must have one of the conditions ${GRADING_CONDITIONS.join(", ")}`);
    each.check(Number.isSafeInteger(units) && units > 0, "must have an amount above 0");
    return known === undefined ? [] : [{ condition: known, units }];
  });
  const total = grading.reduce((sum, { units }) => sum + units, 0);
  at.at("unitWiseCondition").check(grading.length > 0, "must not be empty");
  at.check(total <= deliveredBack(found, line), "must not grade more units than have arrived");
  at.at("gradedAmount").check((summary?.gradedAmount?.value ?? total) === total, "must be the sum of the conditions");
  return { kind: "grading", returnId: found.id, returnLineId: line.id, grading };
}

/** One entry of updateOrderReturns of 2024-01-01. */
export interface WholeReturnInput {
  readonly id?: string | null;
  readonly state?: "CREATED" | "COMPLETED" | null;
}

/**
 * Checks what updateOrderReturns of 2024-01-01 asks for: the state of whole returns. Page:
 * change-the-state-of-a-return-in-the-sandbox.
 */
export function planWholeReturns(
  order: Order,
  inputs: readonly WholeReturnInput[],
): (readonly [waitMs: number, step: ReturnStep])[] {
  const issues = new Issues("/updateOrderReturns/input/details");
  issues.check(inputs.length > 0, "must not be empty");
  const ids = inputs.map(({ id }) => id);
  issues.check(new Set(ids).size === ids.length, "must not name the same return twice");
  const timed = inputs.flatMap(({ id, state }, index): (readonly [number, ReturnStep])[] => {
    const at = issues.at(index);
    const found = order.returns.find((each) => each.id === id && !each.external);
    if (found === undefined) {
      at.at("id").add("names a return that the order does not have");
      return [];
    }
    const allowed = found.state === "CREATED" && state === "COMPLETED";
    at.at("state").check(allowed, `must be a state that follows ${found.state}, not ${state ?? "null"}`);
    return [[RETURN_COMPLETION_WAIT_MS, { kind: "return", returnId: found.id }]];
  });
  if (issues.found.length > 0) throw invalidInput(issues.found);
  return timed;
}

/**
 * Completes a whole return: its packages have arrived, whatever state they had. RETURN_COMPLETED is not among the documented
 * events of this step.
 */
export function applyReturnStep(progress: Progress, step: ReturnStep, at: string): Progress {
  const before = progress.order.returns.find((each) => each.id === step.returnId);
  if (before === undefined) return progress;
  const packages = before.packages.map(
    (parcel): ReturnPackage =>
      isTerminal(RETURN_PACKAGE_MACHINE, parcel.state) ? parcel : { ...parcel, state: "DELIVERED" },
  );
  const order = replaceReturn(progress.order, { ...before, state: "COMPLETED", packages, updatedAt: at });
  const ids = { orderId: order.id, returnId: before.id };
  const moved = packages.filter((parcel) => !before.packages.includes(parcel)).flatMap(trackerMoves);
  const next = proceed(progress, order, [{ type: "RETURN_PACKAGE_DELIVERED", ids }], moved);
  return askForRefund(next, before, "RETURN_RECEIVED", at);
}

/** Asks for the refund of a return, once. */
function askForRefund(progress: Progress, returned: Return, reason: RefundCauseReason, at: string): Progress {
  if (progress.order.refunds.some((refund) => refund.returnId === returned.id)) return progress;
  const contents = returned.lines.map(({ lineItemId, units }) => ({ lineItemId, units }));
  const refund = requestRefund(progress.order, contents, reason, at, returned.id);
  const order = { ...progress.order, refunds: [...progress.order.refunds, refund] };
  return proceed(progress, order, [{ type: "REFUND_REQUESTED", ids: { orderId: order.id, refundId: refund.id } }]);
}

/** Moves one return package and publishes what follows; a refund is asked for once a return. */
export function applyReturnPackageStep(progress: Progress, step: ReturnPackageStep, at: string): Progress {
  const before = progress.order.returns.find((each) => each.id === step.returnId);
  const parcel = before?.packages.find((each) => each.id === step.returnPackageId);
  if (before === undefined || parcel === undefined) return progress;
  const reason = step.to === "FAILED" ? SANDBOX_RETURN_FAILURE_REASON : null;
  const moved: ReturnPackage = { ...parcel, state: step.to, reason };
  const packages = before.packages.map((each) => (each === parcel ? moved : each));
  const order = replaceReturn(progress.order, { ...before, packages, updatedAt: at });
  let next = proceed(progress, order, [], trackerMoves(moved));
  for (const type of findTransition(RETURN_PACKAGE_MACHINE, parcel.state, step.to)?.events ?? []) {
    next =
      type === "REFUND_REQUESTED"
        ? askForRefund(next, before, step.to === "DROPPED_OFF" ? "RETURN_DROPPED_OFF_PICKED_UP" : "RETURN_RECEIVED", at)
        : proceed(next, next.order, [{ type, ids: { orderId: order.id, returnId: before.id } }]);
  }
  return next;
}

/** Records a grading; RETURN_ITEM_GRADED follows. */
export function applyGrading(progress: Progress, step: GradingStep, at: string): Progress {
  const before = progress.order.returns.find((each) => each.id === step.returnId);
  if (before === undefined) return progress;
  const lines = before.lines.map((line) => (line.id === step.returnLineId ? { ...line, grading: step.grading } : line));
  const order = replaceReturn(progress.order, { ...before, lines, updatedAt: at });
  return proceed(progress, order, [{ type: "RETURN_ITEM_GRADED", ids: { orderId: order.id, returnId: before.id } }]);
}

/** A return is complete when none of its packages can move any more and every unit that arrived is graded. */
export function completeReturns(progress: Progress, at: string): Progress {
  let next = progress;
  for (const each of progress.order.returns) {
    const done =
      !each.external &&
      each.state === "CREATED" &&
      each.packages.every((parcel) => isTerminal(RETURN_PACKAGE_MACHINE, parcel.state)) &&
      each.lines.every((line) => gradedUnits(line) === deliveredBack(each, line));
    if (!done) continue;
    const order = replaceReturn(next.order, { ...each, state: "COMPLETED", updatedAt: at });
    next = proceed(next, order, [{ type: "RETURN_COMPLETED", ids: { orderId: order.id, returnId: each.id } }]);
  }
  return next;
}

/** Units of a returned line that were graded. */
export function gradedUnits(line: ReturnLine): number {
  return (line.grading ?? []).reduce((sum, { units }) => sum + units, 0);
}

function deliveredBack(found: Return, line: ReturnLine): number {
  return found.packages
    .filter((parcel) => parcel.state === "DELIVERED")
    .flatMap((parcel) => parcel.contents)
    .filter((content) => content.lineItemId === line.lineItemId)
    .reduce((sum, { units }) => sum + units, 0);
}

function replaceReturn(order: Order, changed: Return): Order {
  return { ...order, returns: order.returns.map((each) => (each.id === changed.id ? changed : each)) };
}

function trackerMoves(parcel: ReturnPackage): readonly MovedPackage[] {
  const { id: packageId, tracker, state } = parcel;
  if (state === "IN_TRANSIT" || state === "DELIVERED") return [{ packageId, tracker, to: state }];
  return state === "FAILED" ? [{ packageId, tracker, to: "UNDELIVERABLE" }] : [];
}
