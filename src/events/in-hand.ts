import { MAX_BATCH, type QueueClient } from "../aws/queue-client.ts";

/** Cuts a list into batches that one call takes. */
export function inBatches<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const batches: Item[][] = [];
  for (let at = 0; at < items.length; at += MAX_BATCH) batches.push(items.slice(at, at + MAX_BATCH));
  return batches;
}

/** Calls that change visibility at once. */
const CONCURRENCY = 4;

/** The messages that were received and neither deleted nor given back: keeps them invisible to others. */
export class InHand {
  /** Receipt handle to the time when the queue shows the message again, in milliseconds by `now`. */
  private readonly deadlines = new Map<string, number>();
  private readonly queue: QueueClient;
  private readonly now: () => number;
  private readonly visibilitySeconds: number;

  constructor(queue: QueueClient, now: () => number, visibilitySeconds: number) {
    this.queue = queue;
    this.now = now;
    this.visibilitySeconds = visibilitySeconds;
  }

  get size(): number {
    return this.deadlines.size;
  }

  /** Takes messages into hand whose receive was asked for at the time `since`. */
  take(handles: readonly string[], since: number): void {
    for (const handle of handles) this.deadlines.set(handle, since + this.visibilitySeconds * 1000);
  }

  /** Lets go of messages that are deleted, or that nothing can be done for. */
  drop(handles: readonly string[]): void {
    for (const handle of handles) this.deadlines.delete(handle);
  }

  /** Prolongs all that has less than half of its time left; call it at least four times in a visibility timeout. */
  async prolong(): Promise<void> {
    const due = this.now() + (this.visibilitySeconds * 1000) / 2;
    const handles = [...this.deadlines].filter(([, deadline]) => deadline <= due).map(([handle]) => handle);
    await this.change(handles, this.visibilitySeconds, (handle, since) => {
      if (this.deadlines.has(handle)) this.deadlines.set(handle, since + this.visibilitySeconds * 1000);
    });
  }

  /**
   * Makes messages visible to others, at once or in a while; answers how many. What fails comes back by itself when its time
   * is over.
   */
  async giveBack(handles: readonly string[] = [...this.deadlines.keys()], seconds = 0): Promise<number> {
    this.drop(handles);
    let returned = 0;
    await this.change(handles, seconds, () => {
      returned += 1;
    });
    return returned;
  }

  private async change(
    handles: readonly string[],
    seconds: number,
    onDone: (handle: string, since: number) => void,
  ): Promise<void> {
    const batches = [...inBatches(handles)];
    const work = async (): Promise<void> => {
      for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
        const since = this.now();
        try {
          const failed = await this.queue.changeVisibilityBatch(batch, seconds);
          const lost = new Set(failed.map(({ receiptHandle }) => receiptHandle));
          for (const handle of batch) if (!lost.has(handle)) onDone(handle, since);
        } catch {
          // The next heart-beat tries again; without one the messages become visible by themselves.
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(CONCURRENCY, batches.length) }, work));
  }
}
