import { type FileHandle, open } from "node:fs/promises";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { UsageError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { unreadableInput } from "../../kernel/unreadable-input.ts";
import { CATALOG_LIMITS } from "../../model/catalog.ts";

const MB = 1024 * 1024;
/** So much of the beginning tells a text from something else. */
const SAMPLE_BYTES = 64 * 1024;

const TEMPLATE = "bwp catalog template prints what the file must look like.";

/** Beginnings of files that people take for CSV. */
const OTHER_KINDS: readonly (readonly [beginning: readonly number[], what: string])[] = [
  [[0x50, 0x4b], "a spreadsheet or another ZIP file; save it as CSV (UTF-8)"],
  [[0xd0, 0xcf, 0x11, 0xe0], "an old spreadsheet; save it as CSV (UTF-8)"],
  [[0x1f, 0x8b], "compressed; unpack it first"],
  [[0xff, 0xfe], "UTF-16 text; save it as CSV (UTF-8)"],
  [[0xfe, 0xff], "UTF-16 text; save it as CSV (UTF-8)"],
];

/**
 * Reads a catalog file, or stdin for `-`, whole: what was checked is what is sent. A file that is too large is refused by its
 * size, before anything of it is read.
 * @throws {UsageError} code `unreadable_file`, `file_too_large`, `file_empty` or `not_csv`.
 */
export async function readCatalogFile(context: Context, file: string): Promise<Buffer> {
  const name = file === "-" ? "stdin" : file;
  const bytes = file === "-" ? await readSome(context.io.stdin, name) : await readNamed(context, file);
  if (bytes.length === 0) throw new UsageError(`${name} is empty.`, { code: "file_empty", suggestion: TEMPLATE });
  refuseOtherKinds(bytes, name);
  return bytes;
}

async function readNamed(context: Context, file: string): Promise<Buffer> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(resolve(context.host.cwd, file), "r");
    const facts = await handle.stat();
    if (facts.isFile() && facts.size > CATALOG_LIMITS.feedBytes) throw tooLarge(file, facts.size);
    return await readSome(handle.createReadStream({ autoClose: false }), file);
  } catch (cause) {
    throw unreadableInput(file, cause);
  } finally {
    await handle?.close();
  }
}

/** Pipes and devices do not tell their size: they are read until it is too much, or no text. */
async function readSome(stream: Readable, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const part = Buffer.from(chunk);
    if (size === 0) refuseOtherKinds(part, name);
    size += part.length;
    if (size > CATALOG_LIMITS.feedBytes) throw tooLarge(name, undefined);
    chunks.push(part);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(name: string, bytes: number | undefined): UsageError {
  const most = `a catalog file has at most ${CATALOG_LIMITS.feedBytes / MB} MB`;
  const size = bytes === undefined ? "is too large" : `has ${(bytes / MB).toFixed(1)} MB`;
  return new UsageError(`${name} ${size}; ${most}.`, {
    code: "file_too_large",
    suggestion: `Split it: at most ${CATALOG_LIMITS.feedRows.toLocaleString("en-US")} rows and 50 MB a file, one import at a time.`,
  });
}

function refuseOtherKinds(bytes: Buffer, name: string): void {
  const kind = OTHER_KINDS.find(([beginning]) => beginning.every((byte, index) => bytes[index] === byte));
  const what = kind?.[1] ?? (bytes.subarray(0, SAMPLE_BYTES).includes(0) ? "binary" : undefined);
  if (what === undefined) return;
  throw new UsageError(`${name} is no CSV: it is ${what}.`, {
    code: "not_csv",
    suggestion: TEMPLATE,
  });
}
