import { addDecimals, multiplyDecimals } from "../decimal.ts";
import type { LineItemUnits, Money, Order, Refund } from "../entities.ts";
import { newRefundId } from "../entity-ids.ts";

/** Why Buy with Prime asks for a refund, in the words of `RefundRequestReason`. */
export type RefundCauseReason =
  | "CANCELLED_ORDER"
  | "NOT_DELIVERED"
  | "LOST_IN_TRANSIT"
  | "RETURN_DROPPED_OFF_PICKED_UP"
  | "RETURN_RECEIVED";

/** A new refund in PENDING, with an estimate of price times units. Page: get-refund-details. */
export function requestRefund(
  order: Order,
  contents: readonly LineItemUnits[],
  requestReason: RefundCauseReason,
  at: string,
  returnId: string | null = null,
): Refund {
  return {
    id: newRefundId(),
    external: false,
    aliases: [],
    state: "PENDING",
    createdAt: at,
    updatedAt: at,
    requestReason,
    statusReason: null,
    total: estimateRefund(order, contents),
    contents,
    returnId,
    paymentDetails: [],
  };
}

/** Price times units over the lines that have a price; null if none has. */
export function estimateRefund(order: Order, contents: readonly LineItemUnits[]): Money | null {
  return sumMoney(
    contents.map(({ lineItemId, units }) => {
      const price = order.lineItems.find((line) => line.id === lineItemId)?.price;
      return price?.amount == null ? null : { ...price, amount: multiplyDecimals(price.amount, units) };
    }),
  );
}

/** Sum of what is there; null if nothing is, or if the currencies differ. */
export function sumMoney(sums: readonly (Money | null)[]): Money | null {
  const known = sums.filter((sum) => sum?.amount != null);
  const currencyCode = known[0]?.currencyCode ?? null;
  if (known.length === 0 || known.some((sum) => sum?.currencyCode !== currencyCode)) return null;
  return { amount: known.reduce((total, sum) => addDecimals(total, sum?.amount ?? 0), 0), currencyCode };
}
