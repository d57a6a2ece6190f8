import { type GraphQLError, type GraphQLSchema, Kind } from "graphql";
import { trapAt } from "../../model/documentation-traps.ts";
import { EVENT_TYPE_NAMES, findEventType } from "../../model/event-types.ts";
import { rootFields } from "./example-document.ts";
import { type HintFacts, proposalOf, sentences } from "./hint-words.ts";
import type { Report } from "./lint-rules.ts";
import {
  missingArgumentHint,
  selectionHint,
  unknownArgumentHint,
  unknownFieldHint,
  unknownTypeHint,
} from "./name-hints.ts";
import { valueHint } from "./value-hints.ts";

const UNCONFIRMED =
  "The real service refuses the whole request if it does not know a name: try it on a sandbox before you rely on it.";

/** What the writer of a document needs to know about a finding; undefined if there is nothing to say beyond the message. */
export function hintFor(facts: HintFacts, { rule, error, context }: Report): string | undefined {
  const [node] = error.nodes ?? [];
  const [parent, field] = [context.getParentType(), context.getFieldDef()];
  switch (node?.kind) {
    case Kind.FIELD:
      if (!parent) return undefined;
      if (rule === "unknown-field") return unknownFieldHint(facts, parent, node, error);
      if (rule === "missing-argument") return missingArgumentHint(facts, parent, error);
      if (rule === "selection") return selectionHint(facts, parent, node.name.value);
      break;
    case Kind.ARGUMENT:
      if (rule !== "unknown-argument" || !parent || !field) break;
      return unknownArgumentHint(facts, parent, field, node.name.value, error);
    case Kind.NAMED_TYPE:
      if (rule === "unknown-type") return unknownTypeHint(facts, node.name.value, error);
      break;
    case Kind.VARIABLE_DEFINITION:
      if (rule === "variable-type") return variableHint(facts.schema, node.variable.name.value, error);
      break;
    case Kind.STRING:
      if (rule === "event-type" || rule === "deprecated") return eventTypeHint(node.value);
      break;
  }
  if (rule === "wrong-value") return valueHint(facts, context, error);
  return rule === "unconfirmed" ? UNCONFIRMED : proposalOf(error);
}

function variableHint(schema: GraphQLSchema, name: string, error: GraphQLError): string | undefined {
  const [, type] = /expecting type "([^"]+)"/.exec(error.message) ?? [];
  if (type === undefined) return undefined;
  // Documents name a variable after the argument that it is for.
  const traps = rootFields(schema).map(({ kind, field }) =>
    trapAt(`${kind === "query" ? "Query" : "Mutation"}.${field.name}(${name}:)`),
  );
  const trap = traps.find((text) => text !== undefined);
  return sentences(`Declare it as $${name}: ${type}.`, trap);
}

function eventTypeHint(name: string): string {
  const successor = findEventType(name)?.deprecated?.successor;
  if (successor !== undefined) return `Subscribe to ${successor} instead.`;
  const plain = name.replace(/\s/g, "").toUpperCase();
  const near = EVENT_TYPE_NAMES.find((known) => known === plain);
  return `The service answers it with AccessDeniedError. ${near === undefined ? "bwp events types lists all." : `Write ${near}.`}`;
}
