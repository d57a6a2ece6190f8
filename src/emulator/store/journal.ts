import fs from "node:fs";
import path from "node:path";
import { StringDecoder } from "node:string_decoder";
import { FileError } from "../../errors.ts";
import { lockDirectory } from "./lock.ts";
import type { Processes } from "./processes.ts";
import type { Change, Tables } from "./tables.ts";
import { applyChanges } from "./tables.ts";

const JOURNAL = "journal.ndjson";
const SNAPSHOT = "snapshot.ndjson";
const COMPACT_AT_BYTES = 64 * 1024 * 1024;
/** The journal is folded once it is this many times the snapshot, but never while it is smaller than a megabyte. */
const COMPACT_AT_FACTOR = 4;
const NEVER_COMPACT_BELOW = 1024 * 1024;

/** How the journal is written. */
export interface JournalOptions {
  /** Flush every transaction to the disk itself, for safety against a crash of the machine. Default false. */
  readonly fsync?: boolean | undefined;
  /** Bytes of journal from which it is folded into the snapshot. Default 64 MB. */
  readonly compactAtBytes?: number | undefined;
}

/** The file behind the store: one line of JSON a transaction. */
export interface Journal {
  /** Writes one transaction; throws a FileError (disk full, closed) and leaves the file as it was. */
  append(changes: readonly Change[]): void;
  compactIfDue(tables: Tables): void;
  compact(tables: Tables): void;
  close(): void;
}

/**
 * Opens the journal of a directory and reads it. Two files, each starting with a line `{"generation":n}`: the snapshot, and
 * the changes since. Folding writes the snapshot of generation n+1 beside the old one, renames it, then starts a journal of
 * generation n+1; a journal that is older than its snapshot is already part of it and is dropped. So a crash at any point
 * leaves either the old pair or the new snapshot.
 */
export function openJournal(
  directory: string,
  processes: Processes,
  options: JournalOptions,
): { journal: Journal; tables: Tables; notices: string[] } {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = lockDirectory(directory, processes);
  const notices = [...lock.notices];
  try {
    const tables: Tables = new Map();
    const snapshot = readLines(path.join(directory, SNAPSHOT), tables, 0);
    const journal = readLines(path.join(directory, JOURNAL), tables, snapshot.generation);
    if (journal.torn)
      notices.push("The last line of the journal was cut off (the emulator was killed); it was dropped.");
    const opened = new FileJournal(directory, options, snapshot.generation, lock.release);
    opened.compact(tables);
    return { journal: opened, tables, notices };
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface ReadResult {
  readonly generation: number;
  readonly torn: boolean;
}

/** Applies the lines of a file whose generation is at least `generation`. */
function readLines(file: string, tables: Tables, generation: number): ReadResult {
  let found: number | undefined;
  let rest = "";
  let stale = false;
  const take = (line: string): void => {
    const value: unknown = parseLine(file, line);
    if (found === undefined) {
      found = generationOf(file, value);
      stale = found < generation;
    } else if (!stale) {
      if (!isChanges(value)) throw damaged(file);
      applyChanges(tables, value);
    }
  };
  for (const chunk of chunksOf(file)) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  }
  return { generation: found ?? generation, torn: rest !== "" };
}

function* chunksOf(file: string): Iterable<string> {
  let fd: number;
  try {
    fd = fs.openSync(file, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw error;
  }
  try {
    const decoder = new StringDecoder("utf8");
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    for (;;) {
      const read = fs.readSync(fd, buffer, 0, buffer.length, null);
      if (read === 0) break;
      yield decoder.write(buffer.subarray(0, read));
    }
    yield decoder.end();
  } finally {
    fs.closeSync(fd);
  }
}

function parseLine(file: string, line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw damaged(file, error);
  }
}

function generationOf(file: string, value: unknown): number {
  if (typeof value === "object" && value !== null && "generation" in value && typeof value.generation === "number") {
    return value.generation;
  }
  throw damaged(file);
}

function isChanges(value: unknown): value is readonly Change[] {
  return (
    Array.isArray(value) &&
    value.every(
      (change: unknown) => Array.isArray(change) && typeof change[0] === "string" && typeof change[1] === "string",
    )
  );
}

function damaged(file: string, cause?: unknown): FileError {
  return new FileError(`The emulator's data file ${file} is damaged.`, {
    suggestion: "Move the file away, or start the emulator with another data directory.",
    cause,
  });
}

class FileJournal implements Journal {
  readonly #directory: string;
  readonly #fsync: boolean;
  readonly #compactAt: number;
  readonly #release: () => void;
  #generation: number;
  #fd = -1;
  #size = 0;
  #snapshotSize = 0;

  constructor(directory: string, options: JournalOptions, generation: number, release: () => void) {
    this.#directory = directory;
    this.#fsync = options.fsync ?? false;
    this.#compactAt = options.compactAtBytes ?? COMPACT_AT_BYTES;
    this.#generation = generation;
    this.#release = release;
  }

  append(changes: readonly Change[]): void {
    if (this.#fd < 0) throw new FileError("The emulator's journal is closed; no change can be made.");
    const line = Buffer.from(`${JSON.stringify(changes)}\n`);
    try {
      writeAll(this.#fd, line);
      if (this.#fsync) fs.fdatasyncSync(this.#fd);
    } catch (error) {
      this.#undo();
      throw new FileError("The emulator cannot write its journal; the change was not made.", { cause: error });
    }
    this.#size += line.length;
  }

  /** Cuts off what a failed append left behind; if even that fails, no further change is accepted. */
  #undo(): void {
    try {
      fs.ftruncateSync(this.#fd, this.#size);
    } catch {
      this.#closeFile();
    }
  }

  compactIfDue(tables: Tables): void {
    if (this.#size < Math.min(this.#compactAt, NEVER_COMPACT_BELOW)) return;
    if (this.#size < this.#compactAt && this.#size < COMPACT_AT_FACTOR * this.#snapshotSize) return;
    try {
      this.compact(tables);
    } catch {
      // The change is already safe in the journal, and folding is tried again with the next one.
      this.#snapshotSize = this.#size;
    }
  }

  compact(tables: Tables): void {
    const generation = this.#generation + 1;
    const header = Buffer.from(`${JSON.stringify({ generation })}\n`);
    const file = path.join(this.#directory, JOURNAL);
    fs.writeFileSync(`${file}.new`, header, { mode: 0o600 });
    const fd = fs.openSync(`${file}.new`, "a");
    try {
      this.#snapshotSize = this.#writeSnapshot(tables, generation);
    } catch (error) {
      fs.closeSync(fd);
      throw error;
    }
    // From here on the old journal counts no more: nothing may be written to it, even if what follows should fail.
    this.#closeFile();
    this.#generation = generation;
    try {
      fs.renameSync(`${file}.new`, file);
    } catch (error) {
      fs.closeSync(fd);
      throw error;
    }
    this.#fd = fd;
    this.#size = header.length;
  }

  #writeSnapshot(tables: Tables, generation: number): number {
    const file = path.join(this.#directory, SNAPSHOT);
    const fd = fs.openSync(`${file}.new`, "w", 0o600);
    let size = 0;
    try {
      let batch = `${JSON.stringify({ generation })}\n`;
      const flush = (): void => {
        const bytes = Buffer.from(batch);
        writeAll(fd, bytes);
        size += bytes.length;
        batch = "";
      };
      for (const [name, table] of tables) {
        for (const [id, value] of table) {
          batch += `${JSON.stringify([[name, id, value]])}\n`;
          if (batch.length > 1024 * 1024) flush();
        }
      }
      flush();
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(`${file}.new`, file);
    return size;
  }

  #closeFile(): void {
    if (this.#fd >= 0) fs.closeSync(this.#fd);
    this.#fd = -1;
  }

  close(): void {
    this.#closeFile();
    this.#release();
  }
}

/** Writes the whole buffer: one call of `write` may take only a part of it. */
function writeAll(fd: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += fs.writeSync(fd, bytes, written, bytes.length - written);
}
