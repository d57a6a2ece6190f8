import { NotFoundError, PermissionError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import { NONE_OR_DENIED, readSubscriptionIds } from "./read-subscriptions.ts";

/**
 * Makes sense of AccessDeniedError for one subscription: the API says it of an unknown id too. If the list can be read, the
 * permission is there, so the id is what is wrong.
 * @returns {@link NotFoundError} (exit 4) if the id is unknown, else {@link PermissionError} (exit 3) that names both causes.
 */
export async function explainDenied(
  context: Context,
  subscriptionId: string,
  error: PermissionError,
): Promise<NotFoundError | PermissionError> {
  const { ids } = await readSubscriptionIds(context);
  const facts = { operation: error.operation, path: error.path, cause: error };
  if (ids === undefined) {
    return new PermissionError(error.message, { ...facts, code: error.code, suggestion: NONE_OR_DENIED });
  }
  if (ids.includes(subscriptionId)) return error;
  return new NotFoundError(`This client has no subscription ${subscriptionId}.`, {
    ...facts,
    suggestion: 'See "bwp subscribe list" for the ids.',
  });
}
