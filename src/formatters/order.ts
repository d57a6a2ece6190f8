import type { LineItem, OrderView, Package, Payment } from "../model/order.ts";
import { aliasesText } from "./alias.ts";
import { type Block, type Cell, type Column, fields, line, section, span, table, type ViewFacts } from "./blocks.ts";
import { cancellationBlock } from "./cancellation.ts";
import { amountText } from "./contents.ts";
import { moneyText } from "./money.ts";
import { packageBlock } from "./package.ts";
import { refundBlock } from "./refund.ts";
import { returnBlock } from "./return.ts";
import { stateSpan } from "./state.ts";
import { timeText } from "./time.ts";
import { timelineBlocks } from "./timeline.ts";

/** What a person wants to see of an order beyond the usual. */
export interface OrderViewOptions {
  /** Show the customer's name and e-mail address. */
  readonly personalData: boolean;
}

/** An order as a person reads it: head, lines, packages, returns, refunds, links. What is absent takes no room. */
export function orderBlocks(order: OrderView, facts: ViewFacts, options: OrderViewOptions): readonly Block[] {
  return [
    orderTitle(order),
    fields(headRows(order, facts, options)),
    ...linesOf(order),
    ...packagesOf(order, facts),
    ...cancellationsOf(order, facts),
    ...returnsOf(order, facts),
    ...refundsOf(order, facts),
    ...linksOf(order),
  ];
}

/** Parts of an order that can be looked at alone; `all` is everything with the timeline. */
export const ORDER_PARTS = [
  "summary",
  "lines",
  "packages",
  "returns",
  "refunds",
  "payments",
  "timeline",
  "all",
] as const;
export type OrderPart = (typeof ORDER_PARTS)[number];

/** One part of an order; says so where there is nothing. */
export function orderPartBlocks(
  part: OrderPart,
  order: OrderView,
  facts: ViewFacts,
  options: OrderViewOptions,
): readonly Block[] {
  if (part === "all")
    return [...orderBlocks(order, facts, options), ...paymentsOf(order, facts), ...timelineBlocks(order, facts)];
  if (part === "summary") {
    return [orderTitle(order), fields([...headRows(order, facts, options), ...countRows(order)]), ...linksOf(order)];
  }
  const blocks = partOf(part, order, facts);
  return [orderTitle(order), ...(blocks.length === 0 ? [line(`No ${part}.`)] : blocks)];
}

function partOf(part: Exclude<OrderPart, "all" | "summary">, order: OrderView, facts: ViewFacts): readonly Block[] {
  switch (part) {
    case "lines":
      return linesOf(order);
    case "packages":
      return packagesOf(order, facts);
    case "returns":
      return returnsOf(order, facts);
    case "refunds":
      return [...cancellationsOf(order, facts), ...refundsOf(order, facts)];
    case "payments":
      return paymentsOf(order, facts);
    case "timeline":
      return timelineBlocks(order, facts);
  }
}

function orderTitle(order: OrderView): Block {
  const state = order.executionState === undefined ? [] : ["  ", stateSpan(order.executionState)];
  return line([span("Order ", "dim"), span(order.id, "strong"), ...state]);
}

function linesOf(order: OrderView): readonly Block[] {
  return order.lineItems.length === 0 ? [] : [section("Lines", [linesTable(order)])];
}

function packagesOf(order: OrderView, facts: ViewFacts): readonly Block[] {
  return order.packages.map((entry) => packageBlock(entry, order.lineItems, facts));
}

function cancellationsOf(order: OrderView, facts: ViewFacts): readonly Block[] {
  return order.cancellations.map((entry) => cancellationBlock(entry, order.lineItems, facts));
}

function returnsOf(order: OrderView, facts: ViewFacts): readonly Block[] {
  return order.returns.map((entry) => returnBlock(entry, order.lineItems, facts));
}

function refundsOf(order: OrderView, facts: ViewFacts): readonly Block[] {
  return order.refunds.map((refund) => refundBlock(refund, order.lineItems, facts));
}

function linksOf(order: OrderView): readonly Block[] {
  if (order.links.length === 0) return [];
  return [section("Links", [fields(order.links.map((link) => [link.destinationType, link.url]))])];
}

/** Payments of the order with the refunds' disbursements: money in, money out. */
function paymentsOf(order: OrderView, facts: ViewFacts): readonly Block[] {
  const rowOf = (what: string, payment: Payment): readonly Cell[] => [
    what,
    moneyText(payment.amount),
    [payment.method, payment.methodType].filter((part) => part !== undefined).join(", "),
    payment.state === undefined ? undefined : stateSpan(payment.state),
    timeText(payment.createdAt, facts),
    payment.id === undefined ? undefined : span(payment.id, "dim"),
  ];
  const rows = [
    ...order.payments.map((payment) => rowOf("payment", payment)),
    ...order.refunds.flatMap((refund) => refund.payments.map((payment) => rowOf("refund", payment))),
  ];
  if (rows.length === 0) return [];
  const columns = ["", "Amount", "Method", "State", "Created", "Id"];
  const filled = columns.map((_, index) => rows.some((row) => row[index] !== undefined && row[index] !== ""));
  return [
    section("Payments", [
      table(
        columns.filter((_, index) => filled[index]),
        rows.map((row) => row.filter((_, index) => filled[index])),
      ),
    ]),
  ];
}

/** How many there are of each kind, and in which states. */
function countRows(order: OrderView): readonly (readonly [string, Cell])[] {
  const statesText = (states: readonly (string | undefined)[]): Cell => {
    if (states.length === 0) return undefined;
    return [...new Set(states)].flatMap((state, index) => [
      index === 0 ? "" : ", ",
      `${states.filter((other) => other === state).length} `,
      stateSpan(state),
    ]);
  };
  return [
    ["Lines", String(order.lineItems.length)],
    ["Packages", statesText(order.packages.map(({ state }) => state))],
    ["Cancellations", statesText(order.cancellations.map(({ state }) => state))],
    ["Returns", statesText(order.returns.map(({ state }) => state))],
    ["Refunds", statesText(order.refunds.map(({ state }) => state))],
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
