import { isJsonObject } from "../../model/json-object.ts";
import { OFFSET } from "../clock.ts";
import { SETTINGS } from "../domain/entities.ts";
import { AUTH_SECRETS } from "../domain/events/webhooks/entities.ts";
import type { Store } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { LATEST_TIME } from "./checks/check.ts";
import { problemOfEntry } from "./entry-checks.ts";
import { problemOfReferences } from "./reference-checks.ts";

/** Value of `format`. */
const FORMAT = "bwp-emulator-state";
const FORMAT_VERSION = 1;

/** What no document holds: keys of the emulator, and credentials for webhooks. */
const PRIVATE: readonly string[] = [SETTINGS.name, AUTH_SECRETS.name];

/**
 * The whole state of an emulator as one JSON document: collections sorted by name, entries as pairs of id and value in the
 * order in which they were made. Keys and secrets of the emulator are not part of it; faults neither.
 */
export interface StateDocument {
  readonly format: typeof FORMAT;
  readonly formatVersion: typeof FORMAT_VERSION;
  /** What the emulator's clock and real time differ by, in milliseconds. */
  readonly clockOffsetMs: number;
  readonly collections: Readonly<Record<string, readonly (readonly [id: string, value: unknown])[]>>;
}

/** The state of an emulator as a document. */
export function exportState(store: Store): StateDocument {
  const collections: Record<string, readonly (readonly [string, unknown])[]> = {};
  for (const [name, table] of [...store.collections()].sort(([left], [right]) => (left < right ? -1 : 1))) {
    if (!PRIVATE.includes(name) && table.size > 0) collections[name] = [...table];
  }
  const offset = store.get(SETTINGS, OFFSET);
  return {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    clockOffsetMs: typeof offset === "number" ? offset : 0,
    collections,
  };
}

/**
 * Reads a document that {@link exportState} made, to be put in the place of the store's data; the settings of the store stay,
 * except for the clock, and so do the credentials for webhooks. A sentence if the document is broken.
 */
export function readState(json: unknown, store: Store): Tables | string {
  if (!isJsonObject(json) || json.format !== FORMAT)
    return `The document is no state of an emulator: format must be "${FORMAT}".`;
  if (json.formatVersion !== FORMAT_VERSION) return `formatVersion must be ${FORMAT_VERSION}.`;
  const { clockOffsetMs, collections } = json;
  const fits = typeof clockOffsetMs === "number" && Math.abs(clockOffsetMs) <= LATEST_TIME / 2;
  if (!fits) return "clockOffsetMs must be a number of milliseconds.";
  if (!isJsonObject(collections)) return "collections must be an object.";
  const tables: Tables = new Map();
  for (const [name, entries] of Object.entries(collections)) {
    const table = readTable(name, entries);
    if (typeof table === "string") return table;
    tables.set(name, table);
  }
  const problem = problemOfReferences(tables);
  if (problem !== undefined) return problem;
  tables.set(SETTINGS.name, new Map<string, unknown>([...store.list(SETTINGS), [OFFSET, clockOffsetMs]]));
  tables.set(AUTH_SECRETS.name, new Map<string, unknown>(store.list(AUTH_SECRETS)));
  return tables;
}

function readTable(name: string, entries: unknown): Map<string, unknown> | string {
  if (!Array.isArray(entries)) return `collections.${name} must be a list.`;
  const table = new Map<string, unknown>();
  for (const [index, entry] of entries.entries()) {
    const place = `collections.${name}[${index}]`;
    if (!Array.isArray(entry) || entry.length !== 2 || typeof entry[0] !== "string") {
      return `${place} must be a pair of id and value.`;
    }
    const [id, value]: [string, unknown] = [entry[0], entry[1]];
    if (table.has(id)) return `${place} has the id ${JSON.stringify(id)} a second time.`;
    const problem = problemOfEntry(name, id, value);
    if (problem !== undefined) return `${place} ${problem}.`;
    table.set(id, value);
  }
  return table;
}
