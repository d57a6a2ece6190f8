import type { Inline, Tone } from "../formatters/blocks.ts";
import { renderInline } from "../formatters/inline.ts";
import { loadTheme, PLAIN_THEME, type Theme } from "../formatters/theme.ts";
import type { GlobalValues } from "./global-options.ts";
import type { Io, OutputStream } from "./io.ts";

/** Work that takes a while: a spinner on a terminal, plain lines elsewhere. */
export interface Progress {
  /** Says what is being done now. */
  update(text: string): void;
  /** Ends with a mark of success and a closing word. */
  done(text?: string): void;
  /** Ends without a word; an error message follows. */
  stop(): void;
}

/** Talk with the user, all on stderr. Nothing here is ever part of the result. */
export interface Notices {
  /** A line for people, with what stands before its text; hidden by `--quiet`. */
  info(text: Inline, mark?: Inline): void;
  success(text: Inline): void;
  /** A line that matters; shown with `--quiet` as well. */
  warn(text: Inline): void;
  /** A line of `--debug`. */
  debug(text: string): void;
  progress(text: string): Progress;
  /** Ends a progress that runs. */
  stop(): void;
  /** Waits until everything said so far is written. */
  flush(): Promise<void>;
}

/**
 * Makes the talk of one call. Writing to a stderr that is gone is not an error. stderr is opened and the theme loaded with the
 * first word: most calls in scripts say nothing.
 */
export function createNotices(io: Io, globals: Pick<GlobalValues, "quiet" | "debug">): Notices {
  let current: Progress | undefined;
  let theme: Promise<Theme> | undefined;
  let written = Promise.resolve();
  const print = (render: (theme: Theme) => readonly [mark: string, text: string]): void => {
    current?.stop();
    theme ??= loadTheme(io.stderr.colorLevel);
    const loaded = theme;
    written = written
      .then(async () => {
        const [mark, text] = render(await loaded);
        await io.stderr.write(`${await fitted(mark, text, io.stderr)}\n`);
      })
      .catch(() => undefined);
  };
  const marked = (mark: string, tone: Tone, text: Inline): void =>
    print((paint) => [`${paint.paint(mark, tone)} `, renderInline(text, paint)]);
  const symbol = (unicode: string, ascii: string): string => (io.unicode ? unicode : ascii);
  return {
    info(text, mark = "") {
      if (!globals.quiet) print((paint) => [renderInline(mark, paint), renderInline(text, paint)]);
    },
    success(text) {
      if (!globals.quiet) marked(symbol("✓", "+"), "good", text);
    },
    warn(text) {
      marked("!", "warn", text);
    },
    debug(text) {
      if (globals.debug) print((paint) => ["", paint.paint(renderInline(text, PLAIN_THEME), "dim")]);
    },
    progress(text) {
      current?.stop();
      const progress = globals.quiet
        ? SILENT
        : io.stderr.isTTY
          ? spin(io, text, (word) => print(() => [`${symbol("✓", "+")} `, word]))
          : lines((word) => print(() => ["", word]), text);
      const wrapped: Progress = {
        update: progress.update,
        done(word) {
          if (current === wrapped) current = undefined;
          progress.done(word);
        },
        stop() {
          if (current === wrapped) current = undefined;
          progress.stop();
        },
      };
      current = wrapped;
      return wrapped;
    },
    stop() {
      current?.stop();
    },
    flush: () => written,
  };
}

/** A pipe gets a line whole; what breaks lines is loaded for a terminal only. */
async function fitted(mark: string, text: string, { isTTY, width }: OutputStream): Promise<string> {
  if (!isTTY) return mark + text;
  const { wrapMarked } = await import("../formatters/wrap.ts");
  return wrapMarked(mark, text, width, "keep").join("\n");
}

const SILENT: Progress = { update: () => undefined, done: () => undefined, stop: () => undefined };

/** On a pipe: the first word and the last, no redraws. */
function lines(print: (text: string) => void, text: string): Progress {
  print(`${text} ...`);
  let last = text;
  return {
    update(next) {
      last = next;
    },
    done(word) {
      print(word ?? last);
    },
    stop: () => undefined,
  };
}

/** On a terminal: a spinner, loaded only when the work takes long enough to be noticed. */
function spin(io: Io, first: string, say: (word: string) => void): Progress {
  let text = first;
  let ended = false;
  let spinner: { text: string; succeed(text?: string): unknown; stop(): unknown } | undefined;
  const timer = setTimeout(() => {
    void import("ora").then(({ default: ora }) => {
      if (ended) return;
      // discardStdin would swallow Ctrl-C and keys meant for a later question.
      spinner = ora({ text, stream: io.stderr.stream as NodeJS.WriteStream, discardStdin: false }).start();
    });
  }, SPINNER_DELAY_MS);
  return {
    update(next) {
      text = renderInline(next, PLAIN_THEME);
      if (spinner) spinner.text = text;
    },
    done(word) {
      ended = true;
      clearTimeout(timer);
      if (spinner) spinner.succeed(word ?? text);
      else if (word !== undefined) say(word);
    },
    stop() {
      ended = true;
      clearTimeout(timer);
      spinner?.stop();
    },
  };
}

const SPINNER_DELAY_MS = 150;
