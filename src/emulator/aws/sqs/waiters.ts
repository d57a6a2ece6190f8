/** Long polls that wait for a message, by queue; woken one at a time, in the order of arrival. */
export class Waiters {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Resolves when woken, after `timeoutMs`, or when one of the signals is aborted. */
  wait(queueKey: string, timeoutMs: number, signals: readonly AbortSignal[]): Promise<void> {
    return new Promise((resolve) => {
      let waiting = this.#waiting.get(queueKey);
      if (waiting === undefined) {
        waiting = new Set();
        this.#waiting.set(queueKey, waiting);
      }
      const queue = waiting;
      const done = (): void => {
        queue.delete(done);
        clearTimeout(timer);
        for (const signal of signals) signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      for (const signal of signals) signal.addEventListener("abort", done);
      queue.add(done);
      if (signals.some((signal) => signal.aborted)) done();
    });
  }

  /** Wakes up to `count` of those who wait for the queue. */
  wake(queueKey: string, count: number): void {
    let left = count;
    for (const done of [...(this.#waiting.get(queueKey) ?? [])]) {
      if (left <= 0) return;
      left -= 1;
      done();
    }
  }

  /** Wakes everybody. */
  wakeAll(): void {
    for (const queueKey of [...this.#waiting.keys()]) this.wake(queueKey, Number.POSITIVE_INFINITY);
  }
}
