import { type Block, fields, type View } from "../../../formatters/blocks.ts";
import { formatDuration } from "../../../kernel/duration.ts";

/** The emulator's clock, as its control answers. */
export interface EmulatorClock {
  /** ISO 8601. */
  readonly now: string;
  /** What the clock is ahead of real time, in milliseconds. */
  readonly offsetMs: number;
  readonly speed: string | number;
  /** Changes that wait for their time. */
  readonly pending: number;
  /** ISO 8601. */
  readonly nextDueAt: string | null;
}

/** Shape of the JSON output of all clock commands. */
export const CLOCK_OUTPUT = {
  now: "the emulator's time, ISO 8601",
  offsetMs: "what it is ahead of real time",
  speed: "how documented waits pass: instant, real or a factor",
  pending: "changes that wait for their time",
  nextDueAt: "when the next of them is due, or null",
} as const;

export const clockView: View<EmulatorClock> = (clock): readonly Block[] => [
  fields([
    ["Time", clock.now],
    ["Ahead", clock.offsetMs === 0 ? "no" : formatDuration(clock.offsetMs)],
    ["Speed", typeof clock.speed === "number" ? `${clock.speed} times` : clock.speed],
    ["Waiting", clock.pending === 0 ? "nothing" : `${clock.pending}, the next at ${clock.nextDueAt ?? "?"}`],
  ]),
];
