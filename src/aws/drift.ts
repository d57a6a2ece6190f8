import { canonicalJson } from "./json-text.ts";
import type { QueueAttributes } from "./queue-admin.ts";

/** In what a resource differs from what `bwp` would make; null where nothing is set. */
export interface Difference {
  readonly what: string;
  readonly is: string | null;
  readonly wanted: string | null;
}

/** Attributes of a queue that are not as wanted. Policies are JSON: their order does not count. */
export function attributeDifferences(current: QueueAttributes, wanted: QueueAttributes): readonly Difference[] {
  const existing = new Map<string, string | undefined>(Object.entries(current));
  return Object.entries(wanted).flatMap(([what, value]) => {
    const is = existing.get(what);
    if (is === value || (is !== undefined && sameText(is, value))) return [];
    return [{ what, is: is ?? null, wanted: value }];
  });
}

/** Members of an event pattern that are not as wanted. */
export function patternDifferences(current: string | undefined, wanted: string): readonly Difference[] {
  const [is, other] = [members(current), members(wanted)];
  return [...new Set([...is.keys(), ...other.keys()])].flatMap((what) => {
    // A member that a pattern does not name may have any value.
    const pair = { is: is.get(what) ?? "any", wanted: other.get(what) ?? "any" };
    return pair.is === pair.wanted ? [] : [{ what, ...pair }];
  });
}

function sameText(left: string, right: string): boolean {
  const [a, b] = [canonicalJson(left), canonicalJson(right)];
  return a !== undefined && a === b;
}

function members(pattern: string | undefined): Map<string, string> {
  try {
    const read: unknown = JSON.parse(pattern ?? "{}");
    return new Map(Object.entries(read ?? {}).map(([name, value]) => [name, listText(value)]));
  } catch {
    return new Map([["pattern", pattern ?? ""]]);
  }
}

/** The values of a pattern's list are alternatives: their order does not count. */
function listText(value: unknown): string {
  return Array.isArray(value)
    ? `[${value
        .map((each) => JSON.stringify(each))
        .sort()
        .join(", ")}]`
    : JSON.stringify(value);
}
