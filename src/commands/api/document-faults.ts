import { type DocumentNode, type GraphQLError, type GraphQLSchema, validate } from "graphql";
import { hintFor } from "../../client/schema/hints.ts";
import { lintRules } from "../../client/schema/lint-rules.ts";
import { loadSchemas } from "../../client/schema/load-schema.ts";
import type { ApiVersion } from "../../model/versions.ts";
import { placedMessage } from "./document.ts";

/** Mistakes as lines for people: place, message, and what `bwp schema lint` has to say about it. */
export async function explainMistakes(
  errors: readonly GraphQLError[],
  document: DocumentNode,
  version: ApiVersion,
): Promise<readonly string[]> {
  const schemas = await loadSchemas();
  const schema = schemas[version];
  const hints = new Map<string, string>();
  validate(
    schema,
    document,
    lintRules(version, (report) => {
      const hint = hintFor({ schemas, version, schema }, report);
      if (hint !== undefined) hints.set(placedMessage(report.error), hint);
    }),
  );
  return errors.map((error) => {
    const text = placedMessage(error);
    const hint = hints.get(text);
    // GraphQL's own proposal is part of the hint.
    return hint === undefined ? text : `${text.replace(/ Did you mean .*\?$/, "")} ${hint}`;
  });
}

/** What of a document no page of the version confirms, with its place. */
export function unconfirmedParts(
  document: DocumentNode,
  version: ApiVersion,
  schema: GraphQLSchema,
): readonly string[] {
  const found: string[] = [];
  validate(
    schema,
    document,
    lintRules(version, ({ rule, error }) => {
      if (rule === "unconfirmed") found.push(placedMessage(error).replace(/ is (?:on pages|concluded).*$/s, ""));
    }),
  );
  return found;
}
