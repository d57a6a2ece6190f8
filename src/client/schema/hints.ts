import {
  type FieldNode,
  type GraphQLError,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredInputField,
  Kind,
  print,
} from "graphql";
import { trapAt } from "../../model/documentation-traps.ts";
import { EVENT_TYPE_NAMES, findEventType } from "../../model/event-types.ts";
import { API_VERSIONS, type ApiVersion } from "../../model/versions.ts";
import { memberNames } from "./coordinates.ts";
import type { Report } from "./lint-rules.ts";
import type { Schemas } from "./load-schema.ts";
import { listText, namesElsewhere, otherName, otherNameText, versionsText, versionsWith } from "./other-names.ts";

/** How many names a hint lists before it says that there are more. */
const MOST = 8;

/** What the makers of a document need to know about a finding: what the thing is called, or what fits there. */
export class Hints {
  private readonly schemas: Schemas;
  private readonly version: ApiVersion;
  private readonly schema: GraphQLSchema;

  constructor(schemas: Schemas, version: ApiVersion) {
    this.schemas = schemas;
    this.version = version;
    this.schema = schemas[version];
  }

  /** The hint for a finding; undefined if there is nothing to say beyond the message. */
  hintFor({ rule, error, context }: Report): string | undefined {
    const [node, second] = error.nodes ?? [];
    switch (rule) {
      case "unknown-field":
        return node?.kind === Kind.FIELD ? this.unknownField(context.getParentType(), node, error) : undefined;
      case "unknown-argument":
        return node?.kind === Kind.ARGUMENT
          ? this.unknownArgument(
              `${context.getParentType()?.name}.${context.getFieldDef()?.name}`,
              node.name.value,
              error,
            )
          : undefined;
      case "unknown-type":
        return node?.kind === Kind.NAMED_TYPE ? this.unknownName(node.name.value, error) : undefined;
      case "missing-argument":
        return node?.kind === Kind.FIELD
          ? this.missingArgument(context.getParentType(), node.name.value, error)
          : undefined;
      case "wrong-value":
        return this.wrongValue(context.getParentInputType(), error);
      case "variable-type": {
        const [, declared] = /expecting type "([^"]+)"/.exec(error.message) ?? [];
        const name = node?.kind === Kind.VARIABLE_DEFINITION ? node.variable.name.value : undefined;
        const trap = second === undefined ? undefined : this.trapOfVariable(name);
        return declared === undefined ? undefined : sentences(`Declare it as $${name}: ${declared}.`, trap);
      }
      case "selection":
        return node?.kind === Kind.FIELD ? this.selection(context.getParentType(), node) : undefined;
      case "event-type":
      case "deprecated":
        return node?.kind === Kind.STRING ? eventTypeHint(node.value) : undefined;
      case "unconfirmed":
        return "The real service refuses the whole request if it does not know a name: try it on a sandbox before you rely on it.";
      default:
        return didYouMean(error);
    }
  }

  private unknownField(
    parent: GraphQLNamedType | null | undefined,
    node: FieldNode,
    error: GraphQLError,
  ): string | undefined {
    if (parent === null || parent === undefined) return undefined;
    const name = node.name.value;
    const coordinate = `${parent.name}.${name}`;
    const known = this.calledOtherwise(coordinate) ?? trapAt(coordinate);
    if (known !== undefined) return known;
    const inside = this.fragmentOn(parent, node) ?? this.oneLevelDown(parent, node);
    const elsewhere = this.inOtherVersions(coordinate);
    if (inside !== undefined || elsewhere !== undefined) return sentences(elsewhere, inside);
    const isRoot = parent === this.schema.getQueryType() || parent === this.schema.getMutationType();
    const all = isRoot ? "bwp schema list shows all operations." : takes(parent, "has");
    return didYouMean(error) ?? this.ownersOf(name) ?? all;
  }

  private unknownArgument(field: string, name: string, error: GraphQLError): string | undefined {
    const coordinate = `${field}(${name}:)`;
    const known = this.calledOtherwise(coordinate) ?? trapAt(coordinate);
    if (known !== undefined) return known;
    const names = this.argumentsOf(field);
    const takesText = names.length === 0 ? "It takes no arguments." : `It takes ${listText(names, "and")}.`;
    return sentences(this.inOtherVersions(coordinate), didYouMean(error) ?? takesText);
  }

  private argumentsOf(field: string): readonly string[] {
    const [type = "", member = ""] = field.split(".");
    const parent = this.schema.getType(type);
    const found = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[member] : undefined;
    return (found?.args ?? []).map((argument) => `${argument.name}: ${argument.type}`);
  }

  private missingArgument(
    parent: GraphQLNamedType | null | undefined,
    field: string,
    error: GraphQLError,
  ): string | undefined {
    const [, argument = "", type = ""] = /argument "(\w+)" of type "([^"]+)"/.exec(error.message) ?? [];
    const coordinate = `${parent?.name}.${field}(${argument}:)`;
    const [elsewhere] = Object.entries(namesElsewhere(coordinate, this.version)).reverse();
    const give = `Give ${argument}: ${type}.`;
    if (elsewhere === undefined) return give;
    const [version, name] = elsewhere;
    return `${give} It is what ${version} has as ${name}.`;
  }

  private unknownName(name: string, error: GraphQLError): string | undefined {
    return this.calledOtherwise(name) ?? trapAt(name) ?? sentences(this.inOtherVersions(name), didYouMean(error));
  }

  private wrongValue(parent: unknown, error: GraphQLError): string | undefined {
    const [node] = error.nodes ?? [];
    const [, unknown, type] = /^Field "(\w+)" is not defined by type "(\w+)"/.exec(error.message) ?? [];
    if (unknown !== undefined && type !== undefined) return this.unknownInputField(type, unknown, error);
    const [, needed] = /^Field "(\w+\.\w+)" of required type/.exec(error.message) ?? [];
    if (needed !== undefined) return this.requiredInputField(needed);
    const [, value, enumName] = /^Value "(\w+)" does not exist in "(\w+)" enum/.exec(error.message) ?? [];
    if (value !== undefined && enumName !== undefined) {
      const known = this.calledOtherwise(`${enumName}.${value}`) ?? this.sameValueElsewhere(enumName, value);
      return known ?? didYouMean(error) ?? takes(this.schema.getType(enumName), "has");
    }
    const [, quoted] = /^Enum "(\w+)" cannot represent non-enum value/.exec(error.message) ?? [];
    if (quoted !== undefined) {
      const values = takes(this.schema.getType(quoted), "has");
      return sentences("An enum value stands without quotes.", values, trapAt(quoted));
    }
    const [, object] = /^Expected value of type "(\w+)!?", found/.exec(error.message) ?? [];
    const expected = object === undefined ? undefined : this.schema.getType(object);
    if (isInputObjectType(expected)) return trapAt(expected.name) ?? takes(expected, "is an input object with");
    const trap = node !== undefined ? this.trapOfValue(parent, error) : undefined;
    return trap ?? didYouMean(error);
  }

  private unknownInputField(type: string, name: string, error: GraphQLError): string | undefined {
    const coordinate = `${type}.${name}`;
    const known = this.calledOtherwise(coordinate) ?? trapAt(coordinate);
    if (known !== undefined) return known;
    const mean = didYouMean(error) ?? takes(this.schema.getType(type), "takes");
    return sentences(this.inOtherVersions(coordinate), mean);
  }

  private requiredInputField(coordinate: string): string | undefined {
    const [elsewhere] = Object.entries(namesElsewhere(coordinate, this.version)).reverse();
    if (elsewhere === undefined) return undefined;
    return `What ${elsewhere[0]} has as ${elsewhere[1]} is ${coordinate} in ${this.version}.`;
  }

  /** An enum of a predecessor's value, such as BUY_WITH_PRIME where the enum's own name changed as well. */
  private sameValueElsewhere(enumName: string, value: string): string | undefined {
    for (const name of Object.values(namesElsewhere(enumName, this.version))) {
      const known = this.calledOtherwise(`${name}.${value}`);
      if (known !== undefined) return known;
    }
    return undefined;
  }

  private trapOfVariable(name: string | undefined): string | undefined {
    const root = [this.schema.getQueryType(), this.schema.getMutationType()];
    for (const type of root) {
      for (const field of Object.values(type?.getFields() ?? {})) {
        const trap = trapAt(`${type?.name}.${field.name}(${name}:)`);
        if (trap !== undefined && field.args.some((argument) => argument.name === name)) return trap;
      }
    }
    return undefined;
  }

  private trapOfValue(parent: unknown, error: GraphQLError): string | undefined {
    const named = getNamedType(parent as never) as GraphQLNamedType | undefined;
    if (!isInputObjectType(named)) return undefined;
    const field = /^Boolean cannot/.test(error.message) ? "offerPrime" : undefined;
    return field === undefined ? undefined : trapAt(`${named.name}.${field}`);
  }

  private selection(parent: GraphQLNamedType | null | undefined, node: FieldNode): string | undefined {
    if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined;
    const type = getNamedType(parent.getFields()[node.name.value]?.type);
    const coordinate = `${parent.name}.${node.name.value}`;
    const others = API_VERSIONS.filter((version) => version !== this.version).flatMap((version) => {
      const there = this.schemas[version].getType(parent.name);
      const field = isObjectType(there) || isInterfaceType(there) ? there.getFields()[node.name.value] : undefined;
      return field === undefined || getNamedType(field.type).name === type?.name ? [] : [`${field.type} in ${version}`];
    });
    const elsewhere = others.length === 0 ? undefined : `${coordinate} is ${listText(others, "and")}.`;
    return sentences(type === undefined ? undefined : takes(type, "has"), elsewhere);
  }

  private calledOtherwise(coordinate: string): string | undefined {
    const found = otherName(coordinate, this.version);
    return found === undefined ? undefined : otherNameText(found);
  }

  private inOtherVersions(coordinate: string): string | undefined {
    const versions = versionsWith(this.schemas, coordinate);
    if (versions.length === 0) return undefined;
    return `It is in ${versionsText(versions)} only, as far as documented.`;
  }

  private fragmentOn(parent: GraphQLNamedType, node: FieldNode): string | undefined {
    if (!isAbstractType(parent)) return undefined;
    const members = this.schema
      .getPossibleTypes(parent)
      .filter((type) => type.getFields()[node.name.value] !== undefined);
    const [first] = members;
    if (first === undefined) return undefined;
    const names = listText(
      members.map(({ name }) => name),
      "or",
    );
    const trap = parent.name === "CatalogFeedResultReport" ? trapAt("CatalogFeedResult.resultReport") : undefined;
    return sentences(
      `${parent.name} may be ${names}: write ... on ${first.name} { ${print(node).replace(/\s+/g, " ")} }.`,
      trap,
    );
  }

  private oneLevelDown(parent: GraphQLNamedType, node: FieldNode): string | undefined {
    if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined;
    const isRoot = parent === this.schema.getQueryType() || parent === this.schema.getMutationType();
    if (isRoot) return undefined;
    const ways = Object.values(parent.getFields()).flatMap(({ name, type }) => {
      const inner = getNamedType(type);
      const has = (isObjectType(inner) || isInterfaceType(inner)) && inner.getFields()[node.name.value] !== undefined;
      return has ? [`${name} { ${node.name.value} }`] : [];
    });
    return ways.length === 0 || ways.length > 3 ? undefined : `It is one level down: ${listText(ways, "or")}.`;
  }

  private ownersOf(name: string): string | undefined {
    const owners = Object.values(this.schema.getTypeMap()).filter(
      (type) => isObjectType(type) && !type.name.startsWith("__") && type.getFields()[name] !== undefined,
    );
    if (owners.length === 0 || owners.length > 3) return undefined;
    return `${name} is a field of ${listText(
      owners.map((type) => type.name),
      "and",
    )}.`;
  }
}

function eventTypeHint(name: string): string | undefined {
  const successor = findEventType(name)?.deprecated?.successor;
  if (successor !== undefined) return `Subscribe to ${successor} instead.`;
  const plain = name.replace(/\s/g, "").toUpperCase();
  const near = EVENT_TYPE_NAMES.find((known) => known === plain);
  const answer = "The service answers it with AccessDeniedError.";
  return near === undefined ? `${answer} bwp events types lists all.` : `${answer} Write ${near}.`;
}

/** What GraphQL itself proposes, as a sentence. */
function didYouMean(error: GraphQLError): string | undefined {
  const [, proposal] = /Did you mean (.*)\?$/.exec(error.message) ?? [];
  return proposal === undefined ? undefined : `Did you mean ${proposal.replaceAll('"', "")}?`;
}

function takes(type: GraphQLNamedType | undefined, verb: string): string | undefined {
  if (type === undefined) return undefined;
  const required = isInputObjectType(type)
    ? Object.values(type.getFields())
        .filter(isRequiredInputField)
        .map(({ name }) => name)
    : [];
  const names = [...required, ...memberNames(type).filter((name) => !required.includes(name))];
  if (names.length === 0) return undefined;
  if (names.length > MOST) return `${type.name} ${verb} ${names.slice(0, MOST).join(", ")} and more.`;
  return `${type.name} ${verb} ${listText(names, isEnumType(type) ? "or" : "and")}.`;
}

function sentences(...parts: readonly (string | undefined)[]): string | undefined {
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? undefined : said.join(" ");
}
