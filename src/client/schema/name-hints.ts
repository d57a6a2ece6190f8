import {
  type FieldNode,
  type GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  print,
} from "graphql";
import { trapAt } from "../../model/documentation-traps.ts";
import { API_VERSIONS } from "../../model/versions.ts";
import { calledOtherwise, type HintFacts, inOtherVersions, membersText, proposalOf, sentences } from "./hint-words.ts";
import { listText, namesElsewhere } from "./other-names.ts";

/** For a field that its parent has not got: its other name, the trap, where else it is, or what there is. */
export function unknownFieldHint(
  facts: HintFacts,
  parent: GraphQLNamedType,
  node: FieldNode,
  error: GraphQLError,
): string | undefined {
  const coordinate = `${parent.name}.${node.name.value}`;
  const known = calledOtherwise(facts, coordinate) ?? trapAt(coordinate);
  if (known !== undefined) return known;
  const { schema } = facts;
  const isRoot = parent === schema.getQueryType() || parent === schema.getMutationType();
  const inside = fragmentHint(schema, parent, node) ?? (isRoot ? undefined : oneLevelDown(parent, node));
  const elsewhere = inOtherVersions(facts, coordinate);
  if (inside !== undefined || elsewhere !== undefined) return sentences(elsewhere, inside);
  const all = isRoot ? "bwp schema list shows all operations." : membersText(parent, "has");
  return proposalOf(error) ?? ownersOf(schema, node.name.value) ?? all;
}

/** For an argument that a field does not take. */
export function unknownArgumentHint(
  facts: HintFacts,
  parent: GraphQLNamedType,
  field: GraphQLField<unknown, unknown>,
  argument: string,
  error: GraphQLError,
): string | undefined {
  const coordinate = `${parent.name}.${field.name}(${argument}:)`;
  const known = calledOtherwise(facts, coordinate) ?? trapAt(coordinate);
  if (known !== undefined) return known;
  const taken = field.args.map(({ name, type }) => `${name}: ${type}`);
  const all = taken.length === 0 ? "It takes no arguments." : `It takes ${listText(taken, "and")}.`;
  return sentences(inOtherVersions(facts, coordinate), proposalOf(error) ?? all);
}

/** For an argument that is left out, perhaps since another version has it elsewhere. */
export function missingArgumentHint(
  facts: HintFacts,
  parent: GraphQLNamedType,
  error: GraphQLError,
): string | undefined {
  const [, field, argument, type] = /^Field "(\w+)" argument "(\w+)" of type "([^"]+)"/.exec(error.message) ?? [];
  if (field === undefined || argument === undefined) return undefined;
  const elsewhere = newestNameElsewhere(facts, `${parent.name}.${field}(${argument}:)`);
  return sentences(`Give ${argument}: ${type}.`, elsewhere && `It is what ${elsewhere[0]} has as ${elsewhere[1]}.`);
}

/** What the newest of the other versions calls a thing that it calls otherwise, with that version. */
export function newestNameElsewhere({ version }: HintFacts, coordinate: string): readonly [string, string] | undefined {
  return Object.entries(namesElsewhere(coordinate, version)).at(-1);
}

/** For a type that the version has not got. */
export function unknownTypeHint(facts: HintFacts, name: string, error: GraphQLError): string | undefined {
  const known = calledOtherwise(facts, name) ?? trapAt(name);
  return known ?? sentences(inOtherVersions(facts, name), proposalOf(error));
}

/** For an object without chosen fields and a value with some: what it is here, and what it is elsewhere. */
export function selectionHint(facts: HintFacts, parent: GraphQLNamedType, name: string): string | undefined {
  const type = getNamedType(fieldOf(parent, name)?.type);
  const others = API_VERSIONS.flatMap((version) => {
    const there = fieldOf(facts.schemas[version].getType(parent.name), name);
    return there === undefined || getNamedType(there.type).name === type?.name ? [] : [`${there.type} in ${version}`];
  });
  const elsewhere = others.length === 0 ? undefined : `${parent.name}.${name} is ${listText(others, "and")}.`;
  return sentences(membersText(type, "has"), elsewhere);
}

function fieldOf(type: GraphQLNamedType | undefined, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

/** A field of some of the types that an interface or union may be. */
function fragmentHint(schema: GraphQLSchema, parent: GraphQLNamedType, node: FieldNode): string | undefined {
  if (!isAbstractType(parent)) return undefined;
  const members = schema.getPossibleTypes(parent).filter((type) => fieldOf(type, node.name.value) !== undefined);
  const names = members.map(({ name }) => name);
  if (names.length === 0) return undefined;
  const fragment = `... on ${names[0]} { ${print(node).replace(/\s+/g, " ")} }`;
  return sentences(`${parent.name} may be ${listText(names, "or")}: write ${fragment}.`, trapAt(parent.name));
}

/** A field of an object that a field of the parent leads to, such as the payload of an answer. */
function oneLevelDown(parent: GraphQLNamedType, node: FieldNode): string | undefined {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined;
  const ways = Object.values(parent.getFields()).flatMap(({ name, type }) =>
    fieldOf(getNamedType(type), node.name.value) === undefined ? [] : [`${name} { ${node.name.value} }`],
  );
  return ways.length === 0 || ways.length > 3 ? undefined : `It is one level down: ${listText(ways, "or")}.`;
}

function ownersOf(schema: GraphQLSchema, field: string): string | undefined {
  const owners = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith("__") && fieldOf(type, field) !== undefined)
    .map(({ name }) => name);
  return owners.length === 0 || owners.length > 3 ? undefined : `${field} is a field of ${listText(owners, "and")}.`;
}
