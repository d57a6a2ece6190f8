import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { type ArchiveRecord, encodeBody, parseKeys, parseRecord, sha256Of } from "./archive-record.ts";
import {
  dayOf,
  FULL_SEGMENT_BYTES,
  fileError,
  listSegments,
  type Repair,
  readSegment,
  repairSegment,
  segmentName,
} from "./archive-segments.ts";
import { DuplicateIndex, duplicateKeys, type Repetition } from "./duplicate-index.ts";
import type { ReceivedEvent } from "./received-event.ts";

/** Where and how an archive is kept. */
export interface ArchiveOptions {
  /** Folder; made with mode 0700 if it is not there. */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Number of this process; stands in the names of its files. */
  readonly pid: number;
  /** A file is closed when it has grown beyond this many bytes; 64 MB by default. */
  readonly maxSegmentBytes?: number;
  /** So many messages are remembered to know duplicates; 40,000 by default. */
  readonly remember?: number;
}

/** A message to keep. */
export interface ArchiveEntry {
  readonly queue: string;
  readonly messageId: string;
  readonly receiveCount: number;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly event: ReceivedEvent;
}

/** An append-only store of received messages: NDJSON files, mode 0600, a new one each day or 64 MB. */
export interface Archive {
  readonly folder: string;
  /** Unfinished last lines of crashed writers that were cut off when the archive was opened. */
  readonly repairs: readonly Repair[];
  /**
   * Keeps messages: when it resolves they are with the operating system, safe from a crash of this process. Answers for each
   * what it repeats.
   * @throws {FileError} if they could not be written, all of them; the file is as before then.
   */
  append(entries: readonly ArchiveEntry[]): Promise<readonly Repetition[]>;
  /** Writes the open file through to the disk and closes it. */
  close(): Promise<void>;
}

interface Segment {
  readonly path: string;
  readonly day: string;
  readonly file: FileHandle;
  size: number;
}

interface Waiting {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

class SegmentedArchive implements Archive {
  readonly folder: string;
  readonly repairs: readonly Repair[];
  private readonly options: ArchiveOptions;
  private readonly index: DuplicateIndex;
  private segment: Segment | undefined;
  private buffer = Buffer.alloc(0);
  private waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;

  constructor(options: ArchiveOptions, index: DuplicateIndex, repairs: readonly Repair[]) {
    this.folder = options.folder;
    this.repairs = repairs;
    this.options = options;
    this.index = index;
  }

  async append(entries: readonly ArchiveEntry[]): Promise<readonly Repetition[]> {
    if (entries.length === 0) return [];
    const added: { keys: readonly string[]; messageId: string }[] = [];
    const repetitions: Repetition[] = [];
    let text = "";
    for (const { queue, messageId, receiveCount, receivedAt, event } of entries) {
      const sha256 = sha256Of(event.raw);
      const keys = duplicateKeys(event, sha256);
      const repetition = this.index.add(keys, messageId);
      const { duplicateOf, redelivered } = repetition;
      // What was known before stays known, even if this writing fails.
      if (!redelivered) added.push({ keys, messageId });
      repetitions.push(repetition);
      const record: ArchiveRecord = {
        receivedAt: new Date(receivedAt).toISOString(),
        queue,
        messageId,
        receiveCount,
        sha256,
        keys,
        ...(duplicateOf === undefined ? undefined : { duplicateOf }),
        ...(redelivered ? { redelivered } : undefined),
        ...encodeBody(event.raw),
      };
      text += `${JSON.stringify(record)}\n`;
    }
    try {
      await this.write(text);
    } catch (error) {
      for (const { keys, messageId } of added) this.index.remove(keys, messageId);
      throw error;
    }
    return repetitions;
  }

  async close(): Promise<void> {
    while (this.writing !== undefined) await this.writing;
    await this.closeSegment();
  }

  /** Joins what comes while a write is under way into the next one. */
  private write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ text, resolve, reject });
      this.writing ??= this.writeAll().finally(() => {
        this.writing = undefined;
      });
    });
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      try {
        await this.writeText(group.map(({ text }) => text).join(""));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
  }

  private async writeText(text: string): Promise<void> {
    const segment = await this.currentSegment();
    const bytes = this.encode(text);
    try {
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await segment.file.write(bytes, at, bytes.length - at, segment.size + at);
        at += bytesWritten;
      }
      segment.size += bytes.length;
    } catch (error) {
      await this.cutBack(segment);
      throw fileError("write", segment.path, error);
    }
  }

  /** One write is under way at a time, so all of them share a buffer: one for each would wait for the garbage collector. */
  private encode(text: string): Buffer {
    const length = Buffer.byteLength(text);
    if (this.buffer.length < length) this.buffer = Buffer.allocUnsafeSlow(2 * length);
    return this.buffer.subarray(0, this.buffer.write(text));
  }

  /** Takes back what a failed write left; a file that cannot be cut is not used again. */
  private async cutBack(segment: Segment): Promise<void> {
    try {
      await segment.file.truncate(segment.size);
    } catch {
      this.segment = undefined;
      await segment.file.close().catch(() => undefined);
    }
  }

  private async currentSegment(): Promise<Segment> {
    const now = this.options.now();
    const day = dayOf(now);
    const { segment } = this;
    const full = segment !== undefined && segment.size >= (this.options.maxSegmentBytes ?? FULL_SEGMENT_BYTES);
    if (segment !== undefined && segment.day === day && !full) return segment;
    await this.closeSegment();
    const path = join(this.folder, segmentName(now, this.options.pid, randomBytes(4).toString("hex")));
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const file = await open(path, "wx", 0o600);
      this.segment = { path, day, file, size: 0 };
      return this.segment;
    } catch (error) {
      throw fileError("write", path, error);
    }
  }

  private async closeSegment(): Promise<void> {
    const { segment } = this;
    if (segment === undefined) return;
    this.segment = undefined;
    try {
      await segment.file.datasync();
    } catch (error) {
      throw fileError("write", segment.path, error);
    } finally {
      await segment.file.close();
    }
  }
}

/** Reads the newest files until enough messages are known, and adds them oldest first. */
async function rebuildIndex(segments: readonly string[], capacity: number): Promise<DuplicateIndex> {
  const perFile: { messageId: string; keys: readonly string[] }[][] = [];
  let known = 0;
  for (const path of [...segments].reverse()) {
    if (known >= capacity) break;
    const found: { messageId: string; keys: readonly string[] }[] = [];
    for await (const { lines } of readSegment(path)) {
      for (const line of lines) {
        const entry = parseKeys(line);
        if (entry !== undefined) found.push(entry);
      }
      if (found.length > 2 * capacity) found.splice(0, found.length - capacity);
    }
    perFile.push(found);
    known += found.length;
  }
  const index = new DuplicateIndex(capacity);
  for (const found of perFile.reverse()) for (const { keys, messageId } of found) index.add(keys, messageId);
  return index;
}

/**
 * Opens an archive, or prepares a new one; files are made with the first message. Unfinished last lines of crashed writers
 * are cut off.
 * @throws {FileError} if the folder cannot be read or repaired.
 */
export async function openArchive(options: ArchiveOptions): Promise<Archive> {
  const segments = await listSegments(options.folder);
  const repairs: Repair[] = [];
  for (const path of segments) {
    const repair = await repairSegment(path);
    if (repair !== undefined) repairs.push(repair);
  }
  const index = await rebuildIndex(segments, options.remember ?? 40_000);
  return new SegmentedArchive(options, index, repairs);
}

/** A line of the archive that could not be read. */
export interface UnreadableLine {
  readonly file: string;
  readonly line: number;
  /** True if it is the last line, without its end: a crash cut it short, or it is just being written. */
  readonly isTorn?: boolean;
}

/**
 * Reads the records of an archive, file by file in the order of their making, in flat memory. Lines that are no whole record
 * go to `onUnreadable`. An archive that does not exist is empty.
 * @throws {FileError} if a file cannot be read.
 */
export async function* readArchive(
  folder: string,
  onUnreadable?: (line: UnreadableLine) => void,
): AsyncGenerator<ArchiveRecord, void, void> {
  for (const file of await listSegments(folder)) {
    let number = 0;
    for await (const { lines, rest } of readSegment(file)) {
      for (const line of lines) {
        number += 1;
        const record = parseRecord(line.toString("utf8"));
        if (record !== undefined) yield record;
        else onUnreadable?.({ file, line: number });
      }
      if (rest !== undefined) onUnreadable?.({ file, line: number + 1, isTorn: true });
    }
  }
}
