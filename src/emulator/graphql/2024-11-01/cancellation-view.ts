import type { CancellationRequester } from "../../../model/cancellation-states.ts";
import type { Order } from "../../domain/entities.ts";
import type { CancellationRequest } from "../../domain/orders/cancellations.ts";
import type { Fields } from "../context.ts";
import { lineAmounts } from "./line-amounts.ts";

const REQUESTER: CancellationRequester = "MERCHANT";

/** `Cancellations` of one line: an order is cancelled as a whole, so each line has the same; null if there are none. */
export function cancellationsOf(order: Order): unknown {
  if (order.cancellations.length === 0) return null;
  return { details: order.cancellations.map((cancellation): CancellationRequest => ({ order, cancellation })) };
}

/** `CancellationDetails` and `CancellationRequestDetails`. */
export const CANCELLATION_FIELDS: Fields<CancellationRequest> = {
  additionalComments: ({ cancellation }) => cancellation.additionalComments,
  aliases: ({ cancellation }) => cancellation.aliases,
  canceledFor: ({ order }) => {
    const all = order.lineItems.map(({ id, units }) => ({ lineItemId: id, units }));
    return { orderLineItems: lineAmounts(order, all) };
  },
  createdAt: ({ cancellation }) => cancellation.createdAt,
  id: ({ cancellation }) => cancellation.id,
  reason: ({ cancellation }) => cancellation.reason,
  refundDetails: ({ order, cancellation }) =>
    order.refunds.filter(({ id }) => cancellation.refundIds.includes(id)).map((refund) => ({ order, refund })),
  requestedBy: () => REQUESTER,
  state: ({ cancellation }) => cancellation.state,
  updatedAt: ({ cancellation }) => cancellation.updatedAt,
};
