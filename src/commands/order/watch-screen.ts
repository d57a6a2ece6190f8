import { type WatchScreen, watchBlocks } from "../../formatters/watch.ts";
import type { Context } from "../../kernel/context.ts";

/** A place on the terminal that is drawn again and again. */
export interface Screen {
  draw(screen: WatchScreen): Promise<void>;
}

/** Opens it where the cursor stands; what was drawn last stays when the command ends. */
export function openScreen(context: Context): Screen {
  const { stdout, unicode } = context.io;
  let height = 0;
  return {
    async draw(screen) {
      const [{ renderBlocks }, { loadTheme }] = await Promise.all([
        import("../../formatters/render.ts"),
        import("../../formatters/theme.ts"),
      ]);
      const layout = { theme: await loadTheme(stdout.colorLevel), width: stdout.width, unicode };
      const drawn = await renderBlocks(watchBlocks(screen, { now: context.serviceNow() }), layout);
      const text = fitted(drawn, rowsOf(stdout.stream));
      // Up to the first line of the last drawing, then away with all below: one write, so that nothing flickers.
      const rewind = height === 0 ? "" : `\u001b[${height}A\u001b[0J`;
      height = text.split("\n").length - 1;
      await stdout.write(rewind + text);
    },
  };
}

/** Rows of the terminal; what has scrolled away above them cannot be redrawn. */
function rowsOf(stream: object): number {
  return "rows" in stream && typeof stream.rows === "number" && stream.rows > 2 ? stream.rows : FEW_ROWS;
}

const FEW_ROWS = 24;

/** The first line and as many of the last as fit above the cursor. */
function fitted(text: string, rows: number): string {
  const [first = "", ...rest] = text.trimEnd().split("\n");
  return `${[first, ...rest.slice(-(rows - 2))].join("\n")}\n`;
}
