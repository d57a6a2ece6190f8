import type { LineItem, ReturnLineItem } from "../model/order.ts";
import { type Block, blank, fields } from "./blocks.ts";
import { amountText, contentsText } from "./contents.ts";
import { stateSpan } from "./state.ts";

/** A returned line with the units of each condition, as decimal text. */
export interface Grading {
  readonly item: ReturnLineItem;
  readonly units: readonly { readonly condition: string; readonly units: string }[];
}

/** Gradings: item, conditions, and the event to expect. */
export function gradingBlocks(gradings: readonly Grading[], lineItems: readonly LineItem[]): readonly Block[] {
  return gradings.flatMap(({ item, units }, index) => [
    ...(index === 0 ? [] : [blank()]),
    fields([
      ["Item", contentsText(item.contents, lineItems) ?? item.id],
      [
        "Graded",
        units.flatMap(({ condition, units: count }, at) => [at === 0 ? "" : ", ", `${count} `, stateSpan(condition)]),
      ],
      ["Events", "RETURN_ITEM_GRADED"],
    ]),
  ]);
}

/** What the inspection found, in a few words: `1 SELLABLE, 1 DAMAGED`; the empty text before it. */
export function gradingText(item: ReturnLineItem): string {
  return (item.grading?.conditions ?? [])
    .map(({ condition, amount }) => `${amountText(amount)} ${condition}`)
    .join(", ");
}
