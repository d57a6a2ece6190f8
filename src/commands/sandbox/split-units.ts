import { RefusedError, UsageError } from "../../errors.ts";
import { compareDecimals, type Decimal } from "../../model/decimal.ts";
import type { OrderView, Package } from "../../model/order.ts";
import { PACKAGE_MACHINE } from "../../model/package-states.ts";
import { ANY_UNIT, parseUnits } from "../../model/units.ts";
import type { Movable } from "./plan-steps.ts";

/** The option that splits a package. */
export const SPLIT_OPTION = {
  type: "string",
  value: "ID=QTY",
  multiple: true,
  summary: "Only so many units of a line: the package is split, and the part gets an id of its own",
} as const;

/** So many units of one line. */
export interface SplitUnits {
  readonly lineItemId: string;
  readonly amount: Decimal;
}

/**
 * Reads `--line ID=QTY` for one package: the id is a line's, one of its aliases, or its place in the order from 1.
 * @returns undefined without the option: the whole package moves.
 * @throws {UsageError} for several packages, an unknown line, or units that the package does not hold.
 * @throws {RefusedError} code `not_pending`: only a pending package can be split.
 */
export function readSplit(
  order: OrderView,
  packageIds: readonly string[],
  given: readonly string[],
): readonly SplitUnits[] | undefined {
  if (given.length === 0) return undefined;
  const [parcel, ...others] = order.packages.filter(({ id }) => packageIds.includes(id));
  if (parcel === undefined || others.length > 0) {
    throw new UsageError("--line splits one package; name it (PACKAGE_ID).", {
      code: "several_packages",
      findings: order.packages.map(({ id, state }) => `${id} (${state})`),
    });
  }
  if (parcel.state !== PACKAGE_MACHINE.initial) {
    throw new RefusedError(`Package ${parcel.id} is ${parcel.state}; only a pending one can be split.`, {
      code: "not_pending",
      suggestion: "Leave out --line to move it as a whole.",
    });
  }
  return given.map((text) => readUnits(order, parcel, text));
}

function readUnits(order: OrderView, parcel: Package, text: string): SplitUnits {
  const equals = text.lastIndexOf("=");
  const name = text.slice(0, Math.max(0, equals)).trim();
  const written = text.slice(equals + 1).trim();
  if (equals < 1 || parseUnits(written, ANY_UNIT) === undefined) {
    throw new UsageError(`--line takes ID=QTY, not "${text}".`, { code: "invalid_amount" });
  }
  const line =
    order.lineItems.find(({ id, aliases }) => id === name || aliases.some(({ aliasId }) => aliasId === name)) ??
    (/^\d{1,2}$/.test(name) ? order.lineItems[Number(name) - 1] : undefined);
  const held = parcel.contents.find(({ lineItemId }) => lineItemId === line?.id);
  if (line === undefined || held === undefined) {
    throw new UsageError(`Package ${parcel.id} holds no line ${name}.`, {
      code: "unknown_line",
      findings: parcel.contents.map(
        ({ lineItemId, amount: units }) => `${lineItemId}: ${units?.value ?? "?"} × ${titleOf(order, lineItemId)}`,
      ),
    });
  }
  const amount = parseUnits(written, held.amount?.unit);
  if (amount === undefined) {
    throw new UsageError(`--line ${text}: "${written}" is no whole number of units.`, { code: "invalid_amount" });
  }
  if (held.amount !== undefined && compareDecimals(amount.text, held.amount.value) > 0) {
    throw new UsageError(`--line ${text}: the package holds only ${held.amount.value} of it.`, {
      code: "invalid_amount",
    });
  }
  return { lineItemId: line.id, amount };
}

function titleOf(order: OrderView, lineItemId: string): string {
  return order.lineItems.find(({ id }) => id === lineItemId)?.title ?? "?";
}

/**
 * Follows a part that was split off: it has a new id, and what is left keeps the old one.
 * @returns the package as it was named, in the state of its part, once that shows; and the part's id.
 */
export function followSplit(
  before: readonly Movable[],
  now: readonly Movable[],
  step: { readonly id: string; readonly to: string },
): { readonly things: readonly Movable[]; readonly partId: string | undefined } {
  const was = new Map(before.map(({ id, state }) => [id, state]));
  const part = now.find(({ id, state }) => state === step.to && was.get(id) !== step.to);
  if (part === undefined) return { things: now, partId: undefined };
  return {
    things: [...now.filter(({ id }) => id !== step.id), { ...part, id: step.id }],
    partId: part.id,
  };
}
