import type { Context } from "../../kernel/context.ts";
import type { Progress } from "../../kernel/notices.ts";

/** The line at the foot of the terminal that tells how it goes; elsewhere there is none. */
export interface StatusLine {
  /** From now on it is shown. */
  begin(): void;
  /** Brings it up to date. */
  show(): void;
  /** Takes it away until it is shown again. */
  hush(): void;
  /** Says something above it. */
  aloud(say: () => void): void;
  /** Keeps it off the screen while something is written there. */
  aside(write: () => Promise<void>): Promise<void>;
  end(): void;
}

/** Makes the line; `text` gives what it says in so many columns, undefined while there is nothing to say. */
export function createStatusLine(
  { io, globals, notices }: Context,
  text: (width: number) => string | undefined,
): StatusLine {
  const isLive = io.stderr.isTTY && !globals.quiet;
  let line: Progress | undefined;
  let isQuiet = true;
  const hush = (): void => {
    line?.stop();
    line = undefined;
  };
  const show = (): void => {
    const words = isLive && !isQuiet ? text(io.stderr.width) : undefined;
    if (words === undefined) return;
    line ??= notices.progress(words);
    line.update(words);
  };
  return {
    begin() {
      isQuiet = false;
    },
    show,
    hush,
    aloud(say) {
      hush();
      say();
      show();
    },
    async aside(write) {
      hush();
      isQuiet = true;
      await write();
      isQuiet = false;
      show();
    },
    end() {
      hush();
      isQuiet = true;
    },
  };
}
