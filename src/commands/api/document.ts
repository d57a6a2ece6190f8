import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  separateOperations,
} from "graphql";
import { UsageError } from "../../errors.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { shownDocument } from "./masked-document.ts";

/** The one operation of a document that is run. */
export interface ChosenOperation {
  readonly kind: "query" | "mutation";
  /** Its root field if it has just one, else its own name, else `api`: the name for errors. */
  readonly name: string;
  readonly rootFields: readonly string[];
  /** It and the fragments that it uses; places are those of the user's text. */
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  /** What is sent. */
  readonly text: string;
  /** What may be shown: the same with secrets masked. */
  readonly shown: string;
}

/**
 * Reads a document and picks the operation that is run: exactly one, so that nothing runs unseen.
 * @throws {UsageError} codes `invalid_document`, `which_operation`, `no_such_operation`
 */
export function chooseOperation(text: string, operationName: string | undefined): ChosenOperation {
  const whole = parseDocument(text);
  const definitions = whole.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const definition = pick(definitions, operationName);
  if (definition.operation === "subscription") {
    throw new UsageError("The API has no GraphQL subscriptions.", {
      code: "invalid_document",
      suggestion: "For events see bwp subscribe and bwp events.",
    });
  }
  const alone = separateOperations(whole)[definition.name?.value ?? ""] ?? whole;
  const rootFields = fieldsOf(definition.selectionSet, whole).map((field) => field.name.value);
  const [only, ...others] = rootFields;
  const sent = definitions.length === 1 ? text : print(alone);
  return {
    kind: definition.operation,
    name: only !== undefined && others.length === 0 ? only : (definition.name?.value ?? "api"),
    rootFields,
    document: alone,
    definition,
    text: sent,
    shown: shownDocument(alone, sent),
  };
}

function parseDocument(text: string): DocumentNode {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof GraphQLError)) throw cause;
    throw new UsageError("The document is no GraphQL.", {
      code: "invalid_document",
      findings: [placedMessage(cause)],
      cause,
    });
  }
}

/** `line:column message`, as compilers say it. */
export function placedMessage({ locations, message }: GraphQLError): string {
  const [place] = locations ?? [];
  return place === undefined ? message : `${place.line}:${place.column} ${message}`;
}

function pick(operations: readonly OperationDefinitionNode[], wanted: string | undefined): OperationDefinitionNode {
  const names = operations.flatMap(({ name }) => name?.value ?? []);
  const [only, ...others] = operations;
  if (only === undefined) {
    throw new UsageError("The document holds no operation, only fragments.", { code: "invalid_document" });
  }
  if (wanted === undefined) {
    if (others.length === 0) return only;
    throw new UsageError(`The document holds ${operations.length} operations; one is run.`, {
      code: "which_operation",
      suggestion: `Choose one with --operation-name: ${names.join(", ")}.`,
    });
  }
  const found = operations.find(({ name }) => name?.value === wanted);
  if (found !== undefined) return found;
  throw new UsageError(`The document has no operation ${wanted}.`, {
    code: "no_such_operation",
    suggestion:
      didYouMean(wanted, names) ?? (names.length === 0 ? "Its operation has no name." : `It has ${names.join(", ")}.`),
  });
}

/** Fields of a root, those of fragments included. */
function fieldsOf(
  selectionSet: SelectionSetNode,
  document: DocumentNode,
  seen: ReadonlySet<string> = new Set(),
): readonly FieldNode[] {
  return selectionSet.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet, document, seen);
    const name = selection.name.value;
    const fragment = document.definitions.find(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name,
    );
    if (fragment?.kind !== Kind.FRAGMENT_DEFINITION || seen.has(name)) return [];
    return fieldsOf(fragment.selectionSet, document, new Set([...seen, name]));
  });
}
