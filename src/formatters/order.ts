import type { LineItem, OrderView, Package } from "../model/order.ts";
import { aliasesText } from "./alias.ts";
import { type Block, type Cell, type Column, fields, line, section, span, table, type ViewFacts } from "./blocks.ts";
import { amountText } from "./contents.ts";
import { moneyText } from "./money.ts";
import { packageBlock } from "./package.ts";
import { refundBlock } from "./refund.ts";
import { returnBlock } from "./return.ts";
import { stateSpan } from "./state.ts";
import { timeText } from "./time.ts";

/** What a person wants to see of an order beyond the usual. */
export interface OrderViewOptions {
  /** Show the customer's name and e-mail address. */
  readonly personalData: boolean;
}

/** An order as a person reads it: head, lines, packages, returns, refunds, links. What is absent takes no room. */
export function orderBlocks(order: OrderView, facts: ViewFacts, options: OrderViewOptions): readonly Block[] {
  return [
    line([span("Order ", "dim"), span(order.id, "strong"), "  ", stateSpan(order.executionState)]),
    fields(headRows(order, facts, options)),
    ...(order.lineItems.length === 0 ? [] : [section("Lines", [linesTable(order)])]),
    ...order.packages.map((entry) => packageBlock(entry, order.lineItems, facts)),
    ...order.returns.map((entry) => returnBlock(entry, order.lineItems, facts)),
    ...order.refunds.map((refund) => refundBlock(refund, order.lineItems, facts)),
    ...(order.links.length === 0
      ? []
      : [section("Links", [fields(order.links.map((link) => [link.destinationType, link.url]))])]),
  ];
}

function headRows(order: OrderView, facts: ViewFacts, options: OrderViewOptions): readonly (readonly [string, Cell])[] {
  const total = moneyText(order.total);
  const customer = [order.customer?.name, order.customer?.email].filter((part) => part !== undefined).join(", ");
  const discount = moneyText(order.discount?.amount);
  return [
    ["Created", timeText(order.createdAt, facts)],
    ["Updated", order.updatedAt === order.createdAt ? undefined : timeText(order.updatedAt, facts)],
    ["Total", total === undefined ? undefined : span(total, "strong")],
    ...order.charges.map((charge) => [charge.text ?? charge.type ?? "Charge", moneyText(charge.amount)] as const),
    ["Taxes", moneyText(order.tax)],
    ["Discount", discount === undefined ? undefined : [discount, reasonText(order.discount?.reason)]],
    ...order.payments.map(
      (payment) =>
        ["Payment", [moneyText(payment.amount), payment.method, payment.state].filter(Boolean).join(", ")] as const,
    ),
    ["Aliases", aliasesText(order.aliases)],
    [
      "Customer",
      customer === "" ? undefined : options.personalData ? customer : span("hidden (--show-personal-data)", "dim"),
    ],
  ];
}

function reasonText(reason: string | undefined): string {
  return reason === undefined ? "" : ` (${reason})`;
}

/** The lines, without the columns that hold nothing. */
function linesTable(order: OrderView): Block {
  const columns: readonly (Column & { cell(item: LineItem): Cell })[] = [
    { title: "Qty", align: "right", cell: (item) => amountText(item.amount) },
    { title: "Title", cell: titleText },
    { title: "Unit price", align: "right", cell: (item) => moneyText(item.price) },
    { title: "Packages", cell: (item) => packageStates(item, order.packages) },
    { title: "Line item", cell: (item) => span(item.id, "dim") },
  ];
  const filled = columns.filter(({ cell }) => order.lineItems.some((item) => cell(item) !== undefined));
  return table(
    filled.map(({ title, align }) => ({ title, ...(align === undefined ? {} : { align }) })),
    order.lineItems.map((item) => filled.map(({ cell }) => cell(item))),
  );
}

function titleText(item: LineItem): string | undefined {
  const variations = item.variations.map(({ dimension, value }) => `${dimension}: ${value}`).join(", ");
  if (item.title === undefined) return item.productId;
  return variations === "" ? item.title : `${item.title} (${variations})`;
}

/** States of the packages that hold the line, each once with its number of packages. */
function packageStates(item: LineItem, packages: readonly Package[]): Cell {
  const states = packages
    .filter((entry) => entry.contents.some(({ lineItemId }) => lineItemId === item.id))
    .map((entry) => entry.state);
  if (states.length === 0) return item.packageState === undefined ? undefined : stateSpan(item.packageState);
  return [...new Set(states)].flatMap((state, index) => {
    const count = states.filter((other) => other === state).length;
    return [index === 0 ? "" : ", ", stateSpan(state), count === 1 ? "" : ` ×${count}`];
  });
}
