import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, type GraphQLSchema, getVariableValues, Kind, parse, validate } from "graphql";
import type { Call } from "../../../src/client/dialects/dialect.ts";
import { parseJson, stringifyJson } from "../../../src/model/json.ts";
import type { ApiVersion } from "../../../src/model/versions.ts";
import { unsureInputs } from "../../schema/marks.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const schemas = new Map<ApiVersion, GraphQLSchema>();

/** The schema of a version, built once. */
export function schemaOf(version: ApiVersion): GraphQLSchema {
  const known = schemas.get(version) ?? buildSchema(readFileSync(join(ROOT, "schema", `${version}.graphql`), "utf8"));
  schemas.set(version, known);
  return known;
}

/**
 * What is wrong with a call, by the schema of its version: an invalid document, variables that do not fit, and inputs that no
 * page confirms and that the call does not admit. Empty if it may be sent.
 */
export function faultsOf(call: Call): readonly string[] {
  const schema = schemaOf(call.operation.version);
  const document = parse(call.operation.document);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return ["no operation"];
  const variables = JSON.parse(stringifyJson(call.variables)) as Record<string, unknown>;
  const { errors = [] } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  const admitted = (path: string): boolean =>
    (call.unconfirmed ?? []).some(
      (known) =>
        path.replace(/\.\d+/g, "").startsWith(known) || path.replace(/\.\d+/g, "").startsWith(`input.${known}`),
    );
  return [
    ...validate(schema, document).map(({ message }) => message),
    ...errors.map(({ message }) => message),
    ...unsureInputs(schema, operation, variables).filter((path) => !admitted(path)),
  ];
}

/** The `data` of a documented answer, `order-queries/…`. */
export function documentedData(name: string): unknown {
  const path = join(ROOT, "test", "fixtures", "api", "order-queries", `${name}.json`);
  const answer = parseJson(readFileSync(path, "utf8"));
  return typeof answer === "object" && answer !== null && "data" in answer ? answer.data : undefined;
}

/** The variables of a documented mutation, `order-mutations/…`. */
export function documentedVariables(name: string): Record<string, unknown> {
  const path = join(ROOT, "test", "fixtures", "api", "order-mutations", `${name}.json`);
  return JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
}
