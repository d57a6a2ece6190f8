import type { RefundState } from "../../../model/refund-states.ts";
import { REFUND_TRANSITIONS } from "../../../model/refund-states.ts";
import type { ApiVersion } from "../../../model/versions.ts";
import { invalidInput, refused } from "../api-error.ts";
import type { Alias, Order, Refund } from "../entities.ts";
import { newRefundId } from "../entity-ids.ts";
import { Issues } from "../validation.ts";
import type { MoneyInput } from "./order-input.ts";
import { checkPaymentIds, toMoney } from "./order-input.ts";

/** RefundDetailsInput as far as the rules look at it. */
export interface RefundReportInput {
  readonly id?: string | null;
  readonly aliases?: readonly Alias[] | null;
  readonly paymentDetails?: readonly { readonly id?: string | null }[] | null;
  readonly refundFor?: {
    readonly orderLineItems?:
      | readonly {
          readonly lineItemId: { readonly lineItemId?: string | null };
          readonly refundedQuantity?: { readonly amount: number } | null;
        }[]
      | null;
  } | null;
  readonly refundRequestReason?: string | null;
  readonly refundStatusReason?: string | null;
  readonly refundTotal: { readonly totalAmount?: MoneyInput | null };
  readonly state?: RefundState | null;
}

/**
 * The order after updateOrder reported refunds; in 2024-01-01 there are no external ones. Pages: update-refund-details,
 * troubleshoot-refund-errors.
 */
export function applyRefundReports(
  order: Order,
  reports: readonly RefundReportInput[],
  at: string,
  version: ApiVersion,
): Order {
  requireDistinct(reports);
  let refunds = order.refunds;
  reports.forEach((report, index) => {
    const issues = new Issues(`/updateOrder/input/refunds/details/${index}`);
    checkPaymentIds(report.paymentDetails, issues.at("paymentDetails"));
    if (issues.found.length > 0) throw invalidInput(issues.found);
    if (report.id == null && version === "2024-01-01") {
      throw refused("MissingRefundId", "A refund needs its id.");
    }
    const known = findRefund(refunds, report);
    requireFreeAliases(refunds, report, known);
    const next = known === undefined ? newExternalRefund(order, report, at, issues) : reported(known, report, at);
    refunds = known === undefined ? [...refunds, next] : refunds.map((refund) => (refund === known ? next : refund));
  });
  return { ...order, refunds };
}

function requireDistinct(reports: readonly RefundReportInput[]): void {
  const ids = reports.map((report) => report.id).filter((id) => id != null);
  if (new Set(ids).size < ids.length) throw refused("DuplicateRefundId", "A refund id occurs twice in the request.");
  const aliasIds = reports.flatMap((report) => [...new Set((report.aliases ?? []).map((alias) => alias.aliasId))]);
  if (new Set(aliasIds).size < aliasIds.length) {
    throw refused("DuplicateAliasId", "Two refunds of the request have the same alias id.");
  }
}

/** The refund that a report is about: by id, or an external one by an alias; undefined for a new external one. */
function findRefund(refunds: readonly Refund[], report: RefundReportInput): Refund | undefined {
  if (report.id != null) {
    const refund = refunds.find((candidate) => candidate.id === report.id);
    if (refund === undefined) throw refused("InvalidRefundId", `The order has no refund ${report.id}.`);
    return refund;
  }
  const aliases = report.aliases ?? [];
  if (aliases.length === 0) throw refused("MissingRefundId", "A refund needs its id, or an alias if it is external.");
  return refunds.find((refund) => refund.external && refund.aliases.some((alias) => aliases.some(sameAs(alias))));
}

function requireFreeAliases(refunds: readonly Refund[], report: RefundReportInput, known: Refund | undefined): void {
  for (const { aliasId } of report.aliases ?? []) {
    const other = refunds.find(
      (refund) => refund !== known && refund.aliases.some((alias) => alias.aliasId === aliasId),
    );
    if (other !== undefined) throw refused("InvalidAliasId", `The alias id ${aliasId} belongs to refund ${other.id}.`);
  }
}

function reported(refund: Refund, report: RefundReportInput, at: string): Refund {
  if (report.refundRequestReason != null && !refund.external) {
    throw refused("InvalidRefundRequestReasonUpdate", "Only an external refund takes a refundRequestReason.");
  }
  const state = report.state ?? refund.state;
  if (report.state != null && !(REFUND_TRANSITIONS[refund.state] ?? []).includes(report.state)) {
    throw refused("InvalidRefundStateTransition", `A refund in ${refund.state} cannot become ${report.state}.`);
  }
  const payments = report.paymentDetails ?? [];
  const replaced = new Set(payments.map((payment) => payment.id).filter((id) => id != null));
  return {
    ...refund,
    state,
    updatedAt: at,
    aliases: mergeAliases(refund.aliases, report.aliases ?? []),
    requestReason: report.refundRequestReason ?? refund.requestReason,
    statusReason: report.refundStatusReason ?? refund.statusReason,
    total: toMoney(report.refundTotal.totalAmount) ?? refund.total,
    paymentDetails: [...refund.paymentDetails.filter((payment) => !replaced.has(idOf(payment) ?? "")), ...payments],
  };
}

function newExternalRefund(order: Order, report: RefundReportInput, at: string, issues: Issues): Refund {
  const contents = (report.refundFor?.orderLineItems ?? []).map(({ lineItemId, refundedQuantity }) => ({
    lineItemId: lineItemId.lineItemId ?? "",
    units: refundedQuantity?.amount ?? null,
  }));
  for (const { lineItemId } of contents) {
    const known = order.lineItems.some((line) => line.id === lineItemId);
    issues.at("refundFor", "orderLineItems").check(known, `names the unknown line item ${JSON.stringify(lineItemId)}`);
  }
  if (issues.found.length > 0) throw invalidInput(issues.found);
  return {
    id: newRefundId(),
    external: true,
    aliases: report.aliases ?? [],
    state: report.state ?? "PENDING",
    createdAt: at,
    updatedAt: at,
    requestReason: report.refundRequestReason ?? null,
    statusReason: report.refundStatusReason ?? null,
    total: toMoney(report.refundTotal.totalAmount),
    contents,
    returnId: null,
    paymentDetails: report.paymentDetails ?? [],
  };
}

/** A known type overwrites its id, a new type adds; none can be deleted. */
function mergeAliases(present: readonly Alias[], sent: readonly Alias[]): readonly Alias[] {
  const merged = new Map([...present, ...sent].map((alias) => [alias.aliasType, alias]));
  return [...merged.values()];
}

function sameAs(left: Alias): (right: Alias) => boolean {
  return (right) => right.aliasType === left.aliasType && right.aliasId === left.aliasId;
}

function idOf(payment: unknown): string | undefined {
  const id = typeof payment === "object" && payment !== null && "id" in payment ? payment.id : undefined;
  return typeof id === "string" ? id : undefined;
}
