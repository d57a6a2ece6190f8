import { stat } from "node:fs/promises";
import type { UnreadableLine } from "./archive.ts";
import { type ArchiveRecord, bodyOf, parseKeys, parseRecord } from "./archive-record.ts";
import { fileError, isGone, listSegments, readSegment, segmentOrigin } from "./archive-segments.ts";
import { readEnvelope } from "./envelope.ts";
import type { EventFilter } from "./event-filter.ts";
import type { ReceivedEvent } from "./received-event.ts";

/** A message of the archive, and the event that it holds. */
export interface KeptEvent {
  readonly record: ArchiveRecord;
  readonly event: ReceivedEvent;
}

/** What to read of an archive. */
export interface HistoryQuery {
  readonly folder: string;
  /** An event without a time of its own is taken to have happened when it was received. */
  readonly filter?: EventFilter | undefined;
  /** Looks at the record first, before the event is decoded. */
  readonly wants?: ((record: ArchiveRecord) => boolean) | undefined;
  readonly onUnreadable?: ((line: UnreadableLine) => void) | undefined;
}

/** A message can be older than the file that it was first written to: it was received before. */
const SLACK_MS = 60_000;
/** So many events are given at once. */
const BATCH = 256;

function select(record: ArchiveRecord, { filter, wants }: HistoryQuery): KeptEvent | undefined {
  if (wants !== undefined && !wants(record)) return undefined;
  const event = readEnvelope(bodyOf(record));
  const dated = event.time === undefined ? { ...event, time: record.receivedAt } : event;
  return filter === undefined || filter(dated) ? { record, event } : undefined;
}

/** The selected events of one file, chunk by chunk. */
async function* readFileEvents(file: string, query: HistoryQuery): AsyncGenerator<readonly KeptEvent[]> {
  let number = 0;
  for await (const { lines, rest } of readSegment(file)) {
    const kept: KeptEvent[] = [];
    for (const line of lines) {
      number += 1;
      const record = parseRecord(line.toString("utf8"));
      if (record === undefined) {
        query.onUnreadable?.({ file, line: number });
        continue;
      }
      const chosen = select(record, query);
      if (chosen !== undefined) kept.push(chosen);
    }
    if (rest !== undefined) query.onUnreadable?.({ file, line: number + 1, isTorn: true });
    if (kept.length > 0) yield kept;
  }
}

/** One file that is being read, and what was read of it last. */
class Source {
  private readonly chunks: AsyncGenerator<readonly KeptEvent[]>;
  private current: readonly KeptEvent[] = [];
  private at = 0;

  constructor(file: string, query: HistoryQuery) {
    this.chunks = readFileEvents(file, query);
  }

  get head(): KeptEvent | undefined {
    return this.current[this.at];
  }

  /** Reads on if there is nothing left in hand; false at the end of the file. */
  async fill(): Promise<boolean> {
    if (this.at < this.current.length) return true;
    const next = await this.chunks.next();
    this.current = next.done === true ? [] : next.value;
    this.at = 0;
    return next.done !== true;
  }

  take(): KeptEvent | undefined {
    const taken = this.current[this.at];
    this.at += 1;
    return taken;
  }

  close(): Promise<unknown> {
    return this.chunks.return(undefined);
  }
}

function compare(left: KeptEvent, right: KeptEvent): number {
  return left.record.receivedAt < right.record.receivedAt
    ? -1
    : left.record.receivedAt > right.record.receivedAt
      ? 1
      : 0;
}

/** The source whose head was received first. */
function earliest(sources: readonly Source[]): Source | undefined {
  let found: Source | undefined;
  for (const source of sources) {
    if (source.head === undefined) continue;
    if (found?.head === undefined || compare(source.head, found.head) < 0) found = source;
  }
  return found;
}

/**
 * Reads the selected events in the order of their arrival, whichever tail wrote them, some at a time. Files are opened when
 * their time comes: memory holds a chunk of each file that was being written at that time.
 * @throws {FileError} if a file cannot be read.
 */
export async function* readHistory(query: HistoryQuery): AsyncGenerator<readonly KeptEvent[], void, void> {
  const waiting = (await listSegments(query.folder)).map((file) => ({ file, begunAt: segmentOrigin(file).begunAt }));
  let open: Source[] = [];
  let batch: KeptEvent[] = [];
  try {
    for (;;) {
      const ended = new Set<Source>();
      for (const source of open) if (!(await source.fill())) ended.add(source);
      if (ended.size > 0) open = open.filter((source) => !ended.has(source));
      let next = earliest(open);
      const [file] = waiting;
      if (file !== undefined && isDue(file.begunAt, next)) {
        waiting.shift();
        open.push(new Source(file.file, query));
        continue;
      }
      if (next === undefined) break;
      // Until a source is empty, or the next file is due, nothing has to be waited for.
      while (next?.head !== undefined && !(file !== undefined && isDue(file.begunAt, next))) {
        const taken = next.take();
        if (taken !== undefined) batch.push(taken);
        if (next.head === undefined) break;
        if (open.length > 1) next = earliest(open);
      }
      if (batch.length >= BATCH) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  } finally {
    await Promise.all(open.map((source) => source.close()));
  }
}

function isDue(begunAt: number, next: Source | undefined): boolean {
  return next?.head === undefined || begunAt - SLACK_MS <= Date.parse(next.head.record.receivedAt);
}

/** The end of an archive. */
export interface Newest {
  /** Oldest first. */
  readonly kept: readonly KeptEvent[];
  /** True if there are older ones that are selected, or may be: reading stopped here. */
  readonly hasMore: boolean;
}

/**
 * The last events to arrive, newest last: files are read from the newest backwards, and only as many as it takes.
 * @throws {FileError} if a file cannot be read.
 */
export async function newestEvents(query: HistoryQuery, limit: number): Promise<Newest> {
  const files = [...(await listSegments(query.folder))].reverse();
  let kept: KeptEvent[] = [];
  let hasMore = false;
  for (const [index, file] of files.entries()) {
    const oldest = kept[0];
    // A file that was written to last before the oldest of them arrived has nothing newer.
    if (kept.length >= limit && oldest !== undefined) {
      const isPast = await Promise.all(files.slice(index).map((path) => wasWrittenBefore(path, oldest)));
      if (isPast.every(Boolean)) return { kept, hasMore: true };
    }
    let own: KeptEvent[] = [];
    for await (const chunk of readFileEvents(file, query)) {
      own.push(...chunk);
      if (own.length > limit) {
        hasMore = true;
        own = own.slice(-limit);
      }
    }
    const all = [...own, ...kept].sort(compare);
    hasMore ||= all.length > limit;
    kept = all.slice(-limit);
  }
  return { kept, hasMore };
}

async function wasWrittenBefore(path: string, { record }: KeptEvent): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs + SLACK_MS < Date.parse(record.receivedAt);
  } catch (error) {
    if (isGone(error)) return true;
    throw fileError("read", path, error);
  }
}

/** Ids of a message: its own, and those of its event. */
function idsIn(line: Buffer): readonly string[] {
  const found = parseKeys(line);
  if (found === undefined) return [];
  const ids = found.keys.flatMap((key) => /^(?:eventId|envelopeId):(.+)$/s.exec(key)?.[1] ?? []);
  return [found.messageId, ...ids];
}

/** What an id, or the beginning of one, stands for. */
export interface FoundIds {
  /** Ids in the archive that it is, or begins; one of them if it is not ambiguous. */
  readonly ids: readonly string[];
  /** Messages with exactly the id, or with the only one that it begins. */
  readonly messageIds: readonly string[];
}

/** So many candidates are told of an ambiguous id. */
const MOST_CANDIDATES = 6;

/**
 * Looks up ids of messages and events, or beginnings of them. Bodies are not parsed, so that it takes little longer than
 * reading the files.
 */
export async function findIds(folder: string, wanted: readonly string[]): Promise<ReadonlyMap<string, FoundIds>> {
  const found = new Map(wanted.map((id) => [id, new Map<string, Set<string>>()] as const));
  for (const file of await listSegments(folder)) {
    for await (const { lines } of readSegment(file)) {
      for (const line of lines) {
        const [messageId = "", ...eventIds] = idsIn(line);
        for (const [prefix, ids] of found) {
          for (const id of [messageId, ...eventIds]) {
            if (!id.startsWith(prefix)) continue;
            if (ids.size > MOST_CANDIDATES && !ids.has(id) && id !== prefix) continue;
            ids.set(id, (ids.get(id) ?? new Set()).add(messageId));
          }
        }
      }
    }
  }
  return new Map([...found].map(([prefix, ids]) => [prefix, resolve(prefix, ids)]));
}

function resolve(prefix: string, ids: ReadonlyMap<string, ReadonlySet<string>>): FoundIds {
  const exact = ids.get(prefix);
  if (exact !== undefined) return { ids: [prefix], messageIds: [...exact] };
  // The ids of one message are no ambiguity.
  const messages = new Set([...ids.values()].flatMap((each) => [...each]));
  const isOne = ids.size === 1 || messages.size === 1;
  const names = isOne ? [...ids.keys()].slice(0, 1) : [...ids.keys()];
  return { ids: names, messageIds: isOne ? [...messages] : [] };
}
