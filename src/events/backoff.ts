const FIRST_MS = 500;
const LONGEST_MS = 20_000;

/** Exponential back-off with jitter, bounded in time from the first failure in a row. */
export class Backoff {
  private readonly giveUpMs: number;
  private readonly random: () => number;
  private failingSince: number | undefined;
  private failures = 0;

  constructor(giveUpMs: number, random: () => number) {
    this.giveUpMs = giveUpMs;
    this.random = random;
  }

  /** Notes a failure at the time `now`, by a steady clock; answers how long to wait, or undefined if it is time to give up. */
  next(now: number): { attempt: number; delayMs: number; givesUpInMs: number } | undefined {
    this.failingSince ??= now;
    const left = this.giveUpMs - (now - this.failingSince);
    if (left <= 0) return undefined;
    const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.failures);
    this.failures += 1;
    const delayMs = Math.min(left, Math.round(longest / 2 + (this.random() * longest) / 2));
    return { attempt: this.failures, delayMs, givesUpInMs: left };
  }

  /** True from a failure to the next success. */
  get isFailing(): boolean {
    return this.failures > 0;
  }

  /** Notes a success; answers if it comes after failures. */
  reset(): boolean {
    const isRecovery = this.isFailing;
    this.failingSince = undefined;
    this.failures = 0;
    return isRecovery;
  }
}
