import type { ApiErrorKind } from "../model/operations.ts";
import type { DescribedMember, Description, Entry, EntryKind, Mark, MarkName } from "../model/schema.ts";
import { API_VERSIONS, type ApiVersion } from "../model/versions.ts";
import { type Block, type Cell, fields, type Inline, line, type Span, section, span, table, text } from "./blocks.ts";

/** How a definition is known, in words. */
const KNOWN_FROM: Readonly<Record<MarkName, string>> = {
  EXAMPLE: "a documented example",
  LIVE: "public code that runs against this version",
  NEIGHBOUR: "the versions around this one; its own page was not read",
  INFERRED: "inferred, may be wrong",
  NEWEST: "pages newer than this version",
};

/** Words of a mark that fit behind a field. */
const SHORT_MARKS: Readonly<Record<MarkName, Span>> = {
  EXAMPLE: span("example", "dim"),
  LIVE: span("live", "dim"),
  NEIGHBOUR: span("neighbour", "dim"),
  INFERRED: span("inferred", "warn"),
  NEWEST: span("newest", "warn"),
};

const KIND_TITLES: Readonly<Record<EntryKind, string>> = {
  query: "Queries",
  mutation: "Mutations",
  object: "Objects",
  input: "Inputs",
  enum: "Enums",
  union: "Unions",
  interface: "Interfaces",
  scalar: "Scalars",
};

/** What a part of the schema is: facts, members, errors, example. */
export function descriptionCard(described: Description, commands: readonly string[]): readonly Block[] {
  const { operation, elsewhere, usedBy, possibleTypes } = described;
  const names = Object.entries(elsewhere).map(
    ([version, name]) => [`In ${version}`, name.replace(/^(Query|Mutation)\./, "")] as const,
  );
  return [
    line([span(described.name, "strong"), span(`  ${described.kind} of ${described.version}`, "dim")]),
    ...(described.kind === "value" ? [] : [text(described.signature, "code")]),
    ...(described.description === null ? [] : [line(described.description)]),
    fields([
      ["Interface", operation?.interface.replace("_", " ")],
      ["Permission", operation === null ? undefined : operation.permissions.join(", ") || "none is documented"],
      ["Versions", described.versions.join(", ")],
      ...names,
      ["Known from", knownFrom(described.mark)],
      ["Deprecated", described.deprecated === null ? undefined : span(described.deprecated, "warn")],
      ["Commands", commands.length === 0 ? undefined : commands.map((name) => `bwp ${name}`).join(", ")],
      ["May be", possibleTypes.length === 0 ? undefined : possibleTypes.join(", ")],
      ["Used by", usedBy.length === 0 ? undefined : usedBy.join(", ")],
    ]),
    ...memberSection("Arguments", described.arguments),
    ...memberSection(described.kind === "enum" ? "Values" : "Fields", described.members),
    ...errorSection(described),
    ...(described.example === null ? [] : [section("Example", [text(described.example, "code")])]),
  ];
}

function knownFrom(mark: Mark | null): Cell {
  if (mark === null) return "a reference page";
  const words = KNOWN_FROM[mark.as];
  const note = mark.note === null ? "" : ` (${mark.note})`;
  return mark.as === "INFERRED" || mark.as === "NEWEST" ? [span(words, "warn"), note] : `${words}${note}`;
}

function memberSection(title: string, members: readonly DescribedMember[]): readonly Block[] {
  if (members.length === 0) return [];
  return [section(title, [fields(members.map((member) => [member.name, memberText(member)]))])];
}

function memberText({ type, description, mark, deprecated }: DescribedMember): Inline {
  const parts: (string | Span)[] = type === null ? [] : [span(type, "code")];
  if (mark !== null) parts.push(type === null ? "" : "  ", SHORT_MARKS[mark.as]);
  if (deprecated !== null) parts.push("  ", span(`deprecated: ${deprecated.replace(/\.$/, "")}`, "warn"));
  if (description !== null) parts.push(parts.length === 0 ? "" : "  ", description);
  return parts;
}

/** Types of error as the API writes them, for those that have no code. */
const ERROR_TYPES: Readonly<Record<ApiErrorKind, string>> = {
  validation: "ValidationError",
  conflict: "ConflictError",
  notFound: "ResourceNotFoundError",
  accessDenied: "AccessDeniedError",
  unauthenticated: "AccessDeniedError",
  throttling: "ThrottlingError",
  internal: "InternalServerError",
  unclassified: "other",
};

function errorSection({ operation }: Description): readonly Block[] {
  if (operation === null) return [];
  const common = "AccessDeniedError, ThrottlingError and InternalServerError, as with every operation";
  const rows = operation.errors.map(
    ({ code, kind, meaning, wayOut }) => [code ?? ERROR_TYPES[kind], `${meaning} ${wayOut}`] as const,
  );
  return [section("Errors", [fields(rows), line(span(`${rows.length === 0 ? "" : "and "}${common}`, "dim"))])];
}

/** The entries of a version, each with what it is for. */
export function entryList(entries: readonly Entry[]): readonly Block[] {
  if (entries.length === 0) return [line(span("Nothing of the schema matches.", "dim"))];
  return kindsOf(entries).map((kind) =>
    section(KIND_TITLES[kind], [fields(entries.filter((entry) => entry.kind === kind).map(entryRow))]),
  );
}

/** All of a version: operations with what they do, by interface; of the types only the names. */
export function overview(entries: readonly Entry[]): readonly Block[] {
  const operations = entries.filter(isOperation);
  const types = entries.filter((entry) => !isOperation(entry));
  const interfaces = [...new Set(operations.flatMap((entry) => entry.interfaces))].sort();
  return [
    ...interfaces.map((name) =>
      section(
        name.replace("_", " ").replace(/^./, (letter) => letter.toUpperCase()),
        [fields(operations.filter((entry) => entry.interfaces.includes(name)).map(entryRow))],
      ),
    ),
    ...kindsOf(types).map((kind) => {
      const names = types.filter((entry) => entry.kind === kind).map((entry) => entry.name);
      return section([KIND_TITLES[kind], span(`  ${names.length}`, "dim")], [line(names.join(", "))]);
    }),
  ];
}

function isOperation({ kind }: Entry): boolean {
  return kind === "query" || kind === "mutation";
}

function kindsOf(entries: readonly Entry[]): readonly EntryKind[] {
  return [...new Set(entries.map(({ kind }) => kind))];
}

function entryRow({ name, mark, description }: Entry): readonly [string, Cell] {
  const words = mark === "INFERRED" || mark === "NEWEST" ? [SHORT_MARKS[mark], "  "] : [];
  return [name, description === null && words.length === 0 ? null : [...words, description ?? ""]];
}

/** Which commands reach an operation, and in which versions. */
export interface CoverageRow {
  readonly operation: string;
  readonly interface: string;
  /** Versions of the API that have it. */
  readonly versions: readonly ApiVersion[];
  /** Those of them in which a command sends it. */
  readonly reached: readonly ApiVersion[];
  /** The one that is most about it first. */
  readonly commands: readonly string[];
}

/** Heads of the narrow columns: the month tells the versions of 2024 apart. */
const MONTHS: Readonly<Record<ApiVersion, string>> = { "2024-01-01": "Jan", "2024-04-01": "Apr", "2024-11-01": "Nov" };

/** Versions and commands of every operation: a tick where a command sends it, a dash where the API has no such thing. */
export function coverageTable(
  rows: readonly CoverageRow[],
  { unicode }: { readonly unicode: boolean },
): readonly Block[] {
  const yes = span(unicode ? "✓" : "yes", "good");
  const no = span(unicode ? "✗" : "no", "bad");
  const holes = rows.filter(({ versions, reached }) => reached.length < versions.length);
  return [
    table(
      ["operation", ...API_VERSIONS.map((version) => MONTHS[version]), "command"],
      rows.map(({ operation, versions, reached, commands }) => [
        operation,
        ...API_VERSIONS.map((version) => (versions.includes(version) ? (reached.includes(version) ? yes : no) : null)),
        commands.length === 0 ? null : firstCommand(commands),
      ]),
    ),
    line(""),
    line(
      span(
        holes.length === 0
          ? `All ${rows.length} are reached.`
          : `${holes.length} of ${rows.length} are not reached everywhere.`,
        "dim",
      ),
    ),
  ];
}

function firstCommand(commands: readonly string[]): Inline {
  const [first = ""] = commands;
  return commands.length === 1 ? first : [first, span(` +${commands.length - 1}`, "dim")];
}
