import { type BwpError, NotFoundError, RefusedError, UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import {
  findTransition,
  isTerminal,
  type StateMachine,
  type Transition,
  transitionsFrom,
} from "../../model/transitions.ts";

/** Something with an id and a state: a package or a return package. */
export interface Movable {
  readonly id: string;
  readonly state: string;
  /** What it holds or belongs to, for a choice. */
  readonly hint: string | undefined;
}

/** A step of one thing, checked. */
export interface Step<State extends string, Reason extends string> {
  readonly id: string;
  readonly from: string;
  readonly to: State;
  readonly reason: Reason | undefined;
  /** The documented step; undefined if it was forced. */
  readonly transition: Transition<State, Reason> | undefined;
}

/** What the user asked for. */
export interface StepFlags<State extends string, Reason extends string> {
  readonly id: string | undefined;
  readonly to: State | undefined;
  readonly reason: Reason | undefined;
  readonly all: boolean;
  readonly force: boolean;
  /** How help names the id, for example `PACKAGE_ID`. */
  readonly idArgument: string;
}

/**
 * Finds out what shall move, where to and why: from flags, else by asking. An impossible step is refused, naming the possible
 * ones, unless it is forced.
 * @throws {RefusedError} code `impossible_step`; {@link NotFoundError} for an unknown id; {@link UsageError} for what is missing.
 */
export async function planSteps<State extends string, Reason extends string>(
  context: Context,
  machine: StateMachine<State, Reason>,
  things: readonly Movable[],
  flags: StepFlags<State, Reason>,
): Promise<readonly Step<State, Reason>[]> {
  const chosen = await chooseThings(context, machine, things, flags);
  const to = flags.to ?? (await askState(context, machine, chosen));
  const movable = flags.all ? chosen.filter(({ state }) => flags.force || findTransition(machine, state, to)) : chosen;
  const [first] = chosen;
  if (movable.length === 0 && first !== undefined) throw impossible(machine, first, to);
  const steps: Step<State, Reason>[] = [];
  for (const thing of movable) {
    const transition = findTransition(machine, thing.state, to, flags.reason);
    if (transition === undefined && !flags.force) throw impossible(machine, thing, to);
    const known = flags.reason ?? steps.find((step) => step.from === thing.state)?.reason;
    const reason = flags.force ? flags.reason : await chooseReason(context, machine, transition, known);
    steps.push({ id: thing.id, from: thing.state, to, reason, transition });
  }
  return steps;
}

async function chooseThings(
  context: Context,
  machine: StateMachine,
  things: readonly Movable[],
  { id, all, force, idArgument }: Pick<StepFlags<string, string>, "id" | "all" | "force" | "idArgument">,
): Promise<readonly Movable[]> {
  const findings = things.map((thing) => `${thing.id} (${thing.state})`);
  if (id !== undefined) {
    const found = things.find((thing) => thing.id === id);
    if (found !== undefined) return [found];
    throw new NotFoundError(`The order has no ${machine.entity} ${id}.`, { findings });
  }
  if (things.length === 1) return things;
  const open = force ? things : things.filter(({ state }) => !isTerminal(machine, state));
  if (open.length === 0) {
    throw new RefusedError(`No ${machine.entity} of the order can move any more.`, {
      code: "impossible_step",
      findings,
    });
  }
  if (all || open.length === 1) return open;
  if (!context.io.canPrompt) {
    throw new UsageError(`The order has ${open.length} ${machine.entity}s that can move.`, {
      code: "missing_input",
      findings: open.map((thing) => `${thing.id} (${thing.state})`),
      suggestion: `Name one (${idArgument}), or give --all.`,
    });
  }
  const choices = open.map((thing) => ({
    value: thing,
    label: `${thing.id}  ${thing.state}`,
    ...(thing.hint === undefined ? {} : { hint: thing.hint }),
  }));
  return [await context.prompt.select(`Which ${machine.entity}?`, choices)];
}

async function askState<State extends string, Reason extends string>(
  context: Context,
  machine: StateMachine<State, Reason>,
  things: readonly Movable[],
): Promise<State> {
  const [first] = things;
  const steps = things.flatMap(({ state }) => transitionsFrom(machine, state));
  const targets = [...new Map(steps.map((step) => [step.to, step])).values()];
  if (targets.length === 0 && first !== undefined) throw impossible(machine, first, undefined);
  if (!context.io.canPrompt) {
    throw new UsageError("Missing: --to <STATE>.", {
      code: "missing_input",
      suggestion: `Possible now: ${targets.map(describeStep).join("; ")}.`,
    });
  }
  return context.prompt.select(
    `Next state of ${first?.id ?? machine.entity} (now ${first?.state ?? "?"})`,
    targets.map((step) => ({
      value: step.to,
      label: step.to,
      hint: [`publishes ${step.events.join(", ")}`, step.only === undefined ? "" : `only ${step.only}`]
        .filter((part) => part !== "")
        .join("; "),
    })),
  );
}

async function chooseReason<Reason extends string>(
  context: Context,
  machine: StateMachine,
  transition: Transition<string, Reason> | undefined,
  given: Reason | undefined,
): Promise<Reason | undefined> {
  const { reasons = [], reasonOptional = false } = transition ?? {};
  if (given !== undefined) {
    if (reasons.includes(given)) return given;
    throw new RefusedError(
      reasons.length === 0
        ? `A ${machine.entity} takes no reason on its way to ${transition?.to}.`
        : `${given} is no reason for ${transition?.from} to ${transition?.to}; possible: ${reasons.join(", ")}.`,
      { code: "impossible_reason", suggestion: "--force sends it anyway." },
    );
  }
  if (reasons.length === 0 || reasonOptional) return undefined;
  if (reasons.length === 1) return reasons[0];
  if (!context.io.canPrompt) {
    throw new UsageError("Missing: --reason <REASON>.", {
      code: "missing_input",
      suggestion: `${transition?.to} from ${transition?.from} needs one of ${reasons.join(", ")}.`,
    });
  }
  return context.prompt.select(
    `Reason for ${transition?.to}`,
    reasons.map((reason) => ({ value: reason, label: reason })),
  );
}

function impossible(machine: StateMachine, thing: Movable, to: string | undefined): BwpError {
  const steps = transitionsFrom(machine, thing.state);
  const aim = to === undefined ? "can move no further" : `cannot become ${to}`;
  const possible =
    steps.length === 0 ? `nothing leads out of ${thing.state}` : `possible: ${steps.map(describeStep).join("; ")}`;
  return new RefusedError(`The ${machine.entity} ${thing.id} is ${thing.state} and ${aim}; ${possible}.`, {
    code: "impossible_step",
    suggestion: "Nothing was sent. --force sends an impossible step anyway, to see the API's answer.",
  });
}

function describeStep({ to, reasons, reasonOptional }: Transition): string {
  if (reasons === undefined || reasonOptional) return to;
  return `${to} (--reason ${reasons.join("|")})`;
}
