import { UsageError } from "../../errors.ts";
import { createEventFilter, type EventFilter } from "../../events/event-filter.ts";
import type { Expectation } from "../../events/expectations.ts";
import type { Context } from "../../kernel/context.ts";
import { parseInput, readText } from "../../kernel/input-file.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { isJsonObject } from "../../model/json-object.ts";
import { checkPattern } from "./read-pattern.ts";
import { matchEventTypes } from "./type-globs.ts";

/** What a file of expectations says. */
export interface ExpectedEvents {
  readonly expectations: readonly Expectation[];
  readonly inOrder: boolean;
}

const FILE_KEYS = ["inOrder", "events"];
const EVENT_KEYS = ["name", "type", "order", "return", "pattern", "count"];

/**
 * Reads the events that are expected: a list, or `inOrder` and `events`. An entry is an event type (wildcards allowed), or an
 * object with some of type, order, return, pattern, count and name. `narrow` must hold for each of them as well.
 * @throws {UsageError} code `invalid_expectations` with the place of the first mistake.
 */
export async function readExpectations(
  context: Context,
  file: string,
  narrow: EventFilter = () => true,
): Promise<ExpectedEvents> {
  const name = file === "-" ? "stdin" : file;
  const written = await parseInput(await readText(context, file), name);
  const whole = Array.isArray(written) ? { events: written as readonly unknown[] } : written;
  if (!isJsonObject(whole)) throw mistake(name, "holds no list of events");
  checkKeys(name, whole, FILE_KEYS);
  const { events, inOrder = false } = whole as { readonly events?: unknown; readonly inOrder?: unknown };
  if (typeof inOrder !== "boolean") throw mistake(`${name}: inOrder`, "is true or false");
  if (!Array.isArray(events) || events.length === 0)
    throw mistake(`${name}: events`, "is a list of at least one event");
  const expectations = events.map((entry: unknown, index) =>
    readOne(context, `${name}: events[${index}]`, entry, narrow),
  );
  return { expectations, inOrder };
}

function readOne(context: Context, place: string, entry: unknown, narrow: EventFilter): Expectation {
  const one = typeof entry === "string" ? { type: entry } : entry;
  if (!isJsonObject(one)) throw mistake(place, "is an event type, or an object such as {type: REFUND_REQUESTED}");
  checkKeys(place, one, EVENT_KEYS);
  const { count = 1, pattern } = one;
  if (typeof count !== "number" || !Number.isInteger(count) || count < 1) {
    throw mistake(`${place}.count`, "is a whole number from 1");
  }
  if (pattern !== undefined) checkPattern(context, pattern, `${place}.pattern`);
  const types = texts(place, one, "type");
  const orderIds = texts(place, one, "order");
  const returnIds = texts(place, one, "return");
  const filter = createEventFilter({ types: matchEventTypes(types).names, orderIds, returnIds, pattern });
  if (filter === undefined) throw mistake(place, "says nothing of the event: give type, order, return or pattern");
  const words = [...types, ...orderIds, ...returnIds, ...(pattern === undefined ? [] : [JSON.stringify(pattern)])];
  const [name = words.join(" ")] = texts(place, one, "name");
  return { name, count, filter: (event) => filter(event) && narrow(event) };
}

function texts(place: string, object: Readonly<Record<string, unknown>>, key: string): readonly string[] {
  const value = object[key];
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.every((item) => typeof item === "string" && item !== "")) return list as readonly string[];
  throw mistake(`${place}.${key}`, "is text, or a list of texts");
}

function checkKeys(place: string, object: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  for (const key of Object.keys(object)) {
    if (known.includes(key)) continue;
    throw mistake(place, `has a member ${key}, which is none of ${known.join(", ")}`, didYouMean(key, known));
  }
}

function mistake(place: string, what: string, suggestion?: string): UsageError {
  return new UsageError(`${place} ${what}.`, { code: "invalid_expectations", suggestion });
}
