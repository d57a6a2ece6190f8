import { UsageError } from "../../errors.ts";
import { schemaDiff } from "../../formatters/schema-diff.ts";
import { defineCommand } from "../../kernel/command.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { API_VERSIONS, type ApiVersion, DEFAULT_API_VERSION } from "../../model/versions.ts";
import { readSources } from "./read-sources.ts";
import { requireVersion } from "./schema-version.ts";

export const command = defineCommand({
  name: "schema diff",
  summary: "Show what breaks between two versions of the API, and what to write instead",
  description:
    "Breaking is what can make a document of the first version wrong in the second: a name that is gone or another, an answer that is less sure, an input that asks for more. What was renamed is one change with both names. With --used-by only what concerns these documents is shown; what variables hold is not in a document, so all of a variable's input type counts. Works without a profile and without a network.",
  arguments: {
    from: { value: "V1", summary: "Version to come from", suggestions: API_VERSIONS },
    to: { value: "V2", summary: `Version to go to (default: ${DEFAULT_API_VERSION})` },
  },
  options: {
    usedBy: {
      type: "string",
      value: "FILE",
      multiple: true,
      summary: "Only what these documents use; files or folders, as in bwp schema lint",
    },
    breaking: { type: "boolean", summary: "Only what breaks" },
  },
  output: {
    "from, to": "the versions",
    "changes[].change": "renamed, removed, changed, deprecated or added",
    "changes[].breaking": "true if a right document can become wrong",
    "changes[].kind": "query, mutation, type, field, argument, input field or value",
    "changes[].coordinate, .now": "its name in the first version, and in the second or null",
    "changes[].types.from, .to": "its type in each, where it differs",
    "changes[].hint": "what to do or to know, or null",
    "changes[].uncertain": "true if one of the definitions is only inferred, or newer than its version",
  },
  errors: {
    unknown_version: "there is no such version (exit 2)",
    unreadable_file: "a file of --used-by cannot be read (exit 2)",
  },
  examples: [
    { command: "bwp schema diff 2024-04-01 2024-11-01", note: "All that changed" },
    {
      command: "bwp schema diff 2024-01-01 --used-by src --breaking",
      note: "What to mend in src for the newest version",
    },
    {
      command: "bwp schema diff 2024-01-01 2024-04-01 --query 'changes[?breaking].[coordinate, now]'",
      note: "Old and new names, for a script",
    },
  ],
  async run(context, { args, options }) {
    const { from } = await complete(context, {
      from: {
        given: args.from,
        flag: "V1",
        ask: (prompt) =>
          prompt.select(
            "Version to come from",
            API_VERSIONS.filter((version) => version !== DEFAULT_API_VERSION).map((value) => ({ value, label: value })),
          ),
      },
    });
    const versions = {
      from: requireVersion(from, "V1"),
      to: requireVersion(args.to ?? context.globals.apiVersion ?? DEFAULT_API_VERSION, "V2"),
    };
    if (versions.from === versions.to) {
      throw new UsageError(`Both versions are ${versions.to}.`, {
        code: "same_version",
        suggestion: "Name two versions.",
      });
    }
    const [{ loadSchemas }, { diffSchemas }, { usedParts, concerns }] = await Promise.all([
      import("../../client/schema/load-schema.ts"),
      import("../../client/schema/diff.ts"),
      import("../../client/schema/used-parts.ts"),
    ]);
    const schemas = await loadSchemas();
    const parts =
      options.usedBy.length === 0
        ? undefined
        : usedParts(await readSources(context, options.usedBy), schemas[versions.from]);
    const changes = diffSchemas(schemas, versions.from, versions.to).filter(
      (change) => (parts === undefined || concerns(change, parts.used)) && (change.breaking || !options.breaking),
    );
    const diff = { ...versions, changes };
    await context.output.result(diff, () => schemaDiff(diff, { unicode: context.io.unicode }));
    warnUnknown(context, versions.from, parts?.unknown ?? new Set());
  },
});

/** Of documents that are not of the first version less is understood than the result seems to say. */
function warnUnknown({ notices }: Context, version: ApiVersion, unknown: ReadonlySet<string>): void {
  if (unknown.size === 0) return;
  const shown = [...unknown].slice(0, 3).join(", ");
  const rest = unknown.size > 3 ? ` and ${unknown.size - 3} more` : "";
  notices.warn(
    `Version ${version} has no ${shown}${rest}: what the documents use there is not compared. See bwp schema lint.`,
  );
}
