import { isJsonObject } from "../model/json-object.ts";

/** A key and its text, wherever in the file. */
export interface Finding {
  readonly key: string;
  readonly value: string;
}

/**
 * Finds the keys and values of a text that is JSON, lines of `key=value` or `key: value`, or CSV. Never throws.
 * @param isKey tells a header from a row: CSV may run across (a header and a row) or down (a pair a line).
 */
export function findPairs(text: string, isKey: (text: string) => boolean): readonly Finding[] {
  const plain = text.replace(/^\uFEFF/, "").trim();
  const json = tryJson(plain);
  if (json !== undefined) return pairsOfJson(json);
  const lines = plain.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "" && !/^\s*(?:#|;|\/\/)/.test(line));
  return [...pairsOfLines(lines), ...pairsOfCsv(lines, isKey)];
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const DEEPEST = 4;

function pairsOfJson(value: unknown, depth = 0): readonly Finding[] {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((item) => pairsOfJson(item, depth + 1));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "string" ? [{ key, value: inner }] : pairsOfJson(inner, depth + 1),
  );
}

const LINE = /^\s*(?:export\s+|set\s+)?"?([A-Za-z][A-Za-z0-9 _.-]*?)"?\s*[=:]\s*(.*?)\s*,?\s*$/;

function pairsOfLines(lines: readonly string[]): readonly Finding[] {
  return lines.flatMap((line) => {
    const [, key, value] = LINE.exec(line) ?? [];
    return key === undefined || value === undefined ? [] : [{ key, value: unquote(value) }];
  });
}

function unquote(text: string): string {
  return /^(["']).*\1$/.test(text) && text.length >= 2 ? text.slice(1, -1) : text;
}

function pairsOfCsv(lines: readonly string[], isKey: (text: string) => boolean): readonly Finding[] {
  const separator = [",", "\t", ";"].find((mark) => lines[0]?.includes(mark));
  if (separator === undefined) return [];
  const table = lines.map((line) => splitCsvLine(line, separator));
  const [header = [], ...rows] = table;
  if (header.filter(isKey).length < 2) return table.map(([key = "", value = ""]) => ({ key, value }));
  return rows.flatMap((row) => header.map((key, column) => ({ key, value: row[column] ?? "" })));
}

function splitCsvLine(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index];
    if (quoted && character === '"' && line[index + 1] === '"') {
      cell += '"';
      index += 1;
    } else if (character === '"' && (quoted || cell.trim() === "")) {
      quoted = !quoted;
    } else if (character === separator && !quoted) {
      cells.push(cell.trim());
      cell = "";
    } else {
      cell += character;
    }
  }
  return [...cells, cell.trim()];
}
