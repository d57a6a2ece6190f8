import { isSystemError } from "../../errors.ts";

/** What the lock of a data directory must know of the machine's processes. */
export interface Processes {
  /** Id of this process. */
  readonly pid: number;
  /** True if a process with that id runs now, whoever owns it. */
  isRunning(pid: number): boolean;
}

/** The processes of this machine. */
export const MACHINE_PROCESSES: Processes = {
  get pid() {
    // biome-ignore lint/correctness/noProcessGlobal: a lock must name the process that really holds it
    return process.pid;
  },
  isRunning(pid) {
    try {
      // biome-ignore lint/correctness/noProcessGlobal: signal 0 only asks, and there is no other way to ask
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return isSystemError(error) && error.code === "EPERM";
    }
  },
};
