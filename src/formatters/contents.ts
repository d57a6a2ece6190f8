import type { Amount, LineItem, LineItemAmount } from "../model/order.ts";
import { isCount } from "../model/units.ts";

/** A count such as `2`, or `2 KG` for a unit other than ONE. */
export function amountText(amount: Amount | undefined): string {
  if (amount === undefined) return "?";
  return isCount(amount.unit) ? amount.value : `${amount.value} ${amount.unit}`;
}

/** What a package, return or refund is about: `2 × Blue mug, 1 × Tea towel`; undefined if the API did not say. */
export function contentsText(contents: readonly LineItemAmount[], lineItems: readonly LineItem[]): string | undefined {
  if (contents.length === 0) return undefined;
  return contents
    .map(({ lineItemId, amount }) => {
      const title = lineItems.find((item) => item.id === lineItemId)?.title ?? `line item ${lineItemId}`;
      return amount === undefined ? title : `${amountText(amount)} × ${title}`;
    })
    .join(", ");
}
