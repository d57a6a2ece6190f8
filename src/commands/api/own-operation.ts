import { lacksOperation } from "../../client/dialects/call.ts";
import type { UntypedOperation } from "../../client/operation.ts";
import { UsageError } from "../../errors.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { OPERATIONS } from "../../model/operations.ts";
import type { ApiVersion } from "../../model/versions.ts";

const DOCUMENTS: Readonly<Record<ApiVersion, () => Promise<Readonly<Record<string, unknown>>>>> = {
  "2024-01-01": () => import("../../generated/operations/2024-01-01.ts"),
  "2024-04-01": () => import("../../generated/operations/2024-04-01.ts"),
  "2024-11-01": () => import("../../generated/operations/2024-11-01.ts"),
};

/**
 * The document that bwp itself sends for an operation: every field that is known to exist.
 * @throws {UsageError} for a name that there is not; RefusedError code `not_in_version` for one of other versions
 */
export async function ownDocument(name: string, version: ApiVersion): Promise<string> {
  const module = await DOCUMENTS[version]();
  const found = Object.values(module)
    .filter(isOperation)
    .find((operation) => operation.name === name);
  if (found !== undefined) return found.document;
  const facts = OPERATIONS[name];
  if (facts !== undefined && !facts.versions.includes(version)) throw lacksOperation(version, name);
  const names = Object.values(module)
    .filter(isOperation)
    .map((operation) => operation.name);
  throw new UsageError(`bwp has no document of an operation ${name}.`, {
    code: "no_such_operation",
    suggestion: didYouMean(name, names) ?? `In version ${version} it has: ${names.sort().join(", ")}.`,
  });
}

function isOperation(value: unknown): value is UntypedOperation {
  return typeof value === "object" && value !== null && "document" in value && "name" in value;
}
