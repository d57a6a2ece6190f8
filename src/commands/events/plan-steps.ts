import type { PlannedStep } from "../../aws/plan.ts";
import type { DifferenceView, PlanStepView } from "../../formatters/event-plan.ts";

/** A step of a plan as commands put it out: absent differences are an empty list, so that a script need not ask. */
export interface PlanStepRecord extends Omit<PlanStepView, "differences"> {
  readonly differences: readonly DifferenceView[];
}

/** The fields of a step in JSON output, for help; all commands that plan share them. */
export const STEP_OUTPUT = {
  "steps[].action": "create, update, keep, delete or leave",
  "steps[].resource": "what it is: event bus, rule, queue, ...",
  "steps[].name": "its name",
  "steps[].detail": "what it is for, why it is left, or what is lost",
  "steps[].differences[]": "of an update, what differs: what, is, wanted",
} as const;

/** The plain form of a step. */
export function toStepRecord({ action, resource, name, detail, differences = [] }: PlannedStep): PlanStepRecord {
  return { action, resource, name, detail, differences };
}

/** About how many messages are lost with the queues that steps delete. */
export function lostMessagesOf(steps: readonly PlannedStep[]): number {
  return steps.reduce((sum, { messages = 0 }) => sum + messages, 0);
}
