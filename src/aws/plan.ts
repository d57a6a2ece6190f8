import type { Difference } from "./drift.ts";

/** What is done to a resource. `leave`: it could go, but something else needs it or `bwp` did not make it. */
export type PlanAction = "create" | "update" | "keep" | "delete" | "leave";

/** One resource of a plan, to be shown. */
export interface PlanStep {
  readonly action: PlanAction;
  readonly resource:
    | "partner event source"
    | "event bus"
    | "dead-letter queue"
    | "queue"
    | "rule"
    | "queue policy"
    | "target"
    | "messages";
  readonly name: string;
  /** What it is for, or why it is treated so, in a few words. */
  readonly detail: string;
  /** What differs from what it will be; only of an update. */
  readonly differences?: readonly Difference[];
  /** About how many messages are lost with it; only of a queue that is deleted. */
  readonly messages?: number;
}

/** A step that can be done. */
export interface PlannedStep extends PlanStep {
  /** Absent if there is nothing to do. */
  readonly run?: () => Promise<void>;
}

/** What would be done, in order. Reading it changes nothing. */
export interface Plan {
  readonly steps: readonly PlannedStep[];
}

/** How many steps change something. */
export function changesOf(plan: Plan): number {
  return plan.steps.filter(({ run }) => run !== undefined).length;
}

/**
 * Does the steps of a plan in order. Stops at the first failure with its typed error; what was done stays, and planning again
 * finds it, so that a second run goes on from there.
 */
export async function applyPlan(plan: Plan, onStep?: (step: PlanStep) => void): Promise<void> {
  for (const step of plan.steps) {
    if (step.run === undefined) continue;
    await step.run();
    onStep?.(step);
  }
}
