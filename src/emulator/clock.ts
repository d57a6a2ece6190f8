import { SETTINGS } from "./domain/entities.ts";
import type { Store } from "./store/store.ts";

/** How documented waits pass: not at all, as documented, or that many times faster. */
export type Speed = "instant" | "real" | number;

/** The emulator's time: real time plus what the user advanced it by, which is remembered. */
export interface Clock {
  readonly speed: Speed;
  /** Milliseconds since 1970. */
  now(): number;
  /** ISO 8601 with milliseconds. */
  iso(): string;
  /** Milliseconds that a documented wait takes at this speed. */
  wait(documentedMs: number): number;
  /** What real time and this clock differ by, in milliseconds. */
  offset(): number;
  /** Moves the clock forward. */
  advance(ms: number): void;
}

/** Name of the offset among the settings. */
export const OFFSET = "clockOffsetMs";

/** Makes the clock over a real one. Throws a RangeError for a factor that is not above 0. */
export function createClock(store: Store, realNow: () => number, speed: Speed): Clock {
  if (typeof speed === "number" && !(speed > 0 && speed < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`The speed must be a number above 0, not ${speed}.`);
  }
  const offset = (): number => {
    const stored = store.get(SETTINGS, OFFSET);
    return typeof stored === "number" ? stored : 0;
  };
  const now = (): number => realNow() + offset();
  return {
    speed,
    now,
    offset,
    iso: () => new Date(now()).toISOString(),
    wait: (documentedMs) => {
      if (speed === "instant") return 0;
      return speed === "real" ? documentedMs : documentedMs / speed;
    },
    advance: (ms) => store.transaction((tx) => tx.put(SETTINGS, OFFSET, offset() + ms)),
  };
}
