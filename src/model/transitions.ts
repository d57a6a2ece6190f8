import type { EventTypeName } from "./event-types.ts";

/** Where a fact of a state machine comes from. */
export type Certainty = "documented" | "inferred" | "decided";

/** One allowed step of a state machine of the sandbox. */
export interface Transition<State extends string = string, Reason extends string = string> {
  readonly from: State;
  readonly to: State;
  /** Reasons that must be sent with this step; absent if none is needed. */
  readonly reasons?: readonly Reason[];
  /** True if one of {@link reasons} may be sent but need not. */
  readonly reasonOptional?: boolean;
  /** Events that the step publishes, in this order. */
  readonly events: readonly EventTypeName[];
  /** Where the list of events comes from; absent means the documentation's table. */
  readonly eventsAre?: Exclude<Certainty, "documented">;
  /** Documented waiting time until the change shows, in milliseconds. */
  readonly waitMs: number;
  /** A restriction in words, for help and tables. */
  readonly only?: string;
}

/** A state machine: its states in the order of life, and the steps between them. */
export interface StateMachine<State extends string = string, Reason extends string = string> {
  /** What moves, for example `package`. */
  readonly entity: string;
  readonly states: readonly State[];
  /** State of a new entity. */
  readonly initial: State;
  readonly transitions: readonly Transition<State, Reason>[];
  /** Slug of the documentation page with the table. */
  readonly page: string;
}

/** The steps that are possible from a state; empty for a terminal or unknown state. */
export function transitionsFrom<State extends string, Reason extends string>(
  machine: StateMachine<State, Reason>,
  from: string,
): readonly Transition<State, Reason>[] {
  return machine.transitions.filter((transition) => transition.from === from);
}

/** The step between two states, or undefined if it is impossible. */
export function findTransition<State extends string, Reason extends string>(
  machine: StateMachine<State, Reason>,
  from: string,
  to: string,
  reason?: string,
): Transition<State, Reason> | undefined {
  const steps = transitionsFrom(machine, from).filter((transition) => transition.to === to);
  return steps.find((step) => reason !== undefined && step.reasons?.some((known) => known === reason)) ?? steps[0];
}

/** True if nothing leads out of the state. */
export function isTerminal(machine: StateMachine, state: string): boolean {
  return transitionsFrom(machine, state).length === 0;
}
