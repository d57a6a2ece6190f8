import {
  PACKAGE_CANCELLATION_REASONS,
  PACKAGE_STATES,
  SETTABLE_MILESTONE_CODES,
} from "../../../model/package-states.ts";
import { REFUND_STATES } from "../../../model/refund-states.ts";
import {
  GRADING_CONDITIONS,
  RETURN_PACKAGE_FAILURE_REASONS,
  RETURN_PACKAGE_STATES,
} from "../../../model/return-states.ts";
import type { ApiVersion } from "../../../model/versions.ts";

/** What a field of a step takes. */
export interface FieldSpec {
  readonly type: "text" | "boolean" | "integer" | "amount" | "duration" | "map" | "list" | "any";
  readonly summary: string;
  readonly choices?: readonly string[];
  readonly required?: boolean;
  /** Fields of a map, or of each map in a list. */
  readonly fields?: Readonly<Record<string, FieldSpec>>;
  /** A list that may be written as its one entry. */
  readonly orOne?: boolean;
}

/** One kind of step: what it does, and what may be written below it. */
export interface StepSpec {
  readonly summary: string;
  readonly fields: Readonly<Record<string, FieldSpec>>;
  /** Only the emulator can do it: why. */
  readonly emulatorOnly?: string;
  /** Members of the step's result, for references. */
  readonly gives: string;
}

const ORDER: FieldSpec = { type: "text", summary: "id of the order (default: the one created last)" };
const WAIT: FieldSpec = { type: "boolean", summary: "wait until the change shows (default: true)" };
const TIMEOUT: FieldSpec = { type: "duration", summary: "how long to wait at most (default: 15m)" };
const LINES: FieldSpec = {
  type: "list",
  summary: "units of lines: `line` is its id or its place in the order, from 1",
  fields: {
    line: { type: "any", summary: "id, or place from 1", required: true },
    quantity: { type: "amount", summary: "how many units", required: true },
  },
};

/** Every kind of step. Reader, dry run and docs/scenarios.md go by it. */
export const STEPS = {
  create: {
    summary: "Creates an order. What is left out is sample data; one line of two mugs if there are no lines.",
    fields: {
      lines: {
        type: "list",
        summary: "the lines",
        fields: {
          sku: { type: "text", summary: "SKU of the product" },
          title: { type: "text", summary: "its title" },
          price: { type: "amount", summary: "price of one unit" },
          quantity: { type: "amount", summary: "units (default: 1)" },
          merchant: { type: "boolean", summary: "the merchant delivers it" },
          prime: { type: "boolean", summary: "delivered with Prime (default: true, unless `merchant`)" },
          previewId: { type: "text", summary: "delivery preview id of a line with Prime" },
          offerId: { type: "text", summary: "delivery offer id of a line with Prime" },
        },
      },
      currency: { type: "text", summary: "of all prices (default: USD)" },
      aliases: { type: "list", summary: "aliases as TYPE:ID (default: EXTERNAL_ID and a new id)" },
      start: { type: "boolean", summary: "start fulfilment at once" },
      input: { type: "map", summary: "members of CreateOrderInput of 2024-11-01, laid over all else" },
    },
    gives: "order",
  },
  start: { summary: "Starts the fulfilment of the order.", fields: { order: ORDER }, gives: "order" },
  advance: {
    summary: "Moves packages of the order: all that can take the step, or one.",
    fields: {
      to: { type: "text", summary: "the state", choices: PACKAGE_STATES, required: true },
      reason: { type: "text", summary: "why it is cancelled", choices: PACKAGE_CANCELLATION_REASONS },
      package: { type: "text", summary: "id of the package" },
      lines: LINES,
      wait: WAIT,
      timeout: TIMEOUT,
      order: ORDER,
    },
    gives: "order, packageIds",
  },
  tracker: {
    summary: "Moves the tracker of a package to a milestone.",
    emulatorOnly: "the field of updateOrderPackageInformation that carries the milestone is not documented",
    fields: {
      to: {
        type: "text",
        summary: "the milestone",
        choices: SETTABLE_MILESTONE_CODES,
        required: true,
      },
      package: { type: "text", summary: "id of the package (default: the only one in transit)" },
      timeout: TIMEOUT,
      order: ORDER,
    },
    gives: "order",
  },
  openReturn: {
    summary: "Opens a return, as the shopper would in a browser.",
    emulatorOnly: "no operation of the API opens a Buy with Prime return in a sandbox",
    fields: {
      lines: LINES,
      dropOff: { type: "boolean", summary: "a return through a drop-off location" },
      order: ORDER,
    },
    gives: "order, returnId, returnPackageId",
  },
  returnPackage: {
    summary: "Moves return packages: all that can take the step, or one. In 2024-01-01 it moves the return.",
    fields: {
      to: { type: "text", summary: "the state", choices: [...RETURN_PACKAGE_STATES, "COMPLETED"], required: true },
      reason: { type: "text", summary: "why it failed", choices: RETURN_PACKAGE_FAILURE_REASONS },
      return: { type: "text", summary: "id of the return (default: all)" },
      package: { type: "text", summary: "id of the return package" },
      wait: WAIT,
      timeout: TIMEOUT,
      order: ORDER,
    },
    gives: "order",
  },
  grade: {
    summary: "Grades returned items, as the inspection does.",
    emulatorOnly: "the input of a grading is not documented",
    fields: {
      condition: { type: "text", summary: "for all units", choices: GRADING_CONDITIONS },
      units: {
        type: "list",
        summary: "or units by condition",
        fields: {
          condition: { type: "text", summary: "the condition", choices: GRADING_CONDITIONS, required: true },
          quantity: { type: "amount", summary: "how many units", required: true },
        },
      },
      return: { type: "text", summary: "id of the return (default: the only one that is not graded)" },
      item: { type: "text", summary: "id of the returned line item (default: all that are not graded)" },
      wait: WAIT,
      timeout: TIMEOUT,
      order: ORDER,
    },
    gives: "order",
  },
  refund: {
    summary: "Reports how far a refund is.",
    fields: {
      to: { type: "text", summary: "the state", choices: REFUND_STATES, required: true },
      total: { type: "amount", summary: "all that was paid back so far (default: the refund's total)" },
      paid: { type: "amount", summary: "the payment of this report" },
      refund: { type: "text", summary: "id of the refund (default: the only one that is not SUCCESS)" },
      order: ORDER,
    },
    gives: "order, refundId",
  },
  cancel: {
    summary: "Asks to cancel the order.",
    fields: {
      reason: { type: "text", summary: "CancellationReasonInput" },
      wait: { type: "text", summary: "wait until the cancellation is in this state", choices: ["SUCCESS", "REJECTED"] },
      timeout: TIMEOUT,
      order: ORDER,
    },
    gives: "order, cancellation",
  },
  wait: {
    summary: "Waits for an event, counted from the start of the scenario; each event is taken once.",
    fields: {
      event: { type: "text", summary: "event type; older and newer names count as one", required: true },
      pattern: { type: "map", summary: "EventBridge event pattern that it must match" },
      from: {
        type: "text",
        summary: "queue (that `bwp events connect` made) or emulator (default: emulator if it is one)",
        choices: ["queue", "emulator"],
      },
      queue: { type: "text", summary: "name of the queue, if there are several" },
      timeout: TIMEOUT,
      order: { type: "text", summary: "id of the order that it must be about (default: the one created last)" },
    },
    gives: "event",
  },
  assert: {
    summary: "Looks at the order. Every entry must hold.",
    fields: {
      that: {
        type: "list",
        summary: "what must hold; may stand directly below `assert`",
        orOne: true,
        required: true,
        fields: {
          order: { type: "text", summary: "JMESPath on the order, in the words of 2024-11-01 whatever the version" },
          answer: { type: "text", summary: "JMESPath on the API's own answer" },
          equals: { type: "any", summary: "the value" },
          contains: { type: "any", summary: "an entry of the list, a part of the text, or members of the object" },
          matches: { type: "text", summary: "regular expression for the text" },
          within: { type: "duration", summary: "look again until it holds, at most so long" },
        },
      },
      of: ORDER,
    },
    gives: "order",
  },
} as const satisfies Readonly<Record<string, StepSpec>>;

/** Name of a kind of step. */
export type StepKind = keyof typeof STEPS;

/** Members of every step beside its kind. */
export const COMMON_FIELDS = {
  id: { type: "text", summary: "name for references (default: the kind)" },
  title: { type: "text", summary: "what the report says instead of the kind" },
  fails: { type: "text", summary: "the step must be refused with an error of this code or type" },
  apiVersions: { type: "list", summary: "API versions in which the step is taken; it does not exist in the others" },
} as const satisfies Readonly<Record<string, FieldSpec>>;

/** One step as it was written; values may hold references. */
export interface ScenarioStep {
  readonly kind: StepKind;
  readonly id: string;
  readonly title: string | undefined;
  readonly fails: string | undefined;
  /** Versions in which the step exists. */
  readonly apiVersions: readonly ApiVersion[];
  /** Line in the file, from 1. */
  readonly line: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A scenario file, checked. */
export interface Scenario {
  readonly name: string;
  readonly description: string | undefined;
  /** Where it was read from. */
  readonly file: string;
  /** Versions that can express it. */
  readonly apiVersions: readonly ApiVersion[];
  /** Values for `${set.NAME}` unless `--set` gives others. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly steps: readonly ScenarioStep[];
}

/** Members of the file. */
export const SCENARIO_FIELDS = {
  name: { type: "text", summary: "what it is called in reports", required: true },
  description: { type: "text", summary: "what it shows" },
  apiVersions: { type: "list", summary: "API versions that can express it (default: all)" },
  set: { type: "map", summary: "names and default values of what --set may change" },
  steps: { type: "list", summary: "the steps, in order", required: true },
} as const satisfies Readonly<Record<string, FieldSpec>>;
