import type { Order } from "../entities.ts";
import { applyGrading, applyReturnPackageStep, applyReturnStep, completeReturns } from "../returns/returns.ts";
import type { PackageStep, SandboxStep } from "../work.ts";
import { applyPackageSteps } from "./packages.ts";
import type { Progress } from "./progress.ts";

/** Runs steps on an order, except those of trackers, which are no part of it; nothing is written yet. */
export function runSteps(before: Order, steps: readonly SandboxStep[], at: string): Progress {
  let progress: Progress = { order: before, events: [], moved: [] };
  progress = applyPackageSteps(progress, steps.filter(isPackageStep), at);
  for (const step of steps) {
    if (step.kind === "returnPackage") progress = applyReturnPackageStep(progress, step, at);
    if (step.kind === "grading") progress = applyGrading(progress, step, at);
    if (step.kind === "return") progress = applyReturnStep(progress, step, at);
  }
  return completeReturns(progress, at);
}

function isPackageStep(step: SandboxStep): step is PackageStep {
  return step.kind === "package";
}
