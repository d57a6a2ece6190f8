import { constants } from "node:fs";
import { access, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileError } from "../config/private-files.ts";
import { isSystemError } from "../errors.ts";
import type { Context } from "./context.ts";

/** How a file is written, where it matters. */
export interface OutputFileOptions {
  readonly mode?: number;
  /** `wx`: never over a file that is there. */
  readonly flag?: "w" | "wx";
}

/**
 * Writes a file that the user named.
 * @returns its absolute path.
 * @throws {FileError}
 */
export async function writeOutputFile(
  context: Context,
  name: string,
  text: string,
  options: OutputFileOptions = {},
): Promise<string> {
  const file = resolve(context.host.cwd, name);
  await writeFile(file, text, options).catch((cause: unknown) => {
    throw fileError("write", file, cause);
  });
  return file;
}

/**
 * Looks, before anything is sent, whether a file can be written in the end; writes nothing.
 * @throws {FileError}
 */
export async function checkOutputFile(context: Context, name: string | undefined): Promise<void> {
  if (name === undefined) return;
  const file = resolve(context.host.cwd, name);
  try {
    const there = await stat(file).catch((cause: unknown) => {
      if (isSystemError(cause) && cause.code === "ENOENT") return undefined;
      throw cause;
    });
    if (there?.isDirectory()) throw Object.assign(new Error("A folder."), { code: "EISDIR" });
    await access(there === undefined ? dirname(file) : file, constants.W_OK);
  } catch (cause) {
    throw fileError("write", file, cause);
  }
}
