import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { spawn as spawnPty } from "@lydell/node-pty";

/** The built program; `npm test` builds it before the end-to-end tests. */
export const BUILT = resolve(import.meta.dirname, "..", "..", "dist", "bwp.js");

/** Until a program is taken to hang; a busy machine may need a good part of it. */
const LIMIT_MS = 120_000;

/** A world of its own for the built program: folders, environment, and an emulator if one was started. */
export class Sandbox {
  readonly folder = mkdtempSync(join(tmpdir(), "bwp-e2e-"));
  readonly env: Record<string, string>;

  constructor(env: Readonly<Record<string, string>> = {}) {
    this.env = {
      PATH: process.env.PATH ?? "",
      HOME: this.folder,
      LANG: "C.UTF-8",
      BWP_CONFIG_DIR: join(this.folder, "config"),
      BWP_STATE_DIR: join(this.folder, "state"),
      BWP_SECRET_STORE: "file",
      AWS_EC2_METADATA_DISABLED: "true",
      ...env,
    };
  }

  /** Runs the built program to its end. */
  async run(words: readonly string[], options: { input?: string; timeoutMs?: number } = {}): Promise<Finished> {
    const child = this.start(words);
    child.process.stdin?.end(options.input ?? "");
    return child.finished(options.timeoutMs);
  }

  /** Starts the built program and leaves it running. */
  start(words: readonly string[]): Running {
    return new Running(
      spawn(process.execPath, [BUILT, ...words], { env: this.env, stdio: ["pipe", "pipe", "pipe"], cwd: this.folder }),
    );
  }

  /** Runs words in a shell; `bwp` is the built program. */
  async shell(script: string, timeoutMs?: number): Promise<Finished> {
    const child = spawn("bash", ["-c", `bwp() { "${process.execPath}" "${BUILT}" "$@"; }\n${script}`], {
      env: this.env,
      stdio: ["ignore", "pipe", "pipe"],
      cwd: this.folder,
    });
    return new Running(child).finished(timeoutMs);
  }

  /** Starts the built program in a real terminal of 80 columns. */
  terminal(
    words: readonly string[],
    options: { columns?: number; env?: Readonly<Record<string, string>> } = {},
  ): Terminal {
    return new Terminal(
      words,
      { ...this.env, TERM: "xterm-256color", ...options.env },
      this.folder,
      options.columns ?? 80,
    );
  }

  /** Starts an emulator in the background, on a free port, and uses it from now on. */
  async startEmulator(words: readonly string[] = []): Promise<string> {
    const started = await this.run(["emulator", "start", "--detach", "--port", "0", "--json", ...words]);
    if (started.code !== 0) throw new Error(`The emulator did not start: ${started.stderr}`);
    const { url } = JSON.parse(started.stdout) as { url: string };
    return url;
  }

  async close(): Promise<void> {
    await this.run(["emulator", "stop"]).catch(() => undefined);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a finished program gave. */
export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export class Running {
  readonly process: ChildProcess;
  stdout = "";
  stderr = "";
  readonly #end: Promise<Finished>;

  constructor(child: ChildProcess) {
    this.process = child;
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.#end = new Promise((done, fail) => {
      child.on("error", fail);
      child.on("close", (code, signal) => done({ code, signal, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** Waits for the end; kills what takes too long. */
  async finished(timeoutMs = LIMIT_MS): Promise<Finished> {
    const timer = setTimeout(() => this.process.kill("SIGKILL"), timeoutMs);
    try {
      return await this.#end;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits until a stream shows something. */
  async shows(pattern: RegExp, stream: "stdout" | "stderr" = "stdout", timeoutMs = LIMIT_MS): Promise<void> {
    await until(
      () => pattern.test(this[stream]),
      timeoutMs,
      () => `${stream} never showed ${pattern}: ${this[stream]}`,
    );
  }
}

/** A program in a real terminal. */
export class Terminal {
  /** All that was written, escape sequences included. */
  raw = "";
  readonly #pty: ReturnType<typeof spawnPty>;
  readonly #end: Promise<number>;

  constructor(words: readonly string[], env: Record<string, string>, cwd: string, columns: number) {
    this.#pty = spawnPty(process.execPath, [BUILT, ...words], {
      cols: columns,
      rows: 40,
      env,
      cwd,
      name: "xterm-256color",
    });
    this.#pty.onData((text) => {
      this.raw += text;
    });
    this.#end = new Promise((done) => {
      this.#pty.onExit(({ exitCode }) => done(exitCode));
    });
  }

  /** What a person reads: without escape sequences. */
  get text(): string {
    return this.raw.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "").replace(/\r/g, "");
  }

  async shows(pattern: RegExp, timeoutMs = LIMIT_MS): Promise<void> {
    await until(
      () => pattern.test(this.text),
      timeoutMs,
      () => `The terminal never showed ${pattern}:\n${this.text}`,
    );
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  finished(): Promise<number> {
    return this.#end;
  }
}

async function until(done: () => boolean, timeoutMs: number, failure: () => string): Promise<void> {
  const start = Date.now();
  while (!done()) {
    if (Date.now() - start > timeoutMs) throw new Error(failure());
    await new Promise((resume) => setTimeout(resume, 20));
  }
}
