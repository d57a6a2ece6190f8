import { COUNT_UNIT } from "../../../model/units.ts";
import type { Order, Return, ReturnLine, ReturnPackage } from "../../domain/entities.ts";
import { TRACKERS } from "../../domain/entities.ts";
import { estimateRefund } from "../../domain/orders/refunds.ts";
import { gradedUnits } from "../../domain/returns/returns.ts";
import type { Fields } from "../context.ts";
import { lineAmounts, trackerOf } from "./line-amounts.ts";

/** A return together with its order. */
export interface ReturnSource {
  readonly order: Order;
  readonly each: Return;
}

interface ReturnLineSource {
  readonly order: Order;
  readonly each: Return;
  readonly line: ReturnLine;
}

interface ReturnPackageSource {
  readonly order: Order;
  readonly parcel: ReturnPackage;
}

/** `ReturnDetails`. */
export const RETURN_FIELDS: Fields<ReturnSource> = {
  aliases: ({ each }) => each.aliases,
  createdAt: ({ each }) => each.createdAt,
  expiresAt: ({ each }) => each.negotiation?.expiresAt ?? null,
  id: ({ each }) => each.id,
  refundTerm: ({ order, each }) => {
    if (each.negotiation === undefined) return null;
    const totalAmount = estimateRefund(order, each.lines);
    return { displayMessage: null, estimatedRefundTotal: totalAmount && { totalAmount }, paymentTerms: null };
  },
  returnDeliveryGroups: ({ each }) => {
    if (each.negotiation === undefined) return null;
    const details = { id: each.negotiation.deliveryOfferId, message: null, returnDeliveryTerm: null };
    return [{ returnDeliveryOffer: { details } }];
  },
  returnDeliveryDetails: ({ order, each }) => each.packages.map((parcel) => ({ order, parcel })),
  returnFor: ({ order, each }) => ({ orderLineItemAmounts: lineAmounts(order, each.lines) }),
  returnLineItems: ({ order, each }) => each.lines.map((line): ReturnLineSource => ({ order, each, line })),
  returnPackageDetails: ({ order, each }) => each.packages.map((parcel): ReturnPackageSource => ({ order, parcel })),
  state: ({ each }) => each.state,
  updatedAt: ({ each }) => each.updatedAt,
};

/** `ReturnLineItem`. */
export const RETURN_LINE_FIELDS: Fields<ReturnLineSource> = {
  id: ({ line }) => line.id,
  grading: ({ line }) => {
    if (line.grading === null) return null;
    const unitWiseCondition = line.grading.map(({ condition, units }) => ({
      condition,
      amount: { unit: COUNT_UNIT, value: units },
    }));
    return { summary: { gradedAmount: { unit: COUNT_UNIT, value: gradedUnits(line) }, unitWiseCondition } };
  },
  refundDetails: ({ order, each }) =>
    order.refunds.filter((refund) => refund.returnId === each.id).map((refund) => ({ order, refund })),
  returnFor: ({ order, line }) => ({ orderLineItemAmounts: lineAmounts(order, [line]) }),
};

/** `ReturnPackageDetails`. */
export const RETURN_PACKAGE_FIELDS: Fields<ReturnPackageSource> = {
  id: ({ parcel }) => parcel.id,
  packageTracker: ({ parcel }, _args, context) => trackerOf(parcel.tracker, context),
  packageTrackerIdentifier: ({ parcel }, _args, context) =>
    parcel.tracker === null ? null : context.domain.store.get(TRACKERS, parcel.tracker),
  reason: ({ parcel }) => parcel.reason,
  returnPackageFor: ({ order, parcel }) => ({ orderLineItemAmounts: lineAmounts(order, parcel.contents) }),
  state: ({ parcel }) => parcel.state,
};

/** `ReturnDeliveryDetails`, the deprecated form of the same packages. */
export const RETURN_DELIVERY_FIELDS: Fields<ReturnPackageSource> = {
  id: ({ parcel }) => parcel.id,
  reason: ({ parcel }) => parcel.reason,
  returnDeliveryFor: ({ order, parcel }) => ({ orderLineItemAmounts: lineAmounts(order, parcel.contents) }),
  state: ({ parcel }) => parcel.state,
};
