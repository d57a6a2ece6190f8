import { closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync, readFileSync } from "node:fs";
import { chmod, lstat, mkdir, open, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { FileError, isSystemError } from "../errors.ts";

/** Files and folders that only their owner can read; all writes are whole or not at all. */

const OTHERS = 0o077;
const STICKY = 0o1000;

/** Turns an error of the file system into one for a person; names the action and the path, never the content. */
export function fileError(action: string, path: string, error: unknown): FileError {
  if (error instanceof FileError) return error;
  const code = isSystemError(error) ? error.code : undefined;
  const known = code === "ENOENT" && action === "write" ? "its folder does not exist" : REASONS[code ?? ""];
  const reason = known ?? code ?? "unknown reason";
  return new FileError(`Cannot ${action} ${path}: ${reason}.`, { code: "file_error", cause: error });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  ENOENT: "it does not exist",
  ENOTDIR: "a part of the path is not a folder",
  EISDIR: "it is a folder",
  ENOSPC: "the disk is full",
  EEXIST: "it is there already",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  ELOOP: "too many symbolic links",
};

/**
 * Makes the folder, and its missing parents, for the owner only (0700); tightens one that is open to others. A folder
 * with the sticky bit is shared on purpose, such as /tmp, and left alone.
 * @throws {FileError}
 */
export async function ensurePrivateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { mode } = await stat(folder);
    if ((mode & OTHERS) !== 0 && (mode & STICKY) === 0) await chmod(folder, mode & 0o700);
  } catch (error) {
    throw fileError("prepare the folder", folder, error);
  }
}

/**
 * The text of a file, or undefined if there is none. One that is open to others is closed to them (a symbolic link is
 * read, but what it points to keeps its mode). It reads synchronously: every call reads two or three small files first, and
 * each of the six steps would otherwise wait for a thread.
 * @throws {FileError}
 */
export async function readPrivateFile(file: string): Promise<string | undefined> {
  try {
    const handle = openSync(file, constants.O_RDONLY);
    try {
      if ((fstatSync(handle).mode & OTHERS) !== 0 && !lstatSync(file).isSymbolicLink()) closeToOthers(handle);
      return readFileSync(handle, "utf8");
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return undefined;
    throw fileError("read", file, error);
  }
}

/** A file of somebody else cannot be changed; reading it is all the same what the user asked for. */
function closeToOthers(handle: number): void {
  try {
    fchmodSync(handle, 0o600);
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/**
 * Replaces a file (0600) in one step: a reader or a crash sees the old text or the new one, never a part. The folder
 * must exist. With `durable`, the text survives a power failure too.
 * @throws {FileError}
 */
export async function writePrivateFile(file: string, text: string, { durable = true } = {}): Promise<void> {
  const temporary = temporaryName(file);
  try {
    await refuseForeignLink(file);
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(text, "utf8");
      if (durable) await handle.sync();
    } finally {
      await handle.close();
    }
    await putInPlace(temporary, file, durable);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fileError("write", file, error);
  }
}

/** Name beside `file` for a text in the making; swept by {@link sweepTemporaries} after a crash. */
export function temporaryName(file: string): string {
  return `${file}.tmp-${randomSuffix()}`;
}

/**
 * Letters and digits that hardly come twice. They need not be secret (the folders are closed to others, and a file in the
 * way is an error), so `node:crypto`, which takes 2 ms to load, stays out.
 */
export function randomSuffix(): string {
  return Math.random().toString(36).slice(2, 12).padEnd(10, "0");
}

/** Moves a finished file to its place. Windows refuses for a moment while another process reads it: tried again. */
export async function putInPlace(temporary: string, file: string, durable: boolean): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(temporary, file);
      break;
    } catch (error) {
      const busy =
        isSystemError(error) && (error.code === "EPERM" || error.code === "EACCES" || error.code === "EBUSY");
      if (!busy || sep === "/" || attempt === 10) throw error;
      await delay(10 * attempt);
    }
  }
  if (!durable || sep !== "/") return;
  const folder = await open(dirname(file), constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Removes what crashes left of earlier writes. To be called by the holder of the file's lock only. */
export async function sweepTemporaries(file: string): Promise<void> {
  const prefix = `${basename(file)}.tmp-`;
  const names = await readdir(dirname(file)).catch(() => []);
  for (const name of names.filter((name) => name.startsWith(prefix))) {
    await rm(join(dirname(file), name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/**
 * Refuses a file that is a symbolic link to a place outside its folder: replacing it would break the link, following it
 * would write where nobody looks.
 * @throws {FileError}
 */
export async function refuseForeignLink(file: string): Promise<void> {
  const stats = await lstat(file).catch(() => undefined);
  if (!stats?.isSymbolicLink()) return;
  const target = await realpath(file).catch(() => undefined);
  if (target !== undefined && dirname(target) === (await realpath(dirname(file)))) return;
  throw new FileError(`Cannot write ${file}: it is a symbolic link that leads out of its folder.`, {
    code: "symbolic_link",
    suggestion: "Replace the link by a file, or name another folder with BWP_CONFIG_DIR.",
  });
}

/**
 * Removes a file; true if it was there.
 * @throws {FileError}
 */
export async function removeFile(file: string): Promise<boolean> {
  try {
    await rm(file);
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === "ENOENT") return false;
    throw fileError("remove", file, error);
  }
}
