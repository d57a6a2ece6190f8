import { UsageError } from "../../errors.ts";
import { complete } from "../../kernel/complete.ts";
import type { Context } from "../../kernel/context.ts";
import { parseInput, readText } from "../../kernel/input-file.ts";
import { isJsonObject } from "../../model/json-object.ts";
import type { ApiVersion } from "../../model/versions.ts";
import { assignField, type Fields, splitField, typedValue } from "./fields.ts";
import { ownDocument } from "./own-operation.ts";
import type { Data } from "./pages.ts";

/** What the command line says about the request. */
export interface RequestWords {
  /** A path, `-`, or the document itself. */
  readonly file: string | undefined;
  readonly operation: string | undefined;
  readonly variables: string | undefined;
  readonly field: readonly string[];
  readonly rawField: readonly string[];
}

/** A document with its variables, as written. */
export interface WrittenRequest {
  readonly text: string;
  readonly variables: Data;
}

/**
 * Reads document and variables from wherever they stand: a file, stdin, the argument, `-f query=...` as with gh, or bwp's
 * own document of an operation. Single fields win over `--variables`.
 */
export async function readRequest(context: Context, words: RequestWords, version: ApiVersion): Promise<WrittenRequest> {
  const isStdinTaken = [words.file, words.variables].filter((file) => file === "-").length;
  if (isStdinTaken > 1) throw new UsageError("stdin can be read once: for the document or for the variables.");
  const variables: Fields = words.variables === undefined ? {} : await readVariables(context, words.variables);
  for (const text of words.rawField) assignField(variables, ...splitField(text, "-f"));
  for (const text of words.field) {
    const [key, value] = splitField(text, "-F");
    assignField(variables, key, value.startsWith("@") ? await readText(context, value.slice(1)) : typedValue(value));
  }
  return { text: await readDocument(context, words, variables, version), variables };
}

async function readVariables(context: Context, file: string): Promise<Fields> {
  const name = file === "-" ? "stdin" : file;
  const value = await parseInput(await readText(context, file), name);
  if (isFields(value)) return { ...value };
  throw new UsageError(`${name} holds no object of variables.`, { code: "invalid_variables" });
}

function isFields(value: unknown): value is Fields {
  return isJsonObject(value);
}

async function readDocument(
  context: Context,
  { file, operation, variables: variablesFile }: RequestWords,
  variables: Fields,
  version: ApiVersion,
): Promise<string> {
  if (operation !== undefined) {
    if (file !== undefined) throw new UsageError("Give FILE or --operation, not both.", { code: "two_ways" });
    return ownDocument(operation, version);
  }
  // `gh api graphql -f query='...'`, from the fingers of everybody who knows it.
  if (file === undefined && typeof variables.query === "string") {
    const { query } = variables;
    delete variables.query;
    return query;
  }
  const stdinIsFree = context.io.stdin.isTTY !== true && variablesFile !== "-";
  const { document } = await complete(
    context,
    {
      document: {
        given: file ?? (stdinIsFree ? "-" : undefined),
        flag: "FILE or --operation <NAME>",
        ask: (prompt) => prompt.input("File with a GraphQL document, or the document"),
      },
    },
    "Give a file with a GraphQL document, the document itself, or - for stdin.",
  );
  const text = document.includes("{") ? document : await readText(context, document);
  if (text.trim() !== "") return text;
  throw new UsageError("Missing: FILE or --operation <NAME>; stdin is empty.", { code: "missing_input" });
}
