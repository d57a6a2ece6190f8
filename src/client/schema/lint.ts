import {
  type ASTNode,
  type DefinitionNode,
  type FragmentDefinitionNode,
  Kind,
  type Source,
  validate,
  visit,
} from "graphql";
import type { CheckedDefinition, Finding, LintReport, LintRule } from "../../model/schema.ts";
import { API_VERSIONS, type ApiVersion } from "../../model/versions.ts";
import { documentsIn, type Piece, type SourceFile } from "./embedded.ts";
import type { HintFacts } from "./hint-words.ts";
import { hintFor } from "./hints.ts";
import { lintRules, type Report, WARNINGS } from "./lint-rules.ts";
import type { Schemas } from "./load-schema.ts";
import { type ReadDocument, readDocument } from "./read-document.ts";

interface Checked extends ReadDocument {
  readonly file: SourceFile;
  readonly piece: Piece;
}

/** Checks the documents of files against versions. Fragments may be defined in any of the files. */
export function lint(files: readonly SourceFile[], versions: readonly ApiVersion[], schemas: Schemas): LintReport {
  const documents = files.flatMap((file) =>
    documentsIn(file).map((piece): Checked => ({ file, piece, ...readDocument(piece) })),
  );
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const { document } of documents) {
    for (const each of document.definitions) {
      if (each.kind === Kind.FRAGMENT_DEFINITION && !fragments.has(each.name.value))
        fragments.set(each.name.value, each);
    }
  }
  const found = versions.flatMap((version) => {
    const facts = { schemas, version, schema: schemas[version] };
    return documents.flatMap((checked) => [
      ...syntaxFindings(checked, version),
      ...findingsIn(checked, facts, fragments),
    ]);
  });
  return {
    versions,
    files: files.length,
    definitions: documents.flatMap((checked) => definitionsOf(checked, versions, found)),
    findings: inOneLineEach(found),
  };
}

function syntaxFindings({ file, problems }: Checked, version: ApiVersion): readonly Finding[] {
  return problems.map(({ offset, message, hint }) => ({
    file: file.name,
    ...positionOf(file, offset),
    severity: "error",
    rule: "syntax",
    message,
    hint,
    versions: [version],
  }));
}

function findingsIn(
  checked: Checked,
  facts: HintFacts,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly Finding[] {
  const { version, schema } = facts;
  const { file, piece } = checked;
  const own = checked.document.definitions.filter(isExecutable);
  if (own.length === 0) return [];
  const { borrowed, missing } = borrow(own, fragments);
  const findings: Finding[] = [];
  const add = (node: ASTNode | undefined, finding: Omit<Finding, "file" | "line" | "column" | "versions">): void => {
    const offset = offsetOf(checked, node);
    if (offset === undefined) return;
    findings.push({ file: file.name, ...positionOf(file, offset), ...finding, versions: [version] });
  };
  for (const [name, node] of missing) {
    // With something put in at run time the fragment may come with it.
    if (piece.holes.length > 0) continue;
    add(node, {
      severity: "error",
      rule: "unknown-fragment",
      message: `The fragment ${name} is defined in none of the files.`,
      hint: "Name the file that defines it as well, or the folder of both.",
    });
  }
  const take = (report: Report): void => {
    const nodes = (report.error.nodes ?? []).filter((node) => offsetOf(checked, node) !== undefined);
    const inHole = nodes.some((node) => touchesHole(checked, node, report.rule));
    const [first] = nodes;
    if (first === undefined || inHole) return;
    add(first, {
      severity: WARNINGS.includes(report.rule) ? "warning" : "error",
      rule: report.rule,
      message: plainMessage(report.error.message),
      hint: hintFor(facts, report) ?? null,
    });
  };
  validate(schema, { kind: Kind.DOCUMENT, definitions: [...own, ...borrowed] }, lintRules(version, take));
  return findings;
}

/** GraphQL's message without its proposal, which is a hint. */
function plainMessage(message: string): string {
  const plain = message.replace(/ Did you mean .*\?$/, "");
  const [, type = "", reason] =
    /^The (?:field|argument|input field|enum value) (.*) is deprecated\. (.*)$/s.exec(plain) ?? [];
  return reason === undefined ? plain : `${type} is deprecated: ${reason.replace(/\.$/, "")}.`;
}

function isExecutable(definition: DefinitionNode): boolean {
  return definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION;
}

/** The fragments that definitions need and others define, and the spreads that nobody defines. */
function borrow(own: readonly DefinitionNode[], fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
  const has = new Set(own.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [each.name.value] : [])));
  const borrowed: FragmentDefinitionNode[] = [];
  const missing = new Map<string, ASTNode>();
  const queue: DefinitionNode[] = [...own];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    visit(next, {
      FragmentSpread(node) {
        const name = node.name.value;
        if (has.has(name)) return;
        const found = fragments.get(name);
        if (found === undefined) missing.set(name, node);
        else {
          has.add(name);
          borrowed.push(found);
          queue.push(found);
        }
      },
    });
  }
  return { borrowed, missing };
}

function offsetOf(checked: Checked, node: ASTNode | undefined): number | undefined {
  const source: Source | undefined = node?.loc?.source;
  const part = checked.parts.find((each) => each.source === source);
  return part === undefined || node?.loc === undefined ? undefined : part.offset + node.loc.start;
}

/** Nothing can be said about what the program puts in, nor about a list of fields or arguments that it adds to. */
function touchesHole(checked: Checked, node: ASTNode, rule: LintRule): boolean {
  const offset = offsetOf(checked, node);
  if (offset === undefined || node.loc === undefined) return false;
  const start = offset - checked.piece.offset;
  const end = start + node.loc.end - node.loc.start;
  const whole: readonly LintRule[] = ["missing-argument", "unused-variable", "undefined-variable", "selection"];
  return checked.piece.holes.some((hole) =>
    whole.includes(rule)
      ? hole.start < end && (hole.end > start || rule === "unused-variable")
      : hole.start <= start && start < hole.end,
  );
}

function definitionsOf(
  checked: Checked,
  versions: readonly ApiVersion[],
  found: readonly Finding[],
): readonly CheckedDefinition[] {
  const { file, document } = checked;
  return document.definitions.flatMap((definition): CheckedDefinition[] => {
    if (definition.kind !== Kind.OPERATION_DEFINITION && definition.kind !== Kind.FRAGMENT_DEFINITION) return [];
    const offset = offsetOf(checked, definition) ?? 0;
    const { line } = positionOf(file, offset);
    const last = positionOf(file, offset + (definition.loc?.end ?? 0) - (definition.loc?.start ?? 0)).line;
    const spoilt = new Set(
      found
        .filter(
          (each) => each.severity === "error" && each.file === file.name && each.line >= line && each.line <= last,
        )
        .flatMap((each) => each.versions),
    );
    return [
      {
        file: file.name,
        line,
        kind: definition.kind === Kind.OPERATION_DEFINITION ? definition.operation : "fragment",
        name: definition.name?.value ?? null,
        fits: versions.filter((version) => !spoilt.has(version)),
      },
    ];
  });
}

/** The same finding in several versions is one; in the order of the files and their lines. */
function inOneLineEach(found: readonly Finding[]): readonly Finding[] {
  const merged = new Map<string, Finding>();
  for (const finding of found) {
    const { versions, hint, ...rest } = finding;
    const sayings = [rest.file, rest.line, rest.column, rest.rule, rest.message, hint].join("\u0000");
    const known = merged.get(sayings);
    const all = [...new Set([...(known?.versions ?? []), ...versions])];
    merged.set(sayings, { ...rest, hint, versions: API_VERSIONS.filter((version) => all.includes(version)) });
  }
  const files = [...new Set(found.map(({ file }) => file))];
  return [...merged.values()].sort(
    (left, right) =>
      files.indexOf(left.file) - files.indexOf(right.file) || left.line - right.line || left.column - right.column,
  );
}

/** Offsets at which the lines of a file begin; counted once. */
const lineStarts = new WeakMap<SourceFile, readonly number[]>();

function positionOf(file: SourceFile, offset: number): { readonly line: number; readonly column: number } {
  const starts = lineStarts.get(file) ?? [0, ...Array.from(file.text.matchAll(/\n/g), ({ index }) => index + 1)];
  lineStarts.set(file, starts);
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
