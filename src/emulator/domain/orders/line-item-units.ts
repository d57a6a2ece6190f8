import type { LineItemUnits } from "../entities.ts";
import type { Issues } from "../validation.ts";
import { checkAmount } from "./order-input.ts";

/** OrderLineItemAmountInput: a line item and how many units of it. */
export interface UnitsInput {
  readonly lineItemId?: { readonly lineItemId?: string | null } | null;
  readonly amount?: { readonly value: number; readonly unit?: string | null } | null;
}

/**
 * Reads units out of an input and checks them against what there is (line item id to units). A missing amount means all
 * units of the line; a line that is named twice adds up. Problems go to `issues`.
 */
export function readUnits(
  inputs: readonly UnitsInput[],
  available: ReadonlyMap<string, number>,
  issues: Issues,
): readonly LineItemUnits[] {
  const wanted = new Map<string, number>();
  inputs.forEach((input, index) => {
    const at = issues.at("orderLineItemAmounts", index);
    const lineItemId = input.lineItemId?.lineItemId;
    const all = lineItemId == null ? undefined : available.get(lineItemId);
    if (lineItemId == null || all === undefined) {
      at.at("lineItemId").add(`names the unknown line item ${JSON.stringify(lineItemId ?? null)}`);
      return;
    }
    if (input.amount != null) checkAmount(input.amount, at.at("amount"));
    wanted.set(lineItemId, (wanted.get(lineItemId) ?? 0) + (input.amount?.value ?? all));
    at.at("amount", "value").check((wanted.get(lineItemId) ?? 0) <= all, `must be at most ${all}`);
  });
  return [...wanted].map(([lineItemId, units]) => ({ lineItemId, units }));
}

/** Units by line item id. */
export function unitsByLine(contents: readonly LineItemUnits[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { lineItemId, units: more } of contents) units.set(lineItemId, (units.get(lineItemId) ?? 0) + more);
  return units;
}

/** What is left of `contents` after `taken`; lines without units are gone. */
export function withoutUnits(
  contents: readonly LineItemUnits[],
  taken: readonly LineItemUnits[],
): readonly LineItemUnits[] {
  const minus = unitsByLine(taken);
  return contents
    .map(({ lineItemId, units }) => ({ lineItemId, units: units - (minus.get(lineItemId) ?? 0) }))
    .filter(({ units }) => units > 0);
}
