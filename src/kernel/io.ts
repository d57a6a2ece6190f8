import type { Readable, Writable } from "node:stream";
import type { GlobalValues } from "./global-options.ts";
import type { Host, HostStream } from "./host.ts";

/** A place to write text, with what it is. */
export interface OutputStream {
  readonly stream: Writable;
  readonly isTTY: boolean;
  /** 0 none, 1 sixteen colours, 2 256 colours, 3 true colour. */
  readonly colorLevel: 0 | 1 | 2 | 3;
  /** Columns of the terminal; 80 when it has none. */
  readonly width: number;
  /**
   * Writes text and waits until the stream has taken it.
   * @throws {ClosedPipeError} when the reader is gone.
   */
  write(text: string): Promise<void>;
}

/** Standard streams of one call and what may be done with them; decided once. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** True if a person can answer a question: stdin and stderr are a terminal, not in CI, not `--no-input`. */
  readonly canPrompt: boolean;
  /** True if the terminal is taken to show Unicode. */
  readonly unicode: boolean;
}

/** The reader of our output has gone away (`| head -1`): the command ends quietly. */
export class ClosedPipeError extends Error {
  constructor() {
    super("The reader of the output is gone.");
    this.name = "ClosedPipeError";
  }
}

/** What decides colour: environment, flag and stream. Rules: https://no-color.org and chalk's FORCE_COLOR levels. */
export interface ColorFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: boolean;
  readonly noColorFlag: boolean;
  readonly depth: number;
}

/** Decides the colour level of a stream. `--no-color`, NO_COLOR and TERM=dumb win over FORCE_COLOR. */
export function decideColorLevel({ env, isTTY, noColorFlag, depth }: ColorFacts): 0 | 1 | 2 | 3 {
  if (noColorFlag || (env.NO_COLOR ?? "") !== "") return 0;
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) {
    if (forced === "0" || forced === "false") return 0;
    return forced === "2" ? 2 : forced === "3" ? 3 : 1;
  }
  if (!isTTY || env.TERM === "dumb") return 0;
  return depth >= 24 ? 3 : depth >= 8 ? 2 : depth >= 4 ? 1 : 0;
}

/** True for the errors by which a stream says that its reader is gone. */
export function isClosedPipe(error: unknown): boolean {
  if (error instanceof ClosedPipeError) return true;
  const code = (error as { code?: unknown } | null)?.code;
  return code === "EPIPE" || code === "ERR_STREAM_DESTROYED" || code === "ERR_STREAM_WRITE_AFTER_END";
}

/** Writes text or bytes to a stream, waiting for it to take them. */
export function writeTo(stream: Writable, text: string | Uint8Array): Promise<void> {
  if (text.length === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    if (stream.destroyed) {
      reject(new ClosedPipeError());
      return;
    }
    stream.write(text, (error) => {
      if (!error) resolve();
      else reject(isClosedPipe(error) ? new ClosedPipeError() : error);
    });
  });
}

const NARROWEST = 40;

/** Describes a stream of the host: what it is, and how to write to it. */
export function describeStream(host: Pick<Host, "env">, stream: HostStream, noColorFlag: boolean): OutputStream {
  const isTTY = stream.isTTY === true;
  const depth = isTTY ? (stream.getColorDepth?.() ?? 4) : 1;
  return {
    stream,
    isTTY,
    colorLevel: decideColorLevel({ env: host.env, isTTY, noColorFlag, depth }),
    width: Math.max(NARROWEST, stream.columns ?? 80),
    write: (text) => writeTo(stream, text),
  };
}

/** True if the terminal is taken to show Unicode, by platform and locale. */
export function showsUnicode({ env, platform }: Pick<Host, "env" | "platform">): boolean {
  const locale = env.LC_ALL ?? env.LC_CTYPE ?? env.LANG ?? "";
  return platform === "darwin" || platform === "win32" || locale === "" || /utf-?8/i.test(locale);
}

/**
 * Builds the streams of a call; here colour, width and "may we ask" are decided, once. Each stream is opened on first use:
 * to open one costs a few milliseconds of start-up.
 */
export function createIo(host: Host, globals: Pick<GlobalValues, "noColor" | "noInput">): Io {
  let stdout: OutputStream | undefined;
  let stderr: OutputStream | undefined;
  return {
    get stdin() {
      return host.stdin;
    },
    get stdout() {
      stdout ??= describeStream(host, host.stdout, globals.noColor);
      return stdout;
    },
    get stderr() {
      stderr ??= describeStream(host, host.stderr, globals.noColor);
      return stderr;
    },
    get canPrompt() {
      const { CI, TERM } = host.env;
      const inCi = CI !== undefined && CI !== "" && CI !== "false";
      return !globals.noInput && !inCi && TERM !== "dumb" && this.stderr.isTTY && host.stdin.isTTY === true;
    },
    unicode: showsUnicode(host),
  };
}
