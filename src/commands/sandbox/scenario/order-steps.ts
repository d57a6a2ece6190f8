import { RefusedError } from "../../../errors.ts";
import {
  addDecimals,
  compareDecimals,
  type DecimalValue,
  decimalText,
  parseDecimal,
  subtractDecimals,
} from "../../../model/decimal.ts";
import type { OrderView, Package, Refund } from "../../../model/order.ts";
import {
  PACKAGE_CANCELLATION_REASONS,
  PACKAGE_MACHINE,
  PACKAGE_STATES,
  SETTABLE_MILESTONE_CODES,
} from "../../../model/package-states.ts";
import { REFUND_STATES } from "../../../model/refund-states.ts";
import { findTransition } from "../../../model/transitions.ts";
import { createInput, type WrittenOrder } from "./create-input.ts";
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

/** `create`. Page: createorder. */
export async function create({ world, values, memory }: StepCall): Promise<object> {
  const input = createInput(values as WrittenOrder, world.newId);
  const hasAlias = (input.aliases ?? []).length > 0;
  const answer = await world.send(world.dialect.createOrder(input), hasAlias ? "safe" : undefined);
  const id = world.dialect.readOrder(answer)?.id;
  if (id === undefined) throw new RefusedError("createOrder answered without an order.", { operation: "createOrder" });
  memory.orderId = id;
  return { order: (await world.order(id)).order };
}

/** `start`. Page: updateorder. */
export async function start(call: StepCall): Promise<object> {
  const { world } = call;
  const orderId = orderIdOf(call);
  await world.send(world.dialect.updateOrder({ orderId }, { desiredExecutionState: "STARTED" }), "safe");
  return { order: (await world.order(orderId)).order };
}

/** `advance`. Page: change-the-state-of-an-outbound-package-in-the-sandbox. */
export async function advance(call: StepCall): Promise<object> {
  const { world, values } = call;
  const before = (await readOrder(call)).order;
  const to = requireOneOf(values, "to", PACKAGE_STATES);
  const reason = oneOf(values, "reason", PACKAGE_CANCELLATION_REASONS);
  const split = lineUnits(before, values);
  const packages = choosePackages(before, to, text(values, "package"), split !== undefined);
  const changes = packages.map((parcel) => ({
    id: parcel.id,
    state: to,
    reason,
    lines: split,
    contents: knownContents(parcel),
  }));
  await world.send(world.dialect.movePackages({ orderId: before.id }, changes));
  if (!isAwaited(values)) return { order: before, packageIds: packages.map(({ id }) => id) };
  const arrived = (order: OrderView): readonly string[] => {
    const was = new Map(before.packages.map(({ id, state }) => [id, state]));
    return order.packages.filter(({ id, state }) => state === to && was.get(id) !== to).map(({ id }) => id);
  };
  const { order } = await until(world, {
    timeoutMs: milliseconds(values, "timeout", USUAL_TIMEOUT_MS),
    look: () => world.order(before.id),
    done: (seen) => arrived(seen.order).length >= packages.length,
    missing: (seen) => `${arrived(seen.order).length} of ${packages.length} packages are ${to}`,
  });
  return { order, packageIds: arrived(order) };
}

/** The named package, else all that can take the step; if none can, all: then the API says why not. */
function choosePackages(order: OrderView, to: string, id: string | undefined, isSplit: boolean): readonly Package[] {
  if (order.packages.length === 0)
    throw new RefusedError(`Order ${order.id} has no packages.`, { code: "no_packages" });
  if (id !== undefined) {
    const found = order.packages.find((parcel) => parcel.id === id);
    if (found === undefined) throw new RefusedError(`Order ${order.id} has no package ${id}.`, { code: "no_packages" });
    return [found];
  }
  const movable = order.packages.filter(({ state }) => findTransition(PACKAGE_MACHINE, state, to) !== undefined);
  const pending = movable.filter(({ state }) => state === PACKAGE_MACHINE.initial);
  const fitting = isSplit ? pending : movable;
  const chosen = fitting.length > 0 ? fitting : order.packages;
  if (isSplit && chosen.length > 1) {
    throw new RefusedError(`${chosen.length} packages could be split; name one with "package".`, {
      code: "several_packages",
    });
  }
  return chosen;
}

/** What a package holds, if the order tells every amount; 2024-01-01 does not. */
function knownContents({ contents }: Package): readonly { lineItemId: string; amount: DecimalValue }[] | undefined {
  const known = contents.flatMap(({ lineItemId, amount }) => {
    const value = amount === undefined ? undefined : parseDecimal(amount.value);
    return value === undefined ? [] : [{ lineItemId, amount: value }];
  });
  return known.length > 0 && known.length === contents.length ? known : undefined;
}

/** `tracker`; the tracker shows some minutes after IN_TRANSIT. Page: change-the-state-of-an-outbound-package-in-the-sandbox. */
export async function tracker(call: StepCall): Promise<object> {
  const { world, values } = call;
  const orderId = orderIdOf(call);
  const id = text(values, "package");
  const tracked = (order: OrderView): readonly Package[] =>
    order.packages.filter((parcel) =>
      id === undefined ? parcel.state === "IN_TRANSIT" && parcel.tracker !== undefined : parcel.id === id,
    );
  const seen = await until(world, {
    timeoutMs: milliseconds(values, "timeout", USUAL_TIMEOUT_MS),
    look: () => world.order(orderId),
    done: (now) => tracked(now.order).length > 0,
    missing: () => "no package has a tracker",
  });
  const [parcel, ...others] = tracked(seen.order);
  if (others.length > 0) {
    throw new RefusedError(`${others.length + 1} packages have trackers; name one with "package".`, {
      code: "several_packages",
    });
  }
  const milestone = requireOneOf(values, "to", SETTABLE_MILESTONE_CODES);
  const { trackingNumber = "", carrierCode, milestones: before = [] } = parcel?.tracker ?? {};
  const change = { packageId: parcel?.id ?? "", trackingNumber, carrierCode, milestone };
  await world.send(world.dialect.moveTrackers({ orderId }, [change]));
  const trackerNow = (order: OrderView) => order.packages.find(({ id: each }) => each === parcel?.id)?.tracker;
  const { order } = await until(world, {
    timeoutMs: milliseconds(values, "timeout", USUAL_TIMEOUT_MS),
    look: () => world.order(orderId),
    done: (now) => (trackerNow(now.order)?.milestones.length ?? 0) > before.length,
    missing: () => `the tracker does not show ${milestone}`,
  });
  return { order };
}

/** `refund`. Page: update-refund-details. */
export async function refund(call: StepCall): Promise<object> {
  const { world, values } = call;
  const { order } = await readOrder(call);
  const found = chooseRefund(order, text(values, "refund"));
  const currencyCode = found.total?.currencyCode ?? "USD";
  const total = amountOf(values.total) ?? found.total?.amount ?? "0";
  const before = found.payments.reduce((sum, payment) => addDecimals(sum, payment.amount?.amount ?? "0"), "0");
  const paid = amountOf(values.paid) ?? subtractDecimals(total, before);
  const money = (amount: string) => ({ amount: parseDecimal(amount) ?? Number(amount), currencyCode });
  const state = requireOneOf(values, "to", REFUND_STATES);
  const isPaid = (state === "PARTIAL" || state === "SUCCESS") && compareDecimals(paid, "0") > 0;
  const payment = {
    id: `payment-${world.newId()}`,
    amount: money(paid),
    paymentMethod: { displayString: "Visa ending in 4821", type: "CARD" as const },
    state: "SUCCESS" as const,
  };
  const details = {
    id: found.id,
    state,
    refundTotal: { totalAmount: money(total) },
    refundFor: {
      orderLineItems: found.contents.map(({ lineItemId }) => ({ lineItemId: { lineItemId } })),
    },
    ...(isPaid ? { paymentDetails: [payment] } : {}),
  };
  await world.send(world.dialect.updateOrder({ orderId: order.id }, { refunds: { details: [details] } }));
  return { order: (await world.order(order.id)).order, refundId: found.id };
}

function amountOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : decimalText(value as DecimalValue);
}

function chooseRefund(order: OrderView, id: string | undefined): Refund {
  const open = order.refunds.filter((each) => (id === undefined ? each.state !== "SUCCESS" : each.id === id));
  const [first] = open;
  if (first !== undefined && open.length === 1) return first;
  throw new RefusedError(
    open.length === 0
      ? `Order ${order.id} has no ${id === undefined ? "open refund" : `refund ${id}`}.`
      : `Order ${order.id} has ${open.length} open refunds; name one with "refund".`,
    { code: "no_refund", findings: order.refunds.map((each) => `${each.id} (${each.state ?? "?"})`) },
  );
}

/** `cancel`. Page: cancelorder. */
export async function cancel(call: StepCall): Promise<object> {
  const { world, values } = call;
  const orderId = orderIdOf(call);
  const reason = text(values, "reason");
  const input = reason === undefined ? undefined : { reason: reason as "OTHER" };
  const answer = await world.send(world.dialect.cancelOrder({ orderId }, input));
  const cancellation = world.dialect.readCancellation(answer) ?? null;
  const wanted = text(values, "wait");
  if (wanted === undefined) return { order: (await world.order(orderId)).order, cancellation };
  const { order } = await until(world, {
    timeoutMs: milliseconds(values, "timeout", USUAL_TIMEOUT_MS),
    look: () => world.order(orderId),
    done: (seen) => seen.order.cancellations.some(({ state }) => state === wanted),
    missing: (seen) =>
      `the cancellation is ${seen.order.cancellations.map(({ state }) => state ?? "?").join(", ") || "not to be seen"}, not ${wanted}`,
  });
  return { order, cancellation };
}
