import { type OperationDefinitionNode, print, validate } from "graphql";
import { loadSchema } from "../../client/schema/load-schema.ts";
import { UsageError } from "../../errors.ts";
import { checkInput } from "../../kernel/check-input.ts";
import { loadInputTypes } from "../../kernel/input-file.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import type { ApiVersion } from "../../model/versions.ts";
import type { ChosenOperation } from "./document.ts";
import { explainMistakes, unconfirmedParts } from "./document-faults.ts";

/**
 * Checks an operation and its variables against the schema of a version, without the service.
 * @returns what no documentation page confirms: places in the document, paths in the variables
 * @throws {UsageError} code `invalid_document` with every mistake and its place, or `invalid_variables`
 */
export async function checkDocument(
  { document, definition }: ChosenOperation,
  variables: Readonly<Record<string, unknown>>,
  version: ApiVersion,
): Promise<readonly string[]> {
  const schema = await loadSchema(version);
  const errors = validate(schema, document);
  if (errors.length > 0) {
    throw new UsageError(
      `The document does not fit version ${version} of the API: ${errors.length} mistake${errors.length === 1 ? "" : "s"}.`,
      {
        code: "invalid_document",
        findings: await explainMistakes(errors, document, version),
        suggestion:
          "Nothing was sent. Correct it, choose another --api-version, or send it as it is with --no-validate.",
      },
    );
  }
  const types = await loadInputTypes(version);
  const mistakes: string[] = [];
  const unconfirmed = [...unconfirmedParts(document, version, schema)];
  const declared = (definition.variableDefinitions ?? []).map((each) => each.variable.name.value);
  for (const name of Object.keys(variables).filter((given) => !declared.includes(given))) {
    mistakes.push(`$${name}: the operation declares no such variable. ${didYouMean(name, declared) ?? ""}`.trim());
  }
  for (const { variable, type, defaultValue } of definition.variableDefinitions ?? []) {
    const name = variable.name.value;
    const written = print(type);
    const value = variables[name];
    const isOptional = !written.endsWith("!") || defaultValue !== undefined;
    if (isOptional && (value === undefined || (value === null && !written.endsWith("!")))) continue;
    const found = checkInput(types, written.replace(/!$/, ""), value);
    mistakes.push(...found.mistakes.map((mistake) => `$${name}: ${mistake}`));
    unconfirmed.push(...found.unconfirmed.map((path) => `${name}.${path}`));
  }
  if (mistakes.length === 0) return unconfirmed;
  throw new UsageError(`The variables do not fit: ${mistakes.length} mistake${mistakes.length === 1 ? "" : "s"}.`, {
    code: "invalid_variables",
    findings: mistakes,
    suggestion: `Nothing was sent. ${declaredText(definition)} -f KEY=VALUE gives a text, -F numbers, true, false, null and @FILE; --no-validate sends them as they are.`,
  });
}

function declaredText({ variableDefinitions = [] }: OperationDefinitionNode): string {
  const all = variableDefinitions.map(({ variable, type }) => `$${variable.name.value}: ${print(type)}`);
  return all.length === 0 ? "It declares no variables." : `It declares ${all.join(", ")}.`;
}
