import { UsageError } from "./errors.ts";
import { commandTable } from "./generated/command-table.ts";
import type { Command } from "./kernel/command.ts";
import { type IndexEntry, matchCommand } from "./kernel/command-index.ts";
import type { RunLine } from "./kernel/context.ts";
import { EXIT_CODES } from "./kernel/exit-codes.ts";
import { type Host, processHost } from "./kernel/host.ts";
import { isClosedPipe, writeTo } from "./kernel/io.ts";
import { failCall, runCommand } from "./kernel/run-command.ts";
import { VERSION } from "./version.ts";

/** Words that may ask for help; whether they do depends on their place. */
const HELP_WORDS: ReadonlySet<string> = new Set(["help", "--help", "-h"]);

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
    if (words.length === 0 || words.some((word) => HELP_WORDS.has(word))) {
      const { asksForHelp, printHelp } = await import("./help.ts");
      if (asksForHelp(words)) return await printHelp(words, host);
    }
    const match = matchCommand(commandTable, words);
    if (match.kind === "command") return await runEntry(match.entry, match.rest, host);
    if (match.unknown === undefined && words.includes("--version")) {
      await writeTo(host.stdout, `${VERSION}\n`);
      return EXIT_CODES.done.code;
    }
    if (match.unknown === undefined) return await (await import("./help.ts")).printHelp(words, host);
    return await reportUnknown(host, words, match.kind === "noun" ? `${match.noun} ${match.unknown}` : match.unknown);
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

async function reportUnknown(host: Host, words: readonly string[], name: string): Promise<number> {
  const { didYouMean } = await import("./kernel/suggest.ts");
  const names = commandTable.index.flatMap((entry) => [entry.name, ...entry.aliases]);
  const error = new UsageError(`There is no command "bwp ${name}".`, {
    code: "unknown_command",
    suggestion:
      didYouMean(name, [...names, ...Object.keys(commandTable.nouns)]) ?? 'Run "bwp --help" for the commands.',
  });
  return failCall(error, words, host);
}
