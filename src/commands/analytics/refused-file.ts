import { type FileHandle, open } from "node:fs/promises";
import { fileError } from "../../config/private-files.ts";
import { stringifyJson } from "../../model/json.ts";
import type { Refusal } from "./refusal.ts";

/** Takes every refusal, one JSON document a line. */
export interface RefusedFile {
  write(refusals: readonly Refusal[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the file for refused events; a run that goes on adds to it.
 * @throws {FileError} if it cannot be opened
 */
export async function openRefusedFile(file: string | undefined, goesOn: boolean): Promise<RefusedFile> {
  if (file === undefined) return { write: async () => undefined, close: async () => undefined };
  const handle: FileHandle = await open(file, goesOn ? "a" : "w", 0o600).catch((error: unknown) => {
    throw fileError("write", file, error);
  });
  return {
    async write(refusals) {
      if (refusals.length === 0) return;
      await handle.appendFile(refusals.map((refusal) => `${stringifyJson(refusal)}\n`).join("")).catch((error) => {
        throw fileError("write", file, error);
      });
    },
    close: () => handle.close(),
  };
}
