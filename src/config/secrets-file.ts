import { dirname } from "node:path";
import { FileError } from "../errors.ts";
import { isJsonObject } from "../model/json-object.ts";
import { withLock } from "./file-lock.ts";
import { parseJsonFile } from "./json-file.ts";
import { ensurePrivateFolder, readPrivateFile, sweepTemporaries, writePrivateFile } from "./private-files.ts";
import type { SecretStore } from "./secret-store.ts";

const LOCK = { waitMs: 15_000, staleMs: 10_000 };

/** Secrets in a JSON file that only its owner can read (0600): for machines without a keychain, and for CI. */
export function fileSecretStore(file: string): SecretStore {
  const read = async (): Promise<ReadonlyMap<string, string>> => {
    const text = await readPrivateFile(file);
    return text === undefined ? new Map() : readSecrets(parseJsonFile(text, file), file);
  };
  const update = async (change: (secrets: Map<string, string>) => void): Promise<void> => {
    await ensurePrivateFolder(dirname(file));
    await withLock(`${file}.lock`, LOCK, async () => {
      const secrets = new Map(await read());
      change(secrets);
      await sweepTemporaries(file);
      const content = { version: 1, secrets: Object.fromEntries(secrets) };
      await writePrivateFile(file, `${JSON.stringify(content, undefined, 2)}\n`);
    });
  };
  return {
    place: "file",
    get: async (name) => (await read()).get(name),
    set: (name, secret) => update((secrets) => secrets.set(name, secret)),
    async delete(name) {
      if (!(await read()).has(name)) return false;
      await update((secrets) => secrets.delete(name));
      return true;
    },
    describe: () => ({
      kind: "file",
      location: file,
      secure: false,
      warning: `The secret is kept unencrypted in ${file}, readable by you (and by administrators of this machine) only.`,
    }),
  };
}

function readSecrets(value: unknown, file: string): ReadonlyMap<string, string> {
  const secrets = isJsonObject(value) ? value.secrets : undefined;
  const entries: [string, string][] = [];
  for (const [name, secret] of Object.entries(isJsonObject(secrets) ? secrets : {})) {
    if (typeof secret === "string") entries.push([name, secret]);
  }
  if (!isJsonObject(secrets) || entries.length !== Object.keys(secrets).length) {
    throw new FileError(`${file} is broken: it does not hold secrets as bwp writes them.`, {
      code: "broken_file",
      suggestion: "Correct it, or delete it and log in again with: bwp auth login",
    });
  }
  return new Map(entries);
}
