import { randomUUID } from "node:crypto";
import type { Store } from "../../store/store.ts";
import { MESSAGES, QUEUES } from "./entities.ts";
import type { Stored, Tickets } from "./tickets.ts";

/**
 * Moves up to `count` visible messages of a dead-letter queue to another queue, or each back to where it came from; they
 * are new messages there. Stops at one whose origin is not known.
 */
export async function moveMessages(
  parts: { readonly store: Store; readonly tickets: Tickets; readonly now: () => number },
  queueKey: string,
  count: number,
  destination: string | undefined,
): Promise<{ readonly moved: number; readonly failure?: string }> {
  const { store, tickets, now } = parts;
  const taken = await tickets.take(queueKey, { MaxNumberOfMessages: count });
  const moves = taken.map(([ticket, entity]) => ({ ticket, entity, to: destination ?? entity.movedFrom }));
  const known = moves.filter((move) => move.to !== undefined && store.get(QUEUES, move.to) !== undefined);
  const written = store.transaction((tx) =>
    known.map(({ ticket, entity, to }): Stored => {
      const { movedFrom: _, receivedBefore: __, visibleAt: ___, ...rest } = entity;
      const moved: Stored = [randomUUID(), { ...rest, queue: to ?? "", sentAt: now() }];
      tx.delete(MESSAGES, ticket.id);
      tx.put(MESSAGES, ...moved);
      return moved;
    }),
  );
  await tickets.drop(
    queueKey,
    known.map(({ ticket }) => ticket.receiptHandle),
  );
  for (const { ticket } of known) tickets.forget(ticket.id);
  for (const one of written) await tickets.enqueue([one]);
  if (known.length === taken.length) return { moved: known.length };
  const left = moves.filter((move) => !known.includes(move)).map(({ ticket, entity }) => [ticket, entity] as const);
  await tickets.giveBack(queueKey, left);
  return { moved: known.length, failure: "CouldNotDetermineMessageSource" };
}
