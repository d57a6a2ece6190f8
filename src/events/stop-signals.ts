import { setMaxListeners } from "node:events";
import type { Clock } from "./clock.ts";

/** After the first signal a receive may still answer for so long: what it brings would be invisible for a while else. */
const STOP_GRACE_MS = 300;
/** After the second signal a short poll may end by itself for so long. */
const SHORT_POLL_GRACE_MS = 1500;

/** How a tail comes to its end, in steps: each signal is aborted once, and stays so. */
export class StopSignals {
  private readonly clock: Clock;
  private readonly stopController = new AbortController();
  private readonly pollController = new AbortController();
  private readonly abortController = new AbortController();
  private readonly leaveController = new AbortController();

  constructor(clock: Clock) {
    this.clock = clock;
    // Each poller listens, and there may be more than the ten above which Node warns.
    setMaxListeners(0, this.stopping, this.polling, this.aborting, this.leaving);
  }

  /** The first reason to stop is there: wakes up whoever sleeps. */
  get stopping(): AbortSignal {
    return this.stopController.signal;
  }

  /** Ends the long polls, a moment later. */
  get polling(): AbortSignal {
    return this.pollController.signal;
  }

  /** The second signal is there: nothing is waited for any more. */
  get aborting(): AbortSignal {
    return this.abortController.signal;
  }

  /** Ends the short polls, when they have had their time after the second signal. */
  get leaving(): AbortSignal {
    return this.leaveController.signal;
  }

  stop(): void {
    if (this.stopping.aborted) return;
    this.stopController.abort();
    void this.after(STOP_GRACE_MS, this.pollController);
  }

  abort(): void {
    this.stop();
    this.pollController.abort();
    this.abortController.abort();
    void this.after(SHORT_POLL_GRACE_MS, this.leaveController);
  }

  /** Nothing polls any more: ends the waits above. */
  finish(): void {
    this.pollController.abort();
    this.leaveController.abort();
  }

  /** Aborts a controller in a while, unless it is aborted before. */
  private async after(ms: number, controller: AbortController): Promise<void> {
    await this.clock.sleep(ms, controller.signal).catch(() => undefined);
    controller.abort();
  }
}
