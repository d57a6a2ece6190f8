import { NotFoundError, RefusedError } from "../../errors.ts";
import type { OrderView, ReturnDetails } from "../../model/order.ts";

/**
 * The returns of an order that a command may be about: the one named by `--return`, else all.
 * @throws {NotFoundError} for an unknown return; {@link RefusedError} code `no_returns` if the order has none.
 */
export function returnsOf(order: OrderView, returnId: string | undefined): readonly ReturnDetails[] {
  if (order.returns.length === 0) {
    throw new RefusedError(`Order ${order.id} has no returns.`, {
      code: "no_returns",
      suggestion:
        "A shopper or the merchant console opens returns; no API call does. On the emulator: bwp emulator create-return.",
    });
  }
  if (returnId === undefined) return order.returns;
  const found = order.returns.filter(({ id }) => id === returnId);
  if (found.length > 0) return found;
  throw new NotFoundError(`Order ${order.id} has no return ${returnId}.`, {
    findings: order.returns.map(({ id, state }) => `${id} (${state ?? "?"})`),
  });
}
