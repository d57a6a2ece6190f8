import { type GraphQLError, getNamedType, isInputObjectType, type ValidationContext } from "graphql";
import { trapAt } from "../../model/documentation-traps.ts";
import { calledOtherwise, type HintFacts, inOtherVersions, membersText, proposalOf, sentences } from "./hint-words.ts";
import { newestNameElsewhere } from "./name-hints.ts";
import { namesElsewhere } from "./other-names.ts";

/** A kind of wrong value, told by GraphQL's message, and what to say to its words. */
type Case = readonly [
  message: RegExp,
  hint: (facts: HintFacts, words: readonly string[], error: GraphQLError) => string | undefined,
];

const CASES: readonly Case[] = [
  [/^Field "(\w+)" is not defined by type "(\w+)"/, unknownInputField],
  [/^Field "(\w+\.\w+)" of required type/, requiredInputField],
  [/^Value "(\w+)" does not exist in "(\w+)" enum/, unknownEnumValue],
  [/^Enum "(\w+)" cannot represent non-enum value/, quotedEnumValue],
  [/^Expected value of type "(\w+)!?", found/, notAnObject],
];

/** For a value that does not fit: unknown and missing input fields, enum values, texts where an object stands. */
export function valueHint(facts: HintFacts, context: ValidationContext, error: GraphQLError): string | undefined {
  for (const [pattern, hint] of CASES) {
    const match = pattern.exec(error.message);
    if (match !== null) return hint(facts, match.slice(1), error);
  }
  return trapOfPlainValue(context) ?? proposalOf(error);
}

function unknownInputField(facts: HintFacts, [name = "", type = ""]: readonly string[], error: GraphQLError) {
  const coordinate = `${type}.${name}`;
  const known = calledOtherwise(facts, coordinate) ?? trapAt(coordinate);
  const mean = proposalOf(error) ?? membersText(facts.schema.getType(type), "takes");
  return known ?? sentences(inOtherVersions(facts, coordinate), mean);
}

function requiredInputField(facts: HintFacts, [coordinate = ""]: readonly string[]) {
  const elsewhere = newestNameElsewhere(facts, coordinate);
  return elsewhere && `What ${elsewhere[0]} has as ${elsewhere[1]} is ${coordinate} in ${facts.version}.`;
}

function unknownEnumValue(facts: HintFacts, [value = "", type = ""]: readonly string[], error: GraphQLError) {
  // The enum may have had another name together with its value: DeliveryOfferProviderInput.BUY_WITH_PRIME.
  const types = [type, ...Object.values(namesElsewhere(type, facts.version))];
  const known = types.map((name) => calledOtherwise(facts, `${name}.${value}`)).find((text) => text !== undefined);
  return known ?? proposalOf(error) ?? membersText(facts.schema.getType(type), "has");
}

function quotedEnumValue({ schema }: HintFacts, [type = ""]: readonly string[]) {
  return sentences("An enum value stands without quotes.", membersText(schema.getType(type), "has"), trapAt(type));
}

function notAnObject({ schema }: HintFacts, [name = ""]: readonly string[], error: GraphQLError) {
  const type = schema.getType(name);
  if (!isInputObjectType(type)) return proposalOf(error);
  return trapAt(name) ?? membersText(type, "is an input object with");
}

/** A trap at an input field of the type that the value should have had: the text "true" for a Boolean. */
function trapOfPlainValue(context: ValidationContext): string | undefined {
  const parent = getNamedType(context.getParentInputType());
  if (!isInputObjectType(parent)) return undefined;
  const wanted = getNamedType(context.getInputType());
  const fields = Object.values(parent.getFields()).filter(({ type }) => getNamedType(type) === wanted);
  return fields.map(({ name }) => trapAt(`${parent.name}.${name}`)).find((trap) => trap !== undefined);
}
