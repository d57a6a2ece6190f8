import fs from "node:fs";
import path from "node:path";
import { isSystemError, UsageError } from "../../errors.ts";
import type { Processes } from "./processes.ts";

/** A held lock; `release` is safe to call twice. */
export interface DirectoryLock {
  readonly notices: readonly string[];
  release(): void;
}

/** Directories that this very process holds: its own pid in a lock file alone would look like a stale lock of a former run. */
const held = new Set<string>();

/**
 * Makes sure that one emulator uses a data directory. The lock is a file with the holder's pid; one whose process is gone
 * is taken over. Throws a UsageError that names the holder.
 */
export function lockDirectory(directory: string, processes: Processes): DirectoryLock {
  const file = path.resolve(directory, "lock");
  if (held.has(file)) throw inUse(directory, processes.pid);
  const notices: string[] = [];
  for (let attempt = 0; ; attempt += 1) {
    try {
      fs.writeFileSync(file, `${processes.pid}\n`, { flag: "wx", mode: 0o600 });
      break;
    } catch (error) {
      if (!isSystemError(error) || error.code !== "EEXIST" || attempt > 4) throw error;
    }
    const holder = readPid(file);
    if (holder !== undefined && holder !== processes.pid && processes.isRunning(holder)) throw inUse(directory, holder);
    notices.push(`The lock of process ${holder ?? "unknown"}, which is gone, was taken over.`);
    fs.rmSync(file, { force: true });
  }
  held.add(file);
  return {
    notices,
    release() {
      if (!held.delete(file)) return;
      fs.rmSync(file, { force: true });
    },
  };
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(fs.readFileSync(file, "utf8"), 10);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function inUse(directory: string, pid: number): UsageError {
  return new UsageError(`The data directory ${directory} is in use by another emulator (process ${pid}).`, {
    code: "data_directory_in_use",
    suggestion: "Stop that emulator, or use another data directory.",
  });
}
