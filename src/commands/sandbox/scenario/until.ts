import { WaitTimeoutError } from "../../../errors.ts";
import { formatDuration } from "../../../kernel/duration.ts";
import type { ScenarioWorld } from "./world.ts";

/** How long a step waits unless it says otherwise: the longest documented wait is 8 minutes. */
export const USUAL_TIMEOUT_MS = 15 * 60_000;

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 5_000;

/** What a step waits for. */
export interface Until<T> {
  readonly timeoutMs: number;
  look(): Promise<T>;
  done(value: T): boolean;
  /** Says what is missing, once the time is up. */
  missing(value: T): string;
}

/** Looks until it is there. @throws {WaitTimeoutError} */
export async function until<T>(world: Pick<ScenarioWorld, "now" | "sleep">, wait: Until<T>): Promise<T> {
  const start = world.now();
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    const value = await wait.look();
    if (wait.done(value)) return value;
    if (world.now() - start + pause > wait.timeoutMs) {
      throw new WaitTimeoutError(`Timed out after ${formatDuration(wait.timeoutMs)}: ${wait.missing(value)}.`);
    }
    await world.sleep(pause);
    pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS);
  }
}
