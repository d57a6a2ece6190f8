import type { OrderIdentifierInput } from "../../client/dialects/dialect.ts";
import { NotFoundError, PermissionError } from "../../errors.ts";
import type { Context } from "../../kernel/context.ts";
import type { OrderView } from "../../model/order.ts";
import { chooseOrder, identifierText } from "./order-identifier.ts";

/** An order as the API answered it, and as views read it. */
export interface FoundOrder {
  /** The `data` of the answer, `{order: …}`, in the words of the version in use. */
  readonly answer: unknown;
  readonly order: OrderView;
}

/**
 * Queries one order. Page: order-queries-order. What the service answers for an unknown order is not documented; the sandbox
 * pages say that a wrong order id is answered with AccessDeniedError, so that error says so.
 * @throws {NotFoundError} if the answer holds no order.
 */
export async function findOrder(context: Context, orderIdentifier: OrderIdentifierInput): Promise<FoundOrder> {
  const [api, dialect] = await Promise.all([context.api(), context.dialect()]);
  const { operation, variables } = dialect.order(orderIdentifier);
  const answer = await api.request(operation, variables, { signal: context.signal }).catch((error: unknown) => {
    throw error instanceof PermissionError ? deniedOrUnknown(error, orderIdentifier) : error;
  });
  const order = dialect.readOrder(answer);
  if (order === undefined) {
    throw new NotFoundError(`There is no order ${identifierText(orderIdentifier)}.`, {
      operation: "order",
      suggestion: "Check the id, and that the profile is the right one (bwp auth status).",
    });
  }
  return { answer, order };
}

/**
 * The order that the user means, named as a change wants it: older versions take only the order id there, so an alias is
 * looked up first.
 */
export async function chooseOrderForChange(
  context: Context,
  given: Parameters<typeof chooseOrder>[1],
): Promise<OrderIdentifierInput> {
  const identifier = await chooseOrder(context, given);
  if (!identifier.alias || !(await context.dialect()).changesNeedOrderId) return identifier;
  return { orderId: (await findOrder(context, identifier)).order.id };
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
