import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Store, Transaction } from "../../store/store.ts";
import type { AwsCall, JsonObject } from "../protocol.ts";
import { AwsError } from "../protocol.ts";
import { Deduplication } from "./deduplication.ts";
import type { MessageEntity, QueueEntity } from "./entities.ts";
import { MESSAGES } from "./entities.ts";
import type { OutgoingMessage } from "./message.ts";
import { md5OfAttributes, md5OfBody } from "./message.ts";
import { invalidHandle, messageIdOf } from "./receipt-handle.ts";
import { showMessage } from "./shown-message.ts";
import type { Stored, Tickets } from "./tickets.ts";

/** How long a long poll sleeps at most before it looks again: for messages whose delay or visibility timeout ended. */
const POLL_MS = 200;

/**
 * The messages of all queues. The store holds what a message is, and whether it still exists; who gets one when is a matter
 * of its ticket.
 */
export class Messages {
  readonly #store: Store;
  readonly #tickets: Tickets;
  readonly #account: string;
  readonly #now: () => number;
  readonly #deduplication: Deduplication;
  #closed = false;
  #sequence = 0;

  constructor(store: Store, tickets: Tickets, account: string, now: () => number) {
    this.#store = store;
    this.#tickets = tickets;
    this.#account = account;
    this.#now = now;
    this.#deduplication = new Deduplication(now);
  }

  /** Puts the messages that the store holds into their queues again. */
  async restore(): Promise<void> {
    for (const [id, entity] of this.#store.list(MESSAGES)) this.#deduplication.remember(id, entity);
    await this.#tickets.restore();
  }

  /** Writes a message in the caller's transaction; it can be received once the returned function was called. */
  write(tx: Transaction, queueKey: string, message: OutgoingMessage): { id: string; enqueue: () => Promise<void> } {
    const id = randomUUID();
    const entity = this.#entity(queueKey, message);
    tx.put(MESSAGES, id, entity);
    return { id, enqueue: () => this.#tickets.enqueue([[id, entity]]) };
  }

  /** Sends several messages in one transaction; the answers, without entry ids, in the same order. */
  async send(queueKey: string, messages: readonly OutgoingMessage[]): Promise<JsonObject[]> {
    const written: Stored[] = [];
    const sent = this.#store.transaction((tx) =>
      messages.map((message): Stored => {
        const earlier = this.#deduplication.find(queueKey, message.deduplicationId);
        if (earlier !== undefined) return [earlier.id, earlier.entity];
        const id = randomUUID();
        const entity = this.#entity(queueKey, message);
        tx.put(MESSAGES, id, entity);
        this.#deduplication.remember(id, entity);
        written.push([id, entity]);
        return [id, entity];
      }),
    );
    await this.#tickets.enqueue(written);
    return sent.map(([id, entity], index) => {
      const message = messages[index];
      return {
        MessageId: id,
        MD5OfMessageBody: md5OfBody(message?.body ?? ""),
        ...(message?.attributes === undefined ? {} : { MD5OfMessageAttributes: md5OfAttributes(message.attributes) }),
        ...(entity.sequenceNumber === undefined ? {} : { SequenceNumber: entity.sequenceNumber }),
      };
    });
  }

  /** ReceiveMessage, with long polling. A client that is gone gets nothing, and what it would have got is visible at once. */
  async receive(queueKey: string, queue: QueueEntity, input: JsonObject, call: AwsCall): Promise<JsonObject> {
    const waitSeconds = Number(input.WaitTimeSeconds ?? queue.attributes.ReceiveMessageWaitTimeSeconds ?? 0);
    if (!(waitSeconds >= 0 && waitSeconds <= 20)) {
      throw new AwsError(
        "InvalidParameterValue",
        `Value ${waitSeconds} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.`,
      );
    }
    const options = {
      MaxNumberOfMessages: input.MaxNumberOfMessages,
      VisibilityTimeout: input.VisibilityTimeout,
    };
    const timeUp = new AbortController();
    const timer = setTimeout(() => timeUp.abort(), waitSeconds * 1000);
    try {
      for (;;) {
        const received = await this.#tickets.take(queueKey, options);
        if (received.length > 0) {
          call.onUnanswered(() => this.#tickets.giveBack(queueKey, received));
          this.#tickets.wake(queueKey, 1);
          return { Messages: received.map(([ticket, entity]) => showMessage(ticket, entity, input, this.#account)) };
        }
        if (waitSeconds === 0 || timeUp.signal.aborted || this.#closed || call.isGone()) return {};
        await this.#tickets.wait(queueKey, POLL_MS, [call.gone, timeUp.signal]);
        // Whoever sent and hung up in one breath is heard first, before a message is taken for a dead connection.
        await setImmediate();
        if (call.isGone()) {
          this.#tickets.wake(queueKey, 1);
          return {};
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Deletes by receipt handles, in one transaction; an error, or undefined, for each handle. */
  async delete(queueKey: string, receiptHandles: readonly unknown[]): Promise<(AwsError | undefined)[]> {
    const gone: string[] = [];
    const outcomes = this.#store.transaction((tx) =>
      receiptHandles.map((handle) => {
        const id = messageIdOf(handle);
        if (id === undefined) return invalidHandle(handle);
        const entity = tx.get(MESSAGES, id);
        if (entity === undefined) return undefined;
        if (entity.queue !== queueKey) return invalidHandle(handle);
        const newest = this.#tickets.handleOf(id);
        // A handle of before a restart still counts, unless somebody received the message since; an older one does nothing.
        if (newest === undefined || newest === handle) {
          tx.delete(MESSAGES, id);
          gone.push(id);
        }
        return undefined;
      }),
    );
    await this.#tickets.drop(
      queueKey,
      gone.flatMap((id) => this.#tickets.handleOf(id) ?? []),
    );
    for (const id of gone) this.#tickets.forget(id);
    return outcomes;
  }

  /** ChangeMessageVisibility for one handle. Throws AwsError. */
  async changeVisibility(queueKey: string, input: JsonObject): Promise<void> {
    const handle = input.ReceiptHandle;
    const id = messageIdOf(handle);
    if (id === undefined) throw invalidHandle(handle);
    if (this.#store.get(MESSAGES, id) === undefined) {
      throw new AwsError(
        "InvalidParameterValue",
        `Value ${String(handle)} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    }
    await this.#tickets.changeVisibility(queueKey, handle, input.VisibilityTimeout);
  }

  /** Deletes all messages of a queue from the store, in the caller's transaction. */
  forget(tx: Transaction, queueKey: string): void {
    for (const [id, entity] of [...tx.list(MESSAGES)]) {
      if (entity.queue !== queueKey) continue;
      tx.delete(MESSAGES, id);
      this.#tickets.forget(id);
    }
  }

  /** Forgets receipt handles and deduplication ids: the store was emptied. */
  reset(): void {
    this.#deduplication.clear();
    this.#tickets.reset();
  }

  /** Ends all long polls. */
  close(): void {
    this.#closed = true;
    this.#tickets.wakeAll();
  }

  #entity(queueKey: string, message: OutgoingMessage): MessageEntity {
    const sentAt = this.#now();
    this.#sequence = (this.#sequence + 1) % 1_000_000;
    return {
      queue: queueKey,
      body: message.body,
      sentAt,
      ...(message.attributes === undefined ? {} : { attributes: message.attributes }),
      ...(message.delaySeconds === 0 ? {} : { visibleAt: sentAt + message.delaySeconds * 1000 }),
      ...(message.groupId === undefined
        ? {}
        : {
            groupId: message.groupId,
            sequenceNumber: `${String(sentAt).padStart(14, "0")}${String(this.#sequence).padStart(6, "0")}`,
          }),
      ...(message.deduplicationId === undefined ? {} : { deduplicationId: message.deduplicationId }),
    };
  }
}
