import type { InventoryView, ProductView } from "../model/catalog.ts";
import type { LineItem, OrderView, Package, Refund, ReturnDetails, Tracker } from "../model/order.ts";
import type { PrivacyTask } from "../model/privacy.ts";
import { type Block, type Cell, fields, line, span, type ViewFacts } from "./blocks.ts";
import { amountText, contentsText } from "./contents.ts";
import { moneyText } from "./money.ts";
import { trackerRows } from "./package.ts";
import { taskRows } from "./privacy.ts";
import { inventoryItemRows, productRows } from "./product.ts";
import { stateSpan } from "./state.ts";

/** What an event is about, as the API tells it at the time; `lineItems` are those that it concerns. */
type HydratedThing =
  | { readonly kind: "order"; readonly order: OrderView }
  | { readonly kind: "package"; readonly lineItems: readonly LineItem[]; readonly package: Package }
  | { readonly kind: "return"; readonly lineItems: readonly LineItem[]; readonly return: ReturnDetails }
  | { readonly kind: "refund"; readonly lineItems: readonly LineItem[]; readonly refund: Refund }
  | { readonly kind: "tracker"; readonly tracker: Tracker }
  | { readonly kind: "task"; readonly task: PrivacyTask }
  | { readonly kind: "product"; readonly product: ProductView }
  | { readonly kind: "inventoryItem"; readonly inventoryItem: InventoryView };

/** The outcome of handling one resource path: what was found, or why nothing was. */
export type HydratedResource = { readonly resource: string; readonly query: string } & (
  | HydratedThing
  | { readonly kind: "problem"; readonly problem: string }
);

/** What the documented handling found, in a few rows for each resource. */
export function hydratedBlocks(resources: readonly HydratedResource[], facts: ViewFacts): readonly Block[] {
  return resources.map((found) =>
    found.kind === "problem" ? line(span(found.problem, "warn")) : fields(thingRows(found, facts)),
  );
}

/** True if a value out of a file can be shown as what the handling found: it has the members that the views read. */
export function isHydrated(value: unknown): value is readonly HydratedResource[] {
  try {
    return Array.isArray(value) && hydratedBlocks(value, { now: 0 }).every(isSound);
  } catch {
    return false;
  }
}

function isSound(block: Block): boolean {
  if (block.kind === "line") return isText(block.text);
  return block.kind === "fields" && block.rows.every(([, cell]) => cell === undefined || cell === null || isText(cell));
}

function isText(inline: unknown): boolean {
  const parts: readonly unknown[] = Array.isArray(inline) ? inline : [inline];
  return parts.every((part) => {
    const text: unknown = typeof part === "object" && part !== null ? Reflect.get(part, "text") : part;
    return typeof text === "string";
  });
}

function thingRows(thing: HydratedThing, facts: ViewFacts): readonly (readonly [string, Cell])[] {
  switch (thing.kind) {
    case "order":
      return orderRows(thing.order);
    case "package":
      return [
        ["Package", withReason(thing.package.state, thing.package.reason)],
        ["Holds", contentsText(thing.package.contents, thing.lineItems)],
        ...trackerRows(thing.package.tracker, facts),
      ];
    case "return":
      return returnRows(thing.return, thing.lineItems);
    case "refund":
      return refundRows(thing.refund, thing.lineItems);
    case "tracker":
      return trackerRows(thing.tracker, facts);
    case "task":
      return taskRows(thing.task);
    case "product":
      return productRows(thing.product);
    case "inventoryItem":
      return inventoryItemRows(thing.inventoryItem);
  }
}

function withReason(state: string | undefined, reason: string | undefined): Cell {
  return [stateSpan(state), reason === undefined ? "" : span(` (${reason})`, "dim")];
}

function orderRows(order: OrderView): readonly (readonly [string, Cell])[] {
  const lines = order.lineItems.map(
    (item) => `${amountText(item.amount)} × ${item.title ?? item.productId ?? item.id}`,
  );
  return [
    ["Order", order.executionState === undefined ? undefined : stateSpan(order.executionState)],
    ["Lines", lines.length === 0 ? undefined : lines.join(", ")],
    ["Total", moneyText(order.total)],
  ];
}

function returnRows(details: ReturnDetails, lineItems: readonly LineItem[]): readonly (readonly [string, Cell])[] {
  return [
    ["Return", stateSpan(details.state)],
    ...details.lineItems.flatMap((item): readonly (readonly [string, Cell])[] => {
      const graded = item.grading?.conditions.flatMap(({ condition, amount }, index) => [
        index === 0 ? "" : ", ",
        `${amountText(amount)} `,
        stateSpan(condition),
      ]);
      const reason = item.reasonCode === undefined ? "" : span(` (${item.reasonCode})`, "dim");
      return [
        ["Item", [contentsText(item.contents, lineItems) ?? item.id ?? "an item", reason]],
        ["Graded", graded === undefined || graded.length === 0 ? undefined : graded],
      ];
    }),
    ...details.packages.map((entry) => ["Package", withReason(entry.state, entry.reason)] as const),
  ];
}

function refundRows(refund: Refund, lineItems: readonly LineItem[]): readonly (readonly [string, Cell])[] {
  const total = moneyText(refund.total);
  return [
    ["Refund", withReason(refund.state, refund.statusReason)],
    [
      "Amount",
      total === undefined
        ? undefined
        : [span(total, "strong"), refund.state === "PENDING" ? span(" (estimate)", "dim") : ""],
    ],
    ["For", contentsText(refund.contents, lineItems)],
    ["Reason", refund.requestReason],
  ];
}
