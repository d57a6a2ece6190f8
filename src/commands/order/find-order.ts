import { readOrder } from "../../client/dialects/2024-11-01.ts";
import { NotFoundError, PermissionError } from "../../errors.ts";
import { type OrderIdentifierInput, type OrderQuery, orderOperation } from "../../generated/operations/2024-11-01.ts";
import type { Context } from "../../kernel/context.ts";
import type { OrderView } from "../../model/order.ts";
import { identifierText } from "./order-identifier.ts";

/** An order as the API answered it, and as views read it. */
export interface FoundOrder {
  readonly answer: OrderQuery;
  readonly order: OrderView;
}

/**
 * Queries one order. Page: order-queries-order. What the service answers for an unknown order is not documented; the sandbox
 * pages say that a wrong order id is answered with AccessDeniedError, so that error says so.
 * @throws {NotFoundError} if the answer holds no order.
 */
export async function findOrder(context: Context, orderIdentifier: OrderIdentifierInput): Promise<FoundOrder> {
  const api = await context.api();
  const answer = await api
    .request(orderOperation, { orderIdentifier }, { signal: context.signal })
    .catch((error: unknown) => {
      throw error instanceof PermissionError ? deniedOrUnknown(error, orderIdentifier) : error;
    });
  if (!answer.order) {
    throw new NotFoundError(`There is no order ${identifierText(orderIdentifier)}.`, {
      operation: "order",
      suggestion: "Check the id, and that the profile is the right one (bwp auth status).",
    });
  }
  return { answer, order: readOrder(answer.order) };
}

function deniedOrUnknown(error: PermissionError, identifier: OrderIdentifierInput): PermissionError {
  return new PermissionError(error.message, {
    code: error.code,
    operation: error.operation,
    path: error.path,
    partialData: error.partialData,
    suggestion: `The API says this also of an order that does not exist: check ${identifierText(identifier)} and the profile (bwp auth status); reading orders needs the permission View Order Data.`,
    cause: error,
  });
}
