import { renderBlocks } from "./formatters/render.ts";
import { loadTheme, PLAIN_THEME } from "./formatters/theme.ts";
import { commandTable } from "./generated/command-table.ts";
import { type Match, matchCommand } from "./kernel/command-index.ts";
import { EXIT_CODES } from "./kernel/exit-codes.ts";
import { type Host, processHost, writeUnlessTerminal } from "./kernel/host.ts";
import { describeStream, isClosedPipe, showsUnicode, writeTo } from "./kernel/io.ts";
import { helpOn } from "./kernel/show-help.ts";
import { VERSION } from "./version.ts";

const WIDEST = 100;
const USUAL_WIDTH = 80;

/** Prints the help that the words ask for, in this process. Bundled as one file: each module that Node loads costs time. */
export async function main(words: readonly string[]): Promise<number> {
  const host = processHost();
  try {
    if (host.env.FORCE_COLOR !== undefined) return await printHelp(words, host);
    const layout = { theme: PLAIN_THEME, width: USUAL_WIDTH, unicode: showsUnicode(host) };
    const text = await renderBlocks(await helpBlocks(words), layout);
    return writeUnlessTerminal(text) ? EXIT_CODES.done.code : await printHelp(words, host);
  } catch (error) {
    if (isClosedPipe(error)) return EXIT_CODES.done.code;
    await writeTo(host.stderr, `bwp: the help could not be written: ${(error as Error).message}\n`);
    return EXIT_CODES.internal.code;
  }
}

/** Prints the help that the words ask for, and answers the exit code. */
export async function printHelp(words: readonly string[], host: Host): Promise<number> {
  const stdout = describeStream(host, host.stdout, words.includes("--no-color"));
  const theme = await loadTheme(stdout.colorLevel);
  const width = stdout.isTTY ? Math.min(stdout.width, WIDEST) : USUAL_WIDTH;
  await stdout.write(await renderBlocks(await helpBlocks(words), { theme, width, unicode: showsUnicode(host) }));
  return EXIT_CODES.done.code;
}

function helpBlocks(words: readonly string[]): ReturnType<typeof helpOn> {
  const match = matchCommand(commandTable, words[0] === "help" ? words.slice(1) : words);
  return helpOn(commandTable, nameOf(match), VERSION);
}

function nameOf(match: Match): string | undefined {
  if (match.kind === "command") return match.entry.name;
  if (match.kind === "root") return undefined;
  const group = `${match.noun} ${match.unknown ?? ""}`;
  return commandTable.index.some(({ name }) => name.startsWith(`${group} `)) ? group : match.noun;
}
