import type { Readable, Writable } from "node:stream";

/** A stream of the host as a terminal sees it. */
export type HostStream = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  getColorDepth?(): number;
};

/** What the outside world is to `bwp`: streams, environment, time, signals. Tests build their own. */
export interface Host {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: HostStream;
  readonly stderr: HostStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly homedir: string;
  readonly cwd: string;
  readonly pid: number;
  /** Node and the program's file, to start itself again (emulator in the background). */
  readonly execPath: string;
  readonly entry: string;
  /** Milliseconds since 1970. Whoever sets the computer's clock makes it jump. */
  now(): number;
  /** Whole milliseconds of a clock that nobody sets: for lengths of time, never for a point in it. */
  steady(): number;
  /** Waits; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls back on SIGINT and SIGTERM; answers how to stop that. */
  onSignal(listener: (signal: "SIGINT" | "SIGTERM") => void): () => void;
}

/** Waits without keeping anything alive after an abort. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** A reader that goes away (`| head -1`) is reported by the write itself; without a listener it would end the process. */
function withErrorListener<T extends HostStream>(stream: T): T {
  if (stream.listenerCount("error") === 0) stream.on("error", () => undefined);
  return stream;
}

/**
 * Writes a short text to stdout if that is a pipe or a file, and answers whether it was. Node's own stream would first load
 * its network modules, which takes longer than all the rest of a call for help.
 */
export function writeUnlessTerminal(text: string): boolean {
  const fs = process.getBuiltinModule("node:fs");
  const target = fs.fstatSync(1);
  if (!target.isFIFO() && !target.isFile()) return false;
  const bytes = Buffer.from(text);
  for (let offset = 0; offset < bytes.length; ) offset += fs.writeSync(1, bytes, offset);
  return true;
}

/** The real host: this process. The only place, beside `bin/`, that touches it. */
export function processHost(): Host {
  return {
    // Getters: Node opens a standard stream when it is first asked for, and that takes milliseconds.
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return withErrorListener(process.stdout);
    },
    get stderr() {
      return withErrorListener(process.stderr);
    },
    env: process.env,
    platform: process.platform,
    get homedir() {
      return process.getBuiltinModule("node:os").homedir();
    },
    get cwd() {
      return process.cwd();
    },
    pid: process.pid,
    execPath: process.execPath,
    entry: process.argv[1] ?? "",
    now: () => Date.now(),
    steady: () => Math.round(performance.now()),
    sleep,
    onSignal(listener) {
      const onInterrupt = (): void => listener("SIGINT");
      const onTerminate = (): void => listener("SIGTERM");
      process.on("SIGINT", onInterrupt);
      process.on("SIGTERM", onTerminate);
      return () => {
        process.off("SIGINT", onInterrupt);
        process.off("SIGTERM", onTerminate);
      };
    },
  };
}
