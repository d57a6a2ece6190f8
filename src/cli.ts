import { UsageError } from "./errors.ts";
import { commandTable } from "./generated/command-table.ts";
import type { Command } from "./kernel/command.ts";
import { matchCommand } from "./kernel/command-index.ts";
import { EXIT_CODES } from "./kernel/exit-codes.ts";
import type { Host } from "./kernel/host.ts";
import { isClosedPipe } from "./kernel/io.ts";
import { VERSION } from "./version.ts";

/** True if help is asked for anywhere before `--`. */
function wantsHelp(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return (end === -1 ? words : words.slice(0, end)).some((word) => word === "--help" || word === "-h");
}

/**
 * Runs one call of `bwp` in this process and answers its exit code. Never throws; never ends the process.
 * @param argv the words after `bwp`
 */
export async function runCli(argv: readonly string[], host: Host): Promise<number> {
  try {
    const words = argv[0] === "help" ? [...argv.slice(1), "--help"] : argv;
    const match = matchCommand(commandTable, words);
    if (words.includes("--version") && match.kind === "root" && match.unknown === undefined) {
      return await printText(host, `${VERSION}\n`);
    }
    if (match.kind === "command") {
      if (wantsHelp(match.rest)) return await printHelp(host, match.rest, match.entry.name);
      const { command } = await match.entry.load();
      const { runCommand } = await import("./kernel/run-command.ts");
      return await runCommand(command as Command, match.rest, host);
    }
    if (match.unknown === undefined || wantsHelp(match.rest)) {
      return await printHelp(host, match.rest, match.kind === "noun" ? match.noun : undefined);
    }
    return await reportUnknown(host, argv, match.kind === "noun" ? `${match.noun} ${match.unknown}` : match.unknown);
  } catch (error) {
    if (isClosedPipe(error)) return EXIT_CODES.done.code;
    const { failCall } = await import("./kernel/run-command.ts");
    return failCall(error, argv, host);
  }
}

async function printText(host: Host, text: string): Promise<number> {
  const { writeTo } = await import("./kernel/io.ts");
  await writeTo(host.stdout, text);
  return EXIT_CODES.done.code;
}

async function printHelp(host: Host, words: readonly string[], name: string | undefined): Promise<number> {
  const { showHelp } = await import("./kernel/show-help.ts");
  return showHelp(commandTable, { name, words, host, version: VERSION });
}

async function reportUnknown(host: Host, argv: readonly string[], name: string): Promise<number> {
  const { didYouMean } = await import("./kernel/suggest.ts");
  const names = commandTable.index.flatMap((entry) => [entry.name, ...entry.aliases]);
  const { failCall } = await import("./kernel/run-command.ts");
  const error = new UsageError(`There is no command "bwp ${name}".`, {
    code: "unknown_command",
    suggestion:
      didYouMean(name, [...names, ...Object.keys(commandTable.nouns)]) ?? 'Run "bwp --help" for the commands.',
  });
  return failCall(error, argv, host);
}
