import { OwnerTable } from "./owner-table.ts";
import type { ReceivedEvent } from "./received-event.ts";

const TWO_32 = 0x1_0000_0000;

/** 53 bits of a text (cyrb53, public domain), never 0. Only marks duplicates, so an engineered collision gains nothing. */
function hash53(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (b & 0x1fffff) * TWO_32 + (a >>> 0) || 1;
}

/** What a message repeats. */
export interface Repetition {
  /** Id of the first other message with the same event. */
  readonly duplicateOf: string | undefined;
  /** True if this very message came before: the queue delivered it again, since it was not deleted. */
  readonly redelivered: boolean;
}

/** What identifies a message: the ids of its event and the hash of its bytes. Any of them that came before with another
 * message makes a duplicate. */
export function duplicateKeys(event: ReceivedEvent, sha256: string): readonly string[] {
  const keys = [`sha256:${sha256}`];
  if (event.eventId !== undefined) keys.push(`eventId:${event.eventId}`);
  if (event.idempotencyKey !== undefined) keys.push(`idempotencyKey:${event.idempotencyKey}`);
  if (event.envelopeId !== undefined) keys.push(`envelopeId:${event.envelopeId}`);
  return keys;
}

/**
 * Remembers the last messages by their keys, in bounded memory: between `capacity / 2` and `capacity` messages. A key is
 * kept as a hash, a message as its id.
 */
export class DuplicateIndex {
  private readonly half: number;
  private current = new OwnerTable();
  private previous = new OwnerTable();
  private added = 0;

  constructor(capacity: number) {
    this.half = Math.max(1, Math.floor(capacity / 2));
  }

  /** Remembers a message, and answers what it repeats of those before; of keys that are known the first message stays. */
  add(keys: readonly string[], messageId: string): Repetition {
    if (this.added >= this.half) {
      [this.current, this.previous] = [this.previous, this.current];
      this.current.clear();
      this.added = 0;
    }
    this.added += 1;
    let duplicateOf: string | undefined;
    for (const key of keys) {
      const owner = this.keep(key, messageId);
      if (owner !== messageId) duplicateOf ??= owner;
    }
    return { duplicateOf, redelivered: this.keep(messageKey(messageId), messageId) !== undefined };
  }

  /** Forgets a message that could not be kept after all. */
  remove(keys: readonly string[], messageId: string): void {
    for (const key of [...keys, messageKey(messageId)]) {
      const hash = hash53(key);
      if (this.current.get(hash) === messageId) this.current.delete(hash);
    }
  }

  /** Answers whose key it was before. */
  private keep(key: string, messageId: string): string | undefined {
    const hash = hash53(key);
    const known = this.current.get(hash);
    if (known !== undefined) return known;
    const older = this.previous.get(hash);
    this.current.set(hash, older ?? messageId);
    return older;
  }
}

function messageKey(messageId: string): string {
  return `messageId:${messageId}`;
}
