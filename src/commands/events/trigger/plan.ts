import { notInVersion } from "../../../client/dialects/call.ts";
import { RefusedError } from "../../../errors.ts";
import { type EventType, findEventType } from "../../../model/event-types.ts";
import type { OrderView } from "../../../model/order.ts";
import { maskEmail } from "../../../model/privacy.ts";
import { SANDBOX_MACHINES, type SandboxMachines } from "../../../model/sandbox-machines.ts";
import type { Transition } from "../../../model/transitions.ts";
import type { ApiVersion } from "../../../model/versions.ts";
import { STEPS, type StepSpec } from "../../sandbox/scenario/scenario.ts";
import { Journey, type PlannedStep } from "./journey.ts";
import { newestName, type Overrides } from "./overrides.ts";

/** What an event is to be triggered from. */
export interface TriggerRequest {
  readonly type: EventType;
  /** The order that it shall be about; undefined for a new one. */
  readonly order: OrderView | undefined;
  readonly overrides: Overrides;
  readonly version: ApiVersion;
  readonly isEmulator: boolean;
  /** Send what no page documents to a sandbox too. */
  readonly force: boolean;
  /** Part of the address of a made-up shopper, and of a product. */
  readonly unique: string;
}

/**
 * The steps that publish an event, from where the order is now.
 * @throws {RefusedError} code `cannot_trigger`, `emulator_only` or `not_in_version`, if nothing does on this target.
 */
export function planTrigger(request: TriggerRequest): readonly PlannedStep[] {
  const steps = stepsTo(request);
  if (!request.isEmulator) requirePossible(request, steps);
  return steps;
}

function stepsTo(request: TriggerRequest): readonly PlannedStep[] {
  const name = newestName(request.type);
  if (name === "INVENTORY_CHANGED") {
    throw refusal(request, "a sandbox never publishes it (that is documented), and so the emulator does not either", {
      suggestion: "bwp events send --type INVENTORY_CHANGED --queue QUEUE makes one by hand.",
    });
  }
  if (name === "BUYABILITY_CHANGED") return productSteps(request);
  const task = /^PERSONAL_DATA_(RETRIEVAL|DELETION)_TASK_(COMPLETED|FAILED)$/.exec(name);
  if (task !== null) return taskSteps(request, task[1] === "DELETION" ? "deletion" : "retrieval", task[2] === "FAILED");
  if (name === "ORDER_CONFIRMED") {
    if (request.order !== undefined) {
      throw refusal(request, "it is published once, when an order is created", { suggestion: "Leave out --order." });
    }
    return new Journey(undefined, ORDER_ONLY, request.overrides).steps;
  }
  return orderSteps(request, name);
}

/** To create an order, any version's packages will do. */
const ORDER_ONLY = SANDBOX_MACHINES["2024-11-01"] as SandboxMachines;

function orderSteps(request: TriggerRequest, name: string): readonly PlannedStep[] {
  const journey = new Journey(request.order, machinesOf(request), request.overrides);
  const publishes = publisherOf(name, request.overrides.reason);
  switch (name) {
    case "PACKAGE_DELIVERY_IN_TRANSIT":
    case "PACKAGE_DELIVERED":
    case "PACKAGE_DELIVERY_CANCELLED":
      if (!journey.movePackage(publishes)) throw stuck(request, "package");
      break;
    case "PACKAGE_TRACKER_MILESTONE_CHANGED":
      trackerSteps(request, journey);
      break;
    case "RETURN_STARTED":
      journey.openReturn();
      break;
    case "RETURN_PACKAGE_IN_TRANSIT":
    case "RETURN_PACKAGE_DELIVERED":
    case "RETURN_PACKAGE_DELIVERY_FAILED":
      returnSteps(request, journey, publishes);
      break;
    case "RETURN_ITEM_GRADED":
    case "RETURN_COMPLETED":
      requireReturnPackages(request);
      journey.grade();
      break;
    case "REFUND_REQUESTED":
      refundDueSteps(request, journey);
      break;
    default:
      refundPaidSteps(request, journey);
  }
  return journey.steps;
}

/** A step that publishes the event, under whatever name its version has for it; with the reason, if one is asked for. */
function publisherOf(name: string, reason: string | undefined) {
  return ({ events, reasons }: Transition): boolean =>
    events.some((event) => newestName(findEventType(event) as EventType) === name) &&
    (reason === undefined || reasons?.includes(reason) === true);
}

function trackerSteps(request: TriggerRequest, journey: Journey): void {
  if (request.version !== "2024-11-01") throw lacks(request, "trackers", "updateOrderPackageInformation");
  const { overrides, order } = request;
  if (!journey.hasPackage("IN_TRANSIT") && !journey.movePackage(({ to }) => to === "IN_TRANSIT")) {
    throw stuck(request, "package");
  }
  const shown = order?.packages.find(({ state }) => state === "IN_TRANSIT")?.tracker?.latestMilestone?.code;
  const to = overrides.milestone ?? (shown === "OUT_FOR_DELIVERY" ? "DELAYED" : "OUT_FOR_DELIVERY");
  journey.add("tracker", `move its tracker to ${to}`, { to, package: overrides.package });
}

function returnSteps(request: TriggerRequest, journey: Journey, publishes: (step: Transition) => boolean): void {
  if (!machinesOf(request).returns.transitions.some(publishes)) {
    throw lacks(request, "such a step of a return", "updateOrderReturns");
  }
  if (journey.moveReturn(publishes)) return;
  journey.openReturn();
  journey.moveReturn(publishes);
}

function refundDueSteps(request: TriggerRequest, journey: Journey): void {
  const publishes = publisherOf("REFUND_REQUESTED", undefined);
  const { via, return: returnId, dropOff } = request.overrides;
  const byReturn = via === "return" || (via === undefined && (returnId ?? dropOff) !== undefined);
  if (!byReturn && journey.movePackage(publishes)) return;
  if (via === "cancellation") throw stuck(request, "package");
  if (journey.moveReturn(publishes)) return;
  journey.openReturn();
  journey.moveReturn(publishes);
}

function refundPaidSteps(request: TriggerRequest, journey: Journey): void {
  const { order, overrides } = request;
  const open = order?.refunds.find(({ id, state }) =>
    overrides.refund === undefined ? state !== "SUCCESS" : id === overrides.refund,
  );
  if (open === undefined) refundDueSteps(request, journey);
  journey.add("refund", "report the refund as paid (SUCCESS)", { to: "SUCCESS", refund: open?.id });
}

function productSteps(request: TriggerRequest): readonly PlannedStep[] {
  const { order, overrides, version, unique } = request;
  if (order !== undefined)
    throw refusal(request, "it is about a product, not an order", { suggestion: "Leave out --order." });
  const { sku } = overrides;
  if (sku !== undefined) {
    return [{ kind: "product", title: `change whether ${sku} can be bought`, values: { sku } }];
  }
  if (version === "2024-01-01") throw lacks(request, "way to create a product", "createProduct");
  const made = `TRIGGER-${unique.toUpperCase()}`;
  return [{ kind: "product", title: `create the product ${made}, with Prime`, values: { create: made } }];
}

/** A retrieval fails for an unknown shopper, a deletion while an order is open. Page: personal data requests. */
function taskSteps(request: TriggerRequest, task: "retrieval" | "deletion", fails: boolean): readonly PlannedStep[] {
  const { order, overrides, unique } = request;
  if (order !== undefined && task === "retrieval" && fails) {
    throw refusal(request, "it fails only for a shopper without orders", { suggestion: "Leave out --order." });
  }
  const own = overrides.email ?? order?.customer?.email;
  const email = own ?? `trigger-${unique}@example.com`;
  const title = task === "retrieval" ? "ask for the shopper's data" : "ask to delete the shopper's data";
  const ask: PlannedStep = {
    kind: "task",
    title: `${title} (${maskEmail(email)})`,
    values: { task, email, irreversible: own !== undefined && task === "deletion" },
  };
  if (overrides.email !== undefined || (task === "retrieval" && fails)) return [ask];
  const isOver = task === "deletion" && !fails;
  // Only what is over can be deleted, and leading an order there needs a documented sandbox.
  const machines = isOver ? machinesOf(request) : ORDER_ONLY;
  const journey = new Journey(order, machines, { email });
  if (order !== undefined && !isOver) return [ask];
  while (isOver && journey.movePackage(({ to }) => to === "DELIVERED"));
  return [...journey.steps, ask];
}

function machinesOf({ version, type }: TriggerRequest): SandboxMachines {
  const machines = SANDBOX_MACHINES[version];
  if (machines !== undefined) return machines;
  throw notInVersion({
    version,
    operation: type.name,
    what: "documented sandbox",
    versions: ["2024-01-01", "2024-11-01"],
  });
}

function requireReturnPackages(request: TriggerRequest): void {
  if (machinesOf(request).moves === "return") throw lacks(request, "gradings", "updateOrderReturns");
}

function lacks({ version }: TriggerRequest, what: string, operation: string): RefusedError {
  const versions: readonly ApiVersion[] = operation === "createProduct" ? ["2024-04-01", "2024-11-01"] : ["2024-11-01"];
  return notInVersion({ version, operation, what, versions });
}

function refusal({ type }: TriggerRequest, why: string, details: { readonly suggestion?: string } = {}): RefusedError {
  return new RefusedError(`${type.name} cannot be triggered: ${why}.`, { code: "cannot_trigger", ...details });
}

function stuck({ type, order }: TriggerRequest, what: string): RefusedError {
  return new RefusedError(`${type.name} cannot be triggered: no ${what} of order ${order?.id ?? ""} can get there.`, {
    code: "cannot_trigger",
    findings: (order?.packages ?? []).map(({ id, state }) => `package ${id} is ${state}`),
    suggestion: "Leave out --order: then a new order is led there.",
  });
}

const GUESSES: ReadonlySet<string> = new Set(["tracker", "grade"]);

/** Says why, of what only the emulator can do. */
function requirePossible({ type, force }: TriggerRequest, steps: readonly PlannedStep[]): void {
  const findings = steps.flatMap(({ kind, title }) => {
    const spec: StepSpec | undefined = kind === "product" || kind === "task" ? undefined : STEPS[kind];
    const why = spec?.emulatorOnly;
    return why === undefined || (force && GUESSES.has(kind)) ? [] : [`${title}: ${why}`];
  });
  if (findings.length === 0) return;
  const opens = steps.some(({ kind }) => kind === "openReturn");
  throw new RefusedError(`${type.name} cannot be triggered on a sandbox of the service.`, {
    code: "emulator_only",
    findings,
    suggestion: opens
      ? "Open a return as a shopper, in the browser, and name its order with --order."
      : "--force sends bwp's guess of the input.",
  });
}
