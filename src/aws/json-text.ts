import { isJsonObject } from "../model/json-object.ts";

/** Reads JSON; undefined if the text is none. */
export function parseJson(text: string | undefined): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (isJsonObject(value)) {
    const members = Object.keys(value).sort();
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  return JSON.stringify(typeof value === "number" ? String(value) : value) ?? "null";
}

/**
 * The same text for JSON that means the same, whatever the order of its members; numbers and their text count as the same, as
 * in AWS's own answers. Undefined if the text is no JSON.
 */
export function canonicalJson(text: string | undefined): string | undefined {
  const value = parseJson(text);
  return value === undefined ? undefined : canonical(value);
}
