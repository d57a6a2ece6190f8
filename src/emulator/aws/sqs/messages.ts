import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Store, Transaction } from "../../store/store.ts";
import type { AwsCall, JsonObject } from "../protocol.ts";
import { AwsError, textMapOf } from "../protocol.ts";
import { Deduplication } from "./deduplication.ts";
import type { QueueEngine, ReceivedTicket, Ticket } from "./engine.ts";
import type { MessageEntity, QueueEntity } from "./entities.ts";
import { MESSAGES, QUEUES } from "./entities.ts";
import type { OutgoingMessage } from "./message.ts";
import { md5OfAttributes, md5OfBody } from "./message.ts";
import { engineHandleOf, invalidHandle, messageIdOf, receiptHandle } from "./receipt-handle.ts";
import { redriveOf } from "./redrive-policy.ts";
import { showMessage } from "./shown-message.ts";
import { Waiters } from "./waiters.ts";

/** How long a long poll sleeps at most before it looks again: for messages whose delay or visibility timeout ended. */
const POLL_MS = 200;

/**
 * The messages of all queues. The store holds what a message is, and whether it still exists; the engine holds tickets with
 * message ids and decides who gets one when. A ticket without a message is dropped when it turns up.
 */
export class Messages {
  readonly #store: Store;
  readonly #engine: QueueEngine;
  readonly #account: string;
  readonly #now: () => number;
  readonly #waiters = new Waiters();
  /** The newest receipt handle of each message that was received since the start. */
  readonly #handles = new Map<string, string>();
  readonly #deduplication: Deduplication;
  #closed = false;
  #sequence = 0;

  constructor(store: Store, engine: QueueEngine, account: string, now: () => number) {
    this.#store = store;
    this.#engine = engine;
    this.#account = account;
    this.#now = now;
    this.#deduplication = new Deduplication(now);
  }

  /** Puts the messages that the store holds into the engine's queues again. */
  async restore(): Promise<void> {
    const tickets = new Map<string, Ticket[]>();
    for (const [id, entity] of this.#store.list(MESSAGES)) {
      const queue = tickets.get(entity.queue) ?? [];
      tickets.set(entity.queue, queue);
      queue.push(this.#ticket(id, entity));
      this.#deduplication.remember(id, entity);
    }
    for (const [queueKey, queue] of tickets) await this.#engine.push(queueKey, queue);
  }

  /** Writes a message in the caller's transaction; it can be received once the returned function was called. */
  write(tx: Transaction, queueKey: string, message: OutgoingMessage): { id: string; enqueue: () => Promise<void> } {
    const id = randomUUID();
    const entity = this.#entity(queueKey, message);
    tx.put(MESSAGES, id, entity);
    return { id, enqueue: () => this.#enqueue([[id, entity]]) };
  }

  /** Sends several messages in one transaction; the answers, without entry ids, in the same order. */
  async send(queueKey: string, messages: readonly OutgoingMessage[]): Promise<JsonObject[]> {
    const written: [string, MessageEntity][] = [];
    const sent = this.#store.transaction((tx) =>
      messages.map((message): readonly [string, MessageEntity] => {
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
    await this.#enqueue(written);
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
        const received = await this.#take(queueKey, options);
        if (received.length > 0) {
          call.onUnanswered(() => this.#giveBack(queueKey, received));
          this.#waiters.wake(queueKey, 1);
          return { Messages: received.map(([ticket, entity]) => showMessage(ticket, entity, input, this.#account)) };
        }
        if (waitSeconds === 0 || timeUp.signal.aborted || this.#closed || call.isGone()) return {};
        await this.#waiters.wait(queueKey, POLL_MS, [call.gone, timeUp.signal]);
        // Whoever sent and hung up in one breath is heard first, before a message is taken for a dead connection.
        await setImmediate();
        if (call.isGone()) {
          this.#waiters.wake(queueKey, 1);
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
        const newest = this.#handles.get(id);
        // A handle of before a restart still counts, unless somebody received the message since; an older one does nothing.
        if (newest === undefined || newest === handle) {
          tx.delete(MESSAGES, id);
          gone.push(id);
        }
        return undefined;
      }),
    );
    await this.#dropTickets(
      queueKey,
      gone.flatMap((id) => this.#handles.get(id) ?? []),
    );
    for (const id of gone) this.#handles.delete(id);
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
    const engineInput = { ReceiptHandle: engineHandleOf(handle), VisibilityTimeout: input.VisibilityTimeout };
    await this.#engine.call("ChangeMessageVisibility", engineInput, queueKey);
    if (input.VisibilityTimeout === 0) this.#waiters.wake(queueKey, 1);
  }

  /** Deletes all messages of a queue from the store, in the caller's transaction. */
  forget(tx: Transaction, queueKey: string): void {
    for (const [id, entity] of [...tx.list(MESSAGES)]) {
      if (entity.queue !== queueKey) continue;
      tx.delete(MESSAGES, id);
      this.#handles.delete(id);
    }
  }

  /** How many messages of a queue could be received now. */
  async countVisible(queueKey: string): Promise<number> {
    const names = ["ApproximateNumberOfMessages"];
    const { Attributes } = await this.#engine.call("GetQueueAttributes", { AttributeNames: names }, queueKey);
    return Number(textMapOf(Attributes).ApproximateNumberOfMessages ?? 0);
  }

  /**
   * Moves up to `count` visible messages of a dead-letter queue to another queue, or each back to where it came from; they
   * are new messages there. Stops at one whose origin is not known.
   */
  async move(
    queueKey: string,
    count: number,
    destination: string | undefined,
  ): Promise<{ readonly moved: number; readonly failure?: string }> {
    const taken = await this.#take(queueKey, { MaxNumberOfMessages: count });
    const moves = taken.map(([ticket, entity]) => ({ ticket, entity, to: destination ?? entity.movedFrom }));
    const known = moves.filter((move) => move.to !== undefined && this.#store.get(QUEUES, move.to) !== undefined);
    const written = this.#store.transaction((tx) =>
      known.map(({ ticket, entity, to }): [string, MessageEntity] => {
        const { movedFrom: _, receivedBefore: __, visibleAt: ___, ...rest } = entity;
        const moved: [string, MessageEntity] = [randomUUID(), { ...rest, queue: to ?? "", sentAt: this.#now() }];
        tx.delete(MESSAGES, ticket.id);
        tx.put(MESSAGES, ...moved);
        return moved;
      }),
    );
    await this.#dropTickets(
      queueKey,
      known.map(({ ticket }) => ticket.receiptHandle),
    );
    for (const { ticket } of known) this.#handles.delete(ticket.id);
    for (const one of written) await this.#enqueue([one]);
    if (known.length === taken.length) return { moved: known.length };
    const left = moves.filter((move) => !known.includes(move)).map(({ ticket, entity }) => [ticket, entity] as const);
    await this.#giveBack(queueKey, left);
    return { moved: known.length, failure: "CouldNotDetermineMessageSource" };
  }

  /** Makes those who poll the queue look again. */
  wake(queueKey: string): void {
    this.#waiters.wake(queueKey, Number.POSITIVE_INFINITY);
  }

  /** Forgets receipt handles and deduplication ids: the store was emptied. */
  reset(): void {
    this.#handles.clear();
    this.#deduplication.clear();
    this.#waiters.wakeAll();
  }

  /** Ends all long polls. */
  close(): void {
    this.#closed = true;
    this.#waiters.wakeAll();
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

  #ticket(id: string, entity: MessageEntity): Ticket {
    const delay = Math.ceil(((entity.visibleAt ?? 0) - this.#now()) / 1000);
    return { id, delaySeconds: Math.min(900, Math.max(0, delay)), groupId: entity.groupId };
  }

  async #enqueue(written: readonly (readonly [string, MessageEntity])[]): Promise<void> {
    const [first] = written;
    if (first === undefined) return;
    const queueKey = first[1].queue;
    await this.#engine.push(
      queueKey,
      written.map(([id, entity]) => this.#ticket(id, entity)),
    );
    this.#waiters.wake(queueKey, written.length);
  }

  async #take(queueKey: string, options: JsonObject): Promise<(readonly [ReceivedTicket, MessageEntity])[]> {
    const tickets = await this.#engine.receive(queueKey, options);
    const redrive = redriveOf(this.#store, queueKey, this.#account);
    const received: (readonly [ReceivedTicket, MessageEntity])[] = [];
    const dead: string[] = [];
    const exhausted: (readonly [string, MessageEntity])[] = [];
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
    await this.#dropTickets(queueKey, dead);
    for (const one of exhausted) {
      this.#handles.delete(one[0]);
      await this.#enqueue([one]);
    }
    return dead.length > 0 && received.length === 0 ? this.#take(queueKey, options) : received;
  }

  async #dropTickets(queueKey: string, handles: readonly string[]): Promise<void> {
    if (handles.length === 0) return;
    const entries = handles.map((handle, index) => ({ Id: String(index), ReceiptHandle: engineHandleOf(handle) }));
    await this.#engine.call("DeleteMessageBatch", { Entries: entries }, queueKey);
    if (queueKey.endsWith(".fifo")) this.#waiters.wake(queueKey, 1);
  }

  async #giveBack(queueKey: string, received: readonly (readonly [ReceivedTicket, MessageEntity])[]): Promise<void> {
    const entries = received.map(([ticket], index) => ({
      Id: String(index),
      ReceiptHandle: engineHandleOf(ticket.receiptHandle),
      VisibilityTimeout: 0,
    }));
    await this.#engine.call("ChangeMessageVisibilityBatch", { Entries: entries }, queueKey);
    this.#waiters.wake(queueKey, received.length);
  }
}
