import { type Block, line, span, type Tone } from "./blocks.ts";

/** One resource of a plan on AWS, and what is done to it. */
export interface PlanStepView {
  readonly action: "create" | "update" | "keep" | "delete" | "leave";
  readonly resource: string;
  readonly name: string;
  readonly detail: string;
}

const TONES: Readonly<Record<PlanStepView["action"], Tone>> = {
  create: "good",
  update: "warn",
  keep: "dim",
  delete: "bad",
  leave: "warn",
};

/** What became of a resource, in a word. */
export const PLAN_ACTION_PAST: Readonly<Record<PlanStepView["action"], string>> = {
  create: "created",
  update: "updated",
  keep: "kept",
  delete: "deleted",
  leave: "left",
};

/** A plan, in the words of what will be done, or of what was done once it is applied. */
export function planBlocks(
  steps: readonly PlanStepView[],
  { applied }: { readonly applied: boolean },
): readonly Block[] {
  const word = ({ action }: PlanStepView): string => (applied ? PLAN_ACTION_PAST[action] : action);
  const wordWidth = Math.max(0, ...steps.map((step) => word(step).length));
  const resourceWidth = Math.max(0, ...steps.map(({ resource }) => resource.length));
  return steps.flatMap((step) => [
    line([
      span(word(step).padEnd(wordWidth + 2), TONES[step.action]),
      step.resource.padEnd(resourceWidth + 2),
      span(step.name, "strong"),
    ]),
    line(span(step.detail, "dim"), wordWidth + 2),
  ]);
}
