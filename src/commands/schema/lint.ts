import { RefusedError } from "../../errors.ts";
import { lintReport } from "../../formatters/schema-lint.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import type { LintReport } from "../../model/schema.ts";
import { API_VERSIONS } from "../../model/versions.ts";
import { readSources } from "./read-sources.ts";
import { schemaVersion } from "./schema-version.ts";

export const command = defineCommand({
  name: "schema lint",
  summary: "Check GraphQL documents, also those in source files, and say what each mistake is called",
  description:
    "Reads .graphql and .gql files, documents in JavaScript and TypeScript (gql`...`, graphql(`...`), /* GraphQL */ `...`, #graphql) and long strings with operations in Python, Java, Kotlin, Groovy, Scala, Swift, C#, Go, Ruby and PHP. Folders are searched; fragments may be defined in another of the files. What a program puts into a document when it runs is passed over, the rest is checked.\n\nA hint says what the field, argument or type is called in the version, where the documentation misleads, or what would fit. Warnings are about names that are only inferred and about deprecated ones; they do not change the exit code unless --strict is given. Findings end with exit code 5, as the service's refusal would. Nothing is sent.",
  arguments: { files: { value: "FILE", variadic: true, summary: "Files or folders; - for stdin" } },
  options: {
    allVersions: { type: "boolean", summary: "Check against every version, and show which document fits which" },
    strict: { type: "boolean", summary: "Warnings count as mistakes" },
    stdinFilename: { type: "string", value: "NAME", summary: "What stdin is called; its ending tells the language" },
  },
  output: {
    "versions[]": "versions that were checked against",
    "files, errors, warnings": "how many",
    "definitions[]": "file, line, kind, name, fits[]: the versions in which it has no mistake",
    "findings[].file, .line, .column": "where it is, from 1",
    "findings[].severity, .rule": "error or warning; the name of the rule",
    "findings[].message, .hint": "what is wrong, and what would be right, or null",
    "findings[].versions[]": "versions in which it is so",
  },
  errors: {
    lint_findings: "there are mistakes, or with --strict warnings (exit 5)",
    unreadable_file: "a file cannot be read, or a folder holds nothing to look into (exit 2)",
  },
  examples: [
    { command: "bwp schema lint src queries/orders.graphql", note: "A folder and a file, against the version in use" },
    { command: "bwp schema lint src --all-versions", note: "Which document fits which version" },
    { command: "bwp schema lint src -o csv --query findings", note: "A line for each finding, for a report" },
    { command: "cat query.graphql | bwp schema lint -", note: "From stdin" },
  ],
  async run(context, { args, options }) {
    const { files } = await complete(context, {
      files: {
        given: args.files,
        flag: "FILE",
        ask: async (prompt) => [await prompt.input("File or folder with documents")],
      },
    });
    const versions = options.allVersions ? API_VERSIONS : [await schemaVersion(context)];
    const sources = await readSources(context, files, options.stdinFilename);
    const [{ lint }, { loadSchemas }] = await Promise.all([
      import("../../client/schema/lint.ts"),
      import("../../client/schema/load-schema.ts"),
    ]);
    const found = lint(sources, versions, await loadSchemas());
    const count = (severity: string): number => found.findings.filter((each) => each.severity === severity).length;
    const report = { ...found, errors: count("error"), warnings: count("warning") };
    await context.output.result(report, () => lintReport(found, { unicode: context.io.unicode }));
    const failed = report.errors > 0 || (options.strict && report.warnings > 0);
    const summary = summaryOf(report);
    // Nothing checked is nothing found: in CI that must not look like success.
    if (report.definitions.length === 0 && !failed) context.notices.warn(summary);
    else if (!failed) context.notices.info(summary);
    else throw new RefusedError(summary, { code: "lint_findings" });
  },
});

function summaryOf(report: LintReport & { readonly errors: number; readonly warnings: number }): string {
  const { definitions, files, versions, errors, warnings } = report;
  const place = `${amount(definitions.length, "document")} in ${amount(files, "file")}, checked against ${versions.join(", ")}`;
  if (errors === 0 && warnings === 0) return `${place}: nothing to mend.`;
  const parts = [
    errors > 0 ? amount(errors, "mistake") : "no mistake",
    warnings > 0 ? amount(warnings, "warning") : "",
  ];
  return `${place}: ${parts.filter((part) => part !== "").join(", ")}.`;
}

function amount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
