import type { EventTypeName } from "../model/event-types.ts";
import { ORDER_ID_PATTERN } from "../model/ids.ts";

/** What later steps need of earlier ones. */
export interface DemoFacts {
  orderId: string;
  /** Events that are in the queue and were not shown yet. */
  waitingEvents: number;
}

/** One step: a bwp command, and what it leads to. */
export interface DemoStep {
  readonly title: string;
  words(facts: DemoFacts): readonly string[];
  /** Reads from the command's result what later steps need. */
  learn?(result: unknown, facts: DemoFacts): void;
  /** Event types that the step publishes. */
  readonly publishes?: readonly EventTypeName[];
}

const SUBSCRIBED: readonly EventTypeName[] = [
  "ORDER_CONFIRMED",
  "PACKAGE_DELIVERY_IN_TRANSIT",
  "PACKAGE_TRACKER_MILESTONE_CHANGED",
  "PACKAGE_DELIVERED",
  "RETURN_STARTED",
  "RETURN_PACKAGE_IN_TRANSIT",
  "RETURN_PACKAGE_DELIVERED",
  "REFUND_REQUESTED",
  "RETURN_ITEM_GRADED",
  "RETURN_COMPLETED",
];

const SOURCE = "demo-shop";

const watch = (title: string): DemoStep => ({
  title,
  words: ({ waitingEvents }) => [
    "events",
    "tail",
    "--hydrate",
    "--limit",
    String(waitingEvents),
    "--idle-timeout",
    "10s",
  ],
});

/** The main job, step by step. */
export const DEMO_STEPS: readonly DemoStep[] = [
  {
    title: "Subscribe to the events of orders, packages, returns and refunds",
    words: () => ["subscribe", "create", "--type", SUBSCRIBED.join(","), "--source-name", SOURCE],
  },
  {
    title: "Lead them into a queue: partner event source, event bus, rule, queue",
    words: () => ["events", "connect", "--source", SOURCE],
  },
  {
    title: "Create an order and start its fulfilment",
    words: () => [
      "order",
      "create",
      "--line",
      "sku=MUG-BLUE-12,title=Blue stoneware mug,qty=2,price=18.50,preview=EMU-preview,offer=EMU-offer",
      "--name",
      "Nora Quist",
      "--email",
      "nora@example.com",
      "--address",
      "12 Harbor Lane, Portland, OR 97201, US",
      "--start",
    ],
    learn: (result, facts) => {
      facts.orderId = orderIdOf(result) ?? facts.orderId;
    },
    publishes: ["ORDER_CONFIRMED"],
  },
  {
    title: "Ship its package",
    words: ({ orderId }) => ["sandbox", "advance-delivery", orderId, "--to", "IN_TRANSIT", "--wait"],
    publishes: ["PACKAGE_DELIVERY_IN_TRANSIT", "PACKAGE_TRACKER_MILESTONE_CHANGED"],
  },
  watch("Watch what arrived, each event with the thing that it is about"),
  {
    title: "Deliver it",
    words: ({ orderId }) => ["sandbox", "advance-delivery", orderId, "--to", "DELIVERED", "--wait"],
    publishes: ["PACKAGE_DELIVERED"],
  },
  watch("Watch"),
  {
    title: "The shopper returns it (the emulator plays the shopper)",
    words: ({ orderId }) => ["emulator", "create-return", orderId],
    publishes: ["RETURN_STARTED"],
  },
  {
    title: "The return package travels back",
    words: ({ orderId }) => ["sandbox", "advance-return", orderId, "--to", "IN_TRANSIT", "--wait"],
    publishes: ["RETURN_PACKAGE_IN_TRANSIT"],
  },
  watch("Watch"),
  {
    title: "It arrives at the fulfilment centre; now a refund is due",
    words: ({ orderId }) => ["sandbox", "advance-return", orderId, "--to", "DELIVERED", "--wait"],
    publishes: ["RETURN_PACKAGE_DELIVERED", "REFUND_REQUESTED"],
  },
  watch("Watch"),
  {
    title: "The returned items are inspected",
    words: ({ orderId }) => ["sandbox", "grade-return", orderId, "--condition", "SELLABLE", "--wait"],
    publishes: ["RETURN_ITEM_GRADED", "RETURN_COMPLETED"],
  },
  watch("Watch"),
  {
    title: "The order at the end",
    words: ({ orderId }) => ["order", "show", orderId],
  },
];

function orderIdOf(result: unknown): string | undefined {
  if (typeof result !== "object" || result === null) return undefined;
  if ("id" in result && typeof result.id === "string" && ORDER_ID_PATTERN.test(result.id)) return result.id;
  for (const inner of Object.values(result)) {
    const found = orderIdOf(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
