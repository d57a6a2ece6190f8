import type { Clock } from "./clock.ts";
import type { Collection, Store, Transaction } from "./store/store.ts";
import { collection } from "./store/store.ts";

/** A change that is due at a time; it is stored, so it happens after a restart as well. */
export interface Timer<Work> {
  /** Milliseconds on the emulator's clock. */
  readonly dueAt: number;
  readonly work: Work;
}

/** Collection of a timer's work, by timer id. */
export function timerCollection<Work>(): Collection<Timer<Work>> {
  return collection("timers");
}

/** Most timers that fire before other work gets its turn. */
const BATCH = 100;
/** `setTimeout` takes no longer wait. */
const LONGEST_SLEEP = 2 ** 31 - 1;
const RETRY_MS = 1000;

/**
 * Fires stored timers when they are due. The work and the removal of its timer are one transaction: work is done exactly
 * once, whenever the process dies. Timers that are due at the same time fire in the order in which they were set.
 */
export class Timers<Work> {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #timers = timerCollection<Work>();
  readonly #fire: (tx: Transaction, work: Work, id: string) => void;
  readonly #onFault: (error: unknown) => void;
  #queue: Entry[] = [];
  #order = 0;
  #cancelSleep: (() => void) | undefined;
  #closed = false;

  constructor(options: {
    store: Store;
    clock: Clock;
    fire: (tx: Transaction, work: Work, id: string) => void;
    onFault: (error: unknown) => void;
  }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#fire = options.fire;
    this.#onFault = options.onFault;
  }

  /** Takes up what is stored; what is past due fires at once. */
  start(): void {
    this.#queue = [];
    for (const [id, timer] of this.#store.list(this.#timers)) this.#enqueue(id, timer.dueAt);
    this.#sleep();
  }

  /** Sets a timer as part of a transaction; the same id replaces an earlier one. */
  set(tx: Transaction, id: string, timer: Timer<Work>): void {
    tx.put(this.#timers, id, timer);
    tx.afterCommit(() => {
      this.#enqueue(id, timer.dueAt);
      this.#sleep();
    });
  }

  /** The work of a timer that has not fired. */
  pending(tx: Transaction, id: string): Work | undefined {
    return tx.get(this.#timers, id)?.work;
  }

  /** Takes a timer back as part of a transaction. */
  cancel(tx: Transaction, id: string): void {
    tx.delete(this.#timers, id);
  }

  /** When the next timer is due, in milliseconds on the emulator's clock. */
  get nextDueAt(): number | undefined {
    return this.#queue[0]?.dueAt;
  }

  /** Timers that have not fired. */
  get count(): number {
    return this.#store.count(this.#timers);
  }

  /** Fires what is due now, without waiting for its turn; false if something went wrong and is tried again later. */
  runDue(): boolean {
    while (!this.#closed && (this.nextDueAt ?? Number.POSITIVE_INFINITY) <= this.#clock.now()) {
      if (!this.#run()) return false;
    }
    return true;
  }

  /** Looks at the clock again, after it was moved. */
  wake(): void {
    this.#sleep();
  }

  close(): void {
    this.#closed = true;
    this.#cancelSleep?.();
  }

  #enqueue(id: string, dueAt: number): void {
    this.#order += 1;
    this.#insert({ id, dueAt, order: this.#order });
  }

  /** A binary heap: the earliest timer is at the front. */
  #insert(entry: Entry): void {
    const queue = this.#queue;
    let place = queue.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = queue[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      queue[place] = above;
      queue[parent] = entry;
      place = parent;
    }
  }

  #dequeue(): void {
    const queue = this.#queue;
    const last = queue.pop();
    if (last === undefined || queue.length === 0) return;
    let place = 0;
    queue[0] = last;
    for (;;) {
      const left = 2 * place + 1;
      const leftEntry = queue[left];
      if (leftEntry === undefined) return;
      const rightEntry = queue[left + 1];
      const rightFirst = rightEntry !== undefined && isBefore(rightEntry, leftEntry);
      const child = rightFirst ? rightEntry : leftEntry;
      const childPlace = rightFirst ? left + 1 : left;
      if (!isBefore(child, last)) return;
      queue[place] = child;
      queue[childPlace] = last;
      place = childPlace;
    }
  }

  #sleep(atLeastMs = 0): void {
    this.#cancelSleep?.();
    this.#cancelSleep = undefined;
    const next = this.#queue[0];
    if (this.#closed || next === undefined) return;
    const wait = Math.max(atLeastMs, next.dueAt - this.#clock.now());
    if (wait <= 0) {
      const immediate = setImmediate(() => this.#run());
      this.#cancelSleep = () => clearImmediate(immediate);
    } else {
      const timeout = setTimeout(() => this.#run(), Math.min(Math.ceil(wait), LONGEST_SLEEP));
      this.#cancelSleep = () => clearTimeout(timeout);
    }
  }

  /** One batch; false if something went wrong. */
  #run(): boolean {
    for (let fired = 0; fired < BATCH; fired += 1) {
      const next = this.#queue[0];
      if (next === undefined || next.dueAt > this.#clock.now() || this.#closed) break;
      this.#dequeue();
      try {
        this.#store.transaction((tx) => {
          const timer = tx.get(this.#timers, next.id);
          if (timer === undefined || timer.dueAt !== next.dueAt) return;
          tx.delete(this.#timers, next.id);
          this.#fire(tx, timer.work, next.id);
        });
      } catch (error) {
        this.#onFault(error);
        this.#insert(next);
        this.#sleep(RETRY_MS);
        return false;
      }
    }
    this.#sleep();
    return true;
  }
}

interface Entry {
  readonly id: string;
  readonly dueAt: number;
  readonly order: number;
}

function isBefore(left: Entry, right: Entry): boolean {
  return left.dueAt < right.dueAt || (left.dueAt === right.dueAt && left.order < right.order);
}
