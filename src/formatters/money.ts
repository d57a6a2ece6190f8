import { formatMoney } from "../model/decimal.ts";
import type { Money } from "../model/order.ts";

/** An amount of money such as `18.50 USD`, from the API's decimal text; undefined stays undefined. */
export function moneyText(money: Money | undefined): string | undefined {
  return money === undefined ? undefined : formatMoney(money.amount, money.currencyCode);
}
