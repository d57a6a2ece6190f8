import { asksForVersion, completionShell } from "../src/quick-words.ts";

/** Put in by the build. */
declare const BWP_VERSION: string;

/** Prints what was made at build time, if that is what the words ask for: the version, or the completion script of a shell. */
export function readyAnswer(words: readonly string[]): boolean {
  // Not imported: an import of node:fs makes Node load its streams as well.
  const fs = process.getBuiltinModule("node:fs");
  const shell = completionShell(words);
  if (shell !== undefined) print(fs, fs.readFileSync(`${import.meta.dirname}/completions/${shell}`, "utf8"));
  else if (asksForVersion(words)) print(fs, `${BWP_VERSION}\n`);
  else return false;
  return true;
}

/** Opening a standard stream takes milliseconds, and a pipe or a file does without; a terminal may take only a part at once. */
function print(fs: typeof import("node:fs"), text: string): void {
  const target = fs.fstatSync(1);
  if (!target.isFIFO() && !target.isFile()) {
    process.stdout.write(text);
    return;
  }
  const bytes = Buffer.from(text);
  try {
    for (let offset = 0; offset < bytes.length; ) offset += fs.writeSync(1, bytes, offset);
  } catch (error) {
    // The reader has gone away (`| head -1`), as it may.
    if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
  }
}
