import { createReadStream } from "node:fs";
import { type FileHandle, open, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { FileError, isSystemError } from "../errors.ts";

/**
 * Files of the archive. Each writer makes its own (`2026-01-31T12-00-00.000Z.<pid>.<random>.ndjson`), so that several tails
 * share a folder without a lock; sorted names are in the order of their making.
 */
const SEGMENT_NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.(\d+)\.[0-9a-f]+\.ndjson$/;

/** A segment takes no more when it has grown to so many bytes. */
export const FULL_SEGMENT_BYTES = 64 * 1024 * 1024;

/** The day of a time, by UTC: a segment is only written to on the day on which it was begun. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, "2026-01-31".length);
}

/** Name of a new segment. */
export function segmentName(now: number, pid: number, random: string): string {
  return `${new Date(now).toISOString().replaceAll(":", "-")}.${pid}.${random}.ndjson`;
}

/** When a segment was begun, in milliseconds since 1970, and by which process. */
export function segmentOrigin(path: string): { readonly begunAt: number; readonly pid: number } {
  const name = basename(path);
  const time = name.slice(0, "2026-01-31T12-00-00.000Z".length).replace(/T(\d\d)-(\d\d)-/, "T$1:$2:");
  return { begunAt: Date.parse(time), pid: Number(SEGMENT_NAME.exec(name)?.[1]) };
}

/** Full paths of the segments in a folder, oldest first; empty if there is no folder. */
export async function listSegments(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => SEGMENT_NAME.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    if (isGone(error)) return [];
    throw fileError("read", folder, error);
  }
}

/** The typed error for a file that cannot be read or written. */
export function fileError(verb: "read" | "write", path: string, error: unknown): FileError {
  const code = isSystemError(error) ? error.code : undefined;
  const reasons: Readonly<Record<string, string>> = {
    ENOSPC: "the disk is full",
    EDQUOT: "the disk quota is used up",
    EFBIG: "a file may not grow any further here",
    EACCES: "permission denied",
    EPERM: "permission denied",
    EROFS: "the file system is read-only",
    ENOTDIR: "a part of the path is no folder",
    EISDIR: "it is a folder",
  };
  const reason = (code && reasons[code]) ?? (error instanceof Error ? error.message : String(error));
  return new FileError(`Cannot ${verb} the archive at ${path}: ${reason}.`, {
    code: code ?? "file_error",
    suggestion: "Free space or choose another folder for the archive, then start again: no message was lost.",
    cause: error,
  });
}

/** True if a process of that number runs, whoever it is. */
function isAlive(pid: number): boolean {
  try {
    // biome-ignore lint/correctness/noProcessGlobal: signal 0 only asks, and there is no other way to ask.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error) && error.code === "EPERM";
  }
}

/** True if a file is not there any more: `bwp events prune` may have taken it since the folder was listed. */
export function isGone(error: unknown): boolean {
  return isSystemError(error) && error.code === "ENOENT";
}

async function unfinishedBytes(file: FileHandle, size: number): Promise<number> {
  const block = Buffer.alloc(64 * 1024);
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - block.length);
    const { bytesRead } = await file.read(block, 0, end - start, start);
    const at = block.subarray(0, bytesRead).lastIndexOf(10);
    if (at !== -1) return size - (start + at + 1);
    end = start;
  }
  return size;
}

/** A last line that a crash left unfinished, and was cut off. */
export interface Repair {
  readonly file: string;
  readonly bytes: number;
}

/** A process in another container looks gone; what it is just writing is whole after so long. */
const SETTLE_MS = 250;

/**
 * Cuts the unfinished last line off a segment whose writer is gone; its message was not acknowledged, so it comes again.
 * A segment of a process that is alive, or that grows, is left alone.
 */
export async function repairSegment(path: string): Promise<Repair | undefined> {
  if (isAlive(segmentOrigin(path).pid)) return undefined;
  const file = await open(path, "r+").catch((error: unknown) => {
    if (isGone(error)) return undefined;
    throw fileError("write", path, error);
  });
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    const bytes = await unfinishedBytes(file, size);
    if (bytes === 0) return undefined;
    await delay(SETTLE_MS);
    if ((await file.stat()).size !== size) return undefined;
    await file.truncate(size - bytes);
    return { file: path, bytes };
  } finally {
    await file.close();
  }
}

/**
 * The lines of a segment as bytes, without line feeds, in chunks. An unfinished last line is given as `rest`. A segment that
 * was pruned meanwhile is empty.
 */
export async function* readSegment(path: string): AsyncGenerator<{ lines: readonly Buffer[]; rest?: Buffer }> {
  let pending: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      if (!Buffer.isBuffer(chunk)) continue;
      const lines: Buffer[] = [];
      let start = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        const line = chunk.subarray(start, end);
        lines.push(pending.length === 0 ? line : Buffer.concat([...pending, line]));
        pending = [];
        start = end + 1;
      }
      if (start < chunk.length) pending.push(chunk.subarray(start));
      if (lines.length > 0) yield { lines };
    }
  } catch (error) {
    if (isGone(error)) return;
    throw fileError("read", path, error);
  }
  if (pending.length > 0) yield { lines: [], rest: Buffer.concat(pending) };
}
