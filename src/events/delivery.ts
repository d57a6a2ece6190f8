import type { QueueMessage } from "../aws/queue-client.ts";
import type { Acknowledger } from "./acknowledger.ts";
import { sha256Of } from "./archive-record.ts";
import { DuplicateIndex, duplicateKeys, type Repetition } from "./duplicate-index.ts";
import { readEnvelope } from "./envelope.ts";
import type { InHand } from "./in-hand.ts";
import { Aborted, unlessAborted } from "./interruptions.ts";
import type { ReceivedEvent } from "./received-event.ts";
import type { TailGroup } from "./tail-group.ts";
import type { TailedEvent, TailOptions, TailState } from "./tail-types.ts";

/** So many messages are remembered to know duplicates when there is no archive. */
const REMEMBER = 40_000;
/** An event that was not taken comes again after so long, and after twice as long each further time. */
const FIRST_RETURN_SECONDS = 5;
const LONGEST_RETURN_SECONDS = 300;

interface Item {
  readonly message: QueueMessage;
  readonly event: ReceivedEvent;
}

/** Brings batches all the way: decode, filter, archive, hydrate, hand to a receiver, show, hand over to be deleted. */
export class Delivery {
  shown = 0;
  filtered = 0;
  /** Filtered, and held until the end. */
  held = 0;
  duplicates = 0;
  redelivered = 0;
  /** Given back because they were not taken. */
  returned = 0;
  last: TailState["last"];
  /** Batches that wait for the sink. */
  waitingForSink = 0;
  private readonly options: TailOptions;
  private readonly inHand: InHand;
  private readonly acknowledger: Acknowledger;
  private readonly group: TailGroup;
  private readonly stopping: AbortSignal;
  private readonly abort: AbortSignal;
  private readonly seen = new Set<string>();
  private readonly repeats = new DuplicateIndex(REMEMBER);
  private sinkTurn: Promise<void> = Promise.resolve();
  private sinkFailed = false;
  /** Ids of messages that were not taken when they were handed over last. */
  private readonly notTaken = new Set<string>();

  constructor(
    options: TailOptions,
    parts: {
      inHand: InHand;
      acknowledger: Acknowledger;
      group: TailGroup;
      stopping: AbortSignal;
      abort: AbortSignal;
    },
  ) {
    this.options = options;
    this.inHand = parts.inHand;
    this.acknowledger = parts.acknowledger;
    this.group = parts.group;
    this.stopping = parts.stopping;
    this.abort = parts.abort;
  }

  /** Events that no receiver has taken so far. */
  get refused(): number {
    return this.notTaken.size;
  }

  /** Resolves when the batch is shown. If it rejects, what was not handed over to be deleted is still in hand. */
  async deliver(messages: readonly QueueMessage[], receivedAt: number): Promise<void> {
    const { hydrate, handOver, unselected } = this.options;
    const { wanted, unwanted } = this.select(messages);
    this.filtered += unwanted.length;
    const leaves = unselected === "leave";
    if (leaves) this.held += unwanted.length;
    const repeats = await this.keep(leaves ? wanted : [...wanted, ...unwanted], receivedAt);
    if (!leaves) this.release(unwanted);
    if (wanted.length === 0) return;
    const hydrations = hydrate ? await unlessAborted(hydrate(wanted.map(({ event }) => event)), this.abort) : [];
    const batch = wanted.map(
      ({ message, event }, index): TailedEvent => ({
        event,
        messageId: message.messageId,
        receiveCount: message.receiveCount,
        receivedAt,
        sentAt: message.sentAt,
        duplicateOf: repeats[index]?.duplicateOf,
        redelivered: repeats[index]?.redelivered === true,
        hydration: hydrations[index],
      }),
    );
    if (handOver === undefined) {
      await this.show(batch);
      this.release(wanted);
      return;
    }
    const ends = await Promise.allSettled(
      batch.map(async (tailed, index) => {
        const item = wanted[index];
        if (item !== undefined) await this.handOver(tailed, item, handOver);
      }),
    );
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }

  /** Hands one event to the receiver; acknowledges it as soon as it is taken, whoever may see that. */
  private async handOver(
    tailed: TailedEvent,
    item: Item,
    { sink, record }: NonNullable<TailOptions["handOver"]>,
  ): Promise<void> {
    const { event, messageId, receiveCount } = tailed;
    const outcome = await sink.deliver(
      { event, record: () => record(tailed) },
      { stop: this.options.signal, abort: this.abort },
    );
    if (outcome.taken) {
      this.notTaken.delete(messageId);
      this.release([item]);
    } else {
      if (this.abort.aborted) throw new Aborted();
      if (this.notTaken.size < REMEMBER) this.notTaken.add(messageId);
      await this.refuse(item.message.receiptHandle, receiveCount);
    }
    await this.show([{ ...tailed, outcome }]);
  }

  /**
   * Gives back what was not taken, for a while, so that it is not all that comes. If the tail ends it stays in hand until
   * then: a poll that is still open would bring it at once, and it would be handed over again.
   */
  private async refuse(handle: string, receiveCount: number): Promise<void> {
    if (this.options.mode === "peek" || this.stopping.aborted) return;
    const pause = Math.min(LONGEST_RETURN_SECONDS, FIRST_RETURN_SECONDS * 2 ** Math.min(receiveCount - 1, 10));
    // Others give back at the same time: the sum is read after the wait.
    const count = await this.inHand.giveBack([handle], pause);
    this.returned += count;
  }

  /** Parts what is to be shown from what is not; what goes beyond the limit stays in hand, and goes back at the end. */
  private select(messages: readonly QueueMessage[]): { wanted: Item[]; unwanted: Item[] } {
    const { filter, mode } = this.options;
    const wanted: Item[] = [];
    const unwanted: Item[] = [];
    for (const message of messages) {
      if (mode === "peek" && this.seen.has(message.messageId)) continue;
      if (this.group.isFull) continue;
      const event = readEnvelope(message.body);
      const isWanted = filter === undefined || filter(event);
      if (mode === "peek") this.seen.add(message.messageId);
      if (isWanted) this.group.committed += 1;
      (isWanted ? wanted : unwanted).push({ message, event });
    }
    this.group.announceFull();
    return { wanted, unwanted };
  }

  /** Archives; answers for each item what it repeats. */
  private async keep(items: readonly Item[], receivedAt: number): Promise<readonly Repetition[]> {
    const { archive, queue } = this.options;
    const repeats = archive
      ? await archive.append(
          items.map(({ message: { messageId, receiveCount }, event }) => ({
            queue: queue.url,
            messageId,
            receiveCount,
            receivedAt,
            event,
          })),
        )
      : items.map((item) => this.remember(item));
    for (const { duplicateOf, redelivered } of repeats) {
      if (duplicateOf !== undefined) this.duplicates += 1;
      if (redelivered) this.redelivered += 1;
    }
    return repeats;
  }

  private remember({ message, event }: Item): Repetition {
    return this.repeats.add(duplicateKeys(event, sha256Of(event.raw)), message.messageId);
  }

  /** Waits for the sink's turn, and for the sink. */
  private async show(batch: readonly TailedEvent[]): Promise<void> {
    this.waitingForSink += 1;
    const turn = this.sinkTurn.then(async () => {
      if (this.sinkFailed) throw new Aborted();
      try {
        await unlessAborted(this.options.sink(batch), this.abort);
      } catch (error) {
        this.sinkFailed = true;
        throw error;
      }
      this.shown += batch.length;
      const { type, time } = batch[batch.length - 1]?.event ?? {};
      this.last = { type, time };
    });
    this.sinkTurn = turn.catch(() => undefined);
    try {
      await turn;
    } finally {
      this.waitingForSink -= 1;
    }
  }

  /** Done with messages: a peek keeps them out of sight until it has seen all. */
  private release(items: readonly Item[]): void {
    if (this.options.mode === "peek") return;
    this.acknowledger.add(items.map(({ message }) => message.receiptHandle));
  }
}
