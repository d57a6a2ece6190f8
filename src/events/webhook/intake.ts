import { randomUUID } from "node:crypto";
import { readEnvelope } from "../envelope.ts";
import type { ListenOptions, PostedEvent } from "./listen-types.ts";
import type { Post } from "./post-server.ts";
import { busy, type Refusal } from "./refusal.ts";
import type { Place } from "./room.ts";

/** An event that is archived and waits to be shown or handed over. */
export interface Arrival {
  readonly posted: PostedEvent;
  readonly place: Place;
}

/** Takes posts in: decodes, filters, archives. Only what is archived counts as taken. */
export class Intake {
  received = 0;
  filtered = 0;
  duplicates = 0;
  /** When the last post came in. */
  lastAt: number;
  private readonly options: ListenOptions;
  private readonly onArrival: (arrival: Arrival) => void;
  private address = "";
  /** Selected events that are archived, or about to be. */
  private committed = 0;
  private isTroubled = false;

  constructor(options: ListenOptions, onArrival: (arrival: Arrival) => void) {
    this.options = options;
    this.onArrival = onArrival;
    this.lastAt = options.clock.steady();
  }

  /** Says under which address the events are archived. */
  listensAt(address: string): void {
    this.address = address;
  }

  async take({ body, signature, place }: Post): Promise<Refusal | undefined> {
    const { archive, clock, filter, limit = Number.POSITIVE_INFINITY } = this.options;
    if (this.committed >= limit) return busy("The listener has what it was to wait for.");
    const event = readEnvelope(body);
    const isSelected = filter === undefined || filter(event);
    const receivedAt = clock.now();
    const messageId = randomUUID();
    if (isSelected) this.committed += 1;
    try {
      const entry = { queue: this.address, messageId, receiveCount: 1, receivedAt, event };
      const [repetition] = await archive.append([entry]);
      this.recovered();
      const { duplicateOf } = repetition ?? {};
      this.received += 1;
      this.lastAt = clock.steady();
      if (duplicateOf !== undefined) this.duplicates += 1;
      const message = { messageId, receiveCount: 1, receivedAt, sentAt: undefined, duplicateOf, redelivered: false };
      if (isSelected) {
        this.onArrival({ posted: { event, ...message, hydration: undefined, signature }, place });
      } else {
        this.filtered += 1;
        place.release();
      }
      return undefined;
    } catch (error) {
      if (isSelected) this.committed -= 1;
      this.troubled(error);
      return busy("The event could not be archived.", 5000);
    }
  }

  private troubled(error: unknown): void {
    if (!this.isTroubled) this.options.onArchiveTrouble(error);
    this.isTroubled = true;
  }

  private recovered(): void {
    if (this.isTroubled) this.options.onArchiveRecovery();
    this.isTroubled = false;
  }
}
