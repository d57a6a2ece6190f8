import { stat, unlink } from "node:fs/promises";
import { fileError, isAlive, isGone, listSegments, segmentOrigin } from "./archive-segments.ts";

/** A file of an archive. */
export interface ArchiveFile {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly begunAt: number;
  /** When something was written to it last. */
  readonly lastWriteAt: number;
  /** Number of the process that may be writing to it still. */
  readonly writer: number | undefined;
}

/**
 * The files of an archive, oldest first. The newest one of a process that runs may still be written to; that another process
 * got the number of one that ended is taken for the same, since that errs on the safe side.
 * @throws {FileError} if the folder cannot be read.
 */
export async function listArchiveFiles(folder: string): Promise<readonly ArchiveFile[]> {
  const paths = await listSegments(folder);
  const newest = new Map(paths.map((path) => [segmentOrigin(path).pid, path] as const));
  const files: ArchiveFile[] = [];
  for (const path of paths) {
    const { begunAt, pid } = segmentOrigin(path);
    const facts = await stat(path).catch((error: unknown) => {
      if (isGone(error)) return undefined;
      throw fileError("read", path, error);
    });
    if (facts === undefined) continue;
    const writer = newest.get(pid) === path && isAlive(pid) ? pid : undefined;
    files.push({ path, bytes: facts.size, begunAt, lastWriteAt: facts.mtimeMs, writer });
  }
  return files;
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
export function planPrune(
  files: readonly ArchiveFile[],
  { before, keepBytes }: { readonly before?: number | undefined; readonly keepBytes?: number | undefined },
): PrunePlan {
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const gone: ArchiveFile[] = [];
  const kept: ArchiveFile[] = [];
  const inUse: ArchiveFile[] = [];
  for (const file of files) {
    const isOld = before !== undefined && file.lastWriteAt < before;
    const isTooMuch = keepBytes !== undefined && bytes > keepBytes;
    if ((isOld || isTooMuch) && file.writer === undefined) {
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
