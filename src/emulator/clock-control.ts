import type { Domain } from "./domain/domain.ts";

/** Times of the API have years of four digits. */
const LATEST = Date.UTC(9999, 11, 31);

/** What `GET /_emulator/clock` answers. */
export interface ClockStatus {
  /** ISO 8601. */
  readonly now: string;
  /** What the clock and real time differ by, in milliseconds. */
  readonly offsetMs: number;
  readonly speed: string | number;
  /** Changes that wait for their time. */
  readonly pending: number;
  /** When the next of them is due, ISO 8601. */
  readonly nextDueAt: string | null;
}

/** The clock, and what waits for it. */
export function describeClock({ clock, timers }: Domain): ClockStatus {
  const { nextDueAt } = timers;
  return {
    now: clock.iso(),
    offsetMs: clock.offset(),
    speed: clock.speed,
    pending: timers.count,
    nextDueAt: nextDueAt === undefined ? null : new Date(nextDueAt).toISOString(),
  };
}

/**
 * Moves the clock to a time that is not before now. What is due on the way happens at its own time, one after the other, so
 * that what follows from it is due in time as well. Answers a sentence if the clock cannot go there.
 */
export function moveClock({ clock, timers }: Domain, target: number): string | undefined {
  if (!(target <= LATEST)) return "The clock cannot go that far.";
  if (target < clock.now()) return `The clock cannot go back: it shows ${clock.iso()}.`;
  for (;;) {
    const next = timers.nextDueAt;
    if (next === undefined || next > target) break;
    if (next > clock.now()) clock.advance(next - clock.now());
    if (!timers.runDue()) break;
  }
  if (target > clock.now()) clock.advance(target - clock.now());
  timers.wake();
  return undefined;
}
