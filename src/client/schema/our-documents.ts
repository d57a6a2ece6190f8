import type { ApiVersion } from "../../model/versions.ts";
import type { UntypedOperation } from "../operation.ts";

const DOCUMENTS: Readonly<Record<ApiVersion, () => Promise<object>>> = {
  "2024-01-01": () => import("../../generated/operations/2024-01-01.ts"),
  "2024-04-01": () => import("../../generated/operations/2024-04-01.ts"),
  "2024-11-01": () => import("../../generated/operations/2024-11-01.ts"),
};

/** The operations for which bwp has a document in a version. */
export async function ourOperations(version: ApiVersion): Promise<readonly UntypedOperation[]> {
  return Object.values(await DOCUMENTS[version]()).filter(isOperation);
}

/** Their names. */
export async function operationsWithDocument(version: ApiVersion): Promise<ReadonlySet<string>> {
  return new Set((await ourOperations(version)).map(({ name }) => name));
}

function isOperation(value: unknown): value is UntypedOperation {
  return typeof value === "object" && value !== null && "name" in value && "document" in value;
}
