import { type FileHandle, link, lstat, open, rename, rm } from "node:fs/promises";
import { FileError, isSystemError, UsageError } from "../errors.ts";
import { fileError, randomSuffix } from "./private-files.ts";

/** A file of the user's choice that is being written: whole in the end, or not there at all; for its owner only (0600). */
export interface PrivateTarget {
  /** @throws {FileError} */
  write(bytes: Buffer): Promise<void>;
  /** Forgets what was written so far. @throws {FileError} */
  restart(): Promise<void>;
  /** Puts the file in its place. @throws {FileError | UsageError} */
  commit(): Promise<void>;
  /** Leaves nothing behind; does nothing after `commit`. */
  discard(): Promise<void>;
}

/**
 * Refuses a place that must not be written to.
 * @throws {UsageError} code `file_exists` for a file that is there, unless it is to be replaced, and for anything that is no
 * file at all.
 */
export async function checkPrivateTarget(file: string, replace: boolean): Promise<void> {
  const stats = await lstat(file).catch((error: unknown) => {
    if (isSystemError(error) && error.code === "ENOENT") return undefined;
    throw fileError("write", file, error);
  });
  if (stats === undefined || (stats.isFile() && replace)) return;
  if (stats.isFile()) throw fileExists(file);
  throw new UsageError(`${file} is there and is no regular file.`, { code: "not_a_file" });
}

/** Opens a file beside the place where it shall be. @throws {FileError} */
export async function openPrivateTarget(file: string, replace: boolean): Promise<PrivateTarget> {
  const part = `${file}.part-${randomSuffix()}`;
  const failing = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof UsageError || error instanceof FileError) throw error;
      throw fileError("write", file, error);
    }
  };
  let handle: FileHandle | undefined = await failing(() => open(part, "wx", 0o600));
  let at = 0;
  const close = async (): Promise<void> => {
    const opened = handle;
    handle = undefined;
    await opened?.close();
  };
  return {
    write: (bytes) =>
      failing(async () => {
        for (let done = 0; done < bytes.length; ) {
          const { bytesWritten = bytes.length } = (await handle?.write(bytes, done, bytes.length - done, at)) ?? {};
          done += bytesWritten;
          at += bytesWritten;
        }
      }),
    restart: () =>
      failing(async () => {
        await handle?.truncate(0);
        at = 0;
      }),
    commit: () =>
      failing(async () => {
        await handle?.sync();
        await close();
        if (replace) await rename(part, file);
        else await putWithoutReplacing(part, file);
      }),
    async discard() {
      await close().catch(() => undefined);
      await rm(part, { force: true }).catch(() => undefined);
    },
  };
}

/** A hard link, unlike a rename, never replaces what somebody put there meanwhile. */
async function putWithoutReplacing(part: string, file: string): Promise<void> {
  try {
    await link(part, file);
    await rm(part);
  } catch (error) {
    if (isSystemError(error) && error.code === "EEXIST") throw fileExists(file);
    await checkPrivateTarget(file, false);
    await rename(part, file);
  }
}

function fileExists(file: string): UsageError {
  return new UsageError(`${file} exists already.`, {
    code: "file_exists",
    suggestion: "Name another file with --to, or replace it with --force.",
  });
}
