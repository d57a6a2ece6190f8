/** Runs at most so many tasks at once, the others in their order. */
export class Slots {
  private readonly size: number;
  private running = 0;
  private readonly queue: (() => void)[] = [];
  private roomWaiters: (() => void)[] = [];

  constructor(size: number) {
    this.size = size;
  }

  /** Tasks that wait or run. */
  get pending(): number {
    return this.running + this.queue.length;
  }

  async run<Value>(task: () => Promise<Value>): Promise<Value> {
    if (this.running < this.size) this.running += 1;
    else await new Promise<void>((resolve) => this.queue.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.queue.shift();
      if (next === undefined) this.running -= 1;
      else next();
      if (this.pending < this.size) for (const resolve of this.roomWaiters.splice(0)) resolve();
    }
  }

  /** Resolves when a further task would start at once. */
  room(): Promise<void> {
    if (this.pending < this.size) return Promise.resolve();
    return new Promise((resolve) => this.roomWaiters.push(resolve));
  }
}
