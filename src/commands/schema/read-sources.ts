import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { SourceFile } from "../../client/schema/embedded.ts";
import { UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { readText } from "../../kernel/input-file.ts";
import { unreadableInput } from "../../kernel/unreadable-input.ts";

/** Folders that hold nobody's own documents. */
const PASSED_OVER = /^(node_modules|dist|build|coverage|vendor|target|__pycache__|\..+)$/;

/**
 * Reads files, folders with all below them, and `-` for stdin; `stdinName` says what language stdin is in.
 * @throws {UsageError} if one cannot be read (code `unreadable_file`), or a folder holds nothing to look into.
 */
export async function readSources(
  context: Context,
  names: readonly string[],
  stdinName = "stdin.graphql",
): Promise<readonly SourceFile[]> {
  const { mayHoldDocuments } = await import("../../client/schema/embedded.ts");
  const files: SourceFile[] = [];
  const seen = new Set<string>();
  for (const name of names) {
    const found = name === "-" ? [name] : await filesOf(context, name, mayHoldDocuments);
    if (found.length === 0) {
      throw new UsageError(`${name} holds no .graphql file and no source file.`, { code: "unreadable_file" });
    }
    for (const file of found) {
      context.signal.throwIfAborted();
      // A folder and a file in it may both be named.
      const place = file === "-" ? file : resolve(context.host.cwd, file);
      if (seen.has(place)) continue;
      seen.add(place);
      files.push({
        name: file === "-" ? stdinName : file,
        text: (await readText(context, file)).replace(/^\uFEFF/, ""),
      });
    }
  }
  return files;
}

async function filesOf(
  context: Context,
  name: string,
  isWanted: (file: string) => boolean,
): Promise<readonly string[]> {
  const path = resolve(context.host.cwd, name);
  try {
    if (!(await stat(path)).isDirectory()) return [name];
    return await walk(path, name, isWanted);
  } catch (cause) {
    throw unreadableInput(name, cause);
  }
}

async function walk(path: string, name: string, isWanted: (file: string) => boolean): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .sort((left, right) => (left.name < right.name ? -1 : 1))
      .map(async (entry) => {
        const below = join(name, entry.name);
        if (entry.isDirectory()) {
          return PASSED_OVER.test(entry.name) ? [] : walk(join(path, entry.name), below, isWanted);
        }
        return entry.isFile() && isWanted(entry.name) ? [below] : [];
      }),
  );
  return found.flat();
}
