import { RETURN_PACKAGE_MACHINE } from "../../../model/return-states.ts";
import { invalidInput } from "../api-error.ts";
import type { Domain } from "../domain.ts";
import type { LineItemUnits, Order, Return } from "../entities.ts";
import { newId } from "../entity-ids.ts";
import type { OrderIdentifier } from "../orders/find-order.ts";
import { findOrder } from "../orders/find-order.ts";
import { readUnits, unitsByLine, withoutUnits } from "../orders/line-item-units.ts";
import { saveOrder } from "../orders/orders.ts";
import { deliveredUnits } from "../orders/packages.ts";
import { Issues } from "../validation.ts";
import { isUnderWay } from "./external-returns.ts";

/** What to return; without line items all units that were delivered and are not in a return yet. */
export interface OpenReturnRequest extends OrderIdentifier {
  readonly lineItems?: readonly { readonly lineItemId: string; readonly amount?: number | undefined }[] | undefined;
  /** True for a return through a drop-off location. */
  readonly dropOff?: boolean | undefined;
}

/**
 * Opens a return, as a shopper would in the Buy with Prime interface: no operation of the API does that in the sandbox, so
 * this is the emulator's own way. RETURN_STARTED is published. Throws a validation error if nothing can be returned.
 */
export function openReturn(domain: Domain, targetId: string, request: OpenReturnRequest): Return {
  return domain.store.transaction((tx) => {
    const order = findOrder(tx, "createReturn", targetId, request);
    const contents = chooseUnits(order, request);
    const at = domain.clock.iso();
    const opened: Return = {
      id: newId(),
      external: false,
      dropOff: request.dropOff ?? false,
      aliases: [],
      state: "CREATED",
      createdAt: at,
      updatedAt: at,
      lines: contents.map((units) => ({ id: newId(), grading: null, ...units })),
      packages: [{ id: newId(), state: RETURN_PACKAGE_MACHINE.initial, reason: null, contents, tracker: null }],
    };
    saveOrder(tx, { ...order, returns: [...order.returns, opened], updatedAt: at });
    const ids = { orderId: order.id, returnId: opened.id };
    domain.publisher.publish(tx, { type: "RETURN_STARTED", targetId: order.targetId, ids });
    return opened;
  });
}

/** Units that were delivered and are in no return; what is only negotiated or was cancelled counts as free. */
export function returnableUnits(order: Order): readonly LineItemUnits[] {
  return withoutUnits(
    deliveredUnits(order),
    order.returns.filter(isUnderWay).flatMap((each) => each.lines),
  );
}

function chooseUnits(order: Order, request: OpenReturnRequest): readonly LineItemUnits[] {
  const returnable = returnableUnits(order);
  const issues = new Issues("/createReturn/lineItems");
  const wanted = request.lineItems?.map(({ lineItemId, amount }) => ({
    lineItemId: { lineItemId },
    amount: amount === undefined ? null : { value: amount },
  }));
  const contents = wanted === undefined ? returnable : readUnits(wanted, unitsByLine(returnable), issues);
  if (issues.found.length === 0) {
    issues.check(contents.length > 0, "must name units that were delivered and are not in a return yet");
  }
  if (issues.found.length > 0) throw invalidInput(issues.found);
  return contents;
}
