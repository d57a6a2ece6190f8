import { UsageError } from "../../../errors.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { parseDecimal } from "../../../model/decimal.ts";
import type { EventType } from "../../../model/event-types.ts";
import { PACKAGE_CANCELLATION_REASONS, SETTABLE_MILESTONE_CODES } from "../../../model/package-states.ts";
import { SHOPPER_EMAIL_PATTERN } from "../../../model/privacy.ts";
import { GRADING_CONDITIONS, RETURN_PACKAGE_FAILURE_REASONS } from "../../../model/return-states.ts";

/** What a value that is no choice has to be, in words and by a test, and one that is. */
interface Shape {
  readonly wanted: string;
  readonly example: string;
  readonly fits: (value: string) => boolean;
  /** True for what is not repeated in a message. */
  readonly isPrivate?: true;
}

const PRICE: Shape = {
  wanted: "an amount of money, 0 or more",
  example: "18.50",
  fits: (value) => isNumber(value, (number) => number >= 0),
};
const QUANTITY: Shape = {
  wanted: "a number above 0",
  example: "2",
  fits: (value) => isNumber(value, (number) => number > 0),
};
const EMAIL: Shape = {
  wanted: "an e-mail address",
  example: "sam.shopper@example.org",
  fits: (value) => SHOPPER_EMAIL_PATTERN.test(value),
  isPrivate: true,
};

/** What `--set` may say for an event type. */
interface OverrideSpec {
  readonly summary: string;
  readonly choices?: readonly string[];
  /** What else a value has to be. */
  readonly shape?: Shape;
  /** Only of an order or a product that is made for the event. */
  readonly forNew?: true;
}

/** Values of `--set` by name. */
export type Overrides = Readonly<Record<string, string>>;

const NEW_ORDER = {
  sku: { summary: "SKU of the new order's line", forNew: true },
  title: { summary: "its title", forNew: true },
  price: { summary: "price of one unit", shape: PRICE, forNew: true },
  quantity: { summary: "units", shape: QUANTITY, forNew: true },
  currency: { summary: "of the price", forNew: true },
  email: { summary: "the shopper's e-mail address", shape: EMAIL, forNew: true },
} as const satisfies Record<string, OverrideSpec>;

const PACKAGE = { package: { summary: "id of the package" } } as const;
const RETURN = {
  return: { summary: "id of the return" },
  dropOff: { summary: "a new return goes through a drop-off location", choices: ["true", "false"] },
} as const;
const SHOPPER = { email: { summary: "the shopper whose data it is about; no order is made", shape: EMAIL } } as const;

/** What each newest event type takes. */
const OVERRIDES: Readonly<Record<string, Readonly<Record<string, OverrideSpec>>>> = {
  ORDER_CONFIRMED: NEW_ORDER,
  PACKAGE_DELIVERY_IN_TRANSIT: { ...NEW_ORDER, ...PACKAGE },
  PACKAGE_DELIVERED: { ...NEW_ORDER, ...PACKAGE },
  PACKAGE_DELIVERY_CANCELLED: {
    ...NEW_ORDER,
    ...PACKAGE,
    reason: { summary: "why it is cancelled", choices: PACKAGE_CANCELLATION_REASONS },
  },
  PACKAGE_TRACKER_MILESTONE_CHANGED: {
    ...NEW_ORDER,
    ...PACKAGE,
    milestone: { summary: "the milestone", choices: SETTABLE_MILESTONE_CODES },
  },
  REFUND_REQUESTED: {
    ...NEW_ORDER,
    ...RETURN,
    via: { summary: "what makes the refund due", choices: ["cancellation", "return"] },
  },
  REFUND_COMPLETED: { ...NEW_ORDER, refund: { summary: "id of the refund" } },
  RETURN_STARTED: { ...NEW_ORDER, dropOff: RETURN.dropOff },
  RETURN_PACKAGE_IN_TRANSIT: { ...NEW_ORDER, ...RETURN },
  RETURN_PACKAGE_DELIVERED: { ...NEW_ORDER, ...RETURN },
  RETURN_PACKAGE_DELIVERY_FAILED: {
    ...NEW_ORDER,
    ...RETURN,
    reason: { summary: "why it failed", choices: RETURN_PACKAGE_FAILURE_REASONS },
  },
  RETURN_ITEM_GRADED: {
    ...NEW_ORDER,
    ...RETURN,
    condition: { summary: "what the inspection finds", choices: GRADING_CONDITIONS },
  },
  RETURN_COMPLETED: {
    ...NEW_ORDER,
    ...RETURN,
    condition: { summary: "what the inspection finds", choices: GRADING_CONDITIONS },
  },
  BUYABILITY_CHANGED: { sku: { summary: "SKU of a product of the catalog, instead of a new one" } },
  PERSONAL_DATA_RETRIEVAL_TASK_COMPLETED: SHOPPER,
  PERSONAL_DATA_RETRIEVAL_TASK_FAILED: SHOPPER,
  PERSONAL_DATA_DELETION_TASK_COMPLETED: SHOPPER,
  PERSONAL_DATA_DELETION_TASK_FAILED: SHOPPER,
};

/** What any event type takes, each name once. */
export const OVERRIDE_NAMES: readonly string[] = [...new Set(Object.values(OVERRIDES).flatMap(Object.keys))];

/** The newest name of an event type: the one that the emulator and its tables speak of. */
export function newestName({ name, deprecated }: EventType): string {
  return deprecated?.successor ?? name;
}

/**
 * Reads `--set NAME=VALUE`.
 * @throws {UsageError} code `unknown_override` or `invalid_override`, naming what there is.
 */
export function readOverrides(type: EventType, given: readonly string[], hasOrder: boolean): Overrides {
  const specs = OVERRIDES[newestName(type)] ?? {};
  const entries = given.map((written) => {
    const equals = written.indexOf("=");
    if (equals < 1) throw new UsageError(`--set takes NAME=VALUE, not "${written}".`, { code: "invalid_override" });
    const name = written.slice(0, equals).trim();
    const value = written.slice(equals + 1);
    check(type.name, name, value, specs, hasOrder);
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}

function check(
  type: string,
  name: string,
  value: string,
  specs: Readonly<Record<string, OverrideSpec>>,
  hasOrder: boolean,
): void {
  const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
  if (spec === undefined) {
    const near = didYouMean(name, Object.keys(specs));
    throw new UsageError(`--set: ${type} takes no "${name}".`, {
      code: "unknown_override",
      findings: Object.entries(specs).map(([known, { summary, choices }]) => `${known}: ${describe(summary, choices)}`),
      ...(near === undefined ? {} : { suggestion: near }),
    });
  }
  if (spec.forNew && hasOrder) {
    throw new UsageError(`--set: "${name}" is of a new order; it does not go with --order.`, {
      code: "invalid_override",
    });
  }
  if (value === "" || (spec.choices !== undefined && !spec.choices.includes(value))) {
    const wanted = spec.choices === undefined ? "a value" : `one of ${spec.choices.join(", ")}`;
    throw new UsageError(`--set: "${name}" takes ${wanted}${value === "" ? "" : `, not "${value}"`}.`, {
      code: "invalid_override",
      suggestion: didYouMean(value, spec.choices ?? []),
    });
  }
  if (spec.shape?.fits(value) === false) {
    const { wanted, example, isPrivate } = spec.shape;
    throw new UsageError(`--set: "${name}" takes ${wanted}${isPrivate ? "" : `, not "${value}"`}.`, {
      code: "invalid_override",
      suggestion: `For example: --set ${name}=${example}`,
    });
  }
}

function isNumber(text: string, isMeant: (number: number) => boolean): boolean {
  const number = Number(parseDecimal(text));
  return Number.isFinite(number) && isMeant(number);
}

function describe(summary: string, choices: readonly string[] | undefined): string {
  return choices === undefined ? summary : `${summary} (${choices.join(", ")})`;
}
