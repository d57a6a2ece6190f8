import { stat } from "node:fs/promises";
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
