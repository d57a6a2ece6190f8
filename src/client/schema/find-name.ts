import { API_VERSIONS, type ApiVersion } from "../../model/versions.ts";
import { findDefinition } from "./coordinates.ts";
import { rootFields } from "./example-document.ts";
import type { Schemas } from "./load-schema.ts";
import { partsOf } from "./members.ts";
import { otherName, otherNameText, versionsWith } from "./other-names.ts";

/** What a name that a person typed may be. */
export type FoundName =
  | { readonly kind: "here"; readonly coordinate: string }
  | { readonly kind: "elsewhere"; readonly versions: readonly ApiVersion[]; readonly hint: string | undefined }
  | { readonly kind: "nowhere"; readonly candidates: readonly string[]; readonly members: readonly string[] };

/**
 * Finds what is meant: an operation by its bare name, or a coordinate. Capitals matter only where a name exists with both, as
 * `order` and `Order` do.
 */
export function findName(schemas: Schemas, version: ApiVersion, name: string): FoundName {
  const wanted = name.trim();
  const spellings = [`Query.${wanted}`, `Mutation.${wanted}`, wanted];
  const schema = schemas[version];
  const exact = spellings.find((spelling) => findDefinition(schema, spelling) !== undefined);
  if (exact !== undefined) return { kind: "here", coordinate: exact.replace(/(\(\w+)\)$/, "$1:)") };
  const parts = [...partsOf(schema).keys()];
  const alike = parts.find((part) => spellings.some((spelling) => spelling.toLowerCase() === part.toLowerCase()));
  for (const spelling of spellings) {
    const versions = versionsWith(schemas, spelling);
    if (versions.length === 0) continue;
    const other = otherName(spelling, version);
    return { kind: "elsewhere", versions, hint: other === undefined ? undefined : otherNameText(other) };
  }
  if (alike !== undefined) return { kind: "here", coordinate: alike };
  const members = membersNamed(parts, wanted);
  const gone = members.length > 0 ? undefined : memberElsewhere(schemas, version, wanted);
  if (gone !== undefined) return gone;
  const [type, member] = wanted.split(".");
  const isMember = member !== undefined && type !== undefined && schema.getType(type) !== undefined;
  return {
    kind: "nowhere",
    candidates: isMember
      ? parts.filter((part) => part.startsWith(`${type}.`) && !part.includes("("))
      : [...rootFields(schema).map(({ field }) => field.name), ...parts.filter((part) => !part.includes("."))],
    members,
  };
}

function membersNamed(parts: Iterable<string>, name: string): readonly string[] {
  return [...parts].filter((part) => part.toLowerCase().endsWith(`.${name.toLowerCase()}`));
}

/** A field's bare name that only other versions know; what this one calls it is told of the first that it knows. */
function memberElsewhere(schemas: Schemas, version: ApiVersion, name: string): FoundName | undefined {
  const named = API_VERSIONS.map((each) => [each, membersNamed(partsOf(schemas[each]).keys(), name)] as const);
  const versions = named.filter(([, members]) => members.length > 0).map(([each]) => each);
  if (versions.length === 0) return undefined;
  const others = named.flatMap(([, members]) => members.flatMap((member) => otherName(member, version) ?? []));
  const [first] = others;
  return { kind: "elsewhere", versions, hint: first === undefined ? undefined : otherNameText(first) };
}
