import type { CheckedDefinition, Finding, LintReport } from "../model/schema.ts";
import { type Block, type Inline, line, type Span, section, span, table } from "./blocks.ts";

/** The findings, as `file:line:column` with message and hint; with several versions also which document fits which. */
export function lintReport(report: LintReport, { unicode }: { readonly unicode: boolean }): readonly Block[] {
  const arrow = unicode ? "→ " : "-> ";
  return [
    ...report.findings.flatMap((finding, index) => {
      // The same hint again and again would hide what differs.
      const isRepeated = finding.hint !== null && report.findings[index - 1]?.hint === finding.hint;
      return findingBlocks(isRepeated ? { ...finding, hint: null } : finding, arrow, report.versions.length > 1);
    }),
    ...(report.versions.length > 1 && report.definitions.length > 0 ? [fitTable(report, unicode)] : []),
  ];
}

function findingBlocks(finding: Finding, arrow: string, withVersions: boolean): readonly Block[] {
  const { file, severity, rule, message, hint, versions } = finding;
  const head: (string | Span)[] = [
    span(`${file}:${finding.line}:${finding.column}`, "strong"),
    "  ",
    span(severity, severity === "error" ? "bad" : "warn"),
    span(`  ${rule}`, "dim"),
  ];
  if (withVersions) head.push(span(`  ${versions.join(", ")}`, "dim"));
  return [line(head), line(message, 2), ...(hint === null ? [] : [line(hint, 2, arrow)])];
}

function fitTable({ definitions, versions }: LintReport, unicode: boolean): Block {
  const mark = (fits: boolean): Inline =>
    fits ? span(unicode ? "✓" : "yes", "good") : span(unicode ? "✗" : "no", "bad");
  return section("Fits", [
    table(
      ["document", ...versions],
      definitions.map((each) => [nameOf(each), ...versions.map((version) => mark(each.fits.includes(version)))]),
    ),
  ]);
}

function nameOf({ file, line: at, kind, name }: CheckedDefinition): Inline {
  return [name === null ? kind : `${kind} ${name}`, span(`  ${file}:${at}`, "dim")];
}
