import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { runCli } from "../../src/cli.ts";
import { type Host, type HostStream, sleep } from "../../src/kernel/host.ts";

/** What one call of `bwp` in this process gave. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HostOptions {
  /** True: stdin, stdout and stderr are a terminal of 80 columns without colours. */
  readonly tty?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What stands on stdin; with `tty` these are keys. */
  readonly stdin?: string | Readable;
  readonly now?: () => number;
  /** Longest pause between tries and looks, in milliseconds; as long as the program says unless given. */
  readonly longestPauseMs?: number;
}

class Collector extends Writable {
  text = "";
  readonly isTTY: boolean;
  readonly columns: number;

  constructor(isTTY: boolean, columns: number) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
    this.columns = columns;
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  /** Like process.stdout and process.stderr, which never end: a question ends its output when it is answered. */
  override end(): this {
    return this;
  }

  getColorDepth(): number {
    return 1;
  }

  /** What a spinner does to a terminal leaves no text. */
  cursorTo(): boolean {
    return true;
  }

  clearLine(): boolean {
    return true;
  }

  moveCursor(): boolean {
    return true;
  }
}

/** A world of its own for one or more calls: settings, secrets and state lie in a temporary folder. */
export interface TestHost {
  readonly host: Host;
  readonly folder: string;
  /** Sends a signal to whatever runs in this host. */
  signal(name: "SIGINT" | "SIGTERM"): void;
  output(): { stdout: string; stderr: string };
  remove(): void;
}

/** Makes a host for tests. Never touches this process's streams or environment. */
export function createTestHost(options: HostOptions = {}): TestHost {
  const folder = mkdtempSync(join(tmpdir(), "bwp-test-"));
  const tty = options.tty === true;
  const stdout = new Collector(tty, options.columns ?? 80);
  const stderr = new Collector(tty, options.columns ?? 80);
  const source =
    typeof options.stdin === "string" ? Readable.from([options.stdin]) : (options.stdin ?? new PassThrough().end());
  const stdin = Object.assign(source, { isTTY: tty });
  const listeners = new Set<(signal: "SIGINT" | "SIGTERM") => void>();
  const host: Host = {
    stdin,
    stdout: stdout as HostStream,
    stderr: stderr as HostStream,
    env: {
      LANG: "C.UTF-8",
      BWP_CONFIG_DIR: join(folder, "config"),
      BWP_STATE_DIR: join(folder, "state"),
      BWP_SECRET_STORE: "file",
      AWS_EC2_METADATA_DISABLED: "true",
      ...options.env,
    },
    platform: process.platform,
    homedir: folder,
    cwd: folder,
    pid: process.pid,
    execPath: process.execPath,
    entry: "",
    now: options.now ?? (() => Date.now()),
    steady: () => Math.round(performance.now()),
    sleep: (ms, signal) => sleep(Math.min(ms, options.longestPauseMs ?? ms), signal),
    onSignal(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    host,
    folder,
    signal: (name) => {
      for (const listener of listeners) listener(name);
    },
    output: () => ({ stdout: stdout.text, stderr: stderr.text }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs `bwp` once in this process, in a world of its own. */
export async function runBwp(argv: readonly string[], options: HostOptions = {}): Promise<CliResult> {
  const test = createTestHost(options);
  try {
    const code = await runCli(argv, test.host);
    return { code, ...test.output() };
  } finally {
    test.remove();
  }
}

/** Keys that are typed when a question shows. */
export type Answered = readonly [question: string, keys: string];

/** Runs `bwp` once on a terminal, and types each answer as soon as its question shows. */
export async function askBwp(
  argv: readonly string[],
  answers: readonly Answered[],
  env: Readonly<Record<string, string>>,
): Promise<CliResult> {
  const stdin = new PassThrough();
  const { host, output, remove } = createTestHost({ tty: true, env, stdin });
  try {
    const running = runCli(argv, host);
    for (const [question, keys] of answers) {
      const end = performance.now() + 60_000;
      while (!output().stderr.includes(question)) {
        if (performance.now() > end) throw new Error(`"${question}" was not asked: ${output().stderr}`);
        await delay(10);
      }
      // The library drops what was typed before its question was ready.
      await delay(100);
      stdin.write(keys);
    }
    return { code: await running, ...output() };
  } finally {
    remove();
  }
}
