import { UsageError } from "./errors.ts";
import { commandTable } from "./generated/command-table.ts";
import type { Command } from "./kernel/command.ts";
import { type IndexEntry, type Match, matchCommand } from "./kernel/command-index.ts";
import type { RunLine } from "./kernel/context.ts";
import { EXIT_CODES } from "./kernel/exit-codes.ts";
import { type Host, processHost } from "./kernel/host.ts";
import { isClosedPipe, writeTo } from "./kernel/io.ts";
import { parseCall } from "./kernel/parse.ts";
import { failCall, runCommand } from "./kernel/run-command.ts";
import { asksForHelp } from "./quick-words.ts";
import { VERSION } from "./version.ts";

/** Runs one call in this process's own world. */
export function main(words: readonly string[]): Promise<number> {
  return runCli(words, processHost());
}

/**
 * Runs one call of `bwp` and answers its exit code. Never throws; never ends the process.
 * @param words what stands after `bwp`
 */
export async function runCli(words: readonly string[], host: Host): Promise<number> {
  try {
    if (asksForHelp(words)) return await (await import("./help.ts")).printHelp(words, host);
    const match = matchCommand(commandTable, words);
    if (match.kind === "command") return await runEntry(match.entry, match.rest, host);
    if (match.unknown === undefined && words.includes("--version")) {
      await writeTo(host.stdout, `${VERSION}\n`);
      return EXIT_CODES.done.code;
    }
    if (match.unknown !== undefined) return await reportUnknown(host, words, match);
    // A flag without its value, or one that there is not, is worth more than help.
    parseCall({ name: match.kind === "noun" ? match.noun : "", summary: "", examples: [] }, match.rest);
    return await (await import("./help.ts")).printHelp(words, host);
  } catch (error) {
    if (isClosedPipe(error)) return EXIT_CODES.done.code;
    return failCall(error, words, host);
  }
}

/** Loads the verb's file and runs it. */
async function runEntry(
  entry: IndexEntry,
  words: readonly string[],
  host: Host,
  onResult?: (data: unknown) => void,
): Promise<number> {
  const { command } = await entry.load();
  return runCommand(command as Command, words, host, { runLine, onResult });
}

const runLine: RunLine = async (words, host, onResult) => {
  const match = matchCommand(commandTable, words);
  if (match.kind !== "command") throw new Error(`There is no command "bwp ${words.join(" ")}".`);
  return runEntry(match.entry, match.rest, host, onResult);
};

async function reportUnknown(
  host: Host,
  words: readonly string[],
  match: Exclude<Match, { kind: "command" }>,
): Promise<number> {
  const { didYouMean } = await import("./kernel/suggest.ts");
  const unknown = match.unknown ?? "";
  const names = commandTable.index.flatMap((entry) => [entry.name, ...entry.aliases]);
  const noun = match.kind === "noun" ? match.noun : undefined;
  const candidates =
    noun === undefined
      ? [...Object.keys(commandTable.nouns), ...names.filter((name) => !name.includes(" "))]
      : names.filter((name) => name.startsWith(`${noun} `)).map((name) => name.slice(noun.length + 1));
  const known =
    noun === undefined ? 'Run "bwp --help" for the commands.' : `Verbs of ${noun}: ${candidates.join(", ")}.`;
  const error = new UsageError(`There is no command "bwp ${noun === undefined ? "" : `${noun} `}${unknown}".`, {
    code: "unknown_command",
    suggestion: didYouMean(unknown, candidates) ?? known,
  });
  return failCall(error, words, host);
}
