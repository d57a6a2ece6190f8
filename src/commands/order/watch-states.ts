import { gradingText } from "../../formatters/grading.ts";
import { moneyText } from "../../formatters/money.ts";
import type { OrderView } from "../../model/order.ts";
import { summarisePackageStates } from "../../model/package-states.ts";

/** What `order watch` can wait for. */
export const WATCH_GOALS = ["delivered", "returned", "refunded", "cancelled"] as const;
export type WatchGoal = (typeof WATCH_GOALS)[number];

/** Something of an order that has a state. */
export interface WatchedThing {
  /** What it is. */
  readonly entity: "order" | "package" | "tracker" | "return" | "returnPackage" | "grading" | "refund" | "cancellation";
  readonly id: string;
  readonly state: string;
}

/** One change, as a record of the stream. */
export interface WatchChange {
  /** When it was seen, ISO 8601. */
  readonly at: string;
  readonly orderId: string;
  readonly entity: WatchedThing["entity"];
  readonly id: string;
  /** State before; null when it is seen for the first time. */
  readonly from: string | null;
  readonly to: string;
}

/** All states of an order, in the order of its life. */
export function statesOf(order: OrderView): readonly WatchedThing[] {
  const withReason = (state: string, reason: string | undefined): string =>
    reason === undefined ? state : `${state} (${reason})`;
  return [
    ...(order.executionState === undefined
      ? []
      : [{ entity: "order" as const, id: order.id, state: order.executionState }]),
    ...order.packages.flatMap((entry): WatchedThing[] => [
      { entity: "package", id: entry.id, state: withReason(entry.state, entry.reason) },
      ...milestoneOf(entry),
    ]),
    ...order.cancellations.map(
      (entry, index): WatchedThing => ({
        entity: "cancellation",
        id: entry.createdAt ?? String(index + 1),
        state: entry.state ?? "?",
      }),
    ),
    ...order.returns.flatMap((details): WatchedThing[] => [
      { entity: "return", id: details.id, state: details.state ?? "?" },
      ...details.packages.flatMap((entry): WatchedThing[] => [
        { entity: "returnPackage", id: entry.id, state: withReason(entry.state, entry.reason) },
        ...milestoneOf(entry),
      ]),
      ...details.lineItems.flatMap((item): WatchedThing[] =>
        item.grading === undefined ? [] : [{ entity: "grading", id: item.id ?? details.id, state: gradingText(item) }],
      ),
    ]),
    ...order.refunds.map(
      (refund): WatchedThing => ({
        entity: "refund",
        id: refund.id,
        state: withReason(refund.state ?? "?", moneyText(refund.total)),
      }),
    ),
  ];
}

function milestoneOf({ tracker }: OrderView["packages"][number] | OrderView["returns"][number]["packages"][number]) {
  const code = tracker?.latestMilestone?.code;
  if (code === undefined) return [];
  return [{ entity: "tracker" as const, id: tracker?.trackingNumber ?? "?", state: code }];
}

/** What changed between two looks; at the first look everything is new. */
export function changesBetween(
  before: readonly WatchedThing[],
  after: readonly WatchedThing[],
  orderId: string,
  now: number,
): readonly WatchChange[] {
  const keyOf = ({ entity, id }: WatchedThing): string => `${entity} ${id}`;
  const known = new Map(before.map((thing) => [keyOf(thing), thing.state]));
  const at = new Date(now).toISOString();
  return after.flatMap((thing) => {
    const from = known.get(keyOf(thing));
    if (from === thing.state) return [];
    return [{ at, orderId, entity: thing.entity, id: thing.id, from: from ?? null, to: thing.state }];
  });
}

/**
 * How far an order is from a goal: reached, still open, or out of reach. Delivered: every package is finished and one arrived.
 * Returned: there are returns, and each is COMPLETED or all its packages arrived; out of reach if nothing arrived that could come back. Refunded: there are refunds, and each is
 * SUCCESS. Cancelled: a cancellation is SUCCESS, or every package is CANCELLED.
 */
export function goalState(order: OrderView, goal: WatchGoal): "reached" | "open" | "out of reach" {
  const packages = summarisePackageStates(order.packages.map(({ state }) => state));
  switch (goal) {
    case "delivered":
      return packages === "DELIVERED" ? "reached" : packages === "CANCELLED" ? "out of reach" : "open";
    case "cancelled":
      if (packages === "CANCELLED" || order.cancellations.some(({ state }) => state === "SUCCESS")) return "reached";
      return packages === "DELIVERED" ? "out of reach" : "open";
    case "returned": {
      const isBack = ({ state, packages: parcels }: OrderView["returns"][number]): boolean =>
        state === "COMPLETED" || (parcels.length > 0 && parcels.every((parcel) => parcel.state === "DELIVERED"));
      if (order.returns.length === 0) return packages === "CANCELLED" ? "out of reach" : "open";
      return order.returns.every(isBack) ? "reached" : "open";
    }
    case "refunded":
      return order.refunds.length > 0 && order.refunds.every(({ state }) => state === "SUCCESS") ? "reached" : "open";
  }
}
