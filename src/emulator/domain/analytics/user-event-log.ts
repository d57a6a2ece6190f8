import type { Collection, Store } from "../../store/store.ts";
import { collection } from "../../store/store.ts";
import type { Caller, Domain } from "../domain.ts";
import type { UserEvent } from "./user-events.ts";

/**
 * What is kept of user events. A million of them must not fill the memory, and nothing of the API reads them back: so all are
 * counted, all ids are kept packed (16 bytes each, which is what duplicates are found by), and the latest are kept whole.
 */

/** The latest events by their place in a ring. */
const LATEST: Collection<{
  readonly serial: number;
  readonly targetId: string;
  readonly receivedAt: string;
  readonly event: UserEvent;
}> = collection("userEvents");
/** The ids of one accepted call, 16 bytes each, in base64; by the number of the call. */
const IDS: Collection<string> = collection("userEventIds");
/** What a target sent, by target id. */
const TOTALS: Collection<Totals> = collection("userEventTotals");

interface Totals {
  readonly events: number;
  readonly calls: number;
  readonly byType: Readonly<Record<string, number>>;
}

const ID_BYTES = 16;
const LATEST_KEPT = 100;
/** The type is free text: further ones are counted together. */
const TYPES_KEPT = 100;
const FURTHER_TYPES = "(further types)";
/** Ids that a description lists; the count is of all. */
const LISTED_DUPLICATES = 1000;

/** Stores the events of one call; they are durable when this returns. */
export function storeUserEvents({ store, clock }: Domain, { targetId }: Caller, events: readonly UserEvent[]): void {
  if (events.length === 0) return;
  store.transaction((tx) => {
    const before = tx.get(TOTALS, targetId) ?? { events: 0, calls: 0, byType: {} };
    const byType = new Map(Object.entries(before.byType));
    for (const { eventType } of events) {
      const name = byType.has(eventType) || byType.size < TYPES_KEPT ? eventType : FURTHER_TYPES;
      byType.set(name, (byType.get(name) ?? 0) + 1);
    }
    tx.put(TOTALS, targetId, {
      events: before.events + events.length,
      calls: before.calls + 1,
      byType: Object.fromEntries(byType),
    });
    tx.put(IDS, String(tx.count(IDS)), packIds(events.map(({ eventId }) => eventId)));
    const first = countUserEvents(store);
    const receivedAt = clock.iso();
    for (const [index, event] of [...events.entries()].slice(-LATEST_KEPT)) {
      const serial = first + index;
      tx.put(LATEST, String(serial % LATEST_KEPT), { serial, targetId, receivedAt, event });
    }
  });
}

/** How many events have arrived. */
export function countUserEvents(store: Store): number {
  let count = 0;
  for (const [, { events }] of store.list(TOTALS)) count += events;
  return count;
}

/** All that is known of the events that arrived: `GET /_emulator/user-events`. */
export interface UserEventReport {
  readonly events: number;
  readonly byTarget: Readonly<Record<string, Totals>>;
  /** Events whose id had come before. */
  readonly duplicates: number;
  /** Their ids, at most a thousand. */
  readonly duplicateIds: readonly string[];
  /** The latest, oldest first. */
  readonly latest: readonly { readonly targetId: string; readonly receivedAt: string; readonly event: UserEvent }[];
}

/** Counts what has arrived. */
export function describeUserEvents(store: Store): UserEventReport {
  const latest = [...store.list(LATEST)].map(([, kept]) => kept).sort((left, right) => left.serial - right.serial);
  return {
    events: countUserEvents(store),
    byTarget: Object.fromEntries(store.list(TOTALS)),
    ...findDuplicates(store),
    latest: latest.map(({ targetId, receivedAt, event }) => ({ targetId, receivedAt, event })),
  };
}

function packIds(ids: readonly string[]): string {
  return Buffer.from(ids.join("").replaceAll("-", ""), "hex").toString("base64");
}

function unpackId(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** All ids on shelves by their first byte, each shelf one piece of memory: a million ids are 16 MB. */
function shelveIds(store: Store): readonly Buffer[] {
  const counts = new Array<number>(256).fill(0);
  const batches = (): Iterable<Buffer> => mapEach(store.list(IDS), ([, packed]) => Buffer.from(packed, "base64"));
  for (const ids of batches())
    for (let at = 0; at < ids.length; at += ID_BYTES) counts[ids[at] ?? 0] = (counts[ids[at] ?? 0] ?? 0) + 1;
  const shelves = counts.map((count) => Buffer.allocUnsafe(count * ID_BYTES));
  const filled = new Array<number>(256).fill(0);
  for (const ids of batches()) {
    for (let at = 0; at < ids.length; at += ID_BYTES) {
      const first = ids[at] ?? 0;
      filled[first] = (filled[first] ?? 0) + ids.copy(shelves[first] ?? ids, filled[first], at, at + ID_BYTES);
    }
  }
  return shelves;
}

function* mapEach<From, To>(each: Iterable<From>, change: (from: From) => To): Iterable<To> {
  for (const one of each) yield change(one);
}

/** Goes shelf by shelf: one set of all of a million ids would take a hundred megabytes. */
function findDuplicates(store: Store): Pick<UserEventReport, "duplicates" | "duplicateIds"> {
  let duplicates = 0;
  const listed = new Set<string>();
  for (const shelf of shelveIds(store)) {
    const seen = new Set<string>();
    for (let at = 0; at < shelf.length; at += ID_BYTES) {
      const id = shelf.subarray(at, at + ID_BYTES);
      const key = id.toString("latin1");
      if (seen.has(key)) {
        duplicates += 1;
        if (listed.size < LISTED_DUPLICATES) listed.add(unpackId(id));
      }
      seen.add(key);
    }
  }
  return { duplicates, duplicateIds: [...listed] };
}
