import type { MessageEntity } from "./entities.ts";

/** Page: SQS developer guide, "Exactly-once processing in Amazon SQS". */
const WINDOW_MS = 5 * 60_000;

/** A message that was sent to a FIFO queue. */
export interface SentMessage {
  readonly id: string;
  readonly entity: MessageEntity;
}

/** Remembers what was sent to FIFO queues in the last five minutes, by deduplication id. */
export class Deduplication {
  readonly #sent = new Map<string, SentMessage>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The message that was sent before with this deduplication id. */
  find(queueKey: string, deduplicationId: string | undefined): SentMessage | undefined {
    if (deduplicationId === undefined) return undefined;
    this.#prune();
    return this.#sent.get(`${queueKey} ${deduplicationId}`);
  }

  remember(id: string, entity: MessageEntity): void {
    if (entity.deduplicationId === undefined) return;
    this.#sent.set(`${entity.queue} ${entity.deduplicationId}`, { id, entity });
  }

  clear(): void {
    this.#sent.clear();
  }

  #prune(): void {
    for (const [key, { entity }] of this.#sent) {
      if (this.#now() - entity.sentAt < WINDOW_MS) return;
      this.#sent.delete(key);
    }
  }
}
