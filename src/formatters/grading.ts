import type { LineItem, ReturnLineItem } from "../model/order.ts";
import { type Block, table } from "./blocks.ts";
import { contentsText } from "./contents.ts";
import { stateSpan } from "./state.ts";

/** A returned line with the units of each condition, as decimal text. */
export interface Grading {
  readonly item: ReturnLineItem;
  readonly units: readonly { readonly condition: string; readonly units: string }[];
}

/** Gradings as a table. */
export function gradingBlocks(gradings: readonly Grading[], lineItems: readonly LineItem[]): readonly Block[] {
  return [
    table(
      ["Returned line item", "Graded", "Expected events"],
      gradings.map(({ item, units }) => [
        contentsText(item.contents, lineItems) ?? item.id,
        units.flatMap(({ condition, units: count }, index) => [
          index === 0 ? "" : ", ",
          `${count} `,
          stateSpan(condition),
        ]),
        "RETURN_ITEM_GRADED",
      ]),
    ),
  ];
}
