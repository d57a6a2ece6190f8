/** An event that was not taken, or a line that holds none. */
export interface Refusal {
  /** Line of the input, from 1. */
  readonly line: number;
  /** null where the line names none. */
  readonly eventId: string | null;
  /** Who refused it: bwp before sending, or the service. */
  readonly by: "check" | "service";
  readonly problems: readonly string[];
  /** The line as it came. */
  readonly text: string;
}

/** Refusals that a summary lists; the count is of all. */
export const LISTED_REFUSALS = 100;

/** What of a line is kept: enough to recognise it. */
export const LONGEST_TEXT = 2000;

/** Refusals as they stand in the input: batches are done in any order. */
export function inLineOrder(refusals: readonly Refusal[]): readonly Refusal[] {
  return [...refusals].sort((left, right) => left.line - right.line);
}
