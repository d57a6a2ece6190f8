import type { Comparison } from "./measure.ts";

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly against: string;
  readonly goal: string;
  /** True if the median meets the goal. */
  readonly met: boolean;
  readonly comparison: Comparison;
  readonly notes?: string;
}

/**
 * Whether a start-up goal is met: by processor time where it is known, since on a shared machine two short runs in a row
 * often differ by more than what is measured; by wall time elsewhere.
 */
export function meets({ ratio, cpuRatio }: Comparison, goal: number): boolean {
  return (cpuRatio ?? ratio.median) <= goal;
}

/** What a part of the bench works with. */
export interface Bench {
  /** The built program. */
  readonly bwp: string;
  /** A temporary folder. */
  readonly folder: string;
  /** Environment in which bwp keeps to that folder. */
  readonly env: Readonly<Record<string, string>>;
}
