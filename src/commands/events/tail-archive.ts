import { UsageError } from "../../errors.ts";
import { type Archive, openArchive } from "../../events/archive.ts";
import type { Context } from "../../kernel/context.ts";
import { ARCHIVE_OPTION, archiveFolder } from "./archive-folder.ts";

/** Options of the commands that take events out of a queue. */
export const ARCHIVE_OPTIONS = {
  archiveDir: ARCHIVE_OPTION,
  noArchive: { type: "boolean", summary: "Keep nothing; duplicates are then known only within this run" },
} as const;

/** Where a tail keeps what it receives, as the user says it. */
export interface ArchiveChoice {
  readonly archiveDir: string | undefined;
  readonly noArchive: boolean;
  readonly mode: "consume" | "peek";
}

/**
 * Opens the archive: the user's folder, else the usual one. A peek leaves its events in the queue, so it keeps them only
 * where it is told to.
 * @throws {UsageError} if the options contradict each other, {FileError} if the folder cannot be used.
 */
export async function openTailArchive(
  context: Context,
  { archiveDir, noArchive, mode }: ArchiveChoice,
): Promise<Archive | undefined> {
  if (archiveDir !== undefined && noArchive) {
    throw new UsageError("--archive-dir and --no-archive contradict each other.");
  }
  if (noArchive || (mode === "peek" && archiveDir === undefined)) return undefined;
  return openArchiveAt(context, archiveDir);
}

/**
 * Opens the archive in a folder, or in the usual one; it is closed with the call.
 * @throws {FileError} if the folder cannot be used.
 */
export async function openArchiveAt(context: Context, archiveDir: string | undefined): Promise<Archive> {
  const { host } = context;
  const folder = await archiveFolder(context, archiveDir);
  const archive = await openArchive({ folder, now: () => host.now(), pid: host.pid });
  context.onClose(() => archive.close());
  for (const { file } of archive.repairs) {
    context.notices.warn(`${file}: a line that a crash had left unfinished was cut off.`);
  }
  return archive;
}
