import { PACKAGE_MACHINE } from "./package-states.ts";
import { REFUND_STATES, REFUND_TRANSITIONS } from "./refund-states.ts";
import { RETURN_PACKAGE_MACHINE, RETURN_STATES } from "./return-states.ts";
import { DELIVERY_MACHINE, RETURN_MACHINE } from "./sandbox-machines.ts";
import type { Certainty, StateMachine } from "./transitions.ts";

/** One step of a state machine, as it is shown; what the documentation does not tell is null. */
export interface ShownTransition {
  readonly from: string;
  readonly to: string;
  /** Reasons of which one has to be sent, or may be sent if {@link reasonOptional}. */
  readonly reasons: readonly string[];
  readonly reasonOptional: boolean;
  readonly events: readonly string[];
  readonly eventsAre: Certainty;
  /** Documented wait until the change shows, in milliseconds. */
  readonly waitMs: number | null;
  readonly only: string | null;
}

/** A state machine for reading: what moves, who moves it, and how. */
export interface ShownMachine {
  /** As the command line names it. */
  readonly name: string;
  readonly title: string;
  readonly states: readonly string[];
  readonly initial: string;
  readonly terminal: readonly string[];
  /** The operation that moves it; null if none does. */
  readonly operation: string | null;
  readonly transitions: readonly ShownTransition[];
  /** Slug of the documentation page. */
  readonly page: string;
  readonly notes: readonly string[];
}

function step(from: string, to: string, more: Partial<ShownTransition> = {}): ShownTransition {
  return {
    from,
    to,
    reasons: [],
    reasonOptional: false,
    events: [],
    eventsAre: "documented",
    waitMs: null,
    only: null,
    ...more,
  };
}

function terminalOf(states: readonly string[], transitions: readonly ShownTransition[]): readonly string[] {
  const left = (state: string): boolean => transitions.some(({ from, to }) => from === state && to !== state);
  return states.filter((state) => !left(state));
}

function shown(
  machine: Omit<ShownMachine, "terminal" | "transitions" | "states" | "initial" | "page">,
  { states, initial, page, transitions }: StateMachine,
): ShownMachine {
  const steps = transitions.map(({ from, to, ...rest }) => step(from, to, rest));
  return { ...machine, states, initial, page, transitions: steps, terminal: terminalOf(states, steps) };
}

const REFUND_STEPS: readonly ShownTransition[] = REFUND_STATES.flatMap((from) =>
  (REFUND_TRANSITIONS[from] ?? []).map((to) =>
    step(
      from,
      to,
      to === "SUCCESS" && from !== "SUCCESS" ? { events: ["REFUND_COMPLETED"], eventsAre: "inferred" } : {},
    ),
  ),
);

const RETURN_STEPS: readonly ShownTransition[] = [
  step("DRAFT", "CREATED", { only: "programmatic returns, which a sandbox does not support" }),
  step("CREATED", "COMPLETED", {
    events: ["RETURN_COMPLETED"],
    eventsAre: "inferred",
    only: "when the service finds it complete; in 2024-01-01 the sandbox sets it by updateOrderReturns",
  }),
  step("CREATED", "CANCELLED", { only: "external returns, by updateOrder" }),
];

/** All state machines around an order, in the order of its life. */
export const SHOWN_MACHINES: readonly ShownMachine[] = [
  shown(
    {
      name: "package",
      title: "Outbound package",
      operation: "updateOrderPackageInformation",
      notes: [
        "In 2024-01-01 it is called a delivery: same states, older events.",
        "Part of a pending package can be shipped or cancelled: it is split, and the part gets an id of its own.",
      ],
    },
    PACKAGE_MACHINE,
  ),
  shown(
    {
      name: "return-package",
      title: "Return package",
      operation: "updateOrderReturns",
      notes: [
        "2024-01-01 has no return packages: there the return itself is moved.",
        "A sandbox stores the reason UNDELIVERABLE for every failed return package, whatever was sent.",
      ],
    },
    RETURN_PACKAGE_MACHINE,
  ),
  {
    name: "return",
    title: "Return",
    operation: null,
    states: RETURN_STATES,
    initial: "DRAFT",
    terminal: terminalOf(RETURN_STATES, RETURN_STEPS),
    transitions: RETURN_STEPS,
    page: "get-return-details",
    notes: [
      "A return of a shopper begins as CREATED and publishes RETURN_STARTED.",
      "When a sandbox completes a return is not documented.",
    ],
  },
  {
    name: "refund",
    title: "Refund",
    operation: "updateOrder",
    states: REFUND_STATES,
    initial: "PENDING",
    terminal: terminalOf(REFUND_STATES, REFUND_STEPS),
    transitions: REFUND_STEPS,
    page: "update-refund-details",
    notes: [
      "You report the states after REFUND_REQUESTED; the total of each report is cumulative.",
      "No step into or out of REJECTED is documented.",
    ],
  },
  shown(
    {
      name: "delivery",
      title: "Outbound delivery, in 2024-01-01",
      operation: "updateOrderDeliveryInformation",
      notes: ["2024-04-01 has deliveries too, but no documented sandbox."],
    },
    DELIVERY_MACHINE,
  ),
  shown(
    {
      name: "return-2024-01-01",
      title: "Return, as the sandbox of 2024-01-01 moves it",
      operation: "updateOrderReturns",
      notes: ["That version has no return packages; the table does not list RETURN_COMPLETED."],
    },
    RETURN_MACHINE,
  ),
];
