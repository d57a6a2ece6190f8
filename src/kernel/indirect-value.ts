import { UsageError } from "../errors.ts";
import type { Context } from "./context.ts";
import { readText } from "./input-file.ts";

/** How a value can be given that need not stand on the command line, where other programs and the shell's history see it. */
export const INDIRECTLY = "or @FILE, or - for stdin";

/**
 * The value itself, or what stands in the file behind `@` or in stdin for `-`, without white space around it.
 * @throws {UsageError} code `missing_input` if there is nothing in it, `unreadable_file` if it cannot be read.
 */
export async function readIndirect(context: Context, given: string, name: string): Promise<string> {
  const file = given === "-" ? "-" : given.startsWith("@") ? given.slice(1) : undefined;
  if (file === undefined) return given;
  const text = (await readText(context, file)).trim();
  if (text !== "") return text;
  throw new UsageError(`${name}: ${file === "-" ? "stdin" : file} is empty.`, { code: "missing_input" });
}
