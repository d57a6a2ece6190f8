import { type CoverageRow, coverageTable, entryList, overview } from "../../formatters/schema.ts";
import { defineCommand } from "../../kernel/command.ts";
import { reference } from "../../kernel/reference.ts";
import { OPERATIONS } from "../../model/operations.ts";
import { ENTRY_KINDS } from "../../model/schema.ts";
import { API_VERSIONS } from "../../model/versions.ts";
import { commandsFor } from "./commands-for.ts";
import { schemaVersion } from "./schema-version.ts";

const INTERFACES = [...new Set(Object.values(OPERATIONS).map((facts) => facts.interface))].sort();

export const command = defineCommand({
  name: "schema list",
  summary: "List the operations and types of a version of the API",
  description:
    "Works without a profile and without a network. Without a filter the operations are shown with what they do and the types by name only; with one everything has its description. A type belongs to every interface whose operations reach it.",
  arguments: {
    word: {
      value: "WORD",
      summary: "Only what has this word in its name or description, or belongs to that interface",
    },
  },
  options: {
    kind: { type: "string", value: "KIND", multiple: true, choices: ENTRY_KINDS, summary: `${ENTRY_KINDS.join(", ")}` },
    interface: {
      type: "string",
      value: "NAME",
      choices: INTERFACES,
      summary: "Only what belongs to this interface of the documentation",
    },
    coverage: { type: "boolean", summary: "Show for each operation of any version which commands reach it" },
  },
  output: {
    "[].name, [].kind": "the operation or type, and what it is",
    "[].interfaces[]": "interfaces of the documentation that it belongs to",
    "[].versions[]": "versions that have it under this name",
    "[].mark": "how it is known: null for a reference page, else EXAMPLE, LIVE, NEIGHBOUR, INFERRED or NEWEST",
    "[].description": "what it is for",
    "with --coverage":
      "[].operation, .interface, .versions[], .reached[] (versions in which a command sends it), .commands[]",
  },
  examples: [
    { command: "bwp schema list", note: "All of the newest version, or of the profile's" },
    { command: "bwp schema list refund --kind input", note: "The inputs that have to do with refunds" },
    { command: "bwp schema list --coverage", note: "Which command reaches which operation" },
  ],
  async run(context, { args, options }) {
    if (options.coverage) {
      const rows = await coverage(options.interface);
      await context.output.result(rows, () => coverageTable(rows, { unicode: context.io.unicode }));
      return;
    }
    const version = await schemaVersion(context);
    const [{ loadSchemas }, { catalogueOf }] = await Promise.all([
      import("../../client/schema/load-schema.ts"),
      import("../../client/schema/catalogue.ts"),
    ]);
    const filter = { kinds: options.kind, interface: options.interface, word: args.word };
    const entries = catalogueOf(await loadSchemas(), version, filter);
    const isFiltered = args.word !== undefined || options.interface !== undefined || options.kind.length > 0;
    await context.output.result(entries, isFiltered ? entryList : overview);
  },
});

async function coverage(area: string | undefined): Promise<readonly CoverageRow[]> {
  const { operationsWithDocument } = await import("../../client/schema/our-documents.ts");
  const documents = await Promise.all(
    API_VERSIONS.map(async (version) => [version, await operationsWithDocument(version)] as const),
  );
  const all = Object.values(await reference());
  return Object.entries(OPERATIONS)
    .filter(([, facts]) => area === undefined || facts.interface === area)
    .map(([operation, facts]) => {
      const commands = commandsFor(operation, all);
      const having = documents
        .filter(([, names]) => commands.length > 0 && names.has(operation))
        .map(([version]) => version);
      const { versions } = facts;
      const reached = versions.filter((version) => having.includes(version));
      return { operation, interface: facts.interface, versions, reached, commands };
    });
}
