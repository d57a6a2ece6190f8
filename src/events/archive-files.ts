import { stat, unlink } from "node:fs/promises";
import { dayOf, FULL_SEGMENT_BYTES, fileError, isGone, listSegments, segmentOrigin } from "./archive-segments.ts";

/** A file of an archive. */
export interface ArchiveFile {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly begunAt: number;
  /** When something was written to it last. */
  readonly lastWriteAt: number;
}

/**
 * The files of an archive, oldest first.
 * @throws {FileError} if the folder cannot be read.
 */
export async function listArchiveFiles(folder: string): Promise<readonly ArchiveFile[]> {
  const files: ArchiveFile[] = [];
  for (const path of await listSegments(folder)) {
    const facts = await stat(path).catch((error: unknown) => {
      if (isGone(error)) return undefined;
      throw fileError("read", path, error);
    });
    if (facts === undefined) continue;
    files.push({ path, bytes: facts.size, begunAt: segmentOrigin(path).begunAt, lastWriteAt: facts.mtimeMs });
  }
  return files;
}

/** A write that was under way at midnight, or by a clock that goes a little differently, is over after so long. */
const SLACK_MS = 10 * 60_000;

/**
 * True if a tail may still write to a file: it was begun today, and is not full. Which process made it does not tell, for that
 * may run in another container, or on another machine that shares the folder.
 */
function mayGrow({ bytes, begunAt, lastWriteAt }: ArchiveFile, now: number): boolean {
  if (bytes >= FULL_SEGMENT_BYTES) return false;
  return dayOf(begunAt) >= dayOf(now) || lastWriteAt > now - SLACK_MS;
}

/** What may stay, at the time `now`. */
export interface PruneLimits {
  readonly now: number;
  readonly before?: number | undefined;
  readonly keepBytes?: number | undefined;
}

/** What goes and what stays. */
export interface PrunePlan {
  /** Oldest first. */
  readonly gone: readonly ArchiveFile[];
  readonly kept: readonly ArchiveFile[];
  /** Of those that are kept: would go, but may be written to. */
  readonly inUse: readonly ArchiveFile[];
}

/**
 * Chooses whole files, the oldest first: those that were written to last before a moment, and as many as it takes to keep
 * within a size. A file that may be written to stays.
 */
export function planPrune(files: readonly ArchiveFile[], { now, before, keepBytes }: PruneLimits): PrunePlan {
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const gone: ArchiveFile[] = [];
  const kept: ArchiveFile[] = [];
  const inUse: ArchiveFile[] = [];
  for (const file of files) {
    const isOld = before !== undefined && file.lastWriteAt < before;
    const isTooMuch = keepBytes !== undefined && bytes > keepBytes;
    if ((isOld || isTooMuch) && !mayGrow(file, now)) {
      gone.push(file);
      bytes -= file.bytes;
      continue;
    }
    kept.push(file);
    if (isOld || isTooMuch) inUse.push(file);
  }
  return { gone, kept, inUse };
}

/**
 * Removes files of an archive. One that is gone already is no error.
 * @throws {FileError} for the first that cannot be removed.
 */
export async function removeArchiveFiles(files: readonly ArchiveFile[]): Promise<void> {
  for (const { path } of files) {
    await unlink(path).catch((error: unknown) => {
      if (!isGone(error)) throw fileError("write", path, error);
    });
  }
}
