import { defineCommand } from "../../kernel/command.ts";
import { schemaVersion } from "./schema-version.ts";

export const command = defineCommand({
  name: "schema print",
  summary: "Print the schema of a version as SDL, for code generators and editors",
  description:
    "The API publishes no schema file; this one holds what public documentation tells. It builds with every GraphQL tool. With --marks each definition carries the directive @mark, which says how it is known, and the directive's definition; see schema/README.md of bwp for what is left out.",
  options: { marks: { type: "boolean", summary: "With the directive that says how each definition is known" } },
  examples: [
    { command: "bwp schema print > schema.graphql", note: "For graphql-codegen, an editor or graphql-inspector" },
    { command: "bwp schema print --api-version 2024-01-01 --marks", note: "An older version, with its marks" },
  ],
  async run(context, { options }) {
    const version = await schemaVersion(context);
    const { loadSdl } = await import("../../client/schema/sdl.ts");
    const sdl = await loadSdl(version);
    if (options.marks) {
      await context.output.raw(sdl);
      return;
    }
    const { withoutMarks } = await import("../../client/schema/clean-sdl.ts");
    const title = `# The Buy with Prime GraphQL API, version ${version}, as far as public documentation tells.\n\n`;
    await context.output.raw(title + withoutMarks(sdl));
  },
});
