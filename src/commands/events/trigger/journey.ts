import { RefusedError } from "../../../errors.ts";
import type { OrderView } from "../../../model/order.ts";
import type { SandboxMachines } from "../../../model/sandbox-machines.ts";
import type { StateMachine, Transition } from "../../../model/transitions.ts";
import type { StepKind } from "../../sandbox/scenario/scenario.ts";
import type { Values } from "../../sandbox/scenario/step-values.ts";
import type { Overrides } from "./overrides.ts";

/** One thing to do on the way to an event: a step of a scenario, a change of a product, or a privacy task. */
export interface PlannedStep {
  readonly kind: StepKind | "product" | "task";
  /** What is done, in the imperative. */
  readonly title: string;
  /** May hold references to what earlier steps gave, as in a scenario. */
  readonly values: Values;
}

/** A package, a return package, or a return of 2024-01-01, and where it is. */
interface Traveller {
  readonly id: string | undefined;
  readonly returnId: string | undefined;
  state: string;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference, as scenarios have them
const OPENED_RETURN = "${openReturn.returnId}";

/** Which transition leads to what is wanted. */
export type IsGoal = (transition: Transition) => boolean;

/**
 * Plans the steps of one order from where it is now: each planned step moves it, so that the next one is planned from there.
 * Without an order it begins with a new one.
 */
export class Journey {
  readonly steps: PlannedStep[] = [];
  private readonly machines: SandboxMachines;
  private readonly overrides: Overrides;
  private readonly packages: Traveller[];
  private readonly returns: Traveller[];
  private readonly graded: ReadonlySet<string>;
  /** The order as it is before the first step; undefined for a new one. */
  readonly order: OrderView | undefined;

  constructor(order: OrderView | undefined, machines: SandboxMachines, overrides: Overrides) {
    this.order = order;
    this.machines = machines;
    this.overrides = overrides;
    this.packages = (order?.packages ?? []).map(({ id, state }) => ({ id, returnId: undefined, state }));
    this.returns = (order?.returns ?? []).flatMap(({ id: returnId, state, packages }): readonly Traveller[] =>
      machines.moves === "return"
        ? [{ id: undefined, returnId, state: state ?? "" }]
        : packages.map((parcel) => ({ id: parcel.id, returnId, state: parcel.state })),
    );
    this.graded = new Set(
      (order?.returns ?? [])
        .filter(({ lineItems }) => lineItems.every(({ grading }) => grading !== undefined))
        .map(({ id }) => id),
    );
    if (order === undefined) this.createOrder();
    else if (order.executionState === "NOT_STARTED" && this.packages.length === 0) {
      this.add("start", "start the fulfilment", {});
      this.packages.push({ id: undefined, returnId: undefined, state: machines.outbound.initial });
    }
  }

  /** True if a package is in a state. */
  hasPackage(state: string): boolean {
    return this.packages.some((parcel) => parcel.state === state);
  }

  /** Moves a package through a transition that is wanted; false if none can get there. */
  movePackage(isGoal: IsGoal): boolean {
    const chosen = this.packages.filter(({ id }) => [undefined, id].includes(this.overrides.package));
    const found = nearest(this.machines.outbound, chosen, isGoal);
    if (found === undefined) return false;
    for (const step of found.path) {
      const last = step === found.path.at(-1);
      const reason = (last ? this.reasonFor(step) : undefined) ?? (step.reasonOptional ? undefined : step.reasons?.[0]);
      this.add("advance", `move ${named("the package", found.traveller.id)} to ${step.to}`, {
        to: step.to,
        reason,
        package: found.traveller.id,
      });
      found.traveller.state = step.to;
    }
    return true;
  }

  /** Moves a return (package) through a transition that is wanted; false if none can get there. */
  moveReturn(isGoal: IsGoal, among: readonly Traveller[] = this.chosenReturns()): boolean {
    const { moves, returns: machine } = this.machines;
    const isPossible: IsGoal = ({ only }) => only === undefined || this.overrides.dropOff === "true";
    const found = nearest(machine, among, isGoal, isPossible);
    if (found === undefined) return false;
    const { traveller } = found;
    const what = moves === "return" ? "the return" : "the return package";
    for (const step of found.path) {
      this.add("returnPackage", `move ${named(what, traveller.id ?? shownReturn(traveller))} to ${step.to}`, {
        to: step.to,
        reason: step === found.path.at(-1) ? this.reasonFor(step) : undefined,
        return: traveller.returnId,
        package: traveller.id,
      });
      traveller.state = step.to;
    }
    return true;
  }

  /** Opens a return of all that was delivered, after delivering something if nothing is. */
  openReturn(): void {
    const isDelivered = this.hasPackage("DELIVERED");
    if (!isDelivered && !this.movePackage(({ to }) => to === "DELIVERED")) {
      throw new RefusedError(`Order ${this.order?.id ?? ""} has nothing that can come back.`, {
        code: "cannot_trigger",
        findings: this.packages.map(({ id, state }) => `package ${id ?? ""} is ${state}`),
        suggestion: "Leave out --order: then a new order is led there.",
      });
    }
    this.add("openReturn", "open a return, as the shopper would", {
      dropOff: this.overrides.dropOff === "true" ? true : undefined,
    });
    this.returns.push({ id: undefined, returnId: OPENED_RETURN, state: this.machines.returns.initial });
  }

  /** Grades a return whose units have arrived; leads one there, or opens one, if none has. */
  grade(): void {
    const arrived = (): Traveller | undefined =>
      this.chosenReturns().find(({ state, returnId }) => state === "DELIVERED" && !this.graded.has(returnId ?? ""));
    if (arrived() === undefined && !this.moveReturn(({ to }) => to === "DELIVERED")) {
      this.openReturn();
      this.moveReturn(({ to }) => to === "DELIVERED");
    }
    const returnId = arrived()?.returnId;
    // A return is complete only when all of its packages have come to their end.
    for (const other of this.returns.filter((each) => each.returnId === returnId)) {
      this.moveReturn(({ to }) => to === "DELIVERED", [other]);
    }
    const condition = this.overrides.condition ?? "SELLABLE";
    this.add("grade", `grade what came back as ${condition}`, { condition, return: returnId });
  }

  add(kind: PlannedStep["kind"], title: string, values: Values): void {
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    this.steps.push({ kind, title, values: { ...Object.fromEntries(given), ...this.ofOrder(kind) } });
  }

  private ofOrder(kind: PlannedStep["kind"]): Values {
    const isOfOrder = kind !== "create" && kind !== "product" && kind !== "task";
    return isOfOrder && this.order !== undefined ? { order: this.order.id } : {};
  }

  private chosenReturns(): readonly Traveller[] {
    return this.returns.filter(({ returnId }) => [undefined, returnId].includes(this.overrides.return));
  }

  private reasonFor({ reasons }: Transition): string | undefined {
    return reasons?.find((reason) => reason === this.overrides.reason);
  }

  private createOrder(): void {
    const { sku, title, price, quantity, currency, email } = this.overrides;
    const isPlain = [sku, title, price, quantity].every((value) => value === undefined);
    const line = { sku, title, price, quantity: quantity ?? "2" };
    const contact = { emailData: { name: "Nora Quist", email } };
    this.add("create", "create an order and start its fulfilment", {
      start: true,
      lines: isPlain
        ? undefined
        : [Object.fromEntries(Object.entries(line).filter(([, value]) => value !== undefined))],
      currency,
      input: email === undefined ? undefined : { customer: { contact } },
    });
    this.packages.push({ id: undefined, returnId: undefined, state: this.machines.outbound.initial });
  }
}

function named(what: string, id: string | undefined): string {
  return id === undefined ? what : `${what} ${id}`;
}

/** One that is only going to be opened has no id to be shown. */
function shownReturn({ returnId }: Traveller): string | undefined {
  return returnId === OPENED_RETURN ? undefined : returnId;
}

/** The traveller with the shortest way through a transition that is wanted, and the way. */
function nearest(
  machine: StateMachine,
  travellers: readonly Traveller[],
  isGoal: IsGoal,
  isPossible: IsGoal = () => true,
): { readonly traveller: Traveller; readonly path: readonly Transition[] } | undefined {
  const ways = travellers.flatMap((traveller) => {
    const path = shortestPath(machine, traveller.state, isGoal, isPossible);
    return path === undefined ? [] : [{ traveller, path }];
  });
  return ways.sort((left, right) => left.path.length - right.path.length)[0];
}

function shortestPath(
  { transitions }: StateMachine,
  from: string,
  isGoal: IsGoal,
  isPossible: IsGoal,
): readonly Transition[] | undefined {
  const queue: { readonly state: string; readonly path: readonly Transition[] }[] = [{ state: from, path: [] }];
  const seen = new Set<string>([from]);
  for (const { state, path } of queue) {
    const steps = transitions.filter((step) => step.from === state && isPossible(step));
    const goal = steps.find(isGoal);
    if (goal !== undefined) return [...path, goal];
    for (const step of steps) {
      if (seen.has(step.to)) continue;
      seen.add(step.to);
      queue.push({ state: step.to, path: [...path, step] });
    }
  }
  return undefined;
}
