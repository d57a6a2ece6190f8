import type { Block } from "../formatters/blocks.ts";
import type { CommandTable } from "./command-index.ts";
import { commandHelp, nounHelp, rootHelp } from "./help.ts";

/** Help on a command, a noun or a group of its verbs, or on `bwp` itself, from the metadata alone. */
export async function helpOn(
  table: CommandTable,
  name: string | undefined,
  version: string,
): Promise<readonly Block[]> {
  if (name === undefined) return rootHelp(table, version);
  if (name in table.nouns) return nounHelp(table, name);
  const metadata = await table.metadata(name);
  if (metadata !== undefined) return commandHelp(metadata);
  return table.index.some((entry) => entry.name.startsWith(`${name} `))
    ? nounHelp(table, name)
    : rootHelp(table, version);
}
