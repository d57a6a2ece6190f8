import { UsageError } from "../../errors.ts";
import { isJsonObject } from "../../model/json-object.ts";
import type { ChosenOperation } from "./document.ts";

/** Data of an answer. */
export type Data = Readonly<Record<string, unknown>>;

/** Where the pages of an answer go on. */
export interface NextPage {
  /** True if there is another page. */
  readonly more: boolean;
  readonly cursor: string | null;
}

const CURSOR_VARIABLES = ["after", "endCursor"] as const;

/**
 * The variable that takes the cursor of the next page.
 * @throws {UsageError} if the operation has none, or is a mutation
 */
export function cursorVariable({ kind, definition }: ChosenOperation): string {
  const declared = (definition.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
  const found = CURSOR_VARIABLES.find((name) => declared.includes(name));
  if (kind === "query" && found !== undefined) return found;
  throw new UsageError(
    kind === "query" ? "--paginate needs a variable for the cursor." : "--paginate is for queries only.",
    {
      code: "not_paginated",
      suggestion: "Declare $after: String, pass it to the connection, and select pageInfo { hasNextPage endCursor }.",
    },
  );
}

/** The first object that has a `pageInfo`, with the way to it; undefined if there is none. */
function findConnection(data: unknown, path: readonly string[] = []): readonly string[] | undefined {
  if (!isJsonObject(data)) return undefined;
  if (isJsonObject(data.pageInfo)) return path;
  for (const [key, inner] of Object.entries(data)) {
    const found = findConnection(inner, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * What an answer says of the next page.
 * @throws {UsageError} if no `pageInfo` with both fields was selected
 */
export function nextPage(data: Data): NextPage {
  const path = findConnection(data);
  const pageInfo = path === undefined ? undefined : at(data, [...path, "pageInfo"]);
  if (!isJsonObject(pageInfo) || typeof pageInfo.hasNextPage !== "boolean" || !("endCursor" in pageInfo)) {
    throw new UsageError("--paginate finds no pageInfo { hasNextPage endCursor } in the answer.", {
      code: "not_paginated",
      suggestion: "Select it beside the edges of the connection.",
    });
  }
  const { hasNextPage, endCursor } = pageInfo;
  return { more: hasNextPage, cursor: typeof endCursor === "string" ? endCursor : null };
}

/** Two pages as one answer: the lists of the connection joined, the rest of it from the later page. */
export function mergePages(earlier: Data, later: Data): Data {
  const path = findConnection(later) ?? [];
  const merged = mergeConnection(at(earlier, path), at(later, path));
  return put(earlier, path, merged);
}

function mergeConnection(earlier: unknown, later: unknown): unknown {
  if (!isJsonObject(earlier) || !isJsonObject(later)) return later;
  return Object.fromEntries(
    Object.entries(later).map(([key, value]) => {
      const before = earlier[key];
      return [key, Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value];
    }),
  );
}

function at(data: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isJsonObject(inner) ? inner[key] : undefined), data);
}

function put(data: Data, [key, ...rest]: readonly string[], value: unknown): Data {
  if (key === undefined) return isJsonObject(value) ? value : data;
  const inner = data[key];
  return { ...data, [key]: rest.length === 0 || !isJsonObject(inner) ? value : put(inner, rest, value) };
}
