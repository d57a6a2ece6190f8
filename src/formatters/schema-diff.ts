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
  const name = span(plain(change.coordinate), change.change === "removed" ? "bad" : "plain");
  const now =
    change.change === "renamed" && change.now !== null ? [span(arrow, "dim"), span(shortNow(change), "good")] : [];
  const types = typeText(change, arrow);
  // A renamed thing fills its line with two names.
  const below = now.length > 0 && types !== undefined ? [line(span(types, "dim"), 2)] : [];
  const beside = now.length === 0 && types !== undefined ? ["  ", span(types, "dim")] : [];
  return [
    line([name, ...now, ...beside, ...doubt]),
    ...below,
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

function typeText({ types, change }: SchemaChange, arrow: string): string | undefined {
  if (types.to === null || change === "removed") return undefined;
  return types.from === null ? types.to : `${types.from}${arrow}${types.to}`;
}

/** How many names of a kind are listed before the rest is only counted. */
const MOST_NAMES = 12;

function harmlessSections(changes: readonly SchemaChange[], signs: Signs): readonly Block[] {
  const added = changes.filter(({ change }) => change === "added");
  const rest = changes.filter(({ change }) => change !== "added");
  const kinds = [...new Set(added.map(({ kind }) => kind))];
  const rows = kinds.map((kind): readonly [string, Inline] => {
    const names = added.filter((each) => each.kind === kind).map((each) => plain(each.coordinate));
    const more = names.length - MOST_NAMES;
    const listed = names.slice(0, MOST_NAMES).join(", ");
    const words = KIND_WORDS[kind];
    return [
      `${names.length} ${names.length === 1 ? kind : words}`,
      more > 0 ? [listed, span(` and ${more} more (-o json)`, "dim")] : listed,
    ];
  });
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
