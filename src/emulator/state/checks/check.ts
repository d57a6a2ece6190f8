import { isJsonObject } from "../../../model/json-object.ts";

/** Milliseconds since 1970 behind which there are no dates. */
export const LATEST_TIME = 8.64e15;

/** What is wrong with a value, as the end of a sentence; undefined if nothing is. */
export type Check = (value: unknown, id: string) => string | undefined;

/** What the values of collections must have, by the collection's name. */
export type CollectionChecks = Readonly<Record<string, Check>>;

/** A string. */
export const text: Check = (value) => (typeof value === "string" ? undefined : "must be a string");

/** A whole number. */
export const count: Check = (value) => (Number.isSafeInteger(value) ? undefined : "must be a whole number");

/** A number, but not NaN or infinite. */
export const number: Check = (value) => (Number.isFinite(value) ? undefined : "must be a number");

/** A time in ISO 8601. */
export const time: Check = (value) =>
  typeof value === "string" && !Number.isNaN(Date.parse(value)) ? undefined : "must be a time in ISO 8601";

/** A time in milliseconds since 1970. */
export const milliseconds: Check = (value) =>
  typeof value === "number" && value >= 0 && value <= LATEST_TIME ? undefined : "must be a time";

/** True or false. */
export const flag: Check = (value) => (typeof value === "boolean" ? undefined : "must be true or false");

/** Whatever there is. */
export const anything: Check = () => undefined;

/** The id under which the entry stands. */
export const sameAsId: Check = (value, id) =>
  value === id ? undefined : `must be the entry's id, ${JSON.stringify(id)}`;

/** What the check says, or null. */
export function orNull(check: Check): Check {
  return (value, id) => (value === null ? undefined : check(value, id));
}

/** What the check says, if the member is there. */
export function optional(check: Check): Check {
  return (value, id) => (value === undefined ? undefined : check(value, id));
}

/** One of these strings. */
export function oneOf(choices: readonly string[]): Check {
  return (value) => (choices.some((choice) => choice === value) ? undefined : `must be one of ${choices.join(", ")}`);
}

/** A list in which each element is as the check says. */
export function list(check: Check): Check {
  return (value, id) => {
    if (!Array.isArray(value)) return "must be a list";
    for (const [index, each] of value.entries()) {
      const problem = check(each, id);
      if (problem !== undefined) return `[${index}] ${problem}`;
    }
    return undefined;
  };
}

/** An object that has at least these members. */
export function object(members: Readonly<Record<string, Check>>): Check {
  return (value, id) => {
    if (!isJsonObject(value)) return "must be an object";
    const entries: ReadonlyMap<string, unknown> = new Map(Object.entries(value));
    for (const [name, check] of Object.entries(members)) {
      const problem = check(entries.get(name), id);
      if (problem !== undefined) return `.${name} ${problem}`;
    }
    return undefined;
  };
}

/** Members of most things that change. */
export const times = { createdAt: time, updatedAt: time };
