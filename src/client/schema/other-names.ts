import { RENAMES, type Rename, versionsNamed } from "../../model/renames.ts";
import { API_VERSIONS, type ApiVersion } from "../../model/versions.ts";
import { findDefinition, inWords, readCoordinate } from "./coordinates.ts";
import type { Schemas } from "./load-schema.ts";

/** What a thing of one version is called in another. */
export interface OtherName {
  /** As the document has it. */
  readonly from: string;
  /** As the version at hand has it. */
  readonly to: string;
  /** Versions in which it is called as the document has it, oldest first. */
  readonly versions: readonly ApiVersion[];
  /** Versions in which it is called as the version at hand has it, oldest first. */
  readonly sameAsHere: readonly ApiVersion[];
  readonly how: string | undefined;
}

/** Names of the things that this version calls otherwise, by how another version calls them. */
export function otherName(coordinate: string, version: ApiVersion): OtherName | undefined {
  const wanted = readCoordinate(coordinate);
  if (wanted === undefined) return undefined;
  const exact = RENAMES.map((entry) => translate(entry, coordinate, version)).find((found) => found !== undefined);
  if (exact !== undefined || wanted.member === undefined) return exact;
  // The document is already below the new parent and uses a name of the old one: Product.productSku.
  for (const entry of RENAMES) {
    const to = entry.names[version];
    if (to === null || readCoordinate(to)?.type !== wanted.type) continue;
    const old = Object.values(entry.names).find(
      (name) =>
        name !== null && name !== to && sameMember(name, coordinate) && readCoordinate(name)?.type !== wanted.type,
    );
    const found = old === undefined || old === null ? undefined : translate(entry, old, version);
    if (found !== undefined) return found;
  }
  return undefined;
}

function sameMember(left: string, right: string): boolean {
  const [first, second] = [readCoordinate(left), readCoordinate(right)];
  return first?.member === second?.member && first?.argument === second?.argument;
}

function translate(entry: Rename, from: string, version: ApiVersion): OtherName | undefined {
  const to = entry.names[version];
  if (to === null || to === from || !Object.values(entry.names).includes(from)) return undefined;
  return { from, to, versions: versionsNamed(entry, from), sameAsHere: versionsNamed(entry, to), how: entry.how };
}

/** How the versions other than this one call a thing of it: only those that call it otherwise. */
export function namesElsewhere(coordinate: string, version: ApiVersion): Readonly<Partial<Record<ApiVersion, string>>> {
  const found: Partial<Record<ApiVersion, string>> = {};
  for (const { names } of RENAMES) {
    if (names[version] !== coordinate) continue;
    for (const other of API_VERSIONS) {
      const name = names[other];
      if (name !== null && name !== coordinate) found[other] ??= name;
    }
  }
  return found;
}

/** `Called packageInformation in 2024-11-01; deliveryInformation is the name in 2024-01-01 and 2024-04-01.` */
export function otherNameText({ from, to, versions, sameAsHere, how }: OtherName): string {
  const short = shortNames(from, to);
  const [here, there] = [versionsText(sameAsHere), versionsText(versions)];
  const text =
    short === undefined
      ? `In ${here} this is ${inWords(to)}; ${inWords(from)} is of ${there}.`
      : `Called ${short[1]} in ${here}; ${short[0]} is the name in ${there}.`;
  return how === undefined ? text : `${text} ${how}`;
}

/** The last names, where only those differ or the parents are each other's successors. */
function shortNames(from: string, to: string): readonly [string, string] | undefined {
  const [old, now] = [readCoordinate(from), readCoordinate(to)];
  if (old === undefined || now === undefined || old.argument !== undefined || now.argument !== undefined)
    return undefined;
  if (old.member === undefined && now.member === undefined) return [from, to];
  if (old.member === undefined || now.member === undefined) return undefined;
  const succeeds = RENAMES.some(
    ({ names }) => Object.values(names).includes(old.type) && Object.values(names).includes(now.type),
  );
  return old.type === now.type || succeeds ? [old.member, now.member] : undefined;
}

/** `2024-01-01 and 2024-04-01`. */
export function versionsText(versions: readonly ApiVersion[]): string {
  return listText(versions, "and");
}

/** `a, b or c`. */
export function listText(words: readonly string[], conjunction: "and" | "or"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${conjunction} ${words.at(-1)}`;
}

/** Versions that have a thing under this very name, oldest first. */
export function versionsWith(schemas: Schemas, coordinate: string): readonly ApiVersion[] {
  return API_VERSIONS.filter((version) => findDefinition(schemas[version], coordinate) !== undefined);
}
