import type { Block } from "../formatters/blocks.ts";
import type { CommandTable } from "./command-index.ts";
import { commandHelp, nounHelp, rootHelp } from "./help.ts";

/** Help on a command or a noun, or on `bwp` itself, from the metadata alone. */
export async function helpOn(
  table: CommandTable,
  name: string | undefined,
  version: string,
): Promise<readonly Block[]> {
  if (name === undefined) return rootHelp(table, version);
  if (name in table.nouns) return nounHelp(table, name);
  const metadata = await table.metadata(name);
  return metadata ? commandHelp(metadata) : rootHelp(table, version);
}
