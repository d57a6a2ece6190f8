import { resolve } from "node:path";
import type { Context } from "../../kernel/context.ts";

/** The option of all commands that write or look into an archive. */
export const ARCHIVE_OPTION = {
  type: "string",
  value: "DIR",
  summary: "Folder of the archive (default: in bwp's data folder)",
} as const;

/** The folder of the archive that is meant. */
export async function archiveFolder(context: Context, archiveDir: string | undefined): Promise<string> {
  if (archiveDir !== undefined) return resolve(context.host.cwd, archiveDir);
  return (await context.config()).paths.archiveFolder;
}
