import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { FileError } from "../errors.ts";
import { withLock } from "./file-lock.ts";
import { parseJsonFile } from "./json-file.ts";
import {
  ensurePrivateFolder,
  fileError,
  putInPlace,
  readPrivateFile,
  refuseForeignLink,
  sweepTemporaries,
  temporaryName,
  writePrivateFile,
} from "./private-files.ts";
import { EMPTY_SETTINGS, readSettings, type Settings } from "./settings-shape.ts";

/** The settings of the user, in one JSON file. */
export interface SettingsStore {
  readonly file: string;
  /**
   * The settings as they are now; empty ones if there is no file.
   * @throws {FileError} when the file is broken: it is left as it is, a copy is kept beside it and named in the error.
   */
  read(): Promise<Settings>;
  /**
   * Changes the settings; no other process changes them at the same time. Answers what was written.
   * @throws {FileError} as `read`, and when the file cannot be written.
   */
  update(change: (current: Settings) => Settings): Promise<Settings>;
}

const LOCK = { waitMs: 15_000, staleMs: 10_000 };

/**
 * Opens the settings file. It is written by the package `conf` and read without it: `conf` costs 15 to 30 ms at start-up
 * (it brings a schema validator), which a command that only reads must not pay. Both ways share one check,
 * {@link readSettings}. `conf` writes into a folder of its own, and the finished file is moved into place: left to itself
 * it follows symbolic links, and does not write atomically inside a snap.
 * @param now milliseconds since 1970, for the name of a backup.
 */
export function openSettings(file: string, now: () => number): SettingsStore {
  const read = async (): Promise<Settings> => {
    const text = await readPrivateFile(file);
    if (text === undefined) return EMPTY_SETTINGS;
    try {
      return readSettings(parseJsonFile(text, file), file);
    } catch (error) {
      if (!(error instanceof FileError) || error.code !== "broken_file") throw error;
      const backup = await keepBroken(file, text, now()).catch(() => undefined);
      const copy = backup === undefined ? "" : ` A copy is kept as ${backup}.`;
      throw new FileError(error.message, {
        code: "broken_settings",
        suggestion: `Correct the file, or delete it to begin anew. It was left as it is.${copy}`,
      });
    }
  };
  return {
    file,
    read,
    async update(change) {
      await ensurePrivateFolder(dirname(file));
      return withLock(`${file}.lock`, LOCK, async () => {
        const next = readSettings(change(await read()), file);
        await refuseForeignLink(file);
        await sweepTemporaries(file);
        await writeWithConf(file, next);
        return next;
      });
    },
  };
}

async function writeWithConf(file: string, settings: Settings): Promise<void> {
  const staging = temporaryName(file);
  try {
    await mkdir(staging, { mode: 0o700 });
    const { default: Conf } = await import("conf");
    const conf = new Conf({
      cwd: staging,
      configName: "settings",
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      serialize: (value) => `${JSON.stringify(value, undefined, 2)}\n`,
    });
    conf.store = settings;
    await putInPlace(join(staging, basename(conf.path)), file, true);
  } catch (error) {
    throw fileError("write", file, error);
  } finally {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Copies the broken text beside the file, once for each text; answers the name of the copy. */
async function keepBroken(file: string, text: string, now: number): Promise<string> {
  const prefix = `${basename(file)}.broken-`;
  const folder = dirname(file);
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    if ((await readFile(join(folder, name), "utf8").catch(() => undefined)) === text) return join(folder, name);
  }
  const backup = join(folder, `${prefix}${new Date(now).toISOString().replace(/[-:.]/g, "")}`);
  await writePrivateFile(backup, text);
  return backup;
}
