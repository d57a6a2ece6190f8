import type { LineItem, ReturnDetails, ReturnLineItem } from "../model/order.ts";
import { aliasesText } from "./alias.ts";
import { type Block, fields, section, span, table, type ViewFacts } from "./blocks.ts";
import { amountText, contentsText } from "./contents.ts";
import { gradingText } from "./grading.ts";
import { packageBlock } from "./package.ts";
import { stateSpan } from "./state.ts";
import { timeText } from "./time.ts";

/** A return: state, items with their grading, packages. */
export function returnBlock(details: ReturnDetails, lineItems: readonly LineItem[], facts: ViewFacts): Block {
  return section(
    ["Return ", details.id, "  ", stateSpan(details.state)],
    [
      fields([
        ["Created", timeText(details.createdAt, facts)],
        ["Updated", details.updatedAt === details.createdAt ? undefined : timeText(details.updatedAt, facts)],
        ["Aliases", aliasesText(details.aliases)],
        ...details.lineItems.flatMap((item) => itemRows(item, lineItems)),
      ]),
      ...details.packages.map((entry) => packageBlock(entry, lineItems, facts)),
    ],
  );
}

function itemRows(item: ReturnLineItem, lineItems: readonly LineItem[]) {
  const contents = contentsText(item.contents, lineItems) ?? (item.id === undefined ? "an item" : `item ${item.id}`);
  const reason = item.reasonCode === undefined ? "" : span(` (${item.reasonCode})`, "dim");
  const graded = item.grading?.conditions.map(({ condition, amount }) => [
    `${amountText(amount)} `,
    stateSpan(condition),
  ]);
  const spans = graded?.flatMap((part, index) => (index === 0 ? part : [", ", ...part]));
  return [
    ["Item", [contents, reason]],
    ["Graded", spans],
  ] as const;
}

/** Returns of an order, a row each. */
export function returnsTable(returns: readonly ReturnDetails[], lineItems: readonly LineItem[]): Block {
  return table(
    ["Return", "State", "Items", "Packages", "Graded"],
    returns.map((details) => [
      details.id,
      stateSpan(details.state),
      contentsText(
        details.lineItems.flatMap((item) => item.contents),
        lineItems,
      ),
      details.packages.length === 0 ? undefined : details.packages.map(({ state }) => state).join(", "),
      details.lineItems
        .map(gradingText)
        .filter((text) => text !== "")
        .join(", "),
    ]),
  );
}
