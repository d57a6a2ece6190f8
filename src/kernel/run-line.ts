import type { Command } from "./command.ts";
import { matchCommand } from "./command-index.ts";
import type { CallHooks } from "./context.ts";
import type { Host } from "./host.ts";
import { runCommand } from "./run-command.ts";

/** Runs one command line in this process, as a user would type it after `bwp`; for commands that are made of commands. */
export async function runLine(words: readonly string[], host: Host, hooks: CallHooks = {}): Promise<number> {
  const { commandTable } = await import("../generated/command-table.ts");
  const match = matchCommand(commandTable, words);
  if (match.kind !== "command") throw new Error(`There is no command "bwp ${words.join(" ")}".`);
  const { command } = await match.entry.load();
  return runCommand(command as Command, match.rest, host, hooks);
}
