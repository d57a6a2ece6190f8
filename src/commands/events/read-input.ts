import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { FileError, isSystemError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";

/** Larger chunks mean fewer waits; the memory of a decode is a few of them. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Opens a file, or stdin for `-`, to be read in chunks. A signal ends the reading with its own error, also while nothing comes.
 * @throws {FileError} if it cannot be opened or read.
 */
export async function openInput(context: Context, file: string): Promise<AsyncIterable<Uint8Array | string>> {
  const { signal } = context;
  if (file === "-") {
    const { stdin } = context.io;
    signal.addEventListener("abort", () => stdin.destroy(signal.reason), { once: true });
    return stdin;
  }
  try {
    const handle = await open(resolve(context.host.cwd, file));
    if ((await handle.stat()).isDirectory()) {
      await handle.close();
      throw new FileError(`Cannot read ${file}: it is a folder.`);
    }
    return readChunks(file, handle.createReadStream({ highWaterMark: CHUNK_BYTES }));
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

async function* readChunks(file: string, stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* stream;
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable(file: string, cause: unknown): unknown {
  if (!isSystemError(cause) || cause instanceof FileError) return cause;
  const why = cause.code === "ENOENT" ? "there is no such file" : (cause.code ?? cause.message);
  return new FileError(`Cannot read ${file}: ${why}.`, { cause });
}
