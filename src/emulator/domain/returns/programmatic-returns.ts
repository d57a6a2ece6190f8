import { ORDER_LIMITS } from "../../../model/order-limits.ts";
import { RETURN_PACKAGE_MACHINE } from "../../../model/return-states.ts";
import type { Transaction } from "../../store/store.ts";
import { accessDenied, invalidInput, refused } from "../api-error.ts";
import type { Caller, Domain } from "../domain.ts";
import type { Alias, Order, Return } from "../entities.ts";
import { ORDERS } from "../entities.ts";
import { newDeliveryOfferId, newId } from "../entity-ids.ts";
import type { OrderIdentifier } from "../orders/find-order.ts";
import { findOrder } from "../orders/find-order.ts";
import type { UnitsInput } from "../orders/line-item-units.ts";
import { readUnits, unitsByLine } from "../orders/line-item-units.ts";
import { checkAliases } from "../orders/order-input.ts";
import { saveOrder } from "../orders/orders.ts";
import { Issues } from "../validation.ts";
import type { ReturnIdentifier } from "./external-returns.ts";
import { returnableUnits } from "./open-return.ts";

/** CreateReturnInput as far as it is known. */
export interface CreateReturnInput {
  readonly desiredReturnExecutionState?: "NOT_STARTED" | "STARTED" | null;
  readonly returnLineItems?:
    | readonly { readonly returnFor?: { readonly orderLineItemAmounts?: readonly UnitsInput[] | null } | null }[]
    | null;
}

/** UpdateReturnInput as far as it is known. */
export interface UpdateReturnInput {
  readonly aliases?: readonly Alias[] | null;
  readonly returnDeliveryGroups?:
    | readonly {
        readonly returnDeliveryOffer?: { readonly details?: { readonly id?: string | null } | null } | null;
      }[]
    | null;
  readonly returnIdentifier?: ReturnIdentifier | null;
}

/** A return together with its order. */
export interface ReturnOfOrder {
  readonly order: Order;
  readonly each: Return;
}

const DRAFT_LIFE_MS = 24 * 60 * 60_000;

/**
 * Begins the negotiation of a return, or with STARTED the return itself. Without an order identifier the line items tell the
 * order. Page: createreturn (incomplete); a real sandbox does not support it.
 */
export function createReturn(
  domain: Domain,
  caller: Caller,
  identifier: OrderIdentifier | null | undefined,
  input: CreateReturnInput,
): ReturnOfOrder {
  return domain.store.transaction((tx) => {
    const issues = new Issues("/createReturn/input/returnLineItems");
    const amounts = (input.returnLineItems ?? []).flatMap((line) => line.returnFor?.orderLineItemAmounts ?? []);
    issues.check(amounts.length > 0, "must name at least one line item");
    if (issues.found.length > 0) throw invalidInput(issues.found);
    const order =
      identifier == null
        ? findOrderOfLine(tx, caller.targetId, amounts[0]?.lineItemId?.lineItemId)
        : findOrder(tx, "createReturn", caller.targetId, identifier);
    const contents = readUnits(amounts, unitsByLine(returnableUnits(order)), issues);
    if (issues.found.length > 0) throw invalidInput(issues.found);
    const at = domain.clock.iso();
    const expiresAt = new Date(domain.clock.now() + DRAFT_LIFE_MS).toISOString();
    const draft: Return = {
      id: newId(),
      external: false,
      dropOff: false,
      aliases: [],
      state: "DRAFT",
      createdAt: at,
      updatedAt: at,
      lines: contents.map((units) => ({ id: newId(), grading: null, ...units })),
      packages: [],
      negotiation: { expiresAt, deliveryOfferId: newDeliveryOfferId() },
    };
    const added = { ...order, returns: [...order.returns, draft], updatedAt: at };
    if (input.desiredReturnExecutionState === "STARTED") return startDraft(domain, tx, added, draft);
    saveOrder(tx, added);
    return { order: added, each: draft };
  });
}

/** Sets aliases or picks the delivery offer of a return under negotiation; the state stays DRAFT. Page: updatereturn. */
export function updateReturn(
  domain: Domain,
  caller: Caller,
  identifier: ReturnIdentifier | null | undefined,
  input: UpdateReturnInput,
): ReturnOfOrder {
  return domain.store.transaction((tx) => {
    const { order, each } = findReturnOfTarget(
      tx,
      "updateReturn",
      caller.targetId,
      identifier ?? input.returnIdentifier ?? {},
    );
    const issues = new Issues("/updateReturn/input");
    issues.at("returnIdentifier").check(each.state === "DRAFT", "must name a return under negotiation");
    if ((input.aliases?.length ?? 0) > ORDER_LIMITS.aliasesPerReturn) {
      throw refused("AliasLimitExceeded", `A return has at most ${ORDER_LIMITS.aliasesPerReturn} aliases.`);
    }
    checkAliases(input.aliases, issues.at("aliases"), ORDER_LIMITS.aliasesPerReturn);
    const offers = (input.returnDeliveryGroups ?? []).map((group) => group.returnDeliveryOffer?.details?.id);
    const known = offers.every((id) => id === each.negotiation?.deliveryOfferId);
    issues.at("returnDeliveryGroups").check(known, "must name a delivery offer of the return");
    if (issues.found.length > 0) throw invalidInput(issues.found);
    const at = domain.clock.iso();
    const next: Return = { ...each, aliases: input.aliases ?? each.aliases, updatedAt: at };
    const changed = replace(order, next, at);
    saveOrder(tx, changed);
    return { order: changed, each: next };
  });
}

/** One return of any order of the caller's target. Page: return. */
export function getReturn(domain: Domain, caller: Caller, identifier: ReturnIdentifier): ReturnOfOrder {
  return findReturnOfTarget(domain.store, "return", caller.targetId, identifier);
}

/** Submits a draft, which the API's known fields offer only at its creation. RETURN_STARTED is published. */
export function submitReturn(domain: Domain, returnId: string): ReturnOfOrder {
  return domain.store.transaction((tx) => {
    const { order, each } = findReturnOfTarget(tx, "updateReturn", undefined, { id: returnId });
    if (each.state === "DRAFT") return startDraft(domain, tx, order, each);
    throw invalidInput([`/updateReturn/returnIdentifier must name a return under negotiation, not ${each.state}`]);
  });
}

function startDraft(domain: Domain, tx: Transaction, order: Order, draft: Return): ReturnOfOrder {
  const others = { ...order, returns: order.returns.filter((each) => each.id !== draft.id) };
  const free = unitsByLine(returnableUnits(others));
  const fits = draft.lines.every((line) => line.units <= (free.get(line.lineItemId) ?? 0));
  if (!fits) throw invalidInput(["/createReturn/input/returnLineItems must name units that are not in a return yet"]);
  const at = domain.clock.iso();
  const contents = draft.lines.map(({ lineItemId, units }) => ({ lineItemId, units }));
  const each: Return = {
    ...draft,
    state: "CREATED",
    updatedAt: at,
    packages: [{ id: newId(), state: RETURN_PACKAGE_MACHINE.initial, reason: null, contents, tracker: null }],
  };
  const changed = replace(order, each, at);
  saveOrder(tx, changed);
  const ids = { orderId: order.id, returnId: each.id };
  domain.publisher.publish(tx, { type: "RETURN_STARTED", targetId: order.targetId, ids });
  return { order: changed, each };
}

function replace(order: Order, next: Return, at: string): Order {
  return { ...order, updatedAt: at, returns: order.returns.map((each) => (each.id === next.id ? next : each)) };
}

/** Returns have no index of their own: the query is rare, and looking through the orders takes milliseconds. */
function findReturnOfTarget(
  reader: Pick<Transaction, "list">,
  operation: string,
  targetId: string | undefined,
  { id, alias }: ReturnIdentifier,
): ReturnOfOrder {
  if ((id == null) === (alias == null)) {
    throw invalidInput([`/${operation}/returnIdentifier must have exactly one of id and alias`]);
  }
  for (const [, order] of reader.list(ORDERS)) {
    if (targetId !== undefined && order.targetId !== targetId) continue;
    const each = order.returns.find((candidate) =>
      id != null
        ? candidate.id === id
        : candidate.aliases.some((known) => known.aliasType === alias?.aliasType && known.aliasId === alias.aliasId),
    );
    if (each !== undefined) return { order, each };
  }
  throw accessDenied(
    `the target has no return ${id ?? `with the alias ${alias?.aliasType ?? ""}:${alias?.aliasId ?? ""}`}`,
  );
}

function findOrderOfLine(tx: Transaction, targetId: string, lineItemId: string | null | undefined): Order {
  for (const [, order] of tx.list(ORDERS)) {
    if (order.targetId === targetId && order.lineItems.some((line) => line.id === lineItemId)) return order;
  }
  throw accessDenied(`the target has no order with the line item ${lineItemId ?? "null"}`);
}
