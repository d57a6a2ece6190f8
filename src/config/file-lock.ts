import { link, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { FileError, isSystemError } from "../errors.ts";
import { fileError, randomSuffix } from "./private-files.ts";
import { isProcessAlive, ownPid } from "./process-alive.ts";

/** How long to wait for a lock, and when to take it for abandoned. */
export interface LockOptions {
  /** Milliseconds to wait for the holder. */
  readonly waitMs: number;
  /** Age in milliseconds from which a lock counts as abandoned, even if its process seems to live (pids are reused). */
  readonly staleMs: number;
}

/** Names of the locks that this process holds: tells our own lock from that of a dead process with our pid. */
const held = new Set<string>();

/**
 * Runs `work` while no other process (and no other call here) runs with the same lock file. A lock whose process is
 * dead is broken at once, so `kill -9` never blocks the next call. The folder must exist.
 * @throws {FileError} with code `locked` when the holder does not let go in time.
 */
export async function withLock<T>(lockFile: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const name = await acquire(lockFile, options);
  try {
    return await work();
  } finally {
    // A lock that was broken meanwhile belongs to somebody else.
    if ((await readHolder(lockFile)) === name) await rm(lockFile, { force: true }).catch(() => undefined);
    held.delete(name);
  }
}

async function acquire(lockFile: string, { waitMs, staleMs }: LockOptions): Promise<string> {
  const name = `${ownPid()} ${hostname()} ${randomSuffix()}`;
  held.add(name);
  try {
    let waited = 0;
    for (let attempt = 1; ; attempt += 1) {
      if (await createExclusively(lockFile, name)) {
        await sweepDrafts(lockFile);
        return name;
      }
      const holder = (await readHolder(lockFile)) ?? "";
      const dead = isDead(holder);
      if ((dead || attempt % 50 === 0) && (await breakLock(lockFile, holder, name, dead ? 0 : staleMs))) continue;
      if (waited >= waitMs) throw lockedError(lockFile, holder);
      const pause = 5 + Math.random() * 20;
      waited += pause;
      await delay(pause);
    }
  } catch (error) {
    held.delete(name);
    throw error;
  }
}

function lockedError(lockFile: string, holder: string): FileError {
  return new FileError(`Another process (pid ${holder.split(" ")[0] || "unknown"}) holds the lock ${lockFile}.`, {
    code: "locked",
    suggestion: "Try again; if no bwp is running, delete that file.",
    retryable: true,
  });
}

/**
 * Creates the file with its text, or answers false if it is there. A draft is linked to the name, so that a process that
 * is killed in between leaves no lock without a holder, which the others could not tell from one in the making.
 */
async function createExclusively(file: string, text: string): Promise<boolean> {
  const draft = `${file}${DRAFT}${ownPid()}-${randomSuffix()}`;
  try {
    await writeFile(draft, text, { flag: "wx", mode: 0o600 });
    try {
      await link(draft, file);
    } catch (error) {
      if (!isSystemError(error) || !NO_LINKS.has(error.code ?? "")) throw error;
      await writeFile(file, text, { flag: "wx", mode: 0o600 });
    }
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === "EEXIST") return false;
    throw fileError("lock", file, error);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

const DRAFT = ".by-";

/** How file systems without hard links answer. */
const NO_LINKS: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EACCES"]);

/** Removes the drafts of processes that were killed while they waited. */
async function sweepDrafts(lockFile: string): Promise<void> {
  const folder = dirname(lockFile);
  for (const name of await readdir(folder).catch(() => [])) {
    const [before = "", maker] = name.split(DRAFT);
    if (maker === undefined || !before.startsWith(basename(lockFile))) continue;
    if (!isProcessAlive(Number.parseInt(maker, 10)))
      await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

async function readHolder(lockFile: string): Promise<string | undefined> {
  return readFile(lockFile, "utf8").catch(() => undefined);
}

function isDead(holder: string): boolean {
  const [pid, host] = holder.split(" ");
  if (host !== hostname()) return false;
  return Number(pid) === ownPid() ? !held.has(holder) : !isProcessAlive(Number(pid));
}

/**
 * Removes an abandoned lock. Only one process at a time may do so, and only after a second look: else two waiters could
 * both see the dead lock, and the slower one would remove the fresh lock of the faster.
 */
async function breakLock(lockFile: string, holder: string, name: string, staleMs: number): Promise<boolean> {
  const breaker = `${lockFile}.break`;
  if (!(await createExclusively(breaker, name))) {
    if (isDead((await readHolder(breaker)) ?? "")) await rm(breaker, { force: true });
    return false;
  }
  try {
    if ((await readHolder(lockFile)) !== holder) return true;
    if ((await ageOf(lockFile, breaker)) < staleMs) return false;
    await rm(lockFile, { force: true });
    return true;
  } finally {
    await rm(breaker, { force: true });
  }
}

/** Milliseconds between two files by the file system's own clock, which may differ from ours. */
async function ageOf(older: string, newer: string): Promise<number> {
  const [a, b] = await Promise.all([older, newer].map((file) => stat(file).catch(() => undefined)));
  return a === undefined || b === undefined ? 0 : b.mtimeMs - a.mtimeMs;
}
