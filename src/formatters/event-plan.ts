import { type Block, blank, fields, line, span, type Tone } from "./blocks.ts";

/** One resource of a plan on AWS, and what is done to it. */
export interface PlanStepView {
  readonly action: "create" | "update" | "keep" | "delete" | "leave";
  readonly resource: string;
  readonly name: string;
  readonly detail: string;
  /** What differed, or differs, from what is wanted. */
  readonly differences?: readonly DifferenceView[] | undefined;
}

/** One thing that is not as wanted; null where nothing is set. */
export interface DifferenceView {
  readonly what: string;
  readonly is: string | null;
  readonly wanted: string | null;
}

/** A difference in a line: what is, and what will be. */
export function differenceText({ what, is, wanted }: DifferenceView): string {
  return `${what}: ${is ?? "none"} -> ${wanted ?? "none"}`;
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
    ...(step.differences ?? []).map((difference) => line(span(differenceText(difference), "warn"), wordWidth + 4)),
  ]);
}

/** What `connect` did, would do, or found. `next`: the command to run once it is done. */
export function connectionBlocks(
  {
    applied,
    steps,
  }: {
    readonly applied: boolean;
    readonly steps: readonly PlanStepView[];
  },
  { isCheck, next }: { readonly isCheck: boolean; readonly next: string },
): readonly Block[] {
  return [
    ...(applied ? [] : [untouchedLine(isCheck ? "Check" : "Dry run")]),
    ...planBlocks(steps, { applied }),
    ...(applied ? [blank(), fields([["Next", next]])] : []),
  ];
}

/** What `disconnect` and `cleanup` took away, or would. `nothing`: what to say if there is nothing to do. */
export function removalBlocks(
  { applied, steps }: { readonly applied: boolean; readonly steps: readonly PlanStepView[] },
  nothing: string,
): readonly Block[] {
  return [
    ...(applied ? [] : [untouchedLine("Dry run")]),
    ...(steps.length === 0 ? [line(nothing)] : planBlocks(steps, { applied })),
  ];
}

function untouchedLine(why: string): Block {
  return line([span(`${why}: `, "warn"), "nothing was changed."]);
}
