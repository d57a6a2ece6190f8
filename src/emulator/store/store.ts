import type { Journal, JournalOptions } from "./journal.ts";
import { openJournal } from "./journal.ts";
import type { Processes } from "./processes.ts";
import { MACHINE_PROCESSES } from "./processes.ts";
import type { Change, ReadonlyTables, Tables } from "./tables.ts";
import { applyChanges } from "./tables.ts";

/** Names a kind of entity in the store and carries its type. */
export interface Collection<T> {
  readonly name: string;
  /** Never set: it only ties the name to the type. */
  readonly entity?: T;
}

/** The collection of that name; the name is what the journal on disk says. */
export function collection<T>(name: string): Collection<T> {
  return { name };
}

/** What can be read, in the store and inside a transaction. Values are snapshots: never mutate one. */
export interface Reader {
  get<T>(collection: Collection<T>, id: string): T | undefined;
  /** All entries in insertion order. */
  list<T>(collection: Collection<T>): Iterable<readonly [string, T]>;
  count(collection: Collection<unknown>): number;
}

/** A set of changes that is written as a whole or not at all. Reads see the changes made so far. */
export interface Transaction extends Reader {
  /** Sets an entry. The value must be plain JSON and must not be mutated afterwards. */
  put<T>(collection: Collection<T>, id: string, value: T): void;
  delete(collection: Collection<unknown>, id: string): void;
  /** Runs synchronously once the change is written and applied; never runs if the transaction fails. */
  afterCommit(run: () => void): void;
}

/**
 * The emulator's memory: collections of immutable JSON values, kept in RAM and, with a data directory, in a journal.
 * A transaction is one line written to the journal before it is applied, so that whatever was answered survives `kill -9`
 * (the kernel keeps what `write` accepted; only a crash of the machine needs the option `fsync`).
 */
export interface Store extends Reader {
  /** Runs a synchronous transaction; if it throws, nothing has happened. A nested call joins the outer one. */
  transaction<R>(run: (tx: Transaction) => R): R;
  /** All collections by name, and their entries in insertion order. */
  collections(): ReadonlyTables;
  /** Puts other data in the place of everything; if that cannot be written, nothing has happened. */
  replace(tables: Tables): void;
  /** Forgets everything. */
  reset(): void;
  /** Frees the files. Using the store afterwards is an error. */
  close(): void;
  /** Findings of opening, one sentence each: a torn last line that was dropped, a stale lock that was taken over. */
  readonly notices: readonly string[];
}

/** Where and how the store keeps its data. */
export interface StoreOptions extends JournalOptions {
  /** Directory of the journal, made if missing; undefined keeps everything in memory. */
  readonly dataDir?: string | undefined;
  /** How the lock of the directory tells a running holder from one that was killed; default: this machine's processes. */
  readonly processes?: Processes | undefined;
}

/** Opens the store; with a data directory it reads what is there. Throws a FileError if it is locked or not readable. */
export function openStore(options: StoreOptions): Store {
  const { dataDir, processes = MACHINE_PROCESSES } = options;
  if (dataDir === undefined) return new JournaledStore(new Map(), undefined, []);
  const opened = openJournal(dataDir, processes, options);
  return new JournaledStore(opened.tables, opened.journal, opened.notices);
}

const GONE = Symbol("gone");

class JournaledStore implements Store {
  readonly notices: readonly string[];
  readonly #tables: Tables;
  readonly #journal: Journal | undefined;
  #open: PendingTransaction | undefined;

  constructor(tables: Tables, journal: Journal | undefined, notices: readonly string[]) {
    this.#tables = tables;
    this.#journal = journal;
    this.notices = notices;
  }

  get<T>(collection: Collection<T>, id: string): T | undefined {
    return (this.#tables.get(collection.name) as Map<string, T> | undefined)?.get(id);
  }

  *list<T>(collection: Collection<T>): Iterable<readonly [string, T]> {
    const table = this.#tables.get(collection.name) as Map<string, T> | undefined;
    if (table !== undefined) yield* table;
  }

  count(collection: Collection<unknown>): number {
    return this.#tables.get(collection.name)?.size ?? 0;
  }

  transaction<R>(run: (tx: Transaction) => R): R {
    if (this.#open !== undefined) return run(this.#open);
    const tx = new PendingTransaction(this);
    this.#open = tx;
    let result: R;
    try {
      result = run(tx);
      const changes = tx.changes();
      if (changes.length > 0) {
        this.#journal?.append(changes);
        applyChanges(this.#tables, changes);
      }
    } finally {
      this.#open = undefined;
    }
    this.#journal?.compactIfDue(this.#tables);
    for (const run of tx.committed) run();
    return result;
  }

  collections(): ReadonlyTables {
    return this.#tables;
  }

  replace(tables: Tables): void {
    this.#journal?.compact(tables);
    this.#tables.clear();
    for (const [name, table] of tables) this.#tables.set(name, table);
  }

  reset(): void {
    this.replace(new Map());
  }

  close(): void {
    this.#journal?.close();
  }
}

class PendingTransaction implements Transaction {
  readonly committed: (() => void)[] = [];
  readonly #store: Store;
  readonly #written = new Map<string, Map<string, unknown>>();

  constructor(store: Store) {
    this.#store = store;
  }

  get<T>(collection: Collection<T>, id: string): T | undefined {
    const written = this.#written.get(collection.name);
    if (written?.has(id)) {
      const value = written.get(id);
      return value === GONE ? undefined : (value as T);
    }
    return this.#store.get(collection, id);
  }

  *list<T>(collection: Collection<T>): Iterable<readonly [string, T]> {
    const written = this.#written.get(collection.name);
    if (written === undefined) {
      yield* this.#store.list(collection);
      return;
    }
    const seen = new Set<string>();
    for (const [id, value] of this.#store.list(collection)) {
      seen.add(id);
      const changed = written.has(id) ? written.get(id) : value;
      if (changed !== GONE) yield [id, changed as T];
    }
    for (const [id, value] of written) {
      if (!seen.has(id) && value !== GONE) yield [id, value as T];
    }
  }

  count(collection: Collection<unknown>): number {
    let count = this.#store.count(collection);
    for (const [id, value] of this.#written.get(collection.name) ?? []) {
      const existed = this.#store.get(collection, id) !== undefined;
      if (value === GONE && existed) count -= 1;
      else if (value !== GONE && !existed) count += 1;
    }
    return count;
  }

  put<T>(collection: Collection<T>, id: string, value: T): void {
    this.#table(collection.name).set(id, value);
  }

  delete(collection: Collection<unknown>, id: string): void {
    this.#table(collection.name).set(id, GONE);
  }

  afterCommit(run: () => void): void {
    this.committed.push(run);
  }

  changes(): Change[] {
    const changes: Change[] = [];
    for (const [name, entries] of this.#written) {
      for (const [id, value] of entries) changes.push(value === GONE ? [name, id] : [name, id, value]);
    }
    return changes;
  }

  #table(name: string): Map<string, unknown> {
    let table = this.#written.get(name);
    if (table === undefined) {
      table = new Map();
      this.#written.set(name, table);
    }
    return table;
  }
}
