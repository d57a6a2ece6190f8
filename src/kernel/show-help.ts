import { renderBlocks } from "../formatters/render.ts";
import { createTheme } from "../formatters/theme.ts";
import type { CommandTable } from "./command-index.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { commandHelp, nounHelp, rootHelp } from "./help.ts";
import type { Host } from "./host.ts";
import { createIo } from "./io.ts";

const WIDEST = 100;

/** Prints help on stdout, from the metadata alone. */
export async function showHelp(
  table: CommandTable,
  { name, words, host, version }: { name: string | undefined; words: readonly string[]; host: Host; version: string },
): Promise<number> {
  const io = createIo(host, { noColor: words.includes("--no-color"), noInput: true });
  const metadata = name === undefined ? undefined : (await table.reference())[name];
  const blocks = metadata
    ? commandHelp(metadata)
    : name !== undefined && name in table.nouns
      ? nounHelp(table, name)
      : rootHelp(table, version);
  const width = io.stdout.isTTY ? Math.min(io.stdout.width, WIDEST) : 80;
  await io.stdout.write(renderBlocks(blocks, { theme: createTheme(io.stdout.colorLevel), width, unicode: io.unicode }));
  return EXIT_CODES.done.code;
}
