import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { FileError } from "../../errors.ts";

/** Bytes by key: files of the data directory, or memory without one. Keys are paths of plain names, as in S3. */
export interface Objects {
  /** Stores an object; it is on the disk, whole, before this returns. */
  put(key: string, body: Buffer): void;
  get(key: string): Buffer | undefined;
  delete(key: string): void;
  /** Forgets everything. */
  clear(): void;
}

const FOLDER = "objects";
/** Ending of a file that is being written; no key ends so, since its dots are escaped. */
const UNFINISHED = ".tmp";

/** Opens the objects of a data directory. */
export function openObjects(dataDir: string | undefined): Objects {
  return dataDir === undefined ? new MemoryObjects() : new FileObjects(path.join(dataDir, FOLDER));
}

class MemoryObjects implements Objects {
  readonly #objects = new Map<string, Buffer>();

  put(key: string, body: Buffer): void {
    this.#objects.set(key, body);
  }

  get(key: string): Buffer | undefined {
    return this.#objects.get(key);
  }

  delete(key: string): void {
    this.#objects.delete(key);
  }

  clear(): void {
    this.#objects.clear();
  }
}

class FileObjects implements Objects {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#sweep();
  }

  /** Removes what a crash in the middle of a write left behind. */
  #sweep(): void {
    if (!fs.existsSync(this.#folder)) return;
    for (const name of fs.readdirSync(this.#folder)) {
      if (name.endsWith(UNFINISHED)) fs.rmSync(path.join(this.#folder, name), { force: true });
    }
  }

  put(key: string, body: Buffer): void {
    const file = this.#file(key);
    const beside = `${file}.${randomUUID()}${UNFINISHED}`;
    try {
      fs.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      fs.writeFileSync(beside, body, { mode: 0o600 });
      fs.renameSync(beside, file);
    } catch (cause) {
      fs.rmSync(beside, { force: true });
      throw new FileError(`The emulator could not store a file in ${this.#folder}.`, { cause });
    }
  }

  get(key: string): Buffer | undefined {
    try {
      return fs.readFileSync(this.#file(key));
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw error;
    }
  }

  delete(key: string): void {
    fs.rmSync(this.#file(key), { force: true });
  }

  clear(): void {
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  /** One folder for all: a key that tries to climb out of it is only a strange name. */
  #file(key: string): string {
    return path.join(this.#folder, encodeURIComponent(key).replaceAll(".", "%2E"));
  }
}
