import { ORDER_LIMITS } from "../../../model/order-limits.ts";
import type { ReturnState } from "../../../model/return-states.ts";
import { invalidInput, refused } from "../api-error.ts";
import type { Alias, Order, Return } from "../entities.ts";
import { newId } from "../entity-ids.ts";
import type { UnitsInput } from "../orders/line-item-units.ts";
import { readUnits, unitsByLine } from "../orders/line-item-units.ts";
import { Issues } from "../validation.ts";

/** Names a return by its id or by an alias. */
export interface ReturnIdentifier {
  readonly id?: string | null;
  readonly alias?: Alias | null;
}

/** ReturnDetailsInput as far as the rules look at it. */
export interface ExternalReturnInput {
  readonly aliases?: readonly Alias[] | null;
  readonly returnIdentifier?: ReturnIdentifier | null;
  readonly returnLineItems?:
    | readonly { readonly returnFor?: { readonly orderLineItemAmounts?: readonly UnitsInput[] | null } | null }[]
    | null;
  readonly state?: ReturnState | null;
}

/** The order after updateOrder added or changed external returns. Pages: add-an-external-return, update-return-details. */
export function applyExternalReturns(order: Order, inputs: readonly ExternalReturnInput[], at: string): Order {
  let returns = order.returns;
  inputs.forEach((input, index) => {
    const issues = new Issues(`/updateOrder/input/returns/details/${index}`);
    const known = input.returnIdentifier == null ? undefined : findReturn(returns, input.returnIdentifier, issues);
    if (known !== undefined && !known.external) {
      issues.at("returnIdentifier").add("must name an external return");
      throw invalidInput(issues.found);
    }
    requireAliases(returns, input, known);
    const lines = readLines(order, input, issues);
    const next: Return =
      known === undefined
        ? newExternalReturn(input, lines, at)
        : {
            ...known,
            aliases: input.aliases ?? known.aliases,
            state: input.state ?? known.state,
            lines: input.returnLineItems == null ? known.lines : lines,
            updatedAt: at,
          };
    returns = known === undefined ? [...returns, next] : returns.map((each) => (each === known ? next : each));
    requireUnitsOnce(order, returns, next, issues);
  });
  return { ...order, returns };
}

/** The return of that id or alias; a validation error if there is none, or not exactly one way is given. */
export function findReturn(returns: readonly Return[], identifier: ReturnIdentifier, issues: Issues): Return {
  const at = issues.at("returnIdentifier");
  const { id, alias } = identifier;
  const oneWay = at.check((id == null) !== (alias == null), "must have exactly one of id and alias");
  const found = returns.find((candidate) =>
    id != null
      ? candidate.id === id
      : candidate.aliases.some((each) => each.aliasType === alias?.aliasType && each.aliasId === alias.aliasId),
  );
  if (oneWay && found === undefined) at.add("names a return that the order does not have");
  if (found === undefined || !oneWay) throw invalidInput(issues.found);
  return found;
}

function requireAliases(returns: readonly Return[], input: ExternalReturnInput, known: Return | undefined): void {
  const aliases = input.aliases ?? [];
  if (aliases.length > ORDER_LIMITS.aliasesPerReturn) {
    throw refused("AliasLimitExceeded", `A return has at most ${ORDER_LIMITS.aliasesPerReturn} aliases.`);
  }
  const taken = returns.filter((each) => each !== known).flatMap((each) => each.aliases.map((alias) => alias.aliasId));
  const clash = aliases.find((alias) => taken.includes(alias.aliasId));
  if (clash !== undefined) {
    throw refused("AliasValueAlreadyExists", `Another return of the order has the alias id ${clash.aliasId}.`);
  }
}

function readLines(order: Order, input: ExternalReturnInput, issues: Issues): Return["lines"] {
  const amounts = (input.returnLineItems ?? []).flatMap((line) => line.returnFor?.orderLineItemAmounts ?? []);
  const at = issues.at("returnLineItems");
  const all = new Map(order.lineItems.map((line) => [line.id, line.units]));
  const lines = readUnits(amounts, all, at).map((units) => ({ id: newId(), grading: null, ...units }));
  if (input.returnIdentifier == null) at.check(lines.length > 0, "must name at least one line item");
  if (issues.found.length > 0) throw invalidInput(issues.found);
  return lines;
}

/** True for a return that takes its units; a cancelled one and one under negotiation leave them free. */
export function isUnderWay({ state }: Return): boolean {
  return state !== "CANCELLED" && state !== "DRAFT";
}

/** A unit comes back once: all returns of a line together must not claim more than was bought. */
function requireUnitsOnce(order: Order, returns: readonly Return[], next: Return, issues: Issues): void {
  const claimed = unitsByLine(returns.filter(isUnderWay).flatMap((each) => each.lines));
  for (const { lineItemId } of isUnderWay(next) ? next.lines : []) {
    const bought = order.lineItems.find((line) => line.id === lineItemId)?.units ?? 0;
    const fits = (claimed.get(lineItemId) ?? 0) <= bought;
    issues.at("returnLineItems").check(fits, `must not return more than the ${bought} units of the line ${lineItemId}`);
  }
  if (issues.found.length > 0) throw invalidInput(issues.found);
}

function newExternalReturn(input: ExternalReturnInput, lines: Return["lines"], at: string): Return {
  return {
    id: newId(),
    external: true,
    dropOff: false,
    aliases: input.aliases ?? [],
    state: input.state ?? "CREATED",
    createdAt: at,
    updatedAt: at,
    lines,
    packages: [],
  };
}
