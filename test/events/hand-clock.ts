import { onTestFinished, vi } from "vitest";
import type { QueueClient } from "../../src/aws/queue-client.ts";
import type { Clock } from "../../src/events/clock.ts";

/** A clock that stands until it is moved, also for a queue server of this process, which reads `Date`. */
export interface HandClock extends Clock {
  /** Moves it, and wakes up whoever has slept long enough. */
  pass(ms: number): void;
}

export function stopClock(): HandClock {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  return {
    now: () => Date.now(),
    steady: () => Date.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const wake = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", onAbort);
          resolve();
        };
        const sleeper = { until: Date.now() + ms, wake };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", onAbort, { once: true });
      }),
    pass(ms) {
      vi.setSystemTime(Date.now() + ms);
      for (const { until, wake } of [...sleepers]) if (until <= Date.now()) wake();
    },
  };
}

/** A queue, and a clock that tells it and a tail the same time. */
export interface TimedQueue {
  readonly clock: HandClock;
  readonly queue: QueueClient;
  /** Lets one and a half visibility timeouts pass; the tail gets the real time that its calls need in between. */
  outlastVisibility(): Promise<void>;
}

export const VISIBILITY_SECONDS = 30;

/** Wraps a queue for a tail with a visibility timeout of {@link VISIBILITY_SECONDS}. */
export function timed(inner: QueueClient): TimedQueue {
  const clock = stopClock();
  let changes = 0;
  const queue: QueueClient = {
    url: inner.url,
    endpoint: inner.endpoint,
    name: inner.name,
    receive: (request) => inner.receive(request),
    deleteBatch: (handles) => inner.deleteBatch(handles),
    attributes: () => inner.attributes(),
    tags: () => inner.tags(),
    close: () => inner.close(),
    async changeVisibilityBatch(...call) {
      changes += 1;
      try {
        return await inner.changeVisibilityBatch(...call);
      } finally {
        changes -= 1;
      }
    },
  };
  const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
  return {
    clock,
    queue,
    async outlastVisibility() {
      for (let passed = 0; passed < 1.5 * VISIBILITY_SECONDS; passed += VISIBILITY_SECONDS / 4) {
        clock.pass((VISIBILITY_SECONDS * 1000) / 4);
        do await turn();
        while (changes > 0);
      }
    },
  };
}
