import { type CatalogCalls, type ProductIdentifier, readProduct } from "../../../client/dialects/catalog.ts";
import { NotFoundError } from "../../../errors.ts";
import type { Context } from "../../../kernel/context.ts";
import { warnUnconfirmed } from "../../../kernel/mutate.ts";
import type { ProductView } from "../../../model/catalog.ts";
import { productName } from "./product-identifier.ts";

/** The product as the API answers it, and as views show it. @throws {NotFoundError} if there is none. */
export async function findProduct(
  context: Context,
  calls: CatalogCalls,
  identifier: ProductIdentifier,
): Promise<{ readonly answer: unknown; readonly product: ProductView }> {
  const call = calls.product(identifier);
  await warnUnconfirmed(context, call);
  const api = await context.api();
  const missing = (cause?: NotFoundError): NotFoundError =>
    new NotFoundError(`The catalog has no product with ${productName(identifier)}.`, {
      operation: call.operation.name,
      code: cause?.code ?? "not_found",
      path: cause?.path,
      cause,
      suggestion: "See what there is: bwp catalog product list",
    });
  const answer = await api
    .request(call.operation, call.variables, { signal: context.signal })
    .catch((error: unknown): never => {
      throw error instanceof NotFoundError ? missing(error) : error;
    });
  const product = readProduct(answer);
  if (product === undefined) throw missing();
  return { answer, product };
}
