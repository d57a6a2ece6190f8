/** The pages of docs/ on the API's schema: what is covered, and what the versions call differently. */
import { DOCUMENTATION_TRAPS } from "../src/model/documentation-traps.ts";
import { OPERATIONS } from "../src/model/operations.ts";
import { RENAMES } from "../src/model/renames.ts";
import { LINT_RULES } from "../src/model/schema.ts";
import { API_VERSIONS } from "../src/model/versions.ts";
import { type Coverage, coverageOf, holesIn } from "./coverage.ts";
import { escapeCell, rows } from "./markdown.ts";

/** Every operation by version: command, emulator, test. */
export async function coveragePage(root: string): Promise<string> {
  const all = await coverageOf(root);
  return [
    "# What is covered",
    "Every operation of the API in every version that has it: a tick where a command sends it, the emulator resolves it and a test calls it; a dash where the API has no such operation.",
    rows(
      ["operation", ...API_VERSIONS, "commands", "a test"],
      Object.keys(OPERATIONS).map((operation) => {
        const own = all.filter((row) => row.operation === operation);
        const commands = [...new Set(own.flatMap((row) => row.commands))];
        const test = own.findLast((row) => row.tests.length > 0)?.tests[0];
        return [
          `\`${operation}\``,
          ...API_VERSIONS.map((version) => cell(own.find((row) => row.version === version))),
          commands.map((name) => `\`bwp ${name}\``).join(", "),
          test === undefined ? "" : `[${test.replace(/^test\//, "")}](../${test})`,
        ];
      }),
    ),
  ].join("\n\n");
}

function cell(row: Coverage | undefined): string {
  if (row === undefined) return "–";
  const [hole] = holesIn([row]);
  return hole === undefined ? "✓" : hole.replace(/^.*: /, "");
}

/** What lint finds, what the versions call differently, and where the documentation misleads. */
export function schemaPage(): string {
  return [
    "# Documents and versions",
    "`bwp schema` works without an account and without a network: `list` and `show` look things up, `print` gives the SDL to other tools, `lint` checks documents, `diff` tells what breaks between two versions. The options are in [the reference](reference/schema.md); how sure each definition is stands in [schema/README.md](../schema/README.md).",
    "## In a pipeline",
    "```sh\nbwp schema lint src                                    # exit 5 if the service would refuse a document\nbwp schema lint src --all-versions                     # which document fits which version\nbwp schema diff 2024-04-01 2024-11-01 --used-by src    # what to mend in src before the version is raised\n```",
    "## What lint finds",
    rows(
      ["rule", ""],
      Object.entries(LINT_RULES).map(([rule, meaning]) => [`\`${rule}\``, escapeCell(meaning)]),
    ),
    "`unconfirmed` and `deprecated` are warnings; with `--strict` they count as well.",
    "## What the versions call differently",
    rows(
      [...API_VERSIONS, ""],
      RENAMES.map(({ names, how }) => [
        ...API_VERSIONS.map((version) => (names[version] === null ? "–" : `\`${plain(names[version])}\``)),
        escapeCell(how ?? ""),
      ]),
    ),
    "## Where the documentation misleads",
    rows(
      ["what a document may say", "what is true"],
      DOCUMENTATION_TRAPS.map(({ at, hint }) => [`\`${plain(at)}\``, escapeCell(hint)]),
    ),
  ].join("\n\n");
}

function plain(coordinate: string): string {
  return coordinate.replace(/^(Query|Mutation)\./, "");
}
