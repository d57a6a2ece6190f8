/** What the commands on the schema tell: shapes only, for those who find it out and those who show it. */
import type { ApiInterface, OperationFacts } from "./operations.ts";
import type { ApiVersion } from "./versions.ts";

/** Names of the marks. */
export const MARKS = ["EXAMPLE", "LIVE", "NEIGHBOUR", "INFERRED", "NEWEST"] as const;

/** How a definition is known, see schema/README.md; a definition without a mark was read on a reference page. */
export type MarkName = (typeof MARKS)[number];

/** The mark of a definition, with where it was seen or why it was concluded. */
export interface Mark {
  readonly as: MarkName;
  readonly note: string | null;
}

/** What kind of thing a part of a schema is. */
export type PartKind = "query" | "mutation" | "type" | "field" | "argument" | "input field" | "value";

/** One difference between two versions. */
export interface SchemaChange {
  readonly change: "renamed" | "removed" | "changed" | "deprecated" | "added";
  /** True if a document that is right in the first version can be wrong in the second because of it. */
  readonly breaking: boolean;
  readonly kind: PartKind;
  /** In the first version; for what was added, in the second. */
  readonly coordinate: string;
  /** In the second version; null for what was removed. */
  readonly now: string | null;
  /** Its type in each version, where that says something. */
  readonly types: { readonly from: string | null; readonly to: string | null };
  /** What to do or to know. */
  readonly hint: string | null;
  /** True if one of the two definitions is only inferred, or newer than its version. */
  readonly uncertain: boolean;
}

/** Kinds of entries, by which a catalogue can be filtered. */
export const ENTRY_KINDS = ["query", "mutation", "object", "input", "enum", "union", "interface", "scalar"] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** One operation or type of a version. */
export interface Entry {
  readonly name: string;
  readonly kind: EntryKind;
  /** Interfaces of the documentation: whose operation it is, or whose operations reach the type. */
  readonly interfaces: readonly ApiInterface[];
  /** Versions that have it under this name. */
  readonly versions: readonly ApiVersion[];
  readonly mark: MarkName | null;
  readonly description: string | null;
}

/** One field, argument, input field or value of what is described. */
export interface DescribedMember {
  readonly name: string;
  /** As GraphQL writes it; null for an enum value. */
  readonly type: string | null;
  readonly description: string | null;
  readonly mark: Mark | null;
  readonly deprecated: string | null;
}

/** All that is known of one part of a version. */
export interface Description {
  readonly name: string;
  /** query, mutation, object, input, enum, union, interface, scalar, field, input field, argument or value. */
  readonly kind: string;
  readonly version: ApiVersion;
  readonly signature: string;
  readonly description: string | null;
  readonly mark: Mark | null;
  readonly deprecated: string | null;
  /** Versions that have it under this name, oldest first. */
  readonly versions: readonly ApiVersion[];
  /** What other versions call it, where they call it otherwise. */
  readonly elsewhere: Readonly<Partial<Record<ApiVersion, string>>>;
  /** Facts on an operation; null for everything else. */
  readonly operation: {
    readonly interface: string;
    readonly permissions: readonly string[];
    readonly errors: OperationFacts["errors"];
    readonly page: string;
  } | null;
  readonly arguments: readonly DescribedMember[];
  /** Fields, input fields or values. */
  readonly members: readonly DescribedMember[];
  /** Types that a union or interface may be. */
  readonly possibleTypes: readonly string[];
  /** Fields and arguments of this type. */
  readonly usedBy: readonly string[];
  /** A document that validates against the version; null where there is none with confirmed fields only. */
  readonly example: string | null;
}

/** What lint says of a place: the name is what people filter by and what documentation explains. */
export const LINT_RULES = {
  syntax: "not GraphQL at all",
  "unknown-field": "the type has no such field in this version",
  "unknown-argument": "the field has no such argument in this version",
  "unknown-type": "this version has no such type",
  "unknown-fragment": "the fragment is defined in none of the files",
  "missing-argument": "an argument that must be given is not",
  "wrong-value": "a value does not fit: unknown input field, wrong kind, enum in quotes",
  "variable-type": "a variable is declared as another type than its place takes",
  selection: "an object without chosen fields, or fields of a plain value",
  "wrong-fragment": "a fragment on a type that cannot occur there",
  "undefined-variable": "a variable is used and not declared",
  "unused-variable": "a variable is declared and not used",
  duplicate: "a name occurs twice, or two selections of a field contradict each other",
  directive: "an unknown or misplaced directive",
  "event-type": "an event type that is unknown, deprecated, or holds white space",
  unconfirmed: "concluded, or newer than this version: no documentation page of it confirms the name",
  deprecated: "still there, but not for long",
} as const;

/** Name of a rule of lint. */
export type LintRule = keyof typeof LINT_RULES;

/** One thing that lint found. */
export interface Finding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in characters. */
  readonly column: number;
  readonly severity: "error" | "warning";
  readonly rule: LintRule;
  readonly message: string;
  readonly hint: string | null;
  /** Versions in which it is so, oldest first. */
  readonly versions: readonly ApiVersion[];
}

/** An operation or fragment that was checked. */
export interface CheckedDefinition {
  readonly file: string;
  readonly line: number;
  readonly kind: "query" | "mutation" | "subscription" | "fragment";
  readonly name: string | null;
  /** The checked versions that take it: no errors in it there. */
  readonly fits: readonly ApiVersion[];
}

/** All that a run of lint found. */
export interface LintReport {
  readonly versions: readonly ApiVersion[];
  readonly files: number;
  readonly definitions: readonly CheckedDefinition[];
  readonly findings: readonly Finding[];
}
