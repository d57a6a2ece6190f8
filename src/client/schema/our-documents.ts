import type { ApiVersion } from "../../model/versions.ts";

const DOCUMENTS: Readonly<Record<ApiVersion, () => Promise<object>>> = {
  "2024-01-01": () => import("../../generated/operations/2024-01-01.ts"),
  "2024-04-01": () => import("../../generated/operations/2024-04-01.ts"),
  "2024-11-01": () => import("../../generated/operations/2024-11-01.ts"),
};

/** Names of the operations for which bwp has a document in a version. */
export async function operationsWithDocument(version: ApiVersion): Promise<ReadonlySet<string>> {
  return new Set(Object.values(await DOCUMENTS[version]()).flatMap((value) => (isNamed(value) ? [value.name] : [])));
}

function isNamed(value: unknown): value is { readonly name: string } {
  return typeof value === "object" && value !== null && "name" in value && typeof value.name === "string";
}
