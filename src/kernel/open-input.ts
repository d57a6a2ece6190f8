import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { UsageError } from "../errors.ts";
import type { Context } from "./context.ts";
import { unreadableInput } from "./unreadable-input.ts";

/** Larger chunks mean fewer waits; the memory of a decode is a few of them. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Opens a file, or stdin for `-`, to be read in chunks. A signal ends the reading with its own error, also while nothing comes.
 * @throws {UsageError} if it cannot be opened or read.
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
      throw new UsageError(`Cannot read ${file}: it is a folder.`, { code: "unreadable_file" });
    }
    return readChunks(file, handle.createReadStream({ highWaterMark: CHUNK_BYTES }));
  } catch (cause) {
    throw unreadableInput(file, cause);
  }
}

async function* readChunks(file: string, stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  try {
    yield* stream;
  } catch (cause) {
    throw unreadableInput(file, cause);
  }
}
