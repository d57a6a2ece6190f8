import { lacksOperation } from "../../client/dialects/call.ts";
import { type CatalogCalls, catalogCalls } from "../../client/dialects/catalog.ts";
import type { Context } from "../../kernel/context.ts";
import { OPERATIONS } from "../../model/operations.ts";

/**
 * The Catalog interface in the version of the profile.
 * @throws {RefusedError} code `not_in_version` if the version lacks the operation that is wanted, before anything is asked.
 */
export async function openCatalog(context: Context, operation: string): Promise<CatalogCalls> {
  const version = (await context.profile()).apiVersion;
  if (OPERATIONS[operation]?.versions.includes(version) === false) throw lacksOperation(version, operation);
  return catalogCalls(version);
}
