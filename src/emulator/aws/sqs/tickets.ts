import type { Store } from "../../store/store.ts";
import type { JsonObject } from "../protocol.ts";
import { textMapOf } from "../protocol.ts";
import type { QueueEngine, ReceivedTicket, Ticket } from "./engine.ts";
import type { MessageEntity } from "./entities.ts";
import { MESSAGES } from "./entities.ts";
import { engineHandleOf, receiptHandle } from "./receipt-handle.ts";
import { redriveOf } from "./redrive-policy.ts";
import { Waiters } from "./waiters.ts";

/** A message that the store holds, with its id. */
export type Stored = readonly [id: string, entity: MessageEntity];

/** A message that was taken out: its ticket carries the handle that the client gets. */
export type Received = readonly [ticket: ReceivedTicket, entity: MessageEntity];

/**
 * The tickets of the messages of all queues. The engine holds them and decides who gets one when; here they are matched with
 * what the store has. A ticket without a message is dropped when it turns up, and a message that was received too often goes
 * to the dead-letter queue.
 */
export class Tickets {
  readonly #store: Store;
  readonly #engine: QueueEngine;
  readonly #account: string;
  readonly #now: () => number;
  readonly #waiters = new Waiters();
  /** The newest receipt handle of each message that was received since the start. */
  readonly #handles = new Map<string, string>();

  constructor(store: Store, engine: QueueEngine, account: string, now: () => number) {
    this.#store = store;
    this.#engine = engine;
    this.#account = account;
    this.#now = now;
  }

  /** Puts the messages that the store holds into the engine's queues again. */
  async restore(): Promise<void> {
    const tickets = new Map<string, Ticket[]>();
    for (const [id, entity] of this.#store.list(MESSAGES)) {
      const queue = tickets.get(entity.queue) ?? [];
      tickets.set(entity.queue, queue);
      queue.push(this.#ticket(id, entity));
    }
    for (const [queueKey, queue] of tickets) await this.#engine.push(queueKey, queue);
  }

  /** Makes messages of one queue receivable. */
  async enqueue(written: readonly Stored[]): Promise<void> {
    const [first] = written;
    if (first === undefined) return;
    const queueKey = first[1].queue;
    await this.#engine.push(
      queueKey,
      written.map(([id, entity]) => this.#ticket(id, entity)),
    );
    this.#waiters.wake(queueKey, written.length);
  }

  /** Receives once, without waiting. */
  async take(queueKey: string, options: JsonObject): Promise<Received[]> {
    const tickets = await this.#engine.receive(queueKey, options);
    const redrive = redriveOf(this.#store, queueKey, this.#account);
    const received: Received[] = [];
    const dead: string[] = [];
    const exhausted: Stored[] = [];
    for (const ticket of tickets) {
      const entity = this.#store.get(MESSAGES, ticket.id);
      const handle = receiptHandle(ticket.id, ticket.receiptHandle);
      const receives = Number(ticket.receiveCount);
      if (entity === undefined) dead.push(handle);
      else if (redrive !== undefined && receives > redrive.most) {
        const { visibleAt: _, ...rest } = entity;
        exhausted.push([ticket.id, { ...rest, queue: redrive.to, movedFrom: queueKey, receivedBefore: receives - 1 }]);
        dead.push(handle);
      } else {
        this.#handles.set(ticket.id, handle);
        received.push([{ ...ticket, receiptHandle: handle }, entity]);
      }
    }
    if (exhausted.length > 0) {
      this.#store.transaction((tx) => {
        for (const [id, entity] of exhausted) tx.put(MESSAGES, id, entity);
      });
    }
    await this.drop(queueKey, dead);
    for (const one of exhausted) {
      this.#handles.delete(one[0]);
      await this.enqueue([one]);
    }
    return dead.length > 0 && received.length === 0 ? this.take(queueKey, options) : received;
  }

  /** Makes messages visible again that were taken. */
  async giveBack(queueKey: string, received: readonly Received[]): Promise<void> {
    const entries = received.map(([ticket], index) => ({
      Id: String(index),
      ReceiptHandle: engineHandleOf(ticket.receiptHandle),
      VisibilityTimeout: 0,
    }));
    await this.#engine.call("ChangeMessageVisibilityBatch", { Entries: entries }, queueKey);
    this.#waiters.wake(queueKey, received.length);
  }

  /** Takes the tickets behind receipt handles out of a queue for good. */
  async drop(queueKey: string, handles: readonly string[]): Promise<void> {
    if (handles.length === 0) return;
    const entries = handles.map((handle, index) => ({ Id: String(index), ReceiptHandle: engineHandleOf(handle) }));
    await this.#engine.call("DeleteMessageBatch", { Entries: entries }, queueKey);
    if (queueKey.endsWith(".fifo")) this.#waiters.wake(queueKey, 1);
  }

  /** When the message can be received again. Throws AwsError. */
  async changeVisibility(queueKey: string, handle: unknown, timeout: unknown): Promise<void> {
    const engineInput = { ReceiptHandle: engineHandleOf(handle), VisibilityTimeout: timeout };
    await this.#engine.call("ChangeMessageVisibility", engineInput, queueKey);
    if (timeout === 0) this.#waiters.wake(queueKey, 1);
  }

  /** The newest receipt handle of a message, if it was received since the start. */
  handleOf(id: string): string | undefined {
    return this.#handles.get(id);
  }

  /** Forgets the handle of a message that is gone. */
  forget(id: string): void {
    this.#handles.delete(id);
  }

  /** How many messages of a queue could be received now. */
  async countVisible(queueKey: string): Promise<number> {
    const names = ["ApproximateNumberOfMessages"];
    const { Attributes } = await this.#engine.call("GetQueueAttributes", { AttributeNames: names }, queueKey);
    return Number(textMapOf(Attributes).ApproximateNumberOfMessages ?? 0);
  }

  /** Resolves when there may be a message, after `timeoutMs`, or when one of the signals is aborted. */
  wait(queueKey: string, timeoutMs: number, signals: readonly AbortSignal[]): Promise<void> {
    return this.#waiters.wait(queueKey, timeoutMs, signals);
  }

  /** Makes those who poll the queue look again, or so many of them. */
  wake(queueKey: string, count = Number.POSITIVE_INFINITY): void {
    this.#waiters.wake(queueKey, count);
  }

  /** Makes everybody look again. */
  wakeAll(): void {
    this.#waiters.wakeAll();
  }

  /** Forgets all receipt handles: the store was emptied. */
  reset(): void {
    this.#handles.clear();
    this.#waiters.wakeAll();
  }

  #ticket(id: string, entity: MessageEntity): Ticket {
    const delay = Math.ceil(((entity.visibleAt ?? 0) - this.#now()) / 1000);
    return { id, delaySeconds: Math.min(900, Math.max(0, delay)), groupId: entity.groupId };
  }
}
