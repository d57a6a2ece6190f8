import { lacksOperation } from "../../client/dialects/call.ts";
import { ourOperations } from "../../client/schema/our-documents.ts";
import { UsageError } from "../../errors.ts";
import { didYouMean } from "../../kernel/suggest.ts";
import { OPERATIONS } from "../../model/operations.ts";
import type { ApiVersion } from "../../model/versions.ts";

/**
 * The document that bwp itself sends for an operation: every field that is known to exist.
 * @throws {UsageError} for a name that there is not; RefusedError code `not_in_version` for one of other versions
 */
export async function ownDocument(name: string, version: ApiVersion): Promise<string> {
  const operations = await ourOperations(version);
  const found = operations.find((operation) => operation.name === name);
  if (found !== undefined) return found.document;
  const facts = OPERATIONS[name];
  if (facts !== undefined && !facts.versions.includes(version)) throw lacksOperation(version, name);
  const names = operations.map((operation) => operation.name).sort();
  throw new UsageError(`bwp has no document of an operation ${name}.`, {
    code: "no_such_operation",
    suggestion: didYouMean(name, names) ?? `In version ${version} it has: ${names.join(", ")}.`,
  });
}
