import { NotFoundError, UsageError } from "../../../errors.ts";
import type { DecimalValue } from "../../../model/decimal.ts";
import type { LineItem, OrderView } from "../../../model/order.ts";
import type { ScenarioWorld, SeenOrder } from "./world.ts";

/** Values of a step after its references were put in; the reader has checked their kinds. */
export type Values = Readonly<Record<string, unknown>>;

/** What steps know of those before them. */
export interface Memory {
  /** Id of the order that was created last. */
  orderId: string | undefined;
}

/** One step at work. */
export interface StepCall {
  readonly world: ScenarioWorld;
  readonly values: Values;
  readonly memory: Memory;
}

/** A text value; undefined if it was left out. */
export function text(values: Values, name: string): string | undefined {
  const value = values[name];
  return value === undefined || value === null ? undefined : String(value);
}

/** A text value that is one of a list; undefined if it was left out. @throws {UsageError} for another, which a reference brought. */
export function oneOf<T extends string>(values: Values, name: string, choices: readonly T[]): T | undefined {
  const written = text(values, name);
  const found = choices.find((choice) => choice === written);
  if (found !== undefined || written === undefined) return found;
  throw new UsageError(`"${name}" cannot be "${written}"; it is one of ${choices.join(", ")}.`, {
    code: "invalid_scenario",
  });
}

/** The same for a value that must be there. */
export function requireOneOf<T extends string>(values: Values, name: string, choices: readonly T[]): T {
  const found = oneOf(values, name, choices);
  if (found !== undefined) return found;
  throw new UsageError(`"${name}" is missing.`, { code: "invalid_scenario" });
}

/** A value that is a number of milliseconds. */
export function milliseconds(values: Values, name: string, usual: number): number {
  const value = values[name];
  return typeof value === "number" ? value : usual;
}

/** True unless the step says `wait: false`. */
export function isAwaited(values: Values): boolean {
  return values.wait !== false;
}

/** Id of the order that a step is about. @throws {UsageError} before any was created. */
export function orderIdOf({ values, memory }: Pick<StepCall, "values" | "memory">, name = "order"): string {
  const id = text(values, name) ?? memory.orderId;
  if (id !== undefined) return id;
  throw new UsageError("No order was created before this step, and it names none.", { code: "no_order" });
}

/** The order that a step is about. */
export function readOrder(call: StepCall, name = "order"): Promise<SeenOrder> {
  return call.world.order(orderIdOf(call, name));
}

/** Units of lines as a scenario writes them. */
export interface WrittenUnits {
  readonly line: unknown;
  readonly quantity: DecimalValue;
}

/** The line that an id, or a place from 1, names. @throws {NotFoundError} */
export function lineOf(order: OrderView, line: unknown): LineItem {
  const found =
    order.lineItems.find(({ id, aliases }) => id === line || aliases.some(({ aliasId }) => aliasId === line)) ??
    order.lineItems[Number(line) - 1];
  if (found !== undefined) return found;
  throw new NotFoundError(`Order ${order.id} has no line ${String(line)}.`, {
    findings: order.lineItems.map(({ id, title }, index) => `${index + 1}: ${id} (${title ?? "?"})`),
  });
}

/** Units of lines with the lines' ids; undefined if the step names none. */
export function lineUnits(
  order: OrderView,
  values: Values,
): readonly { readonly lineItemId: string; readonly amount: DecimalValue }[] | undefined {
  const written = values.lines as readonly WrittenUnits[] | undefined;
  return written?.map(({ line, quantity }) => ({ lineItemId: lineOf(order, line).id, amount: quantity }));
}
