import type { QueueMessage } from "../aws/queue-client.ts";
import type { Acknowledger } from "./acknowledger.ts";
import { sha256Of } from "./archive-record.ts";
import { DuplicateIndex, duplicateKeys, type Repetition } from "./duplicate-index.ts";
import { readEnvelope } from "./envelope.ts";
import type { InHand } from "./in-hand.ts";
import { Aborted, unlessAborted } from "./interruptions.ts";
import type { ReceivedEvent } from "./received-event.ts";
import type { TailedEvent, TailOptions } from "./tail-types.ts";

/** So many messages are remembered to know duplicates when there is no archive. */
const REMEMBER = 100_000;

interface Item {
  readonly message: QueueMessage;
  readonly event: ReceivedEvent;
}

/** Brings batches all the way: decode, filter, archive, hydrate, show, hand over to be deleted. */
export class Delivery {
  shown = 0;
  filtered = 0;
  duplicates = 0;
  redelivered = 0;
  /** Given back because they went beyond the limit. */
  returned = 0;
  /** Events that are shown or on their way to the sink. */
  committed = 0;
  /** Batches that wait for the sink. */
  waitingForSink = 0;
  private readonly options: TailOptions;
  private readonly inHand: InHand;
  private readonly acknowledger: Acknowledger;
  private readonly abort: AbortSignal;
  private readonly onLimit: () => void;
  private readonly seen = new Set<string>();
  private readonly repeats = new DuplicateIndex(REMEMBER);
  private sinkTurn: Promise<void> = Promise.resolve();
  private sinkFailed = false;

  constructor(
    options: TailOptions,
    parts: { inHand: InHand; acknowledger: Acknowledger; abort: AbortSignal; onLimit: () => void },
  ) {
    this.options = options;
    this.inHand = parts.inHand;
    this.acknowledger = parts.acknowledger;
    this.abort = parts.abort;
    this.onLimit = parts.onLimit;
  }

  /** Resolves when the batch is shown. If it rejects, what was not handed over to be deleted is still in hand. */
  async deliver(messages: readonly QueueMessage[], receivedAt: number): Promise<void> {
    const { hydrate } = this.options;
    const { wanted, unwanted } = await this.select(messages);
    const repeats = await this.keep([...wanted, ...unwanted], receivedAt);
    this.filtered += unwanted.length;
    this.release(unwanted);
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
    await this.show(batch);
    this.release(wanted);
  }

  /** Parts what is to be shown from what is not; what goes beyond the limit is given back at once. */
  private async select(messages: readonly QueueMessage[]): Promise<{ wanted: Item[]; unwanted: Item[] }> {
    const { filter, limit = Number.POSITIVE_INFINITY, mode } = this.options;
    const wanted: Item[] = [];
    const unwanted: Item[] = [];
    const surplus: string[] = [];
    for (const message of messages) {
      if (mode === "peek" && this.seen.has(message.messageId)) continue;
      if (this.committed >= limit) {
        surplus.push(message.receiptHandle);
        continue;
      }
      const event = readEnvelope(message.body);
      const isWanted = filter === undefined || filter(event);
      if (mode === "peek") this.seen.add(message.messageId);
      if (isWanted) this.committed += 1;
      (isWanted ? wanted : unwanted).push({ message, event });
    }
    if (this.committed >= limit) this.onLimit();
    if (surplus.length > 0) this.returned += await this.inHand.giveBack(surplus);
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
    const keys = duplicateKeys(event, sha256Of(event.raw));
    const known = this.repeats.find(keys, message.messageId);
    this.repeats.add(keys, message.messageId);
    return known;
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
