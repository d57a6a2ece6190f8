/** One change: collection, id, and the new value; without value the entry is gone. */
export type Change = readonly [collection: string, id: string, value?: unknown];

/** All entries by collection and id. */
export type Tables = Map<string, Map<string, unknown>>;

/** The same, to look at. */
export type ReadonlyTables = ReadonlyMap<string, ReadonlyMap<string, unknown>>;

/** Applies changes to tables in memory. */
export function applyChanges(tables: Tables, changes: readonly Change[]): void {
  for (const change of changes) {
    const [name, id] = change;
    let table = tables.get(name);
    if (table === undefined) {
      table = new Map();
      tables.set(name, table);
    }
    if (change.length === 2) table.delete(id);
    else table.set(id, change[2]);
  }
}
