import { RefusedError } from "../../errors.ts";
import { type StateChange, stateChangesBlocks } from "../../formatters/transition.ts";
import type { Context } from "../../kernel/context.ts";
import { formatDuration } from "../../kernel/duration.ts";
import { waitFor } from "../../kernel/wait.ts";
import { findTransition, isTerminal, type StateMachine } from "../../model/transitions.ts";
import type { Movable, Step } from "./plan-steps.ts";

/** The fields of a step in JSON output, for help, behind the ids of what moved. */
export const STEP_OUTPUT = {
  "[].from": "state before",
  "[].to": "state asked for",
  "[].reason": "reason sent, or null",
  "[].state": "state as last seen; with --wait equal to `to`",
  "[].expectedEvents": "event types that the documentation names for the step",
  "[].documentedWaitMs": "documented time until the change shows",
} as const;

/** How to wait for steps that were accepted. */
export interface Awaiting {
  readonly wait: boolean;
  /** Milliseconds. */
  readonly waitTimeout: number;
  /** Reads the things again. */
  reread(): Promise<readonly Movable[]>;
  /** Id of the part that a step split off, once it shows. */
  partId?(): string | undefined;
}

/**
 * Waits if asked to, then prints one record for each step: what moved, from where to where, and the events to expect. A wait
 * that fails prints the states as last seen before it throws.
 * @param record makes the record of a change, with the ids that scripts need.
 */
export async function reportSteps<State extends string, Reason extends string, R extends object>(
  context: Context,
  machine: StateMachine<State, Reason>,
  steps: readonly Step<State, Reason>[],
  awaiting: Awaiting,
  record: (change: StateChange) => R,
): Promise<void> {
  let seen: ReadonlyMap<string, string> = new Map(steps.map((step) => [step.id, step.from]));
  let failure: unknown;
  if (awaiting.wait) {
    try {
      await waitFor(context, {
        what: whatOf(steps),
        timeoutMs: awaiting.waitTimeout,
        poll: async () => {
          seen = new Map((await awaiting.reread()).map((thing) => [thing.id, thing.state]));
          refuseDeadEnd(machine, steps, seen);
          return seen;
        },
        done: (states) => steps.every((step) => states.get(step.id) === step.to),
        state: (states) => steps.map((step) => states.get(step.id) ?? "gone").join(", "),
      });
    } catch (error) {
      failure = error;
    }
  }
  const changes = steps.map(
    (step): StateChange => ({
      id: step.id,
      from: step.from,
      to: step.to,
      reason: step.reason ?? null,
      state: seen.get(step.id) ?? step.from,
      expectedEvents: step.transition?.events ?? [],
      documentedWaitMs: step.transition?.waitMs ?? null,
      partId: awaiting.partId?.(),
    }),
  );
  await context.output.result(changes.map(record), () =>
    stateChangesBlocks(machine.entity.charAt(0).toUpperCase() + machine.entity.slice(1), changes),
  );
  if (failure !== undefined) throw failure;
  if (!awaiting.wait) adviseToWait(context, changes);
}

function whatOf(steps: readonly Step<string, string>[]): string {
  const [first] = steps;
  return steps.length === 1 ? `${first?.id} is ${first?.to}` : `${steps.length} are ${first?.to}`;
}

/** Something that ended in another state will never come where it was sent. */
function refuseDeadEnd(
  machine: StateMachine,
  steps: readonly Step<string, string>[],
  seen: ReadonlyMap<string, string>,
): void {
  for (const { id, from, to } of steps) {
    const now = seen.get(id);
    if (now === undefined || now === to || now === from || !isTerminal(machine, now)) continue;
    if (findTransition(machine, now, to) !== undefined) continue;
    throw new RefusedError(`The ${machine.entity} ${id} went to ${now} instead of ${to}.`, { code: "went_elsewhere" });
  }
}

function adviseToWait(context: Context, changes: readonly StateChange[]): void {
  const longest = Math.max(0, ...changes.map((change) => change.documentedWaitMs ?? 0));
  const time = longest === 0 ? "" : ` The documented wait is ${formatDuration(longest)}.`;
  context.notices.info(`Accepted; the change shows later.${time} --wait waits for it.`);
}
