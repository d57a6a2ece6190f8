import type { SchemaChange } from "../model/schema.ts";
import { type Block, fields, type Inline, line, type Span, section, span } from "./blocks.ts";

/** Signs that a terminal may lack. */
interface Signs {
  readonly unicode: boolean;
}

/** What a comparison of two versions found. */
export interface SchemaDiff {
  readonly from: string;
  readonly to: string;
  readonly changes: readonly SchemaChange[];
}

const BREAKING_TITLES = [
  ["renamed", "Renamed"],
  ["removed", "Gone"],
  ["changed", "Changed"],
  ["added", "New and needed"],
] as const;

/** Breaking changes with what to do; of the rest only what it is called. */
export function schemaDiff({ from, to, changes }: SchemaDiff, signs: Signs): readonly Block[] {
  const breaking = changes.filter((change) => change.breaking);
  const harmless = changes.filter((change) => !change.breaking);
  const count = breaking.length === 0 ? span("nothing breaks", "good") : span(`${breaking.length} breaking`, "bad");
  return [
    line([
      span(`${from} ${signs.unicode ? "→" : "->"} ${to}`, "strong"),
      "  ",
      count,
      span(`, ${harmless.length} other`, "dim"),
    ]),
    ...BREAKING_TITLES.flatMap(([kind, title]) => {
      const chosen = breaking.filter(({ change }) => change === kind);
      return chosen.length === 0
        ? []
        : [
            section(
              title,
              chosen.flatMap((change) => changeLines(change, signs)),
            ),
          ];
    }),
    ...harmlessSections(harmless, signs),
  ];
}

function changeLines(change: SchemaChange, signs: Signs): readonly Block[] {
  const arrow = signs.unicode ? " → " : " -> ";
  const doubt: readonly Span[] = change.uncertain ? [span("  uncertain", "warn")] : [];
  const now =
    change.change === "renamed" && change.now !== null ? [span(arrow, "dim"), span(shortNow(change), "good")] : [];
  return [
    line([
      span(plain(change.coordinate), change.change === "removed" ? "bad" : "plain"),
      ...now,
      ...typeText(change, arrow),
      ...doubt,
    ]),
    ...(change.hint === null ? [] : [line(span(change.hint, "dim"), 2)]),
  ];
}

/** The last name where what holds it is the same. */
function shortNow({ coordinate, now }: SchemaChange): string {
  const [before, after] = [coordinate.split("."), (now ?? "").split(".")];
  return before[0] === after[0] &&
    after[1] !== undefined &&
    before.length > 1 &&
    !/^(Query|Mutation)$/.test(before[0] ?? "")
    ? after[1]
    : plain(now ?? "");
}

function plain(coordinate: string): string {
  return coordinate.replace(/^(Query|Mutation)\./, "");
}

function typeText({ types, change }: SchemaChange, arrow: string): readonly (string | Span)[] {
  if (types.to === null || change === "removed") return [];
  if (types.from === null) return ["  ", span(types.to, "dim")];
  return ["  ", span(`${types.from}${arrow}${types.to}`, "dim")];
}

function harmlessSections(changes: readonly SchemaChange[], signs: Signs): readonly Block[] {
  const added = changes.filter(({ change }) => change === "added");
  const rest = changes.filter(({ change }) => change !== "added");
  const kinds = [...new Set(added.map(({ kind }) => kind))];
  const rows = kinds.map((kind): readonly [string, Inline] => [
    `${added.filter((each) => each.kind === kind).length} ${KIND_WORDS[kind]}`,
    added
      .filter((each) => each.kind === kind)
      .map((each) => plain(each.coordinate))
      .join(", "),
  ]);
  return [
    ...(rest.length === 0
      ? []
      : [
          section(
            "Changed, harmless",
            rest.flatMap((change) => changeLines(change, signs)),
          ),
        ]),
    ...(rows.length === 0 ? [] : [section("Added", [fields(rows)])]),
  ];
}

const KIND_WORDS: Readonly<Record<SchemaChange["kind"], string>> = {
  query: "queries",
  mutation: "mutations",
  type: "types",
  field: "fields",
  argument: "arguments",
  "input field": "input fields",
  value: "values",
};
