import { RefusedError } from "../../../errors.ts";
import { type DecimalValue, parseDecimal } from "../../../model/decimal.ts";
import type { OrderView, ReturnDetails } from "../../../model/order.ts";
import {
  GRADING_CONDITIONS,
  type GradingCondition,
  RETURN_PACKAGE_FAILURE_REASONS,
  RETURN_PACKAGE_MACHINE,
  RETURN_PACKAGE_STATES,
} from "../../../model/return-states.ts";
import { findTransition } from "../../../model/transitions.ts";
import {
  isAwaited,
  lineUnits,
  milliseconds,
  oneOf,
  orderIdOf,
  readOrder,
  requireOneOf,
  type StepCall,
  text,
} from "./step-values.ts";
import { USUAL_TIMEOUT_MS, until } from "./until.ts";

/** States of return packages, and the one of returns that 2024-01-01 sets. */
export const MOVED_STATES = [...RETURN_PACKAGE_STATES, "COMPLETED"] as const;

/** `openReturn`, by the emulator's own control. */
export async function openReturn(call: StepCall): Promise<object> {
  const { world, values } = call;
  const orderId = orderIdOf(call);
  const { order } = await world.order(orderId);
  const lines = lineUnits(order, values);
  const opened = await world.control("POST", "returns", {
    orderId,
    dropOff: values.dropOff === true,
    ...(lines === undefined
      ? {}
      : { lineItems: lines.map(({ lineItemId, amount }) => ({ lineItemId, amount: Number(amount) })) }),
  });
  return { ...(opened as object), order: (await world.order(orderId)).order };
}

/** Something of a return that has a state: a return package, or the return itself in 2024-01-01. */
interface Moving {
  readonly returnId: string;
  readonly packageId: string | undefined;
  readonly state: string | undefined;
}

/** `returnPackage`. Page: change-the-state-of-a-return-package-in-the-sandbox. */
export async function returnPackage(call: StepCall): Promise<object> {
  const { world, values } = call;
  const { order } = await readOrder(call);
  const to = requireOneOf(values, "to", MOVED_STATES);
  const reason = oneOf(values, "reason", RETURN_PACKAGE_FAILURE_REASONS);
  const chosen = chooseMoving(order, to, text(values, "return"), text(values, "package"));
  const changes = chosen.map(({ returnId, packageId }) => ({ returnId, packageId, state: to, reason }));
  await world.send(world.dialect.moveReturns({ orderId: order.id }, changes));
  if (!isAwaited(values)) return { order };
  const seen = await until(world, {
    timeoutMs: milliseconds(values, "timeout", USUAL_TIMEOUT_MS),
    look: () => world.order(order.id),
    done: (now) => chosen.every((each) => stateOf(now.order, each) === to),
    missing: (now) => `${chosen.map((each) => stateOf(now.order, each) ?? "?").join(", ")}, not ${to}`,
  });
  return { order: seen.order };
}

function movingOf({ id, state, packages }: ReturnDetails): readonly Moving[] {
  if (packages.length === 0) return [{ returnId: id, packageId: undefined, state }];
  return packages.map((parcel) => ({ returnId: id, packageId: parcel.id, state: parcel.state }));
}

function stateOf(order: OrderView, wanted: Moving): string | undefined {
  return order.returns
    .flatMap(movingOf)
    .find(({ returnId, packageId }) => returnId === wanted.returnId && packageId === wanted.packageId)?.state;
}

/** What is named, else all that can take the step; if none can, all: then the API says why not. */
function chooseMoving(
  order: OrderView,
  to: string,
  returnId: string | undefined,
  packageId: string | undefined,
): readonly Moving[] {
  const named = order.returns
    .filter(({ id }) => returnId === undefined || id === returnId)
    .flatMap(movingOf)
    .filter((each) => packageId === undefined || each.packageId === packageId);
  if (named.length === 0) throw new RefusedError(`Order ${order.id} has no such return.`, { code: "no_returns" });
  const movable = named.filter(({ state, packageId: parcel }) =>
    parcel === undefined ? state !== to : findTransition(RETURN_PACKAGE_MACHINE, state ?? "", to) !== undefined,
  );
  return movable.length > 0 ? movable : named;
}

/** `grade`. Page: change-the-state-of-a-return-package-in-the-sandbox. */
export async function grade(call: StepCall): Promise<object> {
  const { world, values } = call;
  const { order } = await readOrder(call);
  const found = chooseReturn(order, text(values, "return"));
  const itemId = text(values, "item");
  const items = found.lineItems.filter(({ id, grading }) =>
    itemId === undefined ? grading === undefined : id === itemId,
  );
  if (items.length === 0) throw new RefusedError(`Nothing of return ${found.id} is left to grade.`, { code: "graded" });
  const condition = oneOf(values, "condition", GRADING_CONDITIONS);
  const gradings = items.map(({ id, contents }) => ({
    returnLineItemId: id,
    units:
      condition === undefined
        ? ((values.units ?? []) as readonly WrittenGrading[]).map((each) => ({
            condition: each.condition,
            amount: each.quantity,
          }))
        : [{ condition, amount: parseDecimal(contents[0]?.amount?.value ?? "1") ?? 1 }],
  }));
  await world.send(world.dialect.gradeReturn({ orderId: order.id }, found.id, gradings));
  if (!isAwaited(values)) return { order };
  const ids = new Set(items.map(({ id }) => id));
  const seen = await until(world, {
    timeoutMs: milliseconds(values, "timeout", USUAL_TIMEOUT_MS),
    look: () => world.order(order.id),
    done: (now) => itemsOf(now.order, found.id).every(({ id, grading }) => !ids.has(id) || grading !== undefined),
    missing: () => "the grading is not to be seen",
  });
  return { order: seen.order };
}

interface WrittenGrading {
  readonly condition: GradingCondition;
  readonly quantity: DecimalValue;
}

function itemsOf(order: OrderView, returnId: string): ReturnDetails["lineItems"] {
  return order.returns.find(({ id }) => id === returnId)?.lineItems ?? [];
}

function chooseReturn(order: OrderView, id: string | undefined): ReturnDetails {
  const open = order.returns.filter((each) =>
    id === undefined ? each.lineItems.some(({ grading }) => grading === undefined) : each.id === id,
  );
  const [first] = open;
  if (first !== undefined && open.length === 1) return first;
  throw new RefusedError(
    open.length === 0
      ? `Order ${order.id} has no ${id === undefined ? "return to grade" : `return ${id}`}.`
      : `Order ${order.id} has ${open.length} returns to grade; name one with "return".`,
    { code: "no_returns", findings: order.returns.map((each) => `${each.id} (${each.state ?? "?"})`) },
  );
}
