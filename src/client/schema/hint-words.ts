import {
  type GraphQLError,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isRequiredInputField,
} from "graphql";
import type { ApiVersion } from "../../model/versions.ts";
import { memberNames } from "./coordinates.ts";
import type { Schemas } from "./load-schema.ts";
import { listText, otherName, otherNameText, versionsText, versionsWith } from "./other-names.ts";

/** How many names a hint lists before it says that there are more. */
const MOST = 8;

/** What hints are made from: the version that is checked against, and all others. */
export interface HintFacts {
  readonly schemas: Schemas;
  readonly version: ApiVersion;
  readonly schema: GraphQLSchema;
}

/** What the version calls a thing that another version calls so; undefined if no rename is known. */
export function calledOtherwise({ version }: HintFacts, coordinate: string): string | undefined {
  const found = otherName(coordinate, version);
  return found === undefined ? undefined : otherNameText(found);
}

/** In which other versions a thing is under this very name. */
export function inOtherVersions({ schemas }: HintFacts, coordinate: string): string | undefined {
  const versions = versionsWith(schemas, coordinate);
  return versions.length === 0 ? undefined : `It is in ${versionsText(versions)} only, as far as documented.`;
}

/** What GraphQL itself proposes, as a sentence. */
export function proposalOf(error: GraphQLError): string | undefined {
  const [, proposal] = /Did you mean (.*)\?$/.exec(error.message) ?? [];
  return proposal === undefined ? undefined : `Did you mean ${proposal.replaceAll('"', "")}?`;
}

/** `Order has id, aliases and more.` What must be given comes first. */
export function membersText(type: GraphQLNamedType | undefined, verb: string): string | undefined {
  if (type === undefined) return undefined;
  const fields = isInputObjectType(type) ? Object.values(type.getFields()) : [];
  const required = fields.filter(isRequiredInputField).map(({ name }) => name);
  const names = [...required, ...memberNames(type).filter((name) => !required.includes(name))];
  if (names.length === 0) return undefined;
  if (names.length > MOST) return `${type.name} ${verb} ${names.slice(0, MOST).join(", ")} and more.`;
  return `${type.name} ${verb} ${listText(names, isEnumType(type) ? "or" : "and")}.`;
}

/** The parts that there are, as one text; undefined if there is none. */
export function sentences(...parts: readonly (string | undefined)[]): string | undefined {
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? undefined : said.join(" ");
}
