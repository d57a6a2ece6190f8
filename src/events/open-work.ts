interface Waiter {
  readonly limit: number;
  readonly resolve: () => void;
}

/** Counts the work that is under way. A `Promise.race` over it would leave a listener at each piece for each wait. */
export class OpenWork {
  private count = 0;
  private waiters: Waiter[] = [];

  /** Counts a piece of work until it ends; it must not reject. */
  add(work: Promise<void>): void {
    this.count += 1;
    void work.then(() => {
      this.count -= 1;
      if (this.waiters.length === 0) return;
      const ready = this.waiters.filter(({ limit }) => this.count <= limit);
      this.waiters = this.waiters.filter(({ limit }) => this.count > limit);
      for (const { resolve } of ready) resolve();
    });
  }

  /** Resolves when no more than so many are under way. */
  atMost(limit: number): Promise<void> {
    if (this.count <= limit) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push({ limit, resolve }));
  }
}
